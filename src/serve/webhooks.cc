#include "serve/webhooks.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "serve/guard.h"

namespace loopbreaker {
namespace {

// How many requests may come at once, as a share of a minute's.
constexpr int kBurstShare = 10;

// Lets through so many a minute on average: a bucket that fills by itself.
class Rate {
 public:
  explicit Rate(int per_minute)
      : refill_(Nanos(minutes(1)) / per_minute), burst_(std::max(1, per_minute / kBurstShare)), left_(burst_) {}

  bool Take(Instant now) {
    if (now > filled_) {
      const auto more = (now - filled_) / refill_;
      filled_ = more > burst_ ? now : filled_ + more * refill_;
      left_ = std::min(burst_, left_ + more);
    }
    if (left_ == 0) return false;
    --left_;
    return true;
  }

 private:
  Nanos refill_;
  std::int64_t burst_;
  std::int64_t left_;
  Instant filled_{};
};

// One object, or the objects of a list. False: `error` says what was found instead.
bool ReadRecords(const std::string& body, std::vector<std::string>& records, std::string& error) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (const auto problem = parser.parse(body).get(document); problem != simdjson::SUCCESS) {
    error = absl::StrCat("expected an object or a list of objects as JSON, found something else: ",
                         simdjson::error_message(problem));
    return false;
  }
  simdjson::dom::array list;
  if (document.get(list) != simdjson::SUCCESS) {
    error = "expected an object or a list of objects, found another value";
    if (document.is_object()) records.push_back(body);
    return !records.empty();
  }
  for (const simdjson::dom::element item : list) {
    if (!item.is_object()) {
      error = absl::StrCat("expected a list of objects, found another value at /", records.size());
      return false;
    }
    records.push_back(simdjson::minify(item));
  }
  return true;
}

class Webhooks {
 public:
  explicit Webhooks(WebhookRoutes routes) : routes_(std::move(routes)) {
    for (const WebhookSource& source : routes_.sources) rates_.emplace(source.name, source.requests_per_minute_max);
  }

  HttpResponse Answer(const HttpRequest& request) {
    const std::string name(request.Parameter("source"));
    const auto source = std::find_if(routes_.sources.begin(), routes_.sources.end(),
                                     [&](const WebhookSource& one) { return one.name == name; });
    // Who has no secret need not learn which sources there are.
    if (source == routes_.sources.end()) return Secure(Problem(404, "no source of this name takes events here"));
    HttpResponse answer = Take(*source, request);
    if (!answer.later) return Told(name, std::move(answer));
    answer.later = [this, name, later = std::move(answer.later)]() -> std::optional<HttpResponse> {
      std::optional<HttpResponse> arrived = later();
      if (arrived) arrived = Told(name, *std::move(arrived));
      return arrived;
    };
    return answer;
  }

 private:
  static HttpResponse Secure(HttpResponse answer) {
    AddSecurityHeaders(answer);
    return answer;
  }

  HttpResponse Told(const std::string& source, HttpResponse answer) const {
    if (routes_.answered) routes_.answered(source, answer.status);
    return Secure(std::move(answer));
  }

  HttpResponse Take(const WebhookSource& source, const HttpRequest& request) {
    const Instant now = routes_.now();
    const std::string mistake = MistakeOfSignature(source.signature, source.secret, request.headers, request.body, now);
    if (!mistake.empty()) return Problem(401, mistake);
    if (!rates_.at(source.name).Take(now)) {
      HttpResponse answer = Problem(429, absl::StrCat("more than ", source.requests_per_minute_max,
                                                      " requests a minute; send several events as one list"));
      answer.headers.emplace_back("Retry-After", "1");
      return answer;
    }
    std::vector<std::string> records;
    std::string error;
    if (!ReadRecords(request.body, records, error)) return Problem(400, error);
    const std::size_t count = records.size();
    const WebhookRoutes::Kept kept = routes_.take(source.name, std::move(records));
    if (kept == nullptr) return TryAgain("what was sent before is not kept yet");
    return {.later = [this, kept, count, until = now + kPushPatience]() -> std::optional<HttpResponse> {
      const std::optional<absl::Status> known = kept();
      if (known && !known->ok()) {
        return Problem(422, absl::StrCat("it cannot be kept as it is: ", known->message()));
      }
      if (known) {
        return HttpResponse{
            .status = 202, .content_type = "application/json", .body = absl::StrCat("{\"accepted\":", count, "}\n")};
      }
      if (routes_.now() < until) return std::nullopt;
      return TryAgain("it is not kept yet");
    }};
  }

  static HttpResponse TryAgain(std::string_view why) {
    HttpResponse answer =
        Problem(503, absl::StrCat(Abseil(why), "; send it again later: an event that comes twice counts once"));
    answer.headers.emplace_back("Retry-After", "10");
    return answer;
  }

  const WebhookRoutes routes_;
  std::map<std::string, Rate, std::less<>> rates_;
};

}  // namespace

void ServeWebhooks(HttpServer& server, WebhookRoutes routes) {
  const auto webhooks = std::make_shared<Webhooks>(std::move(routes));
  server.Handle("POST", "/api/v1/events/{source}",
                [webhooks](const HttpRequest& request) { return webhooks->Answer(request); });
}

}  // namespace loopbreaker
