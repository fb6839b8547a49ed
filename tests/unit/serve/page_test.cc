#include "serve/page.h"

#include <simdjson.h>

#include <mutex>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"
#include "serve/customers.h"
#include "serve/page_files.h"
#include "serve/webhooks.h"
#include "support/command.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Instant kNow{seconds{1'772'445'600}};
constexpr std::string_view kId = "c1|third-callout|phone/1%2F2";
constexpr std::string_view kIdInPath = "c1%7Cthird-callout%7Cphone%2F1%252F2";
HttpServer::Options AnyPort() { return {.listen = "127.0.0.1:0", .heartbeat = std::chrono::milliseconds(50)}; }

// Of a directory with the one customer that OpenAPI has as its example.
CustomerRoutes OneCustomer() {
  return {.dossier = [](const std::string& customer) -> std::optional<v1::Dossier> {
            v1::Dossier dossier;
            dossier.set_customer_id(customer);
            return customer == "c-1017" ? std::optional(dossier) : std::nullopt;
          },
          .lookup =
              [](const v1::ContactEvent&) {
                v1::Lookup lookup;
                lookup.set_customer_id("c-1017");
                return lookup;
              },
          .lookup_contact = [](const std::string&) { return std::nullopt; },
          .on_read = [](const User&, std::string_view, const std::string&) {},
          .erase = [](const User&, const std::string&, bool) { return kNow; }};
}

class PageTest : public testing::Test {
 protected:
  PageTest() : PageTest(AnyPort()) {}
  explicit PageTest(const HttpServer::Options& options, const AccessConfig& asked = {}) : server_(options) {
    const auto access = std::make_shared<const Access>(asked);
    ServePage(server_, board_,
              {.now = [] { return kNow; },
               .act =
                   [this](std::vector<v1::ContactEvent> events) {
                     const std::scoped_lock lock(mutex_);
                     acted_ = std::move(events);
                     return full_ ? absl::ResourceExhaustedError("too many") : absl::OkStatus();
                   },
               .set_speed = [this](double speed) { speed_ = speed; },
               .alerts = [] { return std::string("{\"dead\":1}"); },
               .hosts = {"loops.example"},
               .access = access});
    Gate gate(server_, {.access = access, .now = [] { return kNow; }});
    // Of one document with the page.
    ServeCustomers(gate, OneCustomer());
    ServeWebhooks(server_, {.sources = {{"portal", "an example"}},
                            .take = [](const auto&, const auto&) { return [] { return absl::OkStatus(); }; },
                            .now = [] { return kNow; }});
    EXPECT_TRUE(server_.Start().ok());
    Put(v1::State::OPENED);
  }

  void Put(v1::State::Value state) {
    v1::Escalation escalation;
    escalation.set_id(std::string(kId));
    escalation.set_revision(1);
    escalation.set_state(state);
    escalation.set_customer_id("c1");
    escalation.set_desk("planning");
    escalation.set_title("<b>not bold</b>");
    board_.Put(escalation);
  }
  std::string Get(std::string_view path, std::string_view headers = "Host: localhost\r\n") {
    return HttpClient(server_.port())
        .Ask("GET " + std::string(path) + " HTTP/1.1\r\n" + std::string(headers) + "Connection: close\r\n\r\n");
  }
  std::string Post(std::string_view path, std::string_view body,
                   std::string_view headers = "Content-Type: application/json\r\n") {
    return HttpClient(server_.port())
        .Ask("POST " + std::string(path) +
             " HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
             std::string(headers) + "Connection: close\r\n\r\n" + std::string(body));
  }
  std::string Act(std::string_view body, std::string_view headers = "Content-Type: application/json\r\n") {
    return Post("/api/v1/escalations/" + std::string(kIdInPath) + "/actions", body, headers);
  }
  // What a listener has been sent once `text` is in it.
  static std::string ReadUntil(HttpClient& client, std::string_view text) {
    std::string read;
    while (read.find(text) == std::string::npos) {
      const std::string more = client.ReceiveSome();
      if (more.empty()) break;
      read += more;
    }
    return read;
  }
  HttpClient Listen(const std::string& last_event_id = "") {
    HttpClient client(server_.port());
    client.Send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n" +
                (last_event_id.empty() ? "" : "Last-Event-ID: " + last_event_id + "\r\n") + "\r\n");
    return client;
  }

  Board board_{"b", {.changes_max = 4}};
  std::mutex mutex_;
  std::vector<v1::ContactEvent> acted_;
  bool full_ = false;
  std::atomic<double> speed_ = 1;
  HttpServer server_;
};

