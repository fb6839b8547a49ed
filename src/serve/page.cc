#include "serve/page.h"

#include <simdjson.h>

#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/diagnostic.h"
#include "base/percent.h"
#include "base/text.h"
#include "board/action.h"
#include "board/raise.h"
#include "event/message_json.h"
#include "observe/json_quote.h"
#include "observe/log.h"
#include "serve/event_stream.h"
#include "serve/gate.h"
#include "serve/page_files.h"
#include "serve/session.h"
#include "serve/trends_json.h"
#include "serve/url.h"

namespace loopbreaker {
namespace {

constexpr const char* kJson = "application/json";
constexpr double kSpeedMax = 64;
constexpr const char* kBadQuery = "expected '%' with two hexadecimal digits in the query";
constexpr int kTrendDays = 30;
constexpr Nanos kAskAgain = seconds(10);  // whether a listener may still listen
constexpr int kTrendDaysMax = 400;

struct StaticFile {
  const char* path;
  const char* content_type;
  const std::string_view* text;
};
constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kStyle = "text/css; charset=utf-8";
constexpr const char* kScript = "text/javascript; charset=utf-8";
constexpr StaticFile kFiles[] = {
    {"/", kHtml, &bundled::kIndexHtml},
    {"/style.css", kStyle, &bundled::kStyleCss},
    {"/icon.svg", "image/svg+xml", &bundled::kIconSvg},
    {"/app.js", kScript, &bundled::kAppJs},
    {"/state.js", kScript, &bundled::kStateJs},
    {"/stream.js", kScript, &bundled::kStreamJs},
    {"/dossier.js", kScript, &bundled::kDossierJs},
    {"/news.js", kScript, &bundled::kNewsJs},
    {"/feedback.js", kScript, &bundled::kFeedbackJs},
    {"/session.js", kScript, &bundled::kSessionJs},
    {"/loops.js", kScript, &bundled::kLoopsJs},
    {"/words.js", kScript, &bundled::kWordsJs},
    {"/list.js", kScript, &bundled::kListJs},
    {"/story.js", kScript, &bundled::kStoryJs},
    {"/charts.js", kScript, &bundled::kChartsJs},
    {"/trends.js", kScript, &bundled::kTrendsJs},
    {"/raise.js", kScript, &bundled::kRaiseJs},
    {"/dialogs.js", kScript, &bundled::kDialogsJs},
    {"/actions.js", kScript, &bundled::kActionsJs},
    {"/process.js", kScript, &bundled::kProcessJs},
    {"/html.js", kScript, &bundled::kHtmlJs},
    {"/words/en.json", kJson, &bundled::kEnglish},
    {"/words/nl.json", kJson, &bundled::kDutch},
    {"/vendor/preact.module.js", kScript, &bundled::kPreact},
    {"/vendor/htm.module.js", kScript, &bundled::kHtm},
    {"/vendor/uPlot.iife.min.js", kScript, &bundled::kUPlot},
    {"/vendor/uPlot.min.css", kStyle, &bundled::kUPlotCss},
    {"/api/v1/openapi.json", kJson, &bundled::kOpenApi},
};

std::string RandomKey() {
  std::random_device random;
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x%08x%08x", random(), random(), random(), random());
  return text.data();
}

// The value of a name of the enum, or a problem that names the nearest.
template <typename Value>
bool ParseName(const std::string& text, const google::protobuf::EnumDescriptor* names, Value& value,
               std::string& error) {
  std::vector<std::string> known;
  for (int i = 1; i < names->value_count(); ++i) {
    known.push_back(names->value(i)->name());
    if (known.back() != text) continue;
    value = static_cast<Value>(names->value(i)->number());
    return true;
  }
  const std::string nearest = Nearest(text, known);
  error = "'" + text + "' is not known";
  if (!nearest.empty()) error += "; did you mean " + nearest + "?";
  return false;
}

// Empty: `error` says what is wrong.
std::optional<BoardFilter> ParseFilter(std::string_view query, std::string& error) {
  const auto parameters = ParseQuery(query);
  if (!parameters) {
    error = kBadQuery;
    return std::nullopt;
  }
  BoardFilter filter;
  const std::map<std::string, std::string*, std::less<>> texts = {{"desk", &filter.desk},
                                                                  {"customer", &filter.customer},
                                                                  {"region", &filter.region},
                                                                  {"contractor", &filter.contractor}};
  for (const auto& [name, value] : *parameters) {
    if (value.empty()) continue;  // as a form leaves it
    if (name == "state") {
      v1::State::Value state{};
      if (!ParseName(value, v1::State::Value_descriptor(), state, error)) return std::nullopt;
      filter.states.push_back(state);
    } else if (name == "severity") {
      if (!ParseName(value, v1::Severity::Value_descriptor(), filter.severity, error)) return std::nullopt;
    } else if (const auto text = texts.find(name); text != texts.end()) {
      *text->second = value;
    } else {
      const std::string nearest = Nearest(name, {"state", "desk", "severity", "customer", "region", "contractor"});
      error = "there is no filter '" + name + "'" + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
      return std::nullopt;
    }
  }
  return filter;
}

Sight SightOf(const User& user) { return SeesNames(user) ? Sight::kWhole : Sight::kNameless; }

class Page {
 public:
  Page(Board& board, PageOptions options, const Gate& gate)
      : board_(board), options_(std::move(options)), gate_(gate), streams_(board) {}
  ~Page() { board_.SetListener(nullptr); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  HttpResponse List(const HttpRequest& request, const User& user) const {
    std::string error;
    const auto filter = ParseFilter(request.query, error);
    if (!filter) return Problem(400, error);
    if (!filter->customer.empty() && !SeesNames(user)) return RoleMissing(Role::kSeeNames, user);
    NoteSeen(gate_, user, filter->customer.empty() ? "escalations" : "escalations of " + filter->customer);
    return {.content_type = kJson, .body = ListJson("escalations", board_.Escalations(*filter, SightOf(user)))};
  }

  HttpResponse One(const HttpRequest& request, const User& user) const {
    const std::string id = IdFor(user, request.Parameter("id"));
    const SharedText found = board_.FindEscalation(id, SightOf(user));
    if (found == nullptr) return NoSuchEscalation(request);
    NoteSeen(gate_, user, id);
    return {.content_type = kJson, .body = *found + "\n"};
  }

  // Where an alert leads: to the loop's story on the page.
  HttpResponse Linked(const HttpRequest& request, const User& user) const {
    const std::string id = board_.IdOf(std::string(request.Parameter("reference")));
    const std::string key = id.empty() ? std::string() : board_.LoopOf(id);
    HttpResponse answer{.status = 303};
    const std::string query = id.empty() ? "" : "?loop=" + EncodePercent(board_.NameOf(key, SightOf(user)));
    answer.headers.emplace_back("Location", "/" + query);
    return answer;
  }

  HttpResponse Feedback(const User& user) const {
    return {.content_type = kJson, .body = ListJson("feedback", board_.Feedback(SightOf(user)))};
  }

  HttpResponse Trends(const HttpRequest& request) const {
    int days = kTrendDays;
    const auto parameters = ParseQuery(request.query);
    if (!parameters) return Problem(400, kBadQuery);
    for (const auto& [name, value] : *parameters) {
      if (name != "days") return Problem(400, "there is no parameter '" + name + "' here, only days");
      if (!absl::SimpleAtoi(value, &days) || days < 1 || days > kTrendDaysMax) {
        return Problem(
            400, "days: expected a number from 1 to " + std::to_string(kTrendDaysMax) + ", found '" + value + "'");
      }
    }
    return {.content_type = kJson, .body = TrendsJson(board_.TrendsOf(days))};
  }

  HttpResponse Stream(const HttpRequest& request, const User& user) {
    NoteSeen(gate_, user, "stream");
    return {.content_type = "text/event-stream",
            .feed = streams_.Open(request.Header("last-event-id"), SightOf(user), StopsWhenRefused(request, user))};
  }

  HttpResponse Act(const HttpRequest& request, const User& user) const {
    const std::string id = IdFor(user, request.Parameter("id"));
    if (board_.FindEscalation(id) == nullptr) return NoSuchEscalation(request);
    const Instant now = options_.now();
    ActionRequest action;
    std::string error;
    if (!ReadAction(request.body, now, action, error)) return Problem(400, error);
    std::vector<v1::ContactEvent> events = ActionEvents(board_, id, action, KeyOf(request), now, error);
    if (!error.empty()) return Problem(400, error);
    HttpResponse answer = Accept(std::move(events), user);
    if (answer.status == 202) NoteDone(user, "acted", "escalation", id);
    return answer;
  }

  HttpResponse ActOnFeedback(const HttpRequest& request, const User& user) const {
    const std::string id(request.Parameter("id"));
    const Instant now = options_.now();
    ActionRequest action;
    std::string error;
    if (!board_.DeskOfFeedback(id)) return Problem(404, "there is no feedback '" + id + "'");
    if (!ReadAction(request.body, now, action, error)) return Problem(400, error);
    std::vector<v1::ContactEvent> events = FeedbackActionEvents(board_, id, action, KeyOf(request), now, error);
    if (!error.empty()) return Problem(400, error);
    HttpResponse answer = Accept(std::move(events), user);
    if (answer.status == 202) NoteDone(user, "acted", "feedback", id);
    return answer;
  }

  HttpResponse Raise(const HttpRequest& request, const User& user) const {
    v1::ContactEvent event;
    std::string error;
    const std::string id = KeyOf(request);
    if (!ReadRaise(request.body, id, options_.now(), event, error)) return Problem(400, error);
    HttpResponse answer = Accept({std::move(event)}, user);
    if (answer.status == 202) NoteDone(user, "raised", "event", id);
    return answer;
  }

  HttpResponse SetSpeed(const HttpRequest& request) const {
    simdjson::dom::parser parser;
    double speed = 0;
    if (parser.parse(simdjson::padded_string(request.body))["speed"].get_double().get(speed) != simdjson::SUCCESS ||
        speed < 0 || speed > kSpeedMax) {
      return Problem(400, "expected {\"speed\": N} with N from 0 to 64");
    }
    options_.set_speed(speed);
    return {.status = 204};
  }

  const PageOptions& options() const { return options_; }

 private:
  // Whether who listens would get something else now: a session ends, a token is taken out, a role is taken away.
  std::function<bool()> StopsWhenRefused(const HttpRequest& request, const User& user) const {
    return [access = options_.access, clock = options_.now, headers = request.headers, peer = request.peer,
            sight = SightOf(user), next = Instant::min()]() mutable {
      if (access->open()) return false;
      const Instant now = clock();
      if (now < next) return false;
      next = now + kAskAgain;
      std::string why;
      const auto known = access->Identify(headers, peer, now, why);
      return !known || !known->roles.Has(Role::kRead) || SightOf(*known) != sight;
    };
  }

  // What somebody without names is told are references, and only those are taken from them: no id can be tried.
  std::string IdFor(const User& user, std::string_view name) const {
    std::string id = board_.IdOf(std::string(name));
    return id.empty() && SeesNames(user) ? std::string(name) : id;
  }

  static HttpResponse NoSuchEscalation(const HttpRequest& request) {
    return Problem(404, "there is no escalation '" + std::string(request.Parameter("id")) + "'");
  }

  static std::string KeyOf(const HttpRequest& request) {
    const std::string_view given = request.Header("idempotency-key");
    return given.empty() ? RandomKey() : std::string(given);
  }

  // Hands the events on and says which they are.
  HttpResponse Accept(std::vector<v1::ContactEvent> events, const User& user) const {
    std::string body = "{\"accepted\":[";
    for (const v1::ContactEvent& event : events) {
      if (body.back() != '[') body += ',';
      body += "{\"source\":";
      AppendJsonQuoted(body, event.source());
      body += ",\"id\":";
      AppendJsonQuoted(body, event.id());
      if (event.has_supervisor_acted()) {
        const std::string& named = event.supervisor_acted().escalation_id();
        const bool feedback = event.customer_id().empty();
        body += feedback ? ",\"feedbackId\":" : ",\"escalationId\":";
        AppendJsonQuoted(body, feedback ? named : board_.NameOf(named, SightOf(user)));
      }
      body += "}";
    }
    if (const absl::Status status = options_.act(std::move(events)); !status.ok()) {
      return Problem(503, Standard(status.message()));
    }
    return {.status = 202, .content_type = kJson, .body = body + "]}\n"};
  }

  // Logs by id who has done what, where people are asked who they are.
  void NoteDone(const User& user, std::string_view what, std::string_view of, const std::string& id) const {
    if (!options_.access->open()) LogInfo(what, {{"user", user.name}, {of, id}});
  }

  Board& board_;
  PageOptions options_;
  Gate gate_;
  EventStreams streams_;
};

}  // namespace

void ServePage(HttpServer& server, Board& board, PageOptions options) {
  Gate gate(server, {.access = options.access, .hosts = options.hosts, .now = options.now});
  const auto page = std::make_shared<Page>(board, std::move(options), gate);
  for (const StaticFile& file : kFiles) {
    const auto send = [&file] {
      return HttpResponse{.content_type = file.content_type, .body = std::string(*file.text)};
    };
    if (file.text == &bundled::kIndexHtml) {
      gate.HandlePage(file.path, Role::kRead, [send](const HttpRequest&, const User&) { return send(); });
    } else {
      gate.HandlePublic("GET", file.path, [send](const HttpRequest&) { return send(); });
    }
  }
  ServeSessions(gate);
  gate.HandlePage("/e/{reference}", Role::kRead,
                  [page](const HttpRequest& request, const User& user) { return page->Linked(request, user); });
  gate.Handle("GET", "/api/v1/escalations", Role::kRead,
              [page](const HttpRequest& request, const User& user) { return page->List(request, user); });
  gate.Handle("GET", "/api/v1/escalations/{id}", Role::kRead,
              [page](const HttpRequest& request, const User& user) { return page->One(request, user); });
  gate.Handle("GET", "/api/v1/feedback", Role::kRead,
              [page](const HttpRequest&, const User& user) { return page->Feedback(user); });
  gate.Handle("GET", "/api/v1/trends", Role::kRead,
              [page](const HttpRequest& request, const User&) { return page->Trends(request); });
  gate.Handle("GET", "/api/v1/stream", Role::kRead,
              [page](const HttpRequest& request, const User& user) { return page->Stream(request, user); });
  gate.Handle("POST", "/api/v1/escalations/{id}/actions", Role::kAct,
              [page](const HttpRequest& request, const User& user) { return page->Act(request, user); });
  gate.Handle("POST", "/api/v1/feedback/{id}/actions", Role::kAct,
              [page](const HttpRequest& request, const User& user) { return page->ActOnFeedback(request, user); });
  gate.Handle("POST", "/api/v1/raised", Role::kRaise,
              [page](const HttpRequest& request, const User& user) { return page->Raise(request, user); });
  if (page->options().alerts) {
    gate.Handle("GET", "/api/v1/alerts", Role::kRead, [page](const HttpRequest&, const User&) {
      return HttpResponse{.content_type = kJson, .body = page->options().alerts()};
    });
  }
  if (page->options().set_speed) {
    gate.Handle("POST", "/api/v1/demo/speed", Role::kAct,
                [page](const HttpRequest& request, const User&) { return page->SetSpeed(request); });
  }
  board.SetListener([&server] { server.WakeFeeds(); });
}

}  // namespace loopbreaker
