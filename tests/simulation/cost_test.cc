// A customer with a long history costs per event about what a customer with a short one costs.
#include <algorithm>
#include <chrono>

#include "engine/stream.h"
#include "simulation/simulation.h"

namespace loopbreaker {
namespace {

class NoSink final : public RevisionSink {
 public:
  void OnEscalation(const EscalationRevision& /*revision*/) override {}
  void OnFeedback(const v1::Feedback& /*feedback*/, bool /*shadow*/) override {}
};

v1::ContactEvent At(Instant at, int n, const std::string& category) {
  v1::ContactEvent event;
  event.set_source("s");
  event.set_id("e" + std::to_string(n));
  event.mutable_event_time()->set_seconds(std::chrono::floor<seconds>(at).time_since_epoch().count());
  event.set_customer_id("c");
  event.set_category(category);
  return event;
}

// A problem with ten facts: a call, a case, a visit that fails, another call, a visit that helps.
void AddProblem(Instant at, Nanos between, int n, std::vector<v1::ContactEvent>& events) {
  const std::string number = std::to_string(n);
  const std::string category = "kind/" + std::to_string(n % 40);
  const auto next = [&]() -> v1::ContactEvent& {
    at += between;
    events.push_back(At(at, static_cast<int>(events.size()), category));
    events.back().set_case_id("case" + number);
    return events.back();
  };
  const auto call = [&](const std::string& contact) {
    for (const bool ended : {false, true}) {
      v1::ContactEvent& event = next();
      event.set_contact_id(contact + number);
      event.set_agent("agent" + std::to_string(events.size() % 7));
      if (!ended) {
        event.mutable_contact_started();
        continue;
      }
      event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
      event.mutable_contact_ended()->set_disposition(v1::Disposition::UNRESOLVED);
    }
  };
  call("first");
  next().mutable_case_opened();
  next().mutable_visit_scheduled();
  next().mutable_visit_completed()->set_outcome(v1::Outcome::NOT_FIXED);
  call("second");
  next().mutable_case_assigned()->set_to_team("planning");
  next().mutable_visit_completed()->set_outcome(v1::Outcome::FIXED);
  next().mutable_case_resolved();
}

// Events of one customer in order: a problem every `every`.
std::vector<v1::ContactEvent> LongHistory(int problems, Nanos every) {
  std::vector<v1::ContactEvent> events;
  Instant at = *ParseTime("1995-01-02T00:00:00Z");
  for (int n = 0; n < problems; ++n, at += every) AddProblem(at, every / 12, n, events);
  return events;
}

// Nanoseconds an event, the median over batches, of the events from `from` to `to` when they come one after the other.
double CostOf(const std::vector<v1::ContactEvent>& events, std::size_t from, std::size_t to) {
  constexpr std::size_t kBatch = 50;
  const World world({RuleFile::kRich, Shape::kDense}, 1, 5);  // evidence is not what is measured
  NoSink sink;
  Stream stream(world.rules(), world.directory(), sink);
  Refusal refusal;
  for (std::size_t i = 0; i < from; ++i) stream.Add(events[i], kLatest, refusal);
  std::vector<double> costs;
  for (std::size_t i = from; i + kBatch <= to; i += kBatch) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t j = i; j < i + kBatch; ++j) stream.Add(events[j], kLatest, refusal);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    costs.push_back(took.count() / static_cast<double>(kBatch));
  }
  std::nth_element(costs.begin(), costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2), costs.end());
  return costs[costs.size() / 2];
}

// The shorter one is measured again and again on new streams, so that both medians are of many batches.
double CostOfShort(const std::vector<v1::ContactEvent>& events) {
  std::vector<double> costs;
  for (int i = 0; i < 21; ++i) costs.push_back(CostOf(events, 50, 150));
  std::nth_element(costs.begin(), costs.begin() + 10, costs.end());
  return costs[10];
}

TEST(CostSimulation, HundredThousandFactsWithinAYearCostPerEventWhatAHundredDo) {
  const auto events = LongHistory(10'000, minutes{50});
  const double few = CostOfShort(events);
  const double many = CostOf(events, 95'000, 100'000);
  RecordProperty("nanoseconds_few", std::to_string(few));
  RecordProperty("nanoseconds_many", std::to_string(many));
  EXPECT_LT(many, 3 * few);
}

TEST(CostSimulation, HundredThousandFactsOfManyYearsCostPerEventWhatAHundredDo) {
  const auto events = LongHistory(10'000, Days{1});
  const double few = CostOfShort(events);
  const double many = CostOf(events, 95'000, 100'000);
  RecordProperty("nanoseconds_few", std::to_string(few));
  RecordProperty("nanoseconds_many", std::to_string(many));
  EXPECT_LT(many, 3 * few);
}

}  // namespace
}  // namespace loopbreaker
