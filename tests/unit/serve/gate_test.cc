// Who is let in, over real sockets.
#include "serve/gate.h"

#include <atomic>
#include <mutex>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"
#include "observe/log.h"
#include "serve/page.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Instant kNow{seconds{1'772'445'600}};
constexpr std::string_view kId = "tenant|rule|phone/1";

std::mutex logged_mutex;
std::string logged;
void KeepLog(std::string_view line) {
  const std::scoped_lock lock(logged_mutex);
  logged += line;
}

// A page with an escalation, for people with tokens: "reader", "namer" and "doer" have one role more each.
class GateTest : public testing::Test {
 protected:
  GateTest() : GateTest(Tokens()) {}
  explicit GateTest(AccessConfig config) : access_(std::make_shared<Access>(std::move(config))) {
    ServePage(server_, board_,
              {.now = [this] { return now_.load(); },
               .act =
                   [this](const std::vector<v1::ContactEvent>& events) {
                     const std::scoped_lock lock(mutex_);
                     for (const auto& event : events) acted_.push_back(event.supervisor_acted().escalation_id());
                     return absl::OkStatus();
                   },
               .hosts = {"loops.example"},
               .access = access_});
    EXPECT_TRUE(server_.Start().ok());
    v1::Escalation escalation;
    escalation.set_id(std::string(kId));
    escalation.set_loop_id("tenant|phone/1");
    escalation.set_state(v1::State::OPENED);
    escalation.set_customer_id("tenant");
    escalation.set_desk("planning");
    board_.Put(escalation);
    logged.clear();
    SetLogSink(KeepLog);
  }
  ~GateTest() override {
    server_.Stop();
    SetLogSink(nullptr);
  }

  static AccessConfig Tokens() {
    AccessConfig config;
    Roles roles;
    const auto add = [&](const char* user, Role role) {
      roles.Add(role);
      config.tokens.push_back({.user = {user, roles}, .hash = HashOf(user), .until = {}});
    };
    add("reader", Role::kRead);
    add("namer", Role::kSeeNames);
    add("doer", Role::kAct);
    Roles raise;
    raise.Add(Role::kRaise);
    config.tokens.push_back({.user = {"raiser", raise}, .hash = HashOf("raiser"), .until = {}});
    Roles act;
    act.Add(Role::kAct);
    config.tokens.push_back({.user = {"blind", act}, .hash = HashOf("blind"), .until = {}});
    return config;
  }
  static AccessConfig Proxied() {
    AccessConfig config;
    config.proxy.emplace();
    config.proxy->addresses = {*ParseNetwork("127.0.0.0/8")};
    config.proxy_only = true;
    return config;
  }

  static std::string As(std::string_view token) { return "Authorization: Bearer " + std::string(token) + "\r\n"; }
  std::string Get(std::string_view path, std::string_view headers = "") { return Ask("GET", path, headers, ""); }
  std::string Ask(std::string_view method, std::string_view path, std::string_view headers, std::string_view body) {
    return HttpClient(server_.port())
        .Ask(std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
             "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\nConnection: close\r\n\r\n" + std::string(body));
  }
  std::string Act(std::string_view id, std::string_view headers) {
    return Ask("POST", "/api/v1/escalations/" + std::string(id) + "/actions", headers, R"({"action":"ACKNOWLEDGE"})");
  }
  // The cookie's NAME=VALUE of somebody who has signed in.
  std::string SignIn(std::string_view token) {
    const std::string answer = Ask("POST", "/api/v1/session", "", R"({"token":")" + std::string(token) + R"("})");
    const std::size_t begin = answer.find("Set-Cookie: ");
    if (begin == std::string::npos) return "";
    return answer.substr(begin + 12, answer.find(';', begin) - begin - 12);
  }

  const std::shared_ptr<const Veil> veil_ = std::make_shared<Veil>("key");
  const std::string reference_ = veil_->Reference(kId);
  const std::string id_in_path_ = "tenant%7Crule%7Cphone%2F1";
  Board board_{"b", {.changes_max = 16, .veil = veil_}};
  const std::shared_ptr<Access> access_;
  std::atomic<Instant> now_ = kNow;
  std::mutex mutex_;
  std::vector<std::string> acted_;
  HttpServer server_{{.listen = "127.0.0.1:0", .heartbeat = std::chrono::milliseconds(50)}};
};

TEST_F(GateTest, NobodyIsToldHowToSayWhoTheyAre) {
  for (const char* path : {"/api/v1/escalations", "/api/v1/escalations/x", "/api/v1/feedback", "/api/v1/trends",
                           "/api/v1/stream", "/api/v1/session"}) {
    EXPECT_THAT(Get(path),
                AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("WWW-Authenticate: Bearer"), HasSubstr("problem+json"),
                      HasSubstr("expected 'Authorization: Bearer TOKEN'"), Not(HasSubstr("tenant"))))
        << path;
  }
  EXPECT_THAT(Act(id_in_path_, ""), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(Get("/api/v1/escalations", As("somebody")), StartsWith("HTTP/1.1 401"));
}

