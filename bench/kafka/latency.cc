// How long after an event its escalation can be read:
//
//   latency BOOTSTRAP SOURCE ESCALATIONS RATE SECONDS [WARM_UP]
//
// Writes RATE events a second to SOURCE, calls of customers who are each new, but that every eighth is the second call
// of one who called two seconds before: that opens an escalation by the rule `repeat-contact` of two.yaml. Prints one
// JSON line: how many were awaited and came, and how long after its event was written each was read. WARM_UP: other
// seconds before those than kWarmUpSeconds, but no fewer than the two.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "client.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "pace.h"

namespace loopbreaker::bench {
namespace {

constexpr int kAgainSeconds = 2;      // between the two calls of one customer
constexpr std::size_t kOneIn = 8;     // of the calls after that is a second one
constexpr int kPatienceSeconds = 10;  // after the last event
constexpr int kLingerMs = 1;          // is part of what is measured

v1::ContactEvent EventOf(std::size_t n, std::size_t customer) {
  v1::ContactEvent event;
  event.set_source("telephony");
  event.set_id(std::to_string(n));
  event.set_customer_id(std::to_string(customer));
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  event.mutable_event_time()->set_seconds(seconds.count());
  event.mutable_event_time()->set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(now - seconds).count()));
  event.set_contact_id(event.id());
  event.set_channel(v1::Channel::VOICE);
  event.set_category("plumbing/leak");
  event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
  event.mutable_contact_ended()->set_disposition(v1::Disposition::UNRESOLVED);
  return event;
}

void Measure(char** words, int rate, int seconds, int warm_up_seconds) {
  const std::size_t delay = static_cast<std::size_t>(rate) * kAgainSeconds / kOneIn * kOneIn;
  const std::size_t first = EventsOf(rate, warm_up_seconds);
  Written written(first + EventsOf(rate, seconds));
  Consumer consumer(words[1]);
  consumer.AssignAll(words[3]);
  std::thread writer([&] {
    Producer producer(words[1], words[2], "none", kLingerMs);
    WritePaced(producer, rate, written, [&](std::size_t n) {
      const bool again = n >= delay && n % kOneIn == 0;
      return EventOf(n, again ? n - delay + 1 : n).SerializeAsString();
    });
  });
  std::size_t wanted = 0;
  for (std::size_t n = first; n < written.size(); ++n) wanted += n % kOneIn == 0 ? 1 : 0;
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(warm_up_seconds + seconds + kPatienceSeconds);
  // The key begins with the customer.
  const auto took = Await(consumer, written, wanted, deadline, [&](std::string_view key) -> std::int64_t {
    const std::size_t customer = std::strtoull(std::string(key).c_str(), nullptr, 10);
    const std::size_t n = customer + delay - 1;
    return customer == 0 || n < first ? -1 : static_cast<std::int64_t>(n);
  });
  writer.join();
  std::printf("%s\n", FiguresOf(wanted, took).c_str());
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 6 && count != 7) Fail("usage: latency BOOTSTRAP SOURCE ESCALATIONS RATE SECONDS [WARM_UP]");
  Measure(words, std::atoi(words[4]), std::atoi(words[5]), count == 7 ? std::atoi(words[6]) : kWarmUpSeconds);
}
