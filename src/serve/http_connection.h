// One connection of the HTTP server: reads requests one after another and answers each before it reads the next. Once
// an answer is a feed, the connection is that until its end.
//
// For the server's thread alone. Lives as long as an operation of it is under way.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "serve/http_server.h"

namespace loopbreaker {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // The answer to a request of this method and path, or an error's.
  using Answer = std::function<HttpResponse(HttpRequest&)>;

  // What is given must outlive the connection; `on_closed` is called once; `feeds` counts the connections that are one;
  // `tls` is null where there is none.
  HttpConnection(boost::asio::ip::tcp::socket socket, const HttpServer::Options& options, const Answer& answer,
                 std::function<void(HttpConnection*)> on_closed, std::size_t& feeds, boost::asio::ssl::context* tls);
  ~HttpConnection();

  void Start();
  // Closes when nothing is under way, else after the answer.
  void CloseSoon();
  void CloseNow();
  // Sends what the feed has, if it is one that waits.
  void Proceed();

 private:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // Calls with the stream that bytes are read from and written to: encrypted, or as they are.
  template <typename Use>
  void OnWire(Use use) {
    tls_ ? use(*tls_) : use(stream_);
  }

  void WaitForRequest();
  void ReadRequest();
  void OnRequest(boost::beast::error_code error);
  void AnswerMistake(int status, std::string_view detail);
  void SendLater(HttpResponse promised, unsigned version, bool keep_alive, bool head);
  void Send(HttpResponse answer, unsigned version, bool keep_alive, bool head);
  void OnSent(boost::beast::error_code error);
  void Linger();
  void StartFeed(const HttpResponse& answer, bool head);
  void WatchForClose();
  void SendOfFeed(std::shared_ptr<const std::string> text);

  boost::beast::tcp_stream stream_;  // which also keeps the time limits
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
  IpAddress peer_;
  const HttpServer::Options& options_;
  const Answer& answer_;
  std::function<void(HttpConnection*)> on_closed_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<Response> response_;
  bool idle_ = false;         // waits for the first byte of a request
  bool closing_ = false;      // after the answer under way
  std::size_t lingered_ = 0;  // bytes thrown away after the answer
  std::size_t& feeds_;
  std::shared_ptr<HttpFeed> feed_;
  bool sending_ = false;                 // of the feed
  bool resting_ = false;                 // it has nothing to say, until the heartbeat
  boost::asio::steady_timer heartbeat_;  // and of an answer that comes later
};

}  // namespace loopbreaker
