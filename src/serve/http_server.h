// A small HTTP/1.1 server: one thread for many connections, answers by method and path, errors as problem+json.
//
//   HttpServer server({.listen = "127.0.0.1:0"});
//   server.Handle("GET", "/livez", [](const HttpRequest&) { return HttpResponse{.body = "ok\n"}; });
//   if (const absl::Status status = server.Start(); !status.ok()) ...
//
// It asks nobody who they are: see gate.h. An answer may be a feed: a body without an end, of which each client takes
// as much as it can; one that takes nothing for `response_max` is dropped.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "base/network.h"

namespace loopbreaker {

struct HttpRequest {
  std::string method;  // "GET"; a HEAD is a GET of which the body is not sent
  std::string path;    // as it came, without the query: "/api/v1/escalations"
  std::string query;   // what follows '?', as it came
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;     // names in lower case
  std::vector<std::pair<std::string, std::string>> parameters;  // of the path, decoded: see Handle
  IpAddress peer{};                                             // of the other end of the connection

  // Empty: none.
  std::string_view Header(std::string_view lower_case_name) const;
  std::string_view Parameter(std::string_view name) const;
};

// What a client is sent for as long as it listens. Called in the server's thread: must not block.
class HttpFeed {
 public:
  virtual ~HttpFeed() = default;
  // What there is to send now, once the last of it is sent; null: nothing until the next HttpServer::WakeFeeds.
  virtual std::shared_ptr<const std::string> Next() = 0;
  // Sent when there was nothing for `Options::heartbeat`.
  virtual std::string Heartbeat() = 0;
  // Whether it ends here: whoever listens is not allowed to any more. Asked before Next and Heartbeat.
  virtual bool IsOver() { return false; }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::shared_ptr<HttpFeed> feed = nullptr;  // instead of `body`
  // Instead of all that: asked in the server's thread every few milliseconds until it has an answer. Must not block.
  std::function<std::optional<HttpResponse>()> later = nullptr;
};

// RFC 7807: {"title": the phrase of the status, "status": ..., "detail": ...}.
HttpResponse Problem(int status, std::string_view detail);

// Runs in the server's thread while every connection waits: it must not block.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

class HttpServer {
 public:
  struct Options {
    std::string listen = "127.0.0.1:8080";  // "[::1]:8080", "localhost:8080"; port 0: any that is free
    bool loopback_only = false;             // any other address is an error
    // PEM, the certificate with those that vouch for it; read at Start and by ReloadCertificate. Empty: no TLS.
    std::string certificate_file = {};
    std::string key_file = {};
    std::size_t header_bytes_max = 16 << 10;
    std::size_t body_bytes_max = 1 << 20;
    std::size_t connections_max = 1000;                // more wait until one ends
    std::size_t feeds_max = 600;                       // of those; more are refused
    std::chrono::milliseconds idle_max{60'000};        // between two requests
    std::chrono::milliseconds request_max{10'000};     // from the first byte of a request to its last
    std::chrono::milliseconds response_max{30'000};    // to send an answer, or any piece of what a feed has
    std::chrono::milliseconds heartbeat{15'000};       // of a feed that has nothing to say
    std::chrono::milliseconds stop_patience_max{500};  // for answers under way when the server stops
  };

  explicit HttpServer(Options options);
  // Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Before Start only. `path` is matched whole; "/a/{id}" matches any one part there, unless a path without braces
  // does.
  void Handle(std::string method, std::string path, HttpHandler handler);
  // "GET /livez", in the order of their paths.
  std::vector<std::string> Routes() const;
  // Asks every feed that waits what it has. Any thread; quick.
  void WakeFeeds();

  // Listens, and serves in a thread of its own. InvalidArgument: `listen` is no address, or not one that is allowed, or
  // certificate and key cannot be used;
  // Unavailable: the address is taken or not of this machine.
  absl::Status Start();
  // Reads certificate and key again, for the connections to come; where they cannot be used, what was there holds. Any
  // thread.
  absl::Status ReloadCertificate();
  // The one that it listens on; 0 before Start.
  std::uint16_t port() const;
  // Takes no new connection, closes idle ones, and those with an answer under way when it is sent or the patience ends.
  // Blocks until the thread has ended; from another thread than the handlers'. May be called again.
  void Stop();

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace loopbreaker
