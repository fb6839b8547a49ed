#include "support/broker_topics.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "kafka/client.h"

namespace loopbreaker {
namespace {

using kafka::Client;
using kafka::Conf;
using kafka::Event;
using kafka::Message;
using kafka::Metadata;
using kafka::NewTopic;
using kafka::Partitions;
using kafka::Queue;
using kafka::TopicHandle;

// How long one look for something new lasts.
constexpr int kPollMs = 20;
constexpr std::size_t kTextMax = 512;

class Deadline {
 public:
  explicit Deadline(int ms) : at_(Clock::now() + std::chrono::milliseconds(ms)) {}
  bool Passed() const { return Clock::now() >= at_; }
  int LeftMs() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(at_ - Clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 1));
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point at_;
};

absl::Status Failure(const std::string& what, rd_kafka_resp_err_t error) {
  return absl::UnavailableError(what + ": " + rd_kafka_err2str(error));
}

absl::StatusOr<Conf> MakeSettings(const std::map<std::string, std::string>& values) {
  Conf settings(rd_kafka_conf_new());
  char text[kTextMax];
  for (const auto& [name, value] : values) {
    if (rd_kafka_conf_set(settings.get(), name.c_str(), value.c_str(), text, sizeof(text)) != RD_KAFKA_CONF_OK) {
      return absl::InvalidArgumentError(text);
    }
  }
  return settings;
}

absl::StatusOr<Client> MakeClient(rd_kafka_type_t type, Conf settings) {
  char text[kTextMax];
  Client client(rd_kafka_new(type, settings.get(), text, sizeof(text)));
  if (client == nullptr) return absl::InvalidArgumentError(text);
  (void)settings.release();  // the client's now
  return client;
}

// How many partitions of the topic have a leader; all of them, or an error.
absl::StatusOr<int> CountPartitions(rd_kafka_t* client, const std::string& topic, const Deadline& deadline) {
  const TopicHandle handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client, 0, handle.get(), &found, deadline.LeftMs());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure("partitions of " + topic, error);
  const Metadata metadata(found);
  if (metadata->topic_cnt != 1 || metadata->topics[0].err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    return absl::NotFoundError("no topic " + topic);
  const rd_kafka_metadata_topic_t& described = metadata->topics[0];
  if (described.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure("partitions of " + topic, described.err);
  for (int i = 0; i < described.partition_cnt; ++i) {
    if (described.partitions[i].leader < 0) return absl::UnavailableError("a partition of " + topic + " has no leader");
  }
  return described.partition_cnt;
}

// What the answer to a request for one topic says.
absl::Status ResultOfCreate(rd_kafka_event_t* event) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return absl::UnavailableError(rd_kafka_event_error_string(event));
  }
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(rd_kafka_topic_result_name(results[i]), error);
  }
  return absl::OkStatus();
}

// What a producer's callback knows.
struct Delivery {
  std::vector<TopicRecord>& records;
  const std::function<void(std::size_t)>& on_acknowledged;
  std::size_t reported = 0;
  std::size_t acknowledged = 0;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;  // the first

  static void Report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    Delivery& delivery = *static_cast<Delivery*>(opaque);
    ++delivery.reported;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (delivery.error == RD_KAFKA_RESP_ERR_NO_ERROR) delivery.error = message->err;
      return;
    }
    TopicRecord& record = delivery.records[reinterpret_cast<std::uintptr_t>(message->_private)];
    record.partition = message->partition;
    record.offset = message->offset;
    ++delivery.acknowledged;
    if (delivery.on_acknowledged) delivery.on_acknowledged(delivery.acknowledged);
  }
};

rd_kafka_resp_err_t Produce(rd_kafka_t* client, const std::string& topic, const TopicRecord& record,
                            std::size_t index) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  // An empty value is not a tombstone: the pointer tells them apart.
  const void* value = record.value ? record.value->data() : nullptr;
  const std::size_t value_bytes = record.value ? record.value->size() : 0;
  const void* key = record.key.empty() ? nullptr : record.key.data();
  const std::int64_t timestamp = record.timestamp_ms < 0 ? 0 : record.timestamp_ms;  // 0: now
  const rd_kafka_resp_err_t error =
      rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, record.key.size()),
                        RD_KAFKA_V_VALUE(const_cast<void*>(value), value_bytes), RD_KAFKA_V_TIMESTAMP(timestamp),
                        RD_KAFKA_V_HEADERS(headers),
                        RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(static_cast<std::uintptr_t>(index))), RD_KAFKA_V_END);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(headers);
  return error;
}

