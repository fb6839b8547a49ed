#include "serve/page.h"

#include <simdjson.h>

#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "board/action.h"
#include "board/raise.h"
#include "event/message_json.h"
#include "observe/json_quote.h"
#include "serve/event_stream.h"
#include "serve/guard.h"
#include "serve/page_files.h"
#include "serve/trends_json.h"
#include "serve/url.h"

namespace loopbreaker {
namespace {

constexpr const char* kJson = "application/json";
constexpr double kSpeedMax = 64;
constexpr const char* kBadQuery = "expected '%' with two hexadecimal digits in the query";
constexpr int kTrendDays = 30;
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

class Page {
 public:
  Page(Board& board, PageOptions options) : board_(board), options_(std::move(options)), streams_(board) {}
  ~Page() { board_.SetListener(nullptr); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  HttpResponse List(const HttpRequest& request) const {
    std::string error;
    const auto filter = ParseFilter(request.query, error);
    if (!filter) return Problem(400, error);
    return {.content_type = kJson, .body = ListJson("escalations", board_.Escalations(*filter))};
  }

  HttpResponse One(const HttpRequest& request) const {
    const SharedText found = board_.FindEscalation(std::string(request.Parameter("id")));
    if (found == nullptr) return NoSuchEscalation(request);
    return {.content_type = kJson, .body = *found + "\n"};
  }

  HttpResponse Feedback() const { return {.content_type = kJson, .body = ListJson("feedback", board_.Feedback())}; }

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

  HttpResponse Stream(const HttpRequest& request) {
    return {.content_type = "text/event-stream", .feed = streams_.Open(request.Header("last-event-id"))};
  }

  HttpResponse Act(const HttpRequest& request) const {
    const std::string id(request.Parameter("id"));
    if (board_.FindEscalation(id) == nullptr) return NoSuchEscalation(request);
    const Instant now = options_.now();
    ActionRequest action;
    std::string error;
    if (!ReadAction(request.body, now, action, error)) return Problem(400, error);
    std::vector<v1::ContactEvent> events = ActionEvents(board_, id, action, KeyOf(request), now, error);
    if (!error.empty()) return Problem(400, error);
    return Accept(std::move(events));
  }

  HttpResponse Raise(const HttpRequest& request) const {
    v1::ContactEvent event;
    std::string error;
    if (!ReadRaise(request.body, KeyOf(request), options_.now(), event, error)) return Problem(400, error);
    return Accept({std::move(event)});
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
  static HttpResponse NoSuchEscalation(const HttpRequest& request) {
    return Problem(404, "there is no escalation '" + std::string(request.Parameter("id")) + "'");
  }

  static std::string KeyOf(const HttpRequest& request) {
    const std::string_view given = request.Header("idempotency-key");
    return given.empty() ? RandomKey() : std::string(given);
  }

  // Hands the events on and says which they are.
  HttpResponse Accept(std::vector<v1::ContactEvent> events) const {
    std::string body = "{\"accepted\":[";
    for (const v1::ContactEvent& event : events) {
      if (body.back() != '[') body += ',';
      body += "{\"source\":";
      AppendJsonQuoted(body, event.source());
      body += ",\"id\":";
      AppendJsonQuoted(body, event.id());
      if (event.has_supervisor_acted()) {
        body += ",\"escalationId\":";
        AppendJsonQuoted(body, event.supervisor_acted().escalation_id());
      }
      body += "}";
    }
    if (const absl::Status status = options_.act(std::move(events)); !status.ok()) {
      return Problem(503, Standard(status.message()));
    }
    return {.status = 202, .content_type = kJson, .body = body + "]}\n"};
  }

  Board& board_;
  PageOptions options_;
  EventStreams streams_;
};

}  // namespace

void ServePage(HttpServer& server, Board& board, PageOptions options) {
  const auto page = std::make_shared<Page>(board, std::move(options));
  const auto handle = [&](const char* method, const char* path, HttpHandler handler) {
    server.Handle(method, path, [page, handler = std::move(handler)](const HttpRequest& request) {
      auto refused = RefuseForeignHost(request, page->options().hosts);
      if (!refused && request.method != "GET") refused = RefuseCrossSite(request);
      HttpResponse response = refused ? std::move(*refused) : handler(request);
      AddSecurityHeaders(response);
      return response;
    });
  };
  for (const StaticFile& file : kFiles) {
    handle("GET", file.path, [&file](const HttpRequest&) {
      return HttpResponse{.content_type = file.content_type, .body = std::string(*file.text)};
    });
  }
  handle("GET", "/api/v1/escalations", [page](const HttpRequest& request) { return page->List(request); });
  handle("GET", "/api/v1/escalations/{id}", [page](const HttpRequest& request) { return page->One(request); });
  handle("GET", "/api/v1/feedback", [page](const HttpRequest&) { return page->Feedback(); });
  handle("GET", "/api/v1/trends", [page](const HttpRequest& request) { return page->Trends(request); });
  handle("GET", "/api/v1/stream", [page](const HttpRequest& request) { return page->Stream(request); });
  handle("POST", "/api/v1/escalations/{id}/actions", [page](const HttpRequest& request) { return page->Act(request); });
  handle("POST", "/api/v1/raised", [page](const HttpRequest& request) { return page->Raise(request); });
  if (page->options().set_speed) {
    handle("POST", "/api/v1/demo/speed", [page](const HttpRequest& request) { return page->SetSpeed(request); });
  }
  board.SetListener([&server] { server.WakeFeeds(); });
}

}  // namespace loopbreaker
