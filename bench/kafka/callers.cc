// People who call, and how long it takes until whoever answers knows who they are:
//
//   callers fill BOOTSTRAP TOPIC CUSTOMERS            a directory: customer N has the phone number 06 10000000 + N
//   callers call BOOTSTRAP SOURCE BRIEFINGS RATE SECONDS CUSTOMERS
//
// `call` writes RATE events a second to SOURCE, in turn the begin of a contact and its end, and reads BRIEFINGS. Prints
// one JSON line: how many briefings were awaited and came, and how long after its event was written each was read.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "client.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "pace.h"

namespace loopbreaker::bench {
namespace {

constexpr std::int64_t kFirstPhone = 10'000'000;
constexpr std::int64_t kStride = 7919;  // from one caller to the next
constexpr int kPatienceSeconds = 10;    // after the last event
constexpr int kLingerMs = 1;  // is part of what is measured; none at all would mostly measure requests of one record

std::string PhoneOf(std::int64_t customer) { return "06 " + std::to_string(kFirstPhone + customer); }

void Fill(const char* bootstrap, const char* topic, std::int64_t customers) {
  Producer producer(bootstrap, topic, "none");
  for (std::int64_t n = 0; n < customers; ++n) {
    const std::string id = "customer-" + std::to_string(n);
    producer.ProduceAt(
        0, id, R"({"customerId":")" + id + R"(","identifiers":[{"kind":"PHONE","value":")" + PhoneOf(n) + "\"}]}");
  }
  producer.Flush();
}

v1::ContactEvent EventOf(std::int64_t call, bool ended, std::int64_t customers) {
  v1::ContactEvent event;
  event.set_source("telephony");
  event.set_id((ended ? "e-" : "b-") + std::to_string(call));
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  event.mutable_event_time()->set_seconds(seconds.count());
  event.mutable_event_time()->set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(now - seconds).count()));
  event.set_contact_id(std::to_string(call));
  event.set_channel(v1::Channel::VOICE);
  auto& phone = *event.add_identifiers();
  phone.set_kind(v1::IdentifierKind::PHONE);
  phone.set_value(PhoneOf(call * kStride % customers));
  if (ended) {
    event.set_category("plumbing/leak");
    event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
    event.mutable_contact_ended()->set_disposition(v1::Disposition::UNRESOLVED);
  } else {
    event.mutable_contact_started()->set_direction(v1::Direction::INBOUND);
  }
  return event;
}

void Call(char** words, int rate, int seconds, std::int64_t customers) {
  const std::size_t first = EventsOf(rate, kWarmUpSeconds) / 2;
  const std::size_t calls = first + EventsOf(rate, seconds) / 2;
  Written written(2 * calls);
  Consumer consumer(words[2]);
  consumer.AssignAll(words[4]);
  std::thread writer([&] {
    Producer producer(words[2], words[3], "none", kLingerMs);
    WritePaced(producer, rate, written, [&](std::size_t n) {
      return EventOf(static_cast<std::int64_t>(n / 2), n % 2 == 1, customers).SerializeAsString();
    });
  });
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(kWarmUpSeconds + seconds + kPatienceSeconds);
  const auto took = Await(consumer, written, calls - first, deadline, [&](std::string_view key) -> std::int64_t {
    const std::size_t call = std::strtoull(std::string(key).c_str(), nullptr, 10);
    return call < first ? -1 : static_cast<std::int64_t>(2 * call);
  });
  writer.join();
  std::printf("%s\n", FiguresOf(calls - first, took).c_str());
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "fill" && count == 5) {
    Fill(words[2], words[3], std::atoll(words[4]));
  } else if (what == "call" && count == 8) {
    Call(words, std::atoi(words[5]), std::atoi(words[6]), std::atoll(words[7]));
  } else {
    Fail("usage: callers fill BOOTSTRAP TOPIC CUSTOMERS | call BOOTSTRAP SOURCE BRIEFINGS RATE SECONDS CUSTOMERS");
  }
}
