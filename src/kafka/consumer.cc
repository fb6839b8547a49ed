#include "kafka/consumer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "observe/log.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kGatheredBytes = 64 << 10;  // are enough to be worth an answer
constexpr int kQueryMs = 5000;
// Of the thread that fetches, where it would sleep (kFetchesInTime): any request on its connection wakes it.
constexpr std::int64_t kMuchLeft = 1000;
constexpr int kWakeMs = 100;  // at most
constexpr milliseconds kWakeAgainMin{5};
constexpr milliseconds kWakeAgainMax{1000};  // what is left may be of a transaction that is open

Partitions ListOf(const std::map<TopicPartition, std::int64_t>& offsets) {
  Partitions list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), partition.first.c_str(), partition.second)->offset = offset;
  }
  return list;
}

struct PendingCommit {
  Consumer* consumer;
  steady_clock::time_point sent;
};

}  // namespace

ReadRecord::ReadRecord(Message message) : message_(std::move(message)) {
  rd_kafka_timestamp_type_t type{};
  const std::int64_t ms = rd_kafka_message_timestamp(message_.get(), &type);
  record_.partition = message_->partition;
  record_.offset = message_->offset;
  record_.appended = FromSecondsNanos(ms / 1000, static_cast<std::int32_t>(ms % 1000 * 1'000'000));
  if (message_->key != nullptr) record_.key = {static_cast<const char*>(message_->key), message_->key_len};
  if (message_->payload != nullptr) record_.value = {{static_cast<const char*>(message_->payload), message_->len}};
}

void ReadRecord::ReadHeaders() {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(message_.get(), &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    headers_.emplace_back(name, value == nullptr ? std::string() : std::string(static_cast<const char*>(value), size));
  record_.headers = &headers_;
}

void ReadRecord::ReadHeaders(std::span<const std::string_view> wanted) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(message_.get(), &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  for (const std::string_view name : wanted) {
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_header_get_last(headers, name.data(), &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR && value != nullptr)
      headers_.emplace_back(name, std::string(static_cast<const char*>(value), size));
  }
  record_.headers = &headers_;
}

void ReadRecord::ReadLinkHeaders() {
  static constexpr std::array kWanted = {kLinkedByHeader, kNamedHeader, kDirectoryHeader, kAppendedHeader};
  ReadHeaders(kWanted);
}

void ReadRecord::ReadOutputHeaders() {
  static constexpr std::array kWanted = {kWriterHeader, kClockHeader, kContentTypeHeader};
  ReadHeaders(kWanted);
}

void Consumer::OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t* partitions,
                           void* opaque) {
  auto* self = static_cast<Consumer*>(opaque);
  const bool assigned = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  const bool lost = rd_kafka_assignment_lost(client) != 0;
  for (int i = 0; i < partitions->cnt; ++i) {
    rd_kafka_topic_partition_t& partition = partitions->elems[i];
    if (assigned) {
      partition.offset = self->listener_->OnAssigned({partition.topic, partition.partition});
    } else {
      self->listener_->OnRevoked({partition.topic, partition.partition});
    }
  }
  self->listener_->OnRebalanced(lost);
  rd_kafka_assign(client, assigned ? partitions : nullptr);
}

void Consumer::OnCommitted(rd_kafka_t* /*client*/, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* offsets,
                           void* opaque) {
  const std::unique_ptr<PendingCommit> commit(static_cast<PendingCommit*>(opaque));
  bool accepted = error == RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int i = 0; accepted && offsets != nullptr && i < offsets->cnt; ++i)
    accepted = offsets->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (accepted) commit->consumer->accepted_since_ = std::max(commit->consumer->accepted_since_, commit->sent);
}

