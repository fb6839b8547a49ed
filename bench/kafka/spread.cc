// Facts of customers who each have as many: spread BOOTSTRAP TOPIC CUSTOMERS FACTS
//
// In the order of their time, a fact of every customer before the next of any, over 180 days that end on 30 June 2026.
// Four in turn are one problem: a call, a visit that is planned, that visit (every second one in vain), a call.
#include <cstdlib>
#include <string>

#include "client.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "meter.h"

namespace loopbreaker::bench {
namespace {

constexpr std::int64_t kEnd = 1782864000;  // 2026-07-01T00:00:00Z
constexpr std::int64_t kLastsSeconds = 180LL * 24 * 3600;
constexpr int kFactsOfProblem = 4;
constexpr const char* kCategories[] = {"plumbing/leak",    "heating/boiler",  "electrical/fuse-box", "building/mould",
                                       "carpentry/window", "plumbing/toilet", "heating/radiator",    "building/lift"};

// Fact `n` of customer `c`.
v1::ContactEvent FactOf(std::int64_t c, std::int64_t n, std::int64_t customers, std::int64_t facts) {
  const std::int64_t problem = n / kFactsOfProblem;
  v1::ContactEvent event;
  event.set_source("bench");
  event.set_id("f" + std::to_string(n * customers + c));
  const std::int64_t step = kLastsSeconds / facts;
  const std::int64_t time = kEnd - kLastsSeconds + n * step + c * step / customers;
  event.mutable_event_time()->set_seconds(time);
  event.set_customer_id("c" + std::to_string(c));
  event.set_unit_id("u" + std::to_string(c));
  event.set_category(kCategories[problem % std::ssize(kCategories)]);
  event.set_team("front-office");
  const std::string visit = "v" + std::to_string(problem * customers + c);
  switch (n % kFactsOfProblem) {
    case 1:
      event.set_visit_id(visit);
      event.mutable_visit_scheduled()->mutable_starts()->set_seconds(time + step);
      break;
    case 2:
      event.set_visit_id(visit);
      event.mutable_visit_completed()->set_outcome(problem % 2 == 0 ? v1::Outcome::NOT_FIXED : v1::Outcome::FIXED);
      break;
    default:
      event.set_contact_id("k" + event.id());
      event.set_channel(v1::Channel::VOICE);
      event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
      event.mutable_contact_ended()->set_disposition(n % kFactsOfProblem == 0 ? v1::Disposition::UNRESOLVED
                                                                              : v1::Disposition::RESOLVED);
  }
  return event;
}

void Spread(const std::string& bootstrap, const std::string& topic, std::int64_t customers, std::int64_t facts) {
  if (customers < 1 || facts < 1 || facts > kLastsSeconds)
    Fail("expected customers, and facts of each, at most one a second in 180 days");
  Meter meter;
  {
    Producer producer(bootstrap, topic, "none");
    std::string bytes;
    for (std::int64_t n = 0; n < facts; ++n) {
      for (std::int64_t c = 0; c < customers; ++c) {
        const v1::ContactEvent event = FactOf(c, n, customers, facts);
        event.SerializeToString(&bytes);
        producer.ProduceAt(0, event.customer_id(), bytes);
        meter.Count(bytes.size());
      }
    }
    producer.Flush();
  }
  meter.Print();
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 5) Fail("usage: spread BOOTSTRAP TOPIC CUSTOMERS FACTS");
  Spread(words[1], words[2], std::atoll(words[3]), std::atoll(words[4]));
}
