#include "serve/http_server.h"

#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kGetLive = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";

class HttpServerTest : public testing::Test {
 protected:
  static HttpServer::Options OnAnyPort() {
    HttpServer::Options options;
    options.listen = "127.0.0.1:0";
    return options;
  }

  void Serve(const HttpServer::Options& options = OnAnyPort()) {
    server_ = std::make_unique<HttpServer>(options);
    server_->Handle("GET", "/livez", [](const HttpRequest&) { return HttpResponse{.body = "ok\n"}; });
    server_->Handle("POST", "/echo", [](const HttpRequest& request) {
      return HttpResponse{.content_type = std::string(request.Header("content-type")), .body = request.body};
    });
    server_->Handle("GET", "/query", [](const HttpRequest& request) { return HttpResponse{.body = request.query}; });
    const absl::Status status = server_->Start();
    ASSERT_TRUE(status.ok()) << status;
  }
  HttpClient Connect() {
    HttpClient client(server_->port());
    EXPECT_TRUE(client.connected());
    return client;
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, PortIsThatOfTheSystemWhenItMayChoose) {
  Serve();
  EXPECT_NE(server_->port(), 0);
}

TEST_F(HttpServerTest, AnswersByPathAndMethod) {
  Serve();
  EXPECT_THAT(Connect().Ask(kGetLive), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\n\r\nok\n")));
  EXPECT_THAT(Connect().Ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Length: 5\r\n\r\nhello"),
              AllOf(HasSubstr("Content-Type: a/b\r\n"), HasSubstr("\r\n\r\nhello")));
  EXPECT_THAT(Connect().Ask("GET /query?state=OPEN&desk=x HTTP/1.1\r\nHost: a\r\n\r\n"),
              HasSubstr("\r\n\r\nstate=OPEN&desk=x"));
}

TEST_F(HttpServerTest, HeadIsGetWithoutTheBody) {
  Serve();
  HttpClient client = Connect();
  client.Send("HEAD /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.Receive(), AllOf(HasSubstr("Content-Length: 3\r\n"), Not(HasSubstr("ok"))));
}

TEST_F(HttpServerTest, ConnectionServesOneRequestAfterAnother) {
  Serve();
  HttpClient client = Connect();
  for (int i = 0; i < 3; ++i) EXPECT_THAT(client.Ask(kGetLive), HasSubstr("ok\n"));
  client.Send(std::string(kGetLive) + std::string(kGetLive));  // without waiting
  EXPECT_THAT(client.Receive(), HasSubstr("ok\n"));
  EXPECT_THAT(client.Receive(), HasSubstr("ok\n"));
  EXPECT_THAT(client.Ask("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), HasSubstr("ok\n"));
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpServerTest, UnknownPathIsAProblem) {
  Serve();
  EXPECT_THAT(Connect().Ask("GET /\"no HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(Connect().Ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 404 "), HasSubstr("Content-Type: application/problem+json\r\n"),
                    HasSubstr(R"({"title":"Not Found","status":404,"detail":"there is nothing at /nothing"})")));
}

TEST_F(HttpServerTest, OtherMethodIsToldWhichThereAre) {
  Serve();
  EXPECT_THAT(Connect().Ask("DELETE /livez HTTP/1.1\r\nHost: a\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: GET\r\n"), HasSubstr("\"status\":405")));
}

TEST_F(HttpServerTest, WhatIsNoHttpIsABadRequestAndTheEnd) {
  Serve();
  HttpClient client = Connect();
  EXPECT_THAT(client.Ask("\x16\x03\x01 what is this\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("application/problem+json")));
  EXPECT_TRUE(client.IsClosed());
  EXPECT_THAT(Connect().Ask("GET livez HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Connect().Ask(kGetLive), HasSubstr("ok\n"));
}

TEST_F(HttpServerTest, TooLargeIsRefusedAndTheClientComesToReadWhy) {
  HttpServer::Options options = OnAnyPort();
  options.body_bytes_max = 1000;
  Serve(options);
  const std::string body(1'000'000, 'x');
  EXPECT_THAT(Connect().Ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + body),
              AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("\"status\":413")));
  EXPECT_THAT(Connect().Ask("GET /livez HTTP/1.1\r\nHost: a\r\nLong: " + body.substr(0, 100'000) + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Connect().Ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + body.substr(0, 1000)),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, RequestThatDoesNotEndIsClosed) {
  HttpServer::Options options = OnAnyPort();
  options.request_max = std::chrono::milliseconds(50);
  Serve(options);
  HttpClient client = Connect();
  client.Send("GET /livez HTTP/1.1\r\nHost:");
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpServerTest, IdleConnectionIsClosed) {
  HttpServer::Options options = OnAnyPort();
  options.idle_max = std::chrono::milliseconds(50);
  Serve(options);
  HttpClient client = Connect();
  EXPECT_THAT(client.Ask(kGetLive), HasSubstr("ok\n"));
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(HttpServerTest, ManyConnectionsAreServedAtOnce) {
  Serve();
  std::vector<HttpClient> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(Connect());
  for (HttpClient& client : clients) client.Send(kGetLive);
  for (HttpClient& client : clients) EXPECT_THAT(client.Receive(), HasSubstr("ok\n"));
  for (HttpClient& client : clients) EXPECT_THAT(client.Ask(kGetLive), HasSubstr("ok\n"));
}

TEST_F(HttpServerTest, MoreConnectionsThanAllowedWaitForTheirTurn) {
  HttpServer::Options options = OnAnyPort();
  options.connections_max = 1;
  Serve(options);
  auto first = std::make_unique<HttpClient>(server_->port());
  EXPECT_THAT(first->Ask(kGetLive), HasSubstr("ok\n"));
  HttpClient second = Connect();
  second.Send(kGetLive);
  first.reset();
  EXPECT_THAT(second.Receive(), HasSubstr("ok\n"));
}

TEST_F(HttpServerTest, StopsWithinASecondWithConnectionsOpen) {
  Serve();
  std::vector<HttpClient> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(Connect());
  for (HttpClient& client : clients) EXPECT_THAT(client.Ask(kGetLive), HasSubstr("ok\n"));
  clients[0].Send("POST /echo HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
  const auto began = std::chrono::steady_clock::now();
  server_->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
  for (HttpClient& client : clients) EXPECT_TRUE(client.IsClosed());
  EXPECT_FALSE(HttpClient(server_->port()).connected());
}

TEST_F(HttpServerTest, AnswerUnderWayIsSentBeforeTheEnd) {
  Serve();
  server_ = std::make_unique<HttpServer>(OnAnyPort());
  std::promise<void> asked;
  std::promise<void> stopping;
  server_->Handle("GET", "/slow", [&](const HttpRequest&) {
    asked.set_value();
    stopping.get_future().wait();
    return HttpResponse{.body = "done\n"};
  });
  ASSERT_TRUE(server_->Start().ok());
  HttpClient client = Connect();
  client.Send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  asked.get_future().wait();
  std::thread stop([&] { server_->Stop(); });
  stopping.set_value();
  EXPECT_THAT(client.Receive(), HasSubstr("done\n"));
  EXPECT_TRUE(client.IsClosed());
  stop.join();
}

TEST_F(HttpServerTest, AddressThatCannotBeListenedOnIsAnError) {
  Serve();
  HttpServer::Options taken;
  taken.listen = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(HttpServer(taken).Start().code(), absl::StatusCode::kUnavailable);
  for (const char* wrong : {"", "8080", "nowhere:1", "127.0.0.1:70000", "127.0.0.1:"}) {
    HttpServer::Options options;
    options.listen = wrong;
    EXPECT_EQ(HttpServer(options).Start().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

TEST_F(HttpServerTest, LoopbackOnlyIsNoOtherAddress) {
  for (const char* open : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    const absl::Status status = HttpServer({.listen = open, .loopback_only = true}).Start();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << open;
  }
  EXPECT_TRUE(HttpServer({.listen = "localhost:0", .loopback_only = true}).Start().ok());
}

TEST_F(HttpServerTest, PartOfThePathIsAParameterUnlessThereIsAPathForIt) {
  server_ = std::make_unique<HttpServer>(OnAnyPort());
  server_->Handle("GET", "/a/{id}", [](const HttpRequest& request) {
    return HttpResponse{.body = "any " + std::string(request.Parameter("id"))};
  });
  server_->Handle("GET", "/a/b", [](const HttpRequest&) { return HttpResponse{.body = "that one"}; });
  ASSERT_TRUE(server_->Start().ok());
  EXPECT_THAT(Connect().Ask("GET /a/x%2Fy HTTP/1.1\r\nHost: a\r\n\r\n"), HasSubstr("any x/y"));
  EXPECT_THAT(Connect().Ask("GET /a/b HTTP/1.1\r\nHost: a\r\n\r\n"), HasSubstr("that one"));
  EXPECT_THAT(Connect().Ask("GET /a/%7Bid%7D/c HTTP/1.1\r\nHost: a\r\n\r\n"), HasSubstr("404"));
  EXPECT_THAT(Connect().Ask("POST /a/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"), HasSubstr("405"));
  EXPECT_THAT(server_->Routes(), testing::ElementsAre("GET /a/b", "GET /a/{id}"));
}

TEST(ProblemTest, DetailIsJson) {
  EXPECT_EQ(Problem(400, "a \"b\"\n").body,
            "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"a \\\"b\\\"\\n\"}\n");
}

}  // namespace
}  // namespace loopbreaker