TopicRecord Copy(const rd_kafka_message_t& message) {
  TopicRecord record;
  if (message.key != nullptr) record.key.assign(static_cast<const char*>(message.key), message.key_len);
  if (message.payload != nullptr) record.value.emplace(static_cast<const char*>(message.payload), message.len);
  record.partition = message.partition;
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, std::string(static_cast<const char*>(value), size));
    }
  }
  return record;
}

absl::StatusOr<std::vector<TopicRecord>> TryToRead(const std::string& bootstrap, const std::string& topic,
                                                   Isolation isolation, const Deadline& deadline) {
  absl::StatusOr<Conf> settings = MakeSettings(
      {{"bootstrap.servers", bootstrap},
       {"group.id", "reads-to-the-end"},  // asked for, not used
       {"enable.auto.commit", "false"},
       {"enable.partition.eof", "true"},
       {"check.crcs", "true"},
       {"fetch.wait.max.ms", "100"},
       {"isolation.level", isolation == Isolation::kReadCommitted ? "read_committed" : "read_uncommitted"}});
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<Client> client = MakeClient(RD_KAFKA_CONSUMER, *std::move(settings));
  if (!client.ok()) return client.status();
  rd_kafka_poll_set_consumer(client->get());

  const absl::StatusOr<int> count = CountPartitions(client->get(), topic, deadline);
  if (!count.ok()) return count.status();
  const Partitions all(rd_kafka_topic_partition_list_new(*count));
  std::vector<std::int64_t> ends;
  for (std::int32_t partition = 0; partition < *count; ++partition) {
    std::int64_t begin = 0;
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(client->get(), topic.c_str(), partition, &begin,
                                                                       &ends.emplace_back(), deadline.LeftMs());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure("end of " + topic, error);
    rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(client->get(), all.get());

  std::vector<TopicRecord> records;
  std::vector<std::int64_t> positions(ends.size(), -1);  // nothing heard yet, not even that there is nothing
  std::size_t open = ends.size();
  while (open > 0) {
    if (deadline.Passed()) return absl::DeadlineExceededError("the end of " + topic + " was not reached");
    const Message message(rd_kafka_consumer_poll(client->get(), kPollMs));
    if (message == nullptr) continue;
    std::int64_t next = message->offset;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++next;
    } else if (message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      continue;  // connections come and go; the deadline decides
    }
    const auto partition = static_cast<std::size_t>(message->partition);
    const bool was_open = positions[partition] < ends[partition];
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset < ends[partition]) {
      records.push_back(Copy(*message));
    }
    positions[partition] = std::max(positions[partition], next);
    if (was_open && positions[partition] >= ends[partition]) --open;
  }
  rd_kafka_consumer_close(client->get());
  std::sort(records.begin(), records.end(), [](const TopicRecord& a, const TopicRecord& b) {
    return std::pair(a.partition, a.offset) < std::pair(b.partition, b.offset);
  });
  return records;
}

}  // namespace

absl::Status BrokerTopics::Create(const std::string& topic, int partitions,
                                  const std::map<std::string, std::string>& config) {
  const Deadline deadline(timeout_ms_);
  absl::StatusOr<Conf> settings = MakeSettings({{"bootstrap.servers", bootstrap_}});
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<Client> client = MakeClient(RD_KAFKA_PRODUCER, *std::move(settings));
  if (!client.ok()) return client.status();

  char text[kTextMax];
  const NewTopic wanted(rd_kafka_NewTopic_new(topic.c_str(), partitions, -1, text, sizeof(text)));
  if (wanted == nullptr) return absl::InvalidArgumentError(text);
  for (const auto& [name, value] : config) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  const Queue answers(rd_kafka_queue_new(client->get()));
  rd_kafka_NewTopic_t* list[] = {wanted.get()};
  rd_kafka_CreateTopics(client->get(), list, 1, nullptr, answers.get());
  const Event answer(rd_kafka_queue_poll(answers.get(), deadline.LeftMs()));
  if (answer == nullptr) return absl::DeadlineExceededError("no answer to creating " + topic);
  if (const absl::Status created = ResultOfCreate(answer.get()); !created.ok()) return created;

  // The node that was asked may hear of it later than the one that did it.
  for (;;) {
    const absl::StatusOr<int> count = CountPartitions(client->get(), topic, deadline);
    if (count.ok() && *count == partitions) return absl::OkStatus();
    if (deadline.Passed()) return absl::DeadlineExceededError("created, but not seen: " + topic);
    rd_kafka_poll(client->get(), kPollMs);
  }
}