TEST_F(PageTest, ListsWhatFits) {
  EXPECT_THAT(Get("/api/v1/escalations?state=OPENED&desk=planning&severity="),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("{\"escalations\":[{\"id\":\"c1|third")));
  EXPECT_THAT(Get("/api/v1/escalations?desk=other"), HasSubstr("{\"escalations\":[]}"));
  EXPECT_THAT(Get("/api/v1/feedback"), HasSubstr("{\"feedback\":[]}"));
}

TEST_F(PageTest, FilterThatThereIsNotNamesTheNearest) {
  EXPECT_THAT(Get("/api/v1/escalations?stat=OPENED"),
              AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("did you mean state?"), HasSubstr("problem+json")));
  EXPECT_THAT(Get("/api/v1/escalations?state=OPEND"), HasSubstr("did you mean OPENED?"));
  EXPECT_THAT(Get("/api/v1/escalations?severity=%"), StartsWith("HTTP/1.1 400"));
}

TEST_F(PageTest, OneEscalationIsFoundByItsEncodedId) {
  EXPECT_THAT(Get("/api/v1/escalations/" + std::string(kIdInPath)),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\"id\":\"c1|third-callout|phone/1%2F2\"")));
  EXPECT_THAT(Get("/api/v1/escalations/nobody"), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("'nobody'")));
}

TEST_F(PageTest, ActionIsHandedOn) {
  EXPECT_THAT(Act(R"({"action":"ACKNOWLEDGE"})",
                  "Content-Type: application/json; charset=utf-8\r\nIdempotency-Key: k1\r\n"
                  "Origin: http://localhost:1\r\nSec-Fetch-Site: same-origin\r\n"),
              AllOf(StartsWith("HTTP/1.1 202"), HasSubstr("\"id\":\"k1\"")));
  const std::scoped_lock lock(mutex_);
  ASSERT_EQ(acted_.size(), 1);
  EXPECT_EQ(acted_[0].supervisor_acted().escalation_id(), kId);
}

TEST_F(PageTest, ActionThatIsWrongIsToldWhy) {
  EXPECT_THAT(Act("{}"), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("action")));
  EXPECT_THAT(Post("/api/v1/escalations/nobody/actions", R"({"action":"RESOLVE"})"), StartsWith("HTTP/1.1 404"));
  full_ = true;
  EXPECT_THAT(Act(R"({"action":"RESOLVE"})"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("too many")));
}

TEST_F(PageTest, CaseThatIsRaisedIsHandedOn) {
  const std::string headers = "Content-Type: application/json\r\nIdempotency-Key: k2\r\n";
  EXPECT_THAT(Post("/api/v1/raised", R"({"line":"Empty hands.","customerId":"c1"})", headers),
              AllOf(StartsWith("HTTP/1.1 202"), HasSubstr(R"([{"source":"supervisor-page","id":"k2"}])")));
  const std::scoped_lock lock(mutex_);
  ASSERT_EQ(acted_.size(), 1);
  EXPECT_EQ(acted_[0].raised().line(), "Empty hands.");
}

TEST_F(PageTest, CaseThatIsWrongIsToldWhy) {
  EXPECT_THAT(Post("/api/v1/raised", R"({"line":"Empty hands."})"),
              AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("at least one of")));
  EXPECT_THAT(Post("/api/v1/raised", R"({"line":"x","customerId":"c1"})",
                   "Content-Type: application/json\r\nOrigin: http://evil.example\r\n"),
              StartsWith("HTTP/1.1 403"));
  const std::scoped_lock lock(mutex_);
  EXPECT_TRUE(acted_.empty());
}

TEST_F(PageTest, TrendsAreOfTheDaysThatAreAskedFor) {
  board_.SetStatus({.clock = kNow, .speed = std::nullopt});
  EXPECT_THAT(Get("/api/v1/trends?days=2"),
              HasSubstr(R"({"days":["2026-03-01","2026-03-02"],"all":{"opened":[0,0],"open":[0,0]},"desks":{}})"));
  v1::Escalation escalation;
  escalation.set_id("other");
  escalation.set_state(v1::State::OPENED);
  escalation.set_desk("\"north\"");
  escalation.mutable_opened_at()->set_seconds(kNow.time_since_epoch() / seconds{1});
  board_.Put(escalation);
  EXPECT_THAT(Get("/api/v1/trends?days=2"), HasSubstr(R"("desks":{"\"north\"":{"opened":[0,1],"open":[0,1]}}})"));
  for (const char* wrong : {"days=0", "days=401", "days=x", "day=1", "%"}) {
    EXPECT_THAT(Get("/api/v1/trends?" + std::string(wrong)), StartsWith("HTTP/1.1 400")) << wrong;
  }
}

