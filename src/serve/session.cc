#include "serve/session.h"

#include <simdjson.h>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "observe/json_quote.h"
#include "serve/page_files.h"

namespace loopbreaker {
namespace {

HttpResponse WithCookie(std::string_view value, std::int64_t seconds_kept) {
  HttpResponse answer{.status = 204};
  answer.headers.emplace_back(
      "Set-Cookie", absl::StrCat(Abseil(Access::kCookie), "=", Abseil(value), "; Path=/; Max-Age=", seconds_kept,
                                 "; SameSite=Strict; HttpOnly; Secure"));
  return answer;
}

HttpResponse Begin(const GateOptions& options, const HttpRequest& request) {
  if (!options.access->has_tokens()) return Problem(404, "nobody signs in here with a token");
  simdjson::dom::parser parser;
  std::string_view token;
  if (parser.parse(simdjson::padded_string(request.body))["token"].get_string().get(token) != simdjson::SUCCESS) {
    return Problem(400, "expected {\"token\": \"lb_...\"}");
  }
  const auto session = options.access->OpenSession(token, options.now());
  if (!session) return Problem(401, "this token is not known, or no longer valid");
  return WithCookie(*session, seconds(Access::kSessionLasts).count());
}

HttpResponse WhoAmI(const HttpRequest& /*request*/, const User& user) {
  std::string body = "{\"user\":";
  AppendJsonQuoted(body, user.name);
  body += ",\"roles\":[";
  for (const std::string& role : user.roles.Names()) {
    if (body.back() != '[') body += ',';
    AppendJsonQuoted(body, role);
  }
  return {.content_type = "application/json", .body = body + "]}\n"};
}

}  // namespace

void ServeSessions(Gate& gate) {
  const auto file = [&](const char* path, const char* type, const std::string_view& text) {
    gate.HandlePublic("GET", path, [type, &text](const HttpRequest&) {
      return HttpResponse{.content_type = type, .body = std::string(text)};
    });
  };
  file("/sign-in", "text/html; charset=utf-8", bundled::kSignInHtml);
  file("/sign-in.js", "text/javascript; charset=utf-8", bundled::kSignInJs);
  gate.HandlePublic("POST", "/api/v1/session",
                    [options = gate.options()](const HttpRequest& request) { return Begin(options, request); });
  gate.HandleKnown("GET", "/api/v1/session", WhoAmI);
  gate.HandlePublic("DELETE", "/api/v1/session", [](const HttpRequest&) { return WithCookie("", 0); });
}

}  // namespace loopbreaker
