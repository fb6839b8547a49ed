#include "serve/http_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/read_number.h"
#include "base/text.h"
#include "observe/json_quote.h"
#include "observe/log.h"
#include "serve/http_connection.h"
#include "serve/url.h"

namespace loopbreaker {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// After an accept that failed, for want of file descriptors most likely.
constexpr std::chrono::milliseconds kAcceptAgain(100);

std::optional<tcp::endpoint> ParseListen(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = listen.substr(0, colon);
  const std::string_view port_text = listen.substr(colon + 1);
  std::uint16_t port = 0;
  if (!ReadNumber(port_text, port)) return std::nullopt;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(std::string(host), error);
  if (error) return std::nullopt;
  return tcp::endpoint(address, port);
}

}  // namespace

std::string_view HttpRequest::Header(std::string_view lower_case_name) const {
  const auto header =
      std::find_if(headers.begin(), headers.end(), [&](const auto& one) { return one.first == lower_case_name; });
  return header == headers.end() ? std::string_view() : header->second;
}

std::string_view HttpRequest::Parameter(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& one) { return one.first == name; });
  return found == parameters.end() ? std::string_view() : found->second;
}

HttpResponse Problem(int status, std::string_view detail) {
  const auto phrase = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  std::string body = "{\"title\":";
  AppendJsonQuoted(body, {phrase.data(), phrase.size()});
  absl::StrAppend(&body, ",\"status\":", status, ",\"detail\":");
  AppendJsonQuoted(body, detail);
  body += "}\n";
  return {.status = status, .content_type = "application/problem+json", .body = std::move(body)};
}

class HttpServer::Server {
 public:
  explicit Server(Options options) : options_(std::move(options)) {}

  void Handle(std::string method, std::string path, HttpHandler handler) {
    routes_[std::move(path)][std::move(method)] = std::move(handler);
  }