TEST_F(PageTest, ActionOfAnotherSiteIsRefused) {
  const std::string json = "Content-Type: application/json\r\n";
  for (const char* from : {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
                           "Sec-Fetch-Site: same-site\r\n", "Origin: http://localhost:2\r\n"}) {
    EXPECT_THAT(Act(R"({"action":"RESOLVE"})", json + from), StartsWith("HTTP/1.1 403")) << from;
  }
  EXPECT_THAT(Act(R"({"action":"RESOLVE"})", "Content-Type: text/plain\r\n"), StartsWith("HTTP/1.1 415"));
  const std::scoped_lock lock(mutex_);
  EXPECT_TRUE(acted_.empty());
}

TEST_F(PageTest, HostThatIsNotOursIsRefused) {
  for (const char* ours :
       {"localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:8080", "[::1]:8080", "loops.example"}) {
    EXPECT_THAT(Get("/", "Host: " + std::string(ours) + "\r\n"), StartsWith("HTTP/1.1 200")) << ours;
  }
  for (const char* foreign : {"evil.example", "localhost.evil.example:8080", "", "127.0.0.1.evil.example", "[::1"}) {
    EXPECT_THAT(Get("/api/v1/escalations", "Host: " + std::string(foreign) + "\r\n"), StartsWith("HTTP/1.1 421"))
        << foreign;
  }
}

TEST_F(PageTest, NothingMayBeLoadedFromOrEmbeddedElsewhere) {
  for (const char* path : {"/", "/app.js", "/api/v1/escalations", "/api/v1/escalations/nobody"}) {
    EXPECT_THAT(Get(path), AllOf(HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self';"),
                                 HasSubstr("X-Frame-Options: DENY"), HasSubstr("X-Content-Type-Options: nosniff")));
  }
}

TEST_F(PageTest, ListenerBeginsWithWhatStandsAndHearsEveryChange) {
  HttpClient client = Listen();
  EXPECT_THAT(ReadUntil(client, "\n\n"),
              AllOf(HasSubstr("Content-Type: text/event-stream"), HasSubstr("Content-Security-Policy")));
  Put(v1::State::UPDATED);
  EXPECT_THAT(ReadUntil(client, "UPDATED"), HasSubstr("id: b-2\nevent: escalation\ndata: {\"id\":\"c1|"));
  board_.SetStatus({.clock = kNow, .speed = 2});
  EXPECT_THAT(ReadUntil(client, "speed\":2"),
              HasSubstr("event: clock\ndata: {\"clock\":\"2026-03-02T10:00:00Z\",\"speed\":2}"));
  board_.SetStatus({.clock = kNow, .speed = 2, .over = true});
  EXPECT_THAT(ReadUntil(client, "over"), HasSubstr("\"speed\":2,\"over\":true}"));
}

TEST_F(PageTest, ListenerThatComesBackGoesOnWhereItWas) {
  for (int i = 0; i < 3; ++i) Put(v1::State::UPDATED);
  HttpClient client = Listen("b-2");
  EXPECT_THAT(ReadUntil(client, "id: b-4"), AllOf(HasSubstr("id: b-3\n"), Not(HasSubstr("reset"))));
}

TEST_F(PageTest, ListenerThatHasMissedTooMuchBeginsAnew) {
  for (int i = 0; i < 9; ++i) Put(v1::State::UPDATED);
  for (const char* old : {"b-2", "other-9", "b-99", "b-", "b-x"}) {
    HttpClient client = Listen(old);
    EXPECT_THAT(
        ReadUntil(client, "\"escalations\":[{"),
        AllOf(HasSubstr("id: b-10\nevent: reset\ndata: {\"escalations\":[{"), Not(HasSubstr("event: escalation"))))
        << old;
  }
}

TEST_F(PageTest, ListenersThatComeTogetherShareTheBeginning) {
  HttpClient first = Listen();
  ReadUntil(first, "reset");
  Put(v1::State::UPDATED);
  HttpClient second = Listen();
  EXPECT_THAT(ReadUntil(second, "UPDATED"),
              AllOf(HasSubstr("id: b-1\nevent: reset\n"), HasSubstr("id: b-2\nevent: escalation\n")));
  for (int i = 0; i < 5; ++i) Put(v1::State::UPDATED);  // more than what is kept
  HttpClient third = Listen();
  EXPECT_THAT(ReadUntil(third, "reset"), HasSubstr("id: b-7\nevent: reset\n"));
}

