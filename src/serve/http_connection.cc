#include "serve/http_connection.h"

#include <boost/asio/write.hpp>

#include "absl/strings/ascii.h"

namespace loopbreaker {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kReadBytes = 4096;
// What a client may go on sending after its request was refused, so that it comes to read why.
constexpr std::size_t kLingerBytesMax = 8 << 20;
constexpr std::chrono::seconds kLingerMax(1);
constexpr std::size_t kFeedBufferBytes = 128 << 10;
// Whether an answer that comes later is there.
constexpr std::chrono::milliseconds kAskAgain(2);

std::string Text(boost::beast::string_view text) { return {text.data(), text.size()}; }

HttpRequest Plain(http::request<http::string_body>&& from) {
  HttpRequest request;
  request.method = from.method() == http::verb::head ? "GET" : Text(from.method_string());
  const std::string target = Text(from.target());
  const std::size_t query = target.find('?');
  request.path = target.substr(0, query);
  if (query != std::string::npos) request.query = target.substr(query + 1);
  for (const auto& field : from) {
    request.headers.emplace_back(absl::AsciiStrToLower(Text(field.name_string())), Text(field.value()));
  }
  request.body = std::move(from.body());
  return request;
}

}  // namespace

HttpConnection::HttpConnection(boost::asio::ip::tcp::socket socket, const HttpServer::Options& options,
                               const Answer& answer, std::function<void(HttpConnection*)> on_closed, std::size_t& feeds,
                               boost::asio::ssl::context* tls)
    : stream_(std::move(socket)),
      options_(options),
      answer_(answer),
      on_closed_(std::move(on_closed)),
      feeds_(feeds),
      heartbeat_(stream_.get_executor()) {
  boost::system::error_code ignored;
  stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  const auto peer = stream_.socket().remote_endpoint(ignored).address();
  if (const auto address = ParseIp(peer.to_string(ignored))) peer_ = *address;
  if (tls != nullptr) tls_.emplace(stream_, *tls);
}

HttpConnection::~HttpConnection() {
  if (feed_ != nullptr) --feeds_;
  on_closed_(this);
}

void HttpConnection::Start() {
  if (!tls_) return WaitForRequest();
  idle_ = true;
  stream_.expires_after(options_.request_max);
  tls_->async_handshake(boost::asio::ssl::stream_base::server, [self = shared_from_this()](beast::error_code error) {
    self->idle_ = false;
    if (error || self->closing_) return self->CloseNow();
    self->WaitForRequest();
  });
}

void HttpConnection::CloseSoon() {
  closing_ = true;
  if (idle_ || feed_ != nullptr) CloseNow();
}

void HttpConnection::CloseNow() {
  closing_ = true;
  heartbeat_.cancel();
  stream_.close();
}

void HttpConnection::WaitForRequest() {
  if (buffer_.size() > 0) return ReadRequest();  // the client did not wait for the answer
  idle_ = true;
  stream_.expires_after(options_.idle_max);
  OnWire([&](auto& wire) {
    wire.async_read_some(buffer_.prepare(kReadBytes),
                         [self = shared_from_this()](beast::error_code error, std::size_t bytes) {
                           self->idle_ = false;
                           if (error) return self->CloseNow();
                           self->buffer_.commit(bytes);
                           self->ReadRequest();
                         });
  });
}

void HttpConnection::ReadRequest() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.header_bytes_max));
  parser_->body_limit(options_.body_bytes_max);
  stream_.expires_after(options_.request_max);
  OnWire([&](auto& wire) {
    http::async_read(wire, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) { self->OnRequest(error); });
  });
}

void HttpConnection::OnRequest(beast::error_code error) {
  if (error == http::error::header_limit) return AnswerMistake(431, "the headers of the request are too large");
  if (error == http::error::body_limit) return AnswerMistake(413, "the body of the request is too large");
  const bool no_http = error.category() == make_error_code(http::error::bad_method).category();
  if (no_http && error != http::error::end_of_stream && error != http::error::partial_message) {
    return AnswerMistake(400, "expected an HTTP/1.1 request, found something else: " + error.message());
  }
  if (error) return CloseNow();

  http::request<http::string_body> request = parser_->release();
  const unsigned version = request.version();
  const bool keep_alive = request.keep_alive();
  const bool head = request.method() == http::verb::head;
  if (request.target().empty() || request.target().front() != '/') {
    return AnswerMistake(400, "expected a path that begins with '/'");
  }
  HttpRequest plain = Plain(std::move(request));
  plain.peer = peer_;
  HttpResponse answer = answer_(plain);
  if (answer.feed != nullptr) return StartFeed(answer, head);
  if (answer.later) return SendLater(std::move(answer), version, keep_alive, head);
  Send(std::move(answer), version, keep_alive, head);
}

