// Topics of a real Kafka as a test sees them: create, write everything, read everything. Blocking, for one thread, and
// not fast: every call connects anew, so nothing of one call reaches into the next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace loopbreaker {

struct TopicRecord {
  std::string key;                   // empty: none
  std::optional<std::string> value;  // none: a tombstone
  std::vector<std::pair<std::string, std::string>> headers;
  std::int32_t partition = -1;     // to write: -1 goes by murmur2 of the key, as Java has it
  std::int64_t offset = -1;        // as acknowledged or as read
  std::int64_t timestamp_ms = -1;  // as read; to write: -1 is now
};

enum class Isolation : std::uint8_t { kReadUncommitted, kReadCommitted };

class BrokerTopics {
 public:
  // Every call fails with DeadlineExceeded or Unavailable when it has not come to its end within this time.
  explicit BrokerTopics(std::string bootstrap, int timeout_ms = 60'000)
      : bootstrap_(std::move(bootstrap)), timeout_ms_(timeout_ms) {}

  // Returns when every partition has a leader. As many copies as the broker's default.
  absl::Status Create(const std::string& topic, int partitions, const std::map<std::string, std::string>& config = {});

  // Gives a topic these settings, and all others their default values.
  absl::Status Alter(const std::string& topic, const std::map<std::string, std::string>& config);

  // Idempotent, acks=all. Sets partition and offset of each record that was acknowledged, also when others were not.
  // `on_acknowledged` hears, between any two records, how many have been so far; the rest is under way meanwhile.
  absl::Status ProduceAll(const std::string& topic, std::vector<TopicRecord>& records,
                          const std::function<void(std::size_t)>& on_acknowledged = {});

  // Everything up to the end that there is now, by partition and offset. Of a reader of committed records this is the
  // last stable offset.
  absl::StatusOr<std::vector<TopicRecord>> ReadToEnd(const std::string& topic,
                                                     Isolation isolation = Isolation::kReadUncommitted);

 private:
  std::string bootstrap_;
  int timeout_ms_;
};

}  // namespace loopbreaker