TEST_F(GateTest, BrowserIsSentToSignInAndComesBackToTheSameView) {
  EXPECT_THAT(Get("/?desk=planning"),
              AllOf(StartsWith("HTTP/1.1 303"), HasSubstr("Location: /sign-in?desk=planning\r\n")));
  EXPECT_THAT(Get("/e/" + reference_), HasSubstr("Location: /sign-in?escalation=" + reference_ + "\r\n"));
  for (const char* open : {"/sign-in", "/sign-in.js", "/style.css", "/icon.svg"}) {
    EXPECT_THAT(Get(open), StartsWith("HTTP/1.1 200")) << open;
  }
}

TEST_F(GateTest, RoleThatIsMissingIsNamed) {
  EXPECT_THAT(Act(reference_, As("reader")),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("this needs the role act; reader has read")));
  EXPECT_THAT(Get("/api/v1/escalations", As("blind")),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("this needs the role read; blind has act")));
  EXPECT_THAT(Get("/", As("blind")), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Get("/api/v1/escalations?customer=tenant", As("reader")),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("this needs the role see-names")));
}

TEST_F(GateTest, WhoMaySeeNamesSeesThem) {
  EXPECT_THAT(Get("/api/v1/escalations?customer=tenant", As("namer")), HasSubstr("\"customerId\":\"tenant\""));
  EXPECT_THAT(Get("/api/v1/escalations/" + id_in_path_, As("namer")), HasSubstr("\"customerId\":\"tenant\""));
  EXPECT_THAT(Get("/api/v1/escalations/" + reference_, As("namer")), HasSubstr("\"customerId\":\"tenant\""));
}

TEST_F(GateTest, WhoMayNotSeeNamesSeesNoneAndCannotTryIds) {
  const auto no_name = Not(HasSubstr("tenant"));
  EXPECT_THAT(Get("/api/v1/escalations", As("reader")), AllOf(HasSubstr(reference_), no_name));
  EXPECT_THAT(Get("/api/v1/escalations/" + reference_, As("reader")), AllOf(StartsWith("HTTP/1.1 200"), no_name));
  EXPECT_THAT(Get("/api/v1/escalations/" + id_in_path_, As("reader")), StartsWith("HTTP/1.1 404"));
}

TEST_F(GateTest, StreamHasTheSightOfItsListener) {
  const auto listen = [&](std::string_view token) {
    HttpClient client(server_.port());
    client.Send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n" + As(token) + "\r\n");
    std::string read;
    while (read.find("still here") == std::string::npos) {
      const std::string more = client.ReceiveSome();
      if (more.empty()) break;
      read += more;
    }
    return read;
  };
  EXPECT_THAT(listen("namer"), HasSubstr("\"customerId\":\"tenant\""));
  EXPECT_THAT(listen("reader"), AllOf(HasSubstr(reference_), Not(HasSubstr("tenant"))));
}

TEST_F(GateTest, StreamEndsSoonAfterItsListenerIsLetInNoMore) {
  HttpClient client(server_.port());
  client.Send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n" + As("namer") + "\r\n");
  std::string read;
  while (read.find("still here") == std::string::npos) read += client.ReceiveSome();
  std::vector<Token> others = Tokens().tokens;
  std::erase_if(others, [](const Token& token) { return token.user.name == "namer"; });
  access_->ReplaceTokens(std::move(others));
  now_ = kNow + seconds(10);
  std::string rest;
  for (std::string more = client.ReceiveSome(); !more.empty(); more = client.ReceiveSome()) rest += more;
  EXPECT_THAT(rest, Not(HasSubstr("tenant")));
  EXPECT_THAT(Get("/api/v1/escalations", As("namer")), StartsWith("HTTP/1.1 401"));
}

TEST_F(GateTest, ActionWithoutNamesIsMeantForWhatTheReferenceStandsFor) {
  EXPECT_THAT(Act(reference_, As("doer")), AllOf(StartsWith("HTTP/1.1 202"), HasSubstr(std::string(kId))));
  EXPECT_THAT(Act(reference_, As("blind")), AllOf(StartsWith("HTTP/1.1 202"), Not(HasSubstr("tenant"))));
  EXPECT_THAT(Act(id_in_path_, As("blind")), StartsWith("HTTP/1.1 404"));
  const std::scoped_lock lock(mutex_);
  EXPECT_THAT(acted_, testing::ElementsAre(kId, kId));
}