absl::StatusOr<std::unique_ptr<Consumer>> Consumer::Join(const ServiceConfig& config, const std::string& group,
                                                         const std::vector<std::string>& topics,
                                                         GroupListener& listener, const std::string& suffix) {
  std::unique_ptr<Consumer> consumer(new Consumer);
  consumer->listener_ = &listener;
  Settings own = {{"group.id", group},
                  {"client.id", config.instance + suffix},
                  {"session.timeout.ms", std::to_string(kSession.count())},
                  {"heartbeat.interval.ms", "1000"},
                  {"enable.partition.eof", "true"},
                  {"isolation.level", "read_committed"}};
  if (config.static_membership) own["group.instance.id"] = config.instance + suffix;
  absl::StatusOr<Conf> conf = MakeConf(config, Role::kConsumer, own);
  if (!conf.ok()) return conf.status();
  rd_kafka_conf_set_opaque(conf->get(), consumer.get());
  rd_kafka_conf_set_rebalance_cb(conf->get(), &Consumer::OnRebalance);
  absl::StatusOr<Client> client = MakeClient(Role::kConsumer, *std::move(conf));
  if (!client.ok()) return client.status();
  consumer->client_ = *std::move(client);
  rd_kafka_poll_set_consumer(consumer->client_.get());
  Partitions list(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const absl::Status status =
          StatusOf("join group " + group, rd_kafka_subscribe(consumer->client_.get(), list.get()));
      !status.ok()) {
    return status;
  }
  return consumer;
}

absl::StatusOr<std::unique_ptr<Consumer>> Consumer::Reader(const ServiceConfig& config, bool read_committed,
                                                           milliseconds gather) {
  std::unique_ptr<Consumer> consumer(new Consumer);
  Settings own = {{"group.id", config.group + ".reader"},  // a reader has no group, but the client wants a name
                  {"client.id", config.instance},
                  {"enable.partition.eof", "true"},
                  {"isolation.level", read_committed ? "read_committed" : "read_uncommitted"}};
  if (gather != milliseconds{}) {
    own["fetch.min.bytes"] = std::to_string(kGatheredBytes);
    own["fetch.wait.max.ms"] = std::to_string(gather.count());
  }
  absl::StatusOr<Client> client = MakeClient(config, Role::kConsumer, own);
  if (!client.ok()) return client.status();
  consumer->client_ = *std::move(client);
  rd_kafka_poll_set_consumer(consumer->client_.get());
  return consumer;
}

Consumer::~Consumer() { Close(); }

absl::Status Consumer::Assign(const std::map<TopicPartition, std::int64_t>& offsets) {
  return StatusOf("assign", rd_kafka_assign(client_.get(), ListOf(offsets).get()));
}

absl::Status Consumer::Seek(const TopicPartition& partition, std::int64_t offset) {
  const Partitions list = ListOf({{partition, offset}});
  // In this version of the library, a time limit of this call is not what it says: none.
  const Error error(rd_kafka_seek_partitions(client_.get(), list.get(), -1));
  if (error != nullptr) return absl::UnavailableError(rd_kafka_error_string(error.get()));
  return StatusOf("seek", list->elems[0].err);
}