void HttpConnection::SendLater(HttpResponse promised, unsigned version, bool keep_alive, bool head) {
  if (auto answer = promised.later()) return Send(*std::move(answer), version, keep_alive, head);
  stream_.expires_never();
  heartbeat_.expires_after(kAskAgain);
  heartbeat_.async_wait(
      [self = shared_from_this(), promised = std::move(promised), version, keep_alive, head](beast::error_code error) {
        if (error) return self->CloseNow();
        self->SendLater(promised, version, keep_alive, head);
      });
}

void HttpConnection::AnswerMistake(int status, std::string_view detail) {
  Send(Problem(status, detail), 11, false, false);
}

void HttpConnection::Send(HttpResponse answer, unsigned version, bool keep_alive, bool head) {
  response_.emplace(static_cast<http::status>(answer.status), version);
  for (const auto& [name, value] : answer.headers) response_->set(name, value);
  response_->set(http::field::content_type, answer.content_type);
  response_->set(http::field::cache_control, "no-store");
  response_->set("X-Content-Type-Options", "nosniff");
  response_->keep_alive(keep_alive && !closing_);
  response_->content_length(answer.body.size());
  if (!head) response_->body() = std::move(answer.body);
  stream_.expires_after(options_.response_max);
  OnWire([&](auto& wire) {
    http::async_write(wire, *response_,
                      [self = shared_from_this()](beast::error_code error, std::size_t) { self->OnSent(error); });
  });
}

void HttpConnection::OnSent(beast::error_code error) {
  if (error) return CloseNow();
  if (!response_->keep_alive()) {
    closing_ = true;
    stream_.expires_after(kLingerMax);
    if (tls_) {
      // Without goodbye, the other end could not tell the end of an answer from a broken connection.
      return tls_->async_shutdown([self = shared_from_this()](beast::error_code) { self->CloseNow(); });
    }
    // With bytes unread, closing would take the answer away from the client before it has read it.
    beast::error_code ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    return Linger();
  }
  if (closing_) return CloseNow();
  WaitForRequest();
}

void HttpConnection::Linger() {
  idle_ = true;
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](beast::error_code error, std::size_t bytes) {
                            self->lingered_ += bytes;
                            if (error || self->lingered_ > kLingerBytesMax) return self->CloseNow();
                            self->Linger();
                          });
}

// Without a length, so the end of the connection is the end of the answer: nothing between has to know how to chunk.
void HttpConnection::StartFeed(const HttpResponse& answer, bool head) {
  auto header = std::make_shared<std::string>("HTTP/1.1 200 OK\r\nContent-Type: " + answer.content_type +
                                              "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
  for (const auto& [name, value] : answer.headers) header->append(name + ": " + value + "\r\n");
  header->append("Connection: close\r\n\r\n");
  if (head) closing_ = true;
  feed_ = answer.feed;
  ++feeds_;
  // Else the system takes megabytes for each that reads slowly, and when it has no more, the quick ones wait too.
  beast::error_code ignored;
  stream_.socket().set_option(boost::asio::socket_base::send_buffer_size(static_cast<int>(kFeedBufferBytes)), ignored);
  WatchForClose();
  SendOfFeed(std::move(header));
}

// A client that goes away says so only to somebody who reads.
void HttpConnection::WatchForClose() {
  buffer_.clear();
  stream_.expires_never();
  OnWire([&](auto& wire) {
    wire.async_read_some(buffer_.prepare(kReadBytes),
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                           if (error) return self->CloseNow();
                           self->WatchForClose();
                         });
  });
}

void HttpConnection::Proceed() {
  if (feed_ == nullptr || sending_ || closing_) return;
  if (feed_->IsOver()) return CloseNow();
  if (auto text = feed_->Next(); text != nullptr) return SendOfFeed(std::move(text));
  if (resting_) return;
  resting_ = true;
  heartbeat_.expires_after(options_.heartbeat);
  heartbeat_.async_wait([weak = weak_from_this()](beast::error_code error) {
    const auto self = weak.lock();
    if (error || self == nullptr || self->sending_ || self->closing_) return;
    if (self->feed_->IsOver()) return self->CloseNow();
    self->SendOfFeed(std::make_shared<const std::string>(self->feed_->Heartbeat()));
  });
}

void HttpConnection::SendOfFeed(std::shared_ptr<const std::string> text) {
  sending_ = true;
  resting_ = false;
  heartbeat_.cancel();
  const auto bytes = boost::asio::buffer(*text);
  // Whoever takes a little at a time has its time for each piece: the beginning may be large, and its line poor.
  const auto next_piece = [this](const beast::error_code& error, std::size_t) {
    stream_.expires_after(options_.response_max);
    return error ? 0 : kFeedBufferBytes;
  };
  OnWire([&](auto& wire) {
    boost::asio::async_write(wire, bytes, next_piece,
                             [self = shared_from_this(), text = std::move(text)](beast::error_code error, std::size_t) {
                               self->sending_ = false;
                               if (error || self->closing_) return self->CloseNow();
                               self->Proceed();
                             });
  });
}

}  // namespace loopbreaker