TEST_F(GateTest, CaseIsRaisedByThoseWhoMay) {
  const std::string raised = R"({"line":"third time","customerId":"tenant"})";
  EXPECT_THAT(Ask("POST", "/api/v1/raised", As("doer"), raised),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("this needs the role raise")));
  EXPECT_THAT(Ask("POST", "/api/v1/raised", As("raiser") + "Idempotency-Key: k1\r\n", raised),
              StartsWith("HTTP/1.1 202"));
  const std::scoped_lock lock(logged_mutex);
  EXPECT_THAT(logged, HasSubstr(R"("message":"raised","user":"raiser","event":"k1")"));
}

TEST_F(GateTest, LinkOfAnAlertLeadsToTheLoop) {
  EXPECT_THAT(Get("/e/" + reference_, As("namer")), HasSubstr("Location: /?loop=tenant%7Cphone%2F1\r\n"));
  EXPECT_THAT(Get("/e/" + reference_, As("reader")),
              HasSubstr("Location: /?loop=" + veil_->Reference("tenant|phone/1") + "\r\n"));
  EXPECT_THAT(Get("/e/unknown", As("reader")), HasSubstr("Location: /\r\n"));
}

TEST_F(GateTest, SessionIsACookieThatNoScriptAndNoOtherSiteGets) {
  const std::string answer = Ask("POST", "/api/v1/session", "", R"({"token":"namer"})");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("Set-Cookie: __Host-loopbreaker="),
                            HasSubstr("; Path=/; Max-Age=43200; SameSite=Strict; HttpOnly; Secure\r\n")));
  EXPECT_THAT(Get("/api/v1/session", "Cookie: " + SignIn("namer") + "\r\n"),
              HasSubstr(R"({"user":"namer","roles":["read","see-names"]})"));
  EXPECT_THAT(Ask("DELETE", "/api/v1/session", "", ""),
              AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("__Host-loopbreaker=; Path=/; Max-Age=0;")));
}

TEST_F(GateTest, SignInWithSomethingElseIsRefused) {
  EXPECT_THAT(Ask("POST", "/api/v1/session", "", R"({"token":"x"})"),
              AllOf(StartsWith("HTTP/1.1 401"), Not(HasSubstr("Set-Cookie"))));
  EXPECT_THAT(Ask("POST", "/api/v1/session", "", "{}"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Ask("POST", "/api/v1/session", "Sec-Fetch-Site: cross-site\r\n", R"({"token":"namer"})"),
              StartsWith("HTTP/1.1 403"));
}

TEST_F(GateTest, OtherSiteMayNotUseTheSession) {
  const std::string cookie = "Cookie: " + SignIn("doer") + "\r\n";
  EXPECT_THAT(Act(id_in_path_, cookie), StartsWith("HTTP/1.1 202"));
  EXPECT_THAT(Act(id_in_path_, cookie + "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Act(id_in_path_, cookie + "Sec-Fetch-Site: same-site\r\n"), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Ask("DELETE", "/api/v1/session", cookie + "Sec-Fetch-Site: cross-site\r\n", ""),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Act(id_in_path_, cookie + "Origin: https://loops.example\r\n"), StartsWith("HTTP/1.1 202"))
      << "a proxy that changes Host";
}

TEST_F(GateTest, WhoLooksAtNamesIsLoggedById) {
  Get("/api/v1/escalations/" + id_in_path_, As("namer"));
  Get("/api/v1/escalations/" + reference_, As("reader"));
  Act(id_in_path_, As("doer"));
  const std::scoped_lock lock(logged_mutex);
  EXPECT_THAT(logged, AllOf(HasSubstr(R"("message":"seen with names","user":"namer","what":"tenant|rule|phone/1")"),
                            HasSubstr(R"("message":"acted","user":"doer","escalation":"tenant|rule|phone/1")"),
                            Not(HasSubstr("reader"))));
}

class ProxiedGateTest : public GateTest {
 protected:
  ProxiedGateTest() : GateTest(Proxied()) {}
};

TEST_F(ProxiedGateTest, ProxySaysWhoItIs) {
  EXPECT_THAT(Get("/api/v1/session", "X-Forwarded-User: carla\r\nX-Forwarded-Groups: read,erase\r\n"),
              HasSubstr(R"({"user":"carla","roles":["read","erase"]})"));
  EXPECT_THAT(Get("/", "X-Forwarded-User: carla\r\nX-Forwarded-Groups: read\r\n"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Get("/"), AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("x-forwarded-user")));
  EXPECT_THAT(Get("/api/v1/session", "X-Forwarded-User: a\r\nX-Forwarded-User: b\r\n"), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(Ask("POST", "/api/v1/session", "", R"({"token":"x"})"), StartsWith("HTTP/1.1 404"));
}

}  // namespace
}  // namespace loopbreaker