void Consumer::Wake() {
  if (rd_kafka_version() >= kFetchesInTime || steady_clock::now() < wake_at_) return;
  wake_at_ = steady_clock::now() + kWakeAgainMin;
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (rd_kafka_assignment(client_.get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const Partitions read(assigned);
  if (rd_kafka_position(client_.get(), read.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  for (int i = 0; i < read->cnt; ++i) {
    const rd_kafka_topic_partition_t& one = read->elems[i];
    const TopicPartition partition{one.topic, one.partition};
    if (one.offset < 0 || KnownEnd(partition).value_or(0) - one.offset < kMuchLeft) continue;
    // What it answers is not wanted.
    const Partitions list = ListOf({{partition, RD_KAFKA_OFFSET_END}});
    static_cast<void>(rd_kafka_offsets_for_times(client_.get(), list.get(), kWakeMs));
    wake_at_ = steady_clock::now() + wake_after_;
    wake_after_ = std::min(2 * wake_after_, kWakeAgainMax);
    return;
  }
}

Consumer::Polled Consumer::Poll(milliseconds timeout, std::unique_ptr<ReadRecord>& record, End& end) {
  Message message(rd_kafka_consumer_poll(client_.get(), 0));
  if (message == nullptr) {
    Wake();
    if (timeout == milliseconds{}) return Polled::kNothing;
    message.reset(rd_kafka_consumer_poll(client_.get(), static_cast<int>(timeout.count())));
    if (message == nullptr) return Polled::kNothing;
  }
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    wake_after_ = kWakeAgainMin;
    record = std::make_unique<ReadRecord>(std::move(message));
    return Polled::kRecord;
  }
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    end = {{rd_kafka_topic_name(message->rkt), message->partition}, message->offset};
    return Polled::kEnd;
  }
  Log(LogLevel::kWarning, "read", {{"error", ErrorName(message->err)}});
  return Polled::kNothing;
}

void Consumer::Commit(const std::map<TopicPartition, std::int64_t>& offsets) {
  if (offsets.empty()) return;
  auto commit = std::make_unique<PendingCommit>(PendingCommit{this, steady_clock::now()});
  const Partitions list = ListOf(offsets);
  // The answer comes by Poll. Without a queue the call would wait for it, and give back an error that the callback has
  // already been told.
  const Queue answers(rd_kafka_queue_get_consumer(client_.get()));
  if (rd_kafka_commit_queue(client_.get(), list.get(), answers.get(), &Consumer::OnCommitted, commit.get()) ==
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    static_cast<void>(commit.release());
  }
}

absl::Status Consumer::CommitNow(const std::map<TopicPartition, std::int64_t>& offsets) {
  if (offsets.empty()) return absl::OkStatus();
  return StatusOf("commit", rd_kafka_commit(client_.get(), ListOf(offsets).get(), 0));
}

absl::StatusOr<std::map<TopicPartition, std::int64_t>> Consumer::HighWatermarks(
    const std::vector<TopicPartition>& partitions) {
  std::map<TopicPartition, std::int64_t> ends;
  for (const TopicPartition& partition : partitions) ends[partition] = RD_KAFKA_OFFSET_END;
  if (ends.empty()) return ends;
  const Partitions list = ListOf(ends);
  // One request a broker: "the time of the end".
  const absl::Status status =
      StatusOf("ask for the ends of partitions", rd_kafka_offsets_for_times(client_.get(), list.get(), kQueryMs));
  if (!status.ok()) return status;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& one = list->elems[i];
    if (one.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      // What the client knows of a topic that it does not read is not renewed by itself: it would go on asking the node
      // that led before.
      (void)PartitionsOf(one.topic);
      return StatusOf(one.topic, one.err);
    }
    ends[{one.topic, one.partition}] = one.offset;
  }
  return ends;
}

std::optional<std::int64_t> Consumer::KnownEnd(const TopicPartition& partition) const {
  std::int64_t low = 0;
  std::int64_t high = RD_KAFKA_OFFSET_INVALID;
  const rd_kafka_resp_err_t error =
      rd_kafka_get_watermark_offsets(client_.get(), partition.first.c_str(), partition.second, &low, &high);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
  return high;
}

absl::StatusOr<std::pair<std::int64_t, std::int64_t>> Consumer::Bounds(const TopicPartition& partition) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const absl::Status status = StatusOf("ask for the bounds of " + partition.first,
                                       rd_kafka_query_watermark_offsets(client_.get(), partition.first.c_str(),
                                                                        partition.second, &low, &high, kQueryMs));
  if (!status.ok()) return status;
  return std::pair(low, high);
}

absl::StatusOr<std::string> Consumer::ClusterId() {
  const std::unique_ptr<char, decltype(&std::free)> id(rd_kafka_clusterid(client_.get(), kQueryMs), &std::free);
  if (id == nullptr) return absl::UnavailableError("expected the broker to name its cluster, found no answer");
  return std::string(id.get());
}

absl::StatusOr<int> Consumer::PartitionsOf(const std::string& topic) {
  const TopicHandle handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client_.get(), 0, handle.get(), &raw, kQueryMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return StatusOf("topic " + topic, error);
  const Metadata metadata(raw);
  if (metadata->topic_cnt != 1 || metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR)
    return absl::NotFoundError("topic " + topic + " does not exist");
  return metadata->topics[0].partition_cnt;
}

void Consumer::Close() {
  if (closed_ || client_ == nullptr) return;
  closed_ = true;
  rd_kafka_consumer_close(client_.get());
}

}  // namespace loopbreaker::kafka
