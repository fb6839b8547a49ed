#include "faults/feed.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kEvery{100};
constexpr int kTimeoutMs = 120'000;

}  // namespace

Feed::Feed(const std::string& bootstrap, std::string topic, std::vector<TopicRecord> records, std::chrono::seconds over)
    : topics_(bootstrap, kTimeoutMs), topic_(std::move(topic)), records_(std::move(records)) {
  thread_ = std::thread([this, over] { Run(over); });
}

Feed::~Feed() {
  if (thread_.joinable()) thread_.join();
}

absl::Status Feed::Finish() {
  thread_.join();
  return status_;
}

void Feed::Run(std::chrono::seconds over) {
  const auto began = steady_clock::now();
  const auto slices = static_cast<std::size_t>(over / kEvery);
  std::size_t sent = 0;
  for (std::size_t slice = 1; slice <= slices && status_.ok(); ++slice) {
    const std::size_t end = records_.size() * slice / slices;
    std::vector<TopicRecord> records(records_.begin() + static_cast<std::ptrdiff_t>(sent),
                                     records_.begin() + static_cast<std::ptrdiff_t>(end));
    sent = end;
    if (!records.empty()) status_ = topics_.ProduceAll(topic_, records);
    std::this_thread::sleep_until(began + kEvery * slice);
  }
}

}  // namespace loopbreaker