TEST_F(PageTest, ListenerHearsThatTheServerIsStillThere) {
  HttpClient client = Listen();
  const std::string read = ReadUntil(client, ": still here\n\nevent: clock");
  EXPECT_THAT(read, HasSubstr(": still here\n\nevent: clock"));
}

TEST_F(PageTest, ListenerThatReadsNothingHoldsUpNobody) {
  HttpClient slow = Listen();
  HttpClient quick = Listen();
  const std::string note(100'000, 'x');
  v1::Escalation large;
  large.set_id("large");
  large.set_state(v1::State::OPENED);
  large.set_title(note);
  for (int i = 1; i <= 200; ++i) {  // more than what the sockets hold
    large.set_revision(i);
    board_.Put(large);
  }
  EXPECT_THAT(ReadUntil(quick, "\"revision\":200,"), HasSubstr("\"revision\":200,"));
  EXPECT_THAT(Get("/api/v1/escalations/large"), StartsWith("HTTP/1.1 200"));
}

class FewListenersTest : public PageTest {
 protected:
  FewListenersTest()
      : PageTest({.listen = "127.0.0.1:0", .feeds_max = 1, .response_max = std::chrono::milliseconds(50)}) {}
};

TEST_F(FewListenersTest, OneMoreThanAllowedIsRefusedUntilOneGoes) {
  auto first = std::make_unique<HttpClient>(Listen());
  ReadUntil(*first, "reset");
  EXPECT_THAT(Get("/api/v1/stream"), StartsWith("HTTP/1.1 503"));
  first.reset();
  std::string answer;
  do {
    HttpClient next = Listen();
    answer = next.ReceiveSome();
  } while (answer.starts_with("HTTP/1.1 503"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
}

TEST_F(FewListenersTest, OneThatTakesNothingIsDropped) {
  HttpClient slow = Listen();
  v1::Escalation large;
  large.set_id("large");
  large.set_state(v1::State::OPENED);
  large.set_title(std::string(30'000'000, 'x'));  // more than what the sockets hold
  board_.Put(large);
  std::string answer;
  do {  // its place becomes free
    HttpClient next = Listen();
    answer = next.ReceiveSome();
  } while (answer.starts_with("HTTP/1.1 503"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
}

TEST_F(PageTest, AlertsThatAreDeadAreSeen) {
  EXPECT_THAT(Get("/api/v1/alerts"), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("{\"dead\":1}")));
  HttpClient client = Listen();
  board_.SetStatus({.clock = kNow, .speed = std::nullopt, .alerts = {.held = 2, .dead = 1}});
  EXPECT_THAT(ReadUntil(client, "dead"),
              HasSubstr("data: {\"clock\":\"2026-03-02T10:00:00Z\",\"alerts\":{\"held\":2,\"dead\""));
}

TEST_F(PageTest, SpeedIsSetWithinBounds) {
  EXPECT_THAT(Post("/api/v1/demo/speed", R"({"speed":2.5})"), StartsWith("HTTP/1.1 204"));
  EXPECT_EQ(speed_, 2.5);
  for (const char* wrong : {"{}", "[]", "x", R"({"speed":-1})", R"({"speed":65})", R"({"speed":"2"})"}) {
    EXPECT_THAT(Post("/api/v1/demo/speed", wrong), StartsWith("HTTP/1.1 400")) << wrong;
  }
}

TEST_F(PageTest, OpenApiNamesEveryRouteAndNoOther) {
  simdjson::dom::parser parser;
  simdjson::dom::element api;
  ASSERT_EQ(parser.parse(simdjson::padded_string(bundled::kOpenApi)).get(api), simdjson::SUCCESS);
  std::vector<std::string> documented;
  for (const auto [path, methods] : api["paths"].get_object()) {
    for (const auto [method, what] : methods.get_object()) {
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
      documented.push_back(upper + " " + std::string(path));
    }
  }
  std::vector<std::string> served;
  for (const std::string& route : server_.Routes()) {
    if (route.find("/api/") != std::string::npos) served.push_back(route);
  }
  EXPECT_THAT(documented, testing::UnorderedElementsAreArray(served));
}

// For one who may do everything, with the token that OpenAPI has as its example.
class AskedPageTest : public PageTest {
 protected:
  AskedPageTest()
      : PageTest(AnyPort(), {.proxy = {},
                             .tokens = {{.user = {"anna", Roles::All()}, .hash = HashOf("lb_example"), .until = {}}},
                             .session_key = {}}) {}
};

TEST_F(AskedPageTest, EveryRouteAnswersAsOpenApiSays) {
  v1::Feedback feedback;
  feedback.set_id("f");
  feedback.set_revision(1);
  feedback.set_state(v1::State::OPENED);
  board_.Put(feedback);
  board_.SetStatus({.clock = kNow, .speed = 1});
  const CommandResult checked = RunCommand(
      "python3 " LOOPBREAKER_SOURCE_DIR "/tests/tools/check_api.py http://127.0.0.1:" + std::to_string(server_.port()) +
      " 2>&1");
  EXPECT_EQ(checked.exit_code, 0) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr(" 0 faults"));
}

// The properties of a schema are the fields of the message, both ways.
void ExpectSchema(const google::protobuf::Descriptor* message) {
  simdjson::dom::parser parser;
  simdjson::dom::element api;
  ASSERT_EQ(parser.parse(simdjson::padded_string(bundled::kOpenApi)).get(api), simdjson::SUCCESS);
  std::vector<std::string> documented;
  for (const auto [name, what] : api["components"]["schemas"][message->name()]["properties"].get_object()) {
    documented.emplace_back(name);
  }
  std::vector<std::string> fields;
  for (int i = 0; i < message->field_count(); ++i) fields.push_back(message->field(i)->json_name());
  EXPECT_THAT(documented, testing::UnorderedElementsAreArray(fields)) << message->name();
}

TEST(OpenApiTest, SchemasHaveTheFieldsOfTheMessages) {
  ExpectSchema(v1::Escalation::descriptor());
  ExpectSchema(v1::Feedback::descriptor());
  ExpectSchema(v1::Measures::descriptor());
  ExpectSchema(v1::Evidence::descriptor());
  ExpectSchema(v1::Dossier::descriptor());
  ExpectSchema(v1::OpenLoop::descriptor());
  ExpectSchema(v1::Happening::descriptor());
  ExpectSchema(v1::StandingPromise::descriptor());
}

std::map<std::string, std::string> Catalogue(std::string_view json) {
  simdjson::dom::parser parser;
  std::map<std::string, std::string> words;
  const auto parsed = parser.parse(simdjson::padded_string(json));
  for (const auto [key, value] : parsed.get_object()) {
    EXPECT_TRUE(words.emplace(std::string(key), std::string(value.get_string().value())).second) << "twice: " << key;
  }
  return words;
}

TEST(WordsTest, BothLanguagesHaveTheSameKeysAndNoneIsEmpty) {
  const auto english = Catalogue(bundled::kEnglish);
  const auto dutch = Catalogue(bundled::kDutch);
  for (const auto& [key, text] : english) {
    EXPECT_TRUE(dutch.contains(key)) << "nl.json has no " << key;
    EXPECT_FALSE(text.empty()) << key;
  }
  for (const auto& [key, text] : dutch) {
    EXPECT_TRUE(english.contains(key)) << "en.json has no " << key;
    EXPECT_FALSE(text.empty()) << key;
  }
}

TEST(WordsTest, EveryNameOfTheDataHasAWord) {
  const auto words = Catalogue(bundled::kDutch);
  const auto expect = [&](const std::string& kind, const google::protobuf::EnumDescriptor* names) {
    for (int i = 1; i < names->value_count(); ++i) {
      EXPECT_TRUE(words.contains(kind + "." + names->value(i)->name())) << kind << "." << names->value(i)->name();
    }
  };
  expect("severity", v1::Severity::Value_descriptor());
  expect("blocker", v1::Blocker::Value_descriptor());
  expect("waitsOn", v1::WaitsOn::Value_descriptor());
  expect("action", v1::Action::Value_descriptor());
  expect("do", v1::Action::Value_descriptor());
  expect("reason", v1::DismissReason::Value_descriptor());
  expect("decision", v1::Decision::Value_descriptor());
  expect("finding", v1::Finding::Value_descriptor());
  expect("endedBy", v1::EndedBy::Value_descriptor());
}

TEST(PageFilesTest, NothingOfOursWritesMarkup) {
  for (const std::string_view script :
       {bundled::kAppJs, bundled::kStateJs, bundled::kStreamJs, bundled::kLoopsJs, bundled::kWordsJs, bundled::kListJs,
        bundled::kStoryJs, bundled::kChartsJs, bundled::kTrendsJs, bundled::kDialogsJs, bundled::kRaiseJs,
        bundled::kActionsJs, bundled::kProcessJs, bundled::kDossierJs, bundled::kNewsJs, bundled::kSessionJs,
        bundled::kFeedbackJs}) {
    for (const char* way : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
      EXPECT_EQ(script.find(way), std::string_view::npos) << way;
    }
  }
}

}  // namespace
}  // namespace loopbreaker
