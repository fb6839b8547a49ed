#include "serve/gate.h"

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "observe/log.h"
#include "serve/guard.h"

namespace loopbreaker {
namespace {

HttpResponse NotKnown(const Access& access, const std::string& why) {
  HttpResponse answer = Problem(401, why);
  if (access.has_tokens()) answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"loopbreaker\"");
  return answer;
}

HttpResponse SignIn(const HttpRequest& request) {
  HttpResponse answer{.status = 303};
  // Back to the same view afterwards.
  const std::string_view prefix = "/e/";
  const std::string to = request.path.starts_with(prefix)
                             ? absl::StrCat("?escalation=", request.path.substr(prefix.size()))
                             : (request.query.empty() ? "" : absl::StrCat("?", request.query));
  answer.headers.emplace_back("Location", absl::StrCat("/sign-in", to));
  return answer;
}

}  // namespace

HttpResponse RoleMissing(Role role, const User& user) {
  return Problem(
      403, absl::StrCat("this needs the role ", Abseil(NameOf(role)), "; ", user.name, " has ", user.roles.ToText()));
}

bool SeesNames(const User& user) { return user.roles.Has(Role::kSeeNames); }

void NoteSeen(const Gate& gate, const User& user, std::string_view what) {
  if (gate.options().access->open() || !SeesNames(user)) return;
  LogInfo("seen with names", {{"user", user.name}, {"what", what}});
}

void Gate::Add(const char* method, const char* path, HttpHandler handler) {
  server_.Handle(method, path, [options = options_, handler = std::move(handler)](const HttpRequest& request) {
    auto refused = RefuseForeignHost(request, options->hosts);
    if (!refused && request.method != "GET") refused = RefuseCrossSite(request, options->hosts);
    HttpResponse response = refused ? std::move(*refused) : handler(request);
    AddSecurityHeaders(response);
    return response;
  });
}

void Gate::HandlePublic(const char* method, const char* path, HttpHandler handler) {
  Add(method, path, std::move(handler));
}

void Gate::HandleKnown(const char* method, const char* path, Handler handler) {
  Add(method, path, [options = options_, handler = std::move(handler)](const HttpRequest& request) {
    std::string why;
    const auto user = options->access->Identify(request.headers, request.peer, options->now(), why);
    return user ? handler(request, *user) : NotKnown(*options->access, why);
  });
}

void Gate::Handle(const char* method, const char* path, Role role, Handler handler) {
  HandleKnown(method, path, [role, handler = std::move(handler)](const HttpRequest& request, const User& user) {
    return user.roles.Has(role) ? handler(request, user) : RoleMissing(role, user);
  });
}

void Gate::HandlePage(const char* path, Role role, Handler handler) {
  Add("GET", path, [options = options_, role, handler = std::move(handler)](const HttpRequest& request) {
    std::string why;
    const auto user = options->access->Identify(request.headers, request.peer, options->now(), why);
    if (!user) return options->access->has_tokens() ? SignIn(request) : NotKnown(*options->access, why);
    return user->roles.Has(role) ? handler(request, *user) : RoleMissing(role, *user);
  });
}

}  // namespace loopbreaker
