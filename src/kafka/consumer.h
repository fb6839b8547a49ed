// A consumer: a member of a group, or a reader of whole partitions. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kafka/client.h"
#include "service/record.h"

namespace loopbreaker::kafka {

using TopicPartition = std::pair<std::string, std::int32_t>;

// One record that was read; views live as long as it.
class ReadRecord {
 public:
  explicit ReadRecord(Message message);
  const char* topic() const { return rd_kafka_topic_name(message_->rkt); }
  const InRecord& record() const { return record_; }
  // Fills in the headers, which cost something.
  void ReadHeaders();
  // Only those that link gives a fact, or those by which an owner knows what was published; which costs less.
  void ReadLinkHeaders();
  void ReadOutputHeaders();

 private:
  void ReadHeaders(std::span<const std::string_view> wanted);

  Message message_;
  InRecord record_;
  Headers headers_;
};

// What a group tells its member.
class GroupListener {
 public:
  virtual ~GroupListener() = default;
  // Answers from which offset on each partition is read; RD_KAFKA_OFFSET_STORED is where the group has come.
  virtual std::int64_t OnAssigned(const TopicPartition& partition) = 0;
  virtual void OnRevoked(const TopicPartition& partition) = 0;
  // After the calls above; `lost`: others may have them already.
  virtual void OnRebalanced(bool lost) = 0;
};

class Consumer {
 public:
  // A member of `group`, whose partitions of `topics` change as others come and go. Callbacks come from Poll and Close.
  static absl::StatusOr<std::unique_ptr<Consumer>> Join(const ServiceConfig& config, const std::string& group,
                                                        const std::vector<std::string>& topics, GroupListener& listener,
                                                        const std::string& suffix);
  // A reader that nobody assigns anything. `read_committed` as usual, unless false. `gather`: so long the broker may
  // wait for more before it answers; else it is asked once for nearly every record that is written.
  static absl::StatusOr<std::unique_ptr<Consumer>> Reader(const ServiceConfig& config, bool read_committed,
                                                          std::chrono::milliseconds gather = {});
  ~Consumer();

  // Reads exactly these partitions from these offsets on.
  absl::Status Assign(const std::map<TopicPartition, std::int64_t>& offsets);

  // Goes on reading a partition that is assigned from `offset` on; what was fetched from elsewhere is dropped. Waits.
  absl::Status Seek(const TopicPartition& partition, std::int64_t offset);

  // A partition that has been read to its end, for now: of what is committed by its writers.
  struct End {
    TopicPartition partition;
    std::int64_t offset = 0;  // of the next record
  };
  enum class Polled { kNothing, kRecord, kEnd };
  // kRecord: `record`. kEnd: `end`. Errors that mend themselves are logged.
  Polled Poll(std::chrono::milliseconds timeout, std::unique_ptr<ReadRecord>& record, End& end);

  // Commits, and does not wait: when Poll hears that the coordinator accepted it, `accepted_since` becomes the time at
  // which it was sent.
  void Commit(const std::map<TopicPartition, std::int64_t>& offsets);
  std::chrono::steady_clock::time_point accepted_since() const { return accepted_since_; }
  // Commits and waits.
  absl::Status CommitNow(const std::map<TopicPartition, std::int64_t>& offsets);

  // The offset after the last record, of transactions that are still open too.
  absl::StatusOr<std::map<TopicPartition, std::int64_t>> HighWatermarks(const std::vector<TopicPartition>& partitions);
  // The same of a partition that is read, as the broker said it last; empty: it has not said it yet. Asks nobody.
  std::optional<std::int64_t> KnownEnd(const TopicPartition& partition) const;
  // The offsets of the first record that the log has and after the last one. Asks the broker.
  absl::StatusOr<std::pair<std::int64_t, std::int64_t>> Bounds(const TopicPartition& partition);
  // Names the cluster among others. Asks the broker.
  absl::StatusOr<std::string> ClusterId();
  // Partitions of a topic, or NotFound.
  absl::StatusOr<int> PartitionsOf(const std::string& topic);

  // Leaves the group.
  void Close();

 private:
  Consumer() = default;
  // Lets the client fetch at once where much is left of a partition that it has begun to read.
  void Wake();
  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* partitions,
                          void* opaque);
  static void OnCommitted(rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* offsets,
                          void* opaque);

  Client client_;
  GroupListener* listener_ = nullptr;
  std::chrono::steady_clock::time_point accepted_since_{};
  bool closed_ = false;
  std::chrono::milliseconds wake_after_{};
  std::chrono::steady_clock::time_point wake_at_{};
};

}  // namespace loopbreaker::kafka