absl::Status BrokerTopics::Alter(const std::string& topic, const std::map<std::string, std::string>& config) {
  absl::StatusOr<Conf> settings = MakeSettings({{"bootstrap.servers", bootstrap_}});
  if (!settings.ok()) return settings.status();
  const absl::StatusOr<Client> client = MakeClient(RD_KAFKA_PRODUCER, *std::move(settings));
  if (!client.ok()) return client.status();
  const kafka::ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  for (const auto& [name, value] : config) {
    rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str());
  }
  const Queue answers(rd_kafka_queue_new(client->get()));
  rd_kafka_ConfigResource_t* list[] = {resource.get()};
  rd_kafka_AlterConfigs(client->get(), list, 1, nullptr, answers.get());
  const Event answer(rd_kafka_queue_poll(answers.get(), timeout_ms_));
  if (answer == nullptr) return absl::DeadlineExceededError("no answer to altering " + topic);
  const rd_kafka_resp_err_t error = rd_kafka_event_error(answer.get());
  return error == RD_KAFKA_RESP_ERR_NO_ERROR ? absl::OkStatus() : Failure("settings of " + topic, error);
}

absl::Status BrokerTopics::ProduceAll(const std::string& topic, std::vector<TopicRecord>& records,
                                      const std::function<void(std::size_t)>& on_acknowledged) {
  const Deadline deadline(timeout_ms_);
  absl::StatusOr<Conf> settings = MakeSettings({{"bootstrap.servers", bootstrap_},
                                                {"enable.idempotence", "true"},
                                                {"partitioner", "murmur2_random"},
                                                {"message.max.bytes", "16777216"},
                                                // By default up to 10 s, when a node is back after two.
                                                {"reconnect.backoff.max.ms", "500"},
                                                {"message.timeout.ms", std::to_string(timeout_ms_)}});
  if (!settings.ok()) return settings.status();
  Delivery delivery{records, on_acknowledged};
  rd_kafka_conf_set_opaque(settings->get(), &delivery);
  rd_kafka_conf_set_dr_msg_cb(settings->get(), Delivery::Report);
  const absl::StatusOr<Client> client = MakeClient(RD_KAFKA_PRODUCER, *std::move(settings));
  if (!client.ok()) return client.status();

  for (std::size_t i = 0; i < records.size(); ++i) {
    rd_kafka_resp_err_t error = Produce(client->get(), topic, records[i], i);
    while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_poll(client->get(), kPollMs);
      error = Produce(client->get(), topic, records[i], i);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure("record " + std::to_string(i) + " for " + topic, error);
  }
  // Every record is reported on in the end: message.timeout.ms sees to that.
  rd_kafka_flush(client->get(), 2 * deadline.LeftMs());
  if (delivery.error != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure("records for " + topic, delivery.error);
  if (delivery.acknowledged == records.size()) return absl::OkStatus();
  return absl::DeadlineExceededError(std::to_string(delivery.acknowledged) + " of " + std::to_string(records.size()) +
                                     " records for " + topic + " acknowledged");
}

absl::StatusOr<std::vector<TopicRecord>> BrokerTopics::ReadToEnd(const std::string& topic, Isolation isolation) {
  const Deadline deadline(timeout_ms_);
  for (;;) {
    auto records = TryToRead(bootstrap_, topic, isolation, deadline);
    if (records.ok() || !absl::IsUnavailable(records.status()) || deadline.Passed()) return records;
    // A partition has no leader for a moment after its topic was made; a client that has met that goes on saying so.
    std::this_thread::sleep_for(std::chrono::milliseconds(kPollMs));
  }
}

}  // namespace loopbreaker
