#include "pace.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <thread>

namespace loopbreaker::bench {
namespace {

using std::chrono::steady_clock;

constexpr int kPollMs = 100;

std::int64_t Nanoseconds() { return steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

double Milliseconds(const std::vector<std::int64_t>& sorted, double share) {
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return static_cast<double>(sorted[place]) / 1e6;
}

}  // namespace

void WritePaced(Producer& producer, int rate, Written& written,
                const std::function<std::string(std::size_t n)>& event_of) {
  const steady_clock::time_point begin = steady_clock::now();
  for (std::size_t n = 0; n < written.size(); ++n) {
    std::this_thread::sleep_until(begin +
                                  std::chrono::nanoseconds(1'000'000'000LL * static_cast<std::int64_t>(n) / rate));
    const std::string event = event_of(n);
    written[n] = Nanoseconds();
    producer.ProduceAt(0, "", event);
  }
  producer.Flush();
}

std::vector<std::int64_t> Await(Consumer& consumer, const Written& written, std::size_t wanted,
                                steady_clock::time_point deadline,
                                const std::function<std::int64_t(std::string_view key)>& event_of) {
  std::vector<std::int64_t> took;
  while (took.size() < wanted && steady_clock::now() < deadline) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer.get(), kPollMs);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::int64_t event = event_of({static_cast<const char*>(message->key), message->key_len});
      if (event >= 0 && event < static_cast<std::int64_t>(written.size()))
        took.push_back(Nanoseconds() - written[static_cast<std::size_t>(event)]);
    }
    rd_kafka_message_destroy(message);
  }
  std::sort(took.begin(), took.end());
  return took;
}

std::string FiguresOf(std::size_t awaited, const std::vector<std::int64_t>& took) {
  if (took.empty()) Fail("expected " + std::to_string(awaited) + " records, found none");
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(),
                "{\"awaited\": %zu, \"came\": %zu, \"p50_ms\": %.1f, \"p90_ms\": %.1f, \"p99_ms\": %.1f, "
                "\"max_ms\": %.1f}",
                awaited, took.size(), Milliseconds(took, 0.5), Milliseconds(took, 0.9), Milliseconds(took, 0.99),
                Milliseconds(took, 1));
  return text.data();
}

}  // namespace loopbreaker::bench
