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
double CostOf(RuleFile rules, const std::vector<v1::ContactEvent>& events, std::size_t from, std::size_t to) {
  constexpr std::size_t kBatch = 50;
  const World world({rules, Shape::kDense}, 1, 5);  // evidence is not what is measured
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

// A short one is measured again and again on new streams, so that its median is of many batches.
double CostOfHundred(RuleFile rules, const std::vector<v1::ContactEvent>& events) {
  std::vector<double> costs;
  for (int i = 0; i < 21; ++i) costs.push_back(CostOf(rules, events, 50, 150));
  std::nth_element(costs.begin(), costs.begin() + 10, costs.end());
  return costs[10];
}

TEST(CostSimulation, HundredThousandFactsCostPerEventAboutWhatAHundredDo) {
  const auto events = LongHistory(10'000, Days{1});
  const double few = CostOfHundred(RuleFile::kDefault, events);
  const double many = CostOf(RuleFile::kDefault, events, 95'000, 100'000);
  EXPECT_LT(many, 3 * few) << few << " ns with 100 facts, " << many << " ns with 100,000";
}

// Where rules look at what is in a window, or at all that is remembered of the customer, that is filled first: what is
// in it costs, what lies before it does not.
struct CostCase {
  const char* name;
  RuleFile rules;
  Nanos every;  // a problem
};

class LengthSimulation : public testing::TestWithParam<CostCase> {};

TEST_P(LengthSimulation, CostPerEventDoesNotGrowWithTheHistory) {
  const auto events = LongHistory(10'000, GetParam().every);
  const double few = CostOf(GetParam().rules, events, 9'000, 11'000);
  const double many = CostOf(GetParam().rules, events, 98'000, 100'000);
  EXPECT_LT(many, 3 * few) << few << " ns with 10,000 facts, " << many << " ns with 100,000";
}

INSTANTIATE_TEST_SUITE_P(Customers, LengthSimulation,
                         testing::Values(CostCase{"default_within_a_year", RuleFile::kDefault, minutes{50}},
                                         CostCase{"rich_within_a_year", RuleFile::kRich, minutes{50}},
                                         CostCase{"rich_of_many_years", RuleFile::kRich, Days{1}}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace loopbreaker