  absl::Status Start() {
    const std::optional<tcp::endpoint> endpoint = ParseListen(options_.listen);
    if (!endpoint) {
      return absl::InvalidArgumentError(
          absl::StrCat("expected ADDRESS:PORT to listen on, such as 127.0.0.1:8080, found '", options_.listen, "'"));
    }
    if (options_.loopback_only && !endpoint->address().is_loopback()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "expected an address of this machine alone, such as 127.0.0.1:8080, as nobody has to log in here; found '",
          options_.listen, "'"));
    }
    if (!options_.certificate_file.empty()) {
      absl::StatusOr<TlsContext> loaded = LoadCertificate();
      if (!loaded.ok()) return loaded.status();
      tls_ = *std::move(loaded);
    }
    boost::system::error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", options_.listen, ": ", error.message()));
    }
    port_ = acceptor_.local_endpoint(error).port();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  std::uint16_t port() const { return port_; }

  std::vector<std::string> RouteNames() const {
    std::vector<std::string> names;
    for (const auto& [path, methods] : routes_) {
      for (const auto& [method, handler] : methods) names.push_back(absl::StrCat(method, " ", path));
    }
    return names;
  }

  absl::Status ReloadCertificate() {
    if (options_.certificate_file.empty()) return absl::OkStatus();
    absl::StatusOr<TlsContext> loaded = LoadCertificate();
    if (!loaded.ok()) return loaded.status();
    asio::post(context_, [this, tls = *std::move(loaded)]() mutable { tls_ = std::move(tls); });
    return absl::OkStatus();
  }

  void WakeFeeds() {
    if (!woken_.exchange(true)) asio::post(context_, [this] { Wake(); });
  }

  void Stop() {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { BeginStop(); });
    thread_.join();
  }

 private:
  using Routes = std::map<std::string, std::map<std::string, HttpHandler>>;
  using TlsContext = std::unique_ptr<asio::ssl::context>;  // null: no TLS

  absl::StatusOr<TlsContext> LoadCertificate() const {
    namespace ssl = asio::ssl;
    auto tls = std::make_unique<ssl::context>(ssl::context::tls_server);
    boost::system::error_code error;
    tls->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
    tls->use_certificate_chain_file(options_.certificate_file, error);
    if (error) {
      return absl::InvalidArgumentError(absl::StrCat("expected a certificate in PEM in ", options_.certificate_file,
                                                     ", which cannot be used: ", error.message()));
    }
    tls->use_private_key_file(options_.key_file, ssl::context::pem, error);
    if (error) {
      return absl::InvalidArgumentError(absl::StrCat("expected the private key of ", options_.certificate_file,
                                                     " in PEM in ", options_.key_file,
                                                     ", which cannot be used: ", error.message()));
    }
    return tls;
  }

  // `parameters` are set where the route has some.
  Routes::const_iterator FindRoute(const std::string& path, Parameters& parameters) const {
    auto route = routes_.find(path);
    if (route != routes_.end() && route->first.find('{') == std::string::npos) return route;
    for (route = routes_.begin(); route != routes_.end(); ++route) {
      if (route->first.find('{') != std::string::npos && MatchPath(route->first, path, parameters)) break;
    }
    return route;
  }

  HttpResponse Answer(HttpRequest& request) const {
    const auto route = FindRoute(request.path, request.parameters);
    if (route == routes_.end()) return Problem(404, absl::StrCat("there is nothing at ", request.path));
    const auto handler = route->second.find(request.method);
    if (handler != route->second.end()) {
      HttpResponse answer = handler->second(request);
      if (answer.feed == nullptr || feeds_ < options_.feeds_max) return answer;
      return Problem(503, absl::StrCat("there are ", feeds_, " listeners already, which is as many as are allowed"));
    }
    const std::string allowed = absl::StrJoin(
        route->second, ", ", [](std::string* out, const auto& method) { absl::StrAppend(out, method.first); });
    HttpResponse answer =
        Problem(405, absl::StrCat(request.path, " answers to ", allowed, ", not to ", request.method));
    answer.headers.emplace_back("Allow", allowed);
    return answer;
  }

  void Wake() {
    woken_ = false;
    for (HttpConnection* connection : connections_) connection->Proceed();
  }

  void Accept() {
    if (stopping_ || accepting_ || connections_.size() >= options_.connections_max) return;
    accepting_ = true;
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      accepting_ = false;
      if (stopping_) return;
      if (error) {
        if (!accept_failed_) LogWarning("connections are not accepted for now", {{"error", error.message()}});
        accept_failed_ = true;
        timer_.expires_after(kAcceptAgain);
        timer_.async_wait([this](boost::system::error_code) { Accept(); });
        return;
      }
      accept_failed_ = false;
      const auto connection = std::make_shared<HttpConnection>(
          std::move(socket), options_, answer_, [this](HttpConnection* closed) { OnClosed(closed); }, feeds_,
          tls_.get());
      connections_.insert(connection.get());
      connection->Start();
      Accept();
    });
  }

  void OnClosed(HttpConnection* connection) {
    connections_.erase(connection);
    if (stopping_ && connections_.empty()) timer_.cancel();
    Accept();
  }

  void BeginStop() {
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (HttpConnection* connection : connections_) connection->CloseSoon();
    timer_.cancel();
    if (connections_.empty()) return;
    timer_.expires_after(options_.stop_patience_max);
    timer_.async_wait([this](boost::system::error_code) {
      for (HttpConnection* connection : connections_) connection->CloseNow();
    });
  }

  const Options options_;
  const HttpConnection::Answer answer_ = [this](HttpRequest& request) { return Answer(request); };
  std::size_t feeds_ = 0;  // connections that are one
  std::atomic<bool> woken_ = false;
  std::set<HttpConnection*> connections_;
  bool accepting_ = false;
  bool accept_failed_ = false;  // and said so
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  TlsContext tls_;  // of the connections to come: each keeps its own
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::steady_timer timer_{context_};
  std::thread thread_;
  Routes routes_;  // last, as what handlers hold may wake feeds until it is gone
};

HttpServer::HttpServer(Options options) : server_(std::make_unique<Server>(std::move(options))) {}
HttpServer::~HttpServer() { Stop(); }

void HttpServer::Handle(std::string method, std::string path, HttpHandler handler) {
  server_->Handle(std::move(method), std::move(path), std::move(handler));
}
absl::Status HttpServer::Start() { return server_->Start(); }
std::uint16_t HttpServer::port() const { return server_->port(); }
std::vector<std::string> HttpServer::Routes() const { return server_->RouteNames(); }
absl::Status HttpServer::ReloadCertificate() { return server_->ReloadCertificate(); }
void HttpServer::WakeFeeds() { server_->WakeFeeds(); }
void HttpServer::Stop() { server_->Stop(); }

}  // namespace loopbreaker
