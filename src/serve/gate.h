// What every request passes before its handler: is the name ours, does it come from another site, who asks, and may
// they.
//
//   Gate gate(server, {.access = access, .hosts = {"loops.example.org"}, .now = WallClock});
//   gate.Handle("GET", "/api/v1/escalations", Role::kRead, [](const HttpRequest& request, const User& user) { ... });
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/time.h"
#include "serve/http_server.h"

namespace loopbreaker {

struct GateOptions {
  std::shared_ptr<const Access> access = std::make_shared<Access>();
  // Names that the server is known by, besides localhost, in lower case; an address by number is always right.
  std::vector<std::string> hosts = {};
  std::function<Instant()> now;
};

class Gate {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest& request, const User& user)>;

  // The server outlives the gate.
  Gate(HttpServer& server, GateOptions options)
      : server_(server), options_(std::make_shared<const GateOptions>(std::move(options))) {}

  // 401 says who was expected, 403 which role is missing.
  void Handle(const char* method, const char* path, Role role, Handler handler);
  // The same for what a browser shows: who has not signed in is sent to do that, where one can.
  void HandlePage(const char* path, Role role, Handler handler);
  // For everybody: what holds no data.
  void HandlePublic(const char* method, const char* path, HttpHandler handler);
  // Who asks, without a role. 401 where nobody does.
  void HandleKnown(const char* method, const char* path, Handler handler);

  const GateOptions& options() const { return *options_; }

 private:
  void Add(const char* method, const char* path, HttpHandler handler);

  HttpServer& server_;
  std::shared_ptr<const GateOptions> options_;
};

// 403: "this needs the role act; anna has read".
HttpResponse RoleMissing(Role role, const User& user);
// How much of an escalation this user sees. Logs by id who has looked at what with names, where people are asked who
// they are.
bool SeesNames(const User& user);
void NoteSeen(const Gate& gate, const User& user, std::string_view what);

}  // namespace loopbreaker
