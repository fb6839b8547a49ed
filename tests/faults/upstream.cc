#include "faults/upstream.h"

#include "kafka/client.h"

namespace loopbreaker {

using kafka::Client;
using kafka::MakeClient;
using kafka::StatusOf;

namespace {

constexpr int kTimeoutMs = 30'000;

ServiceConfig ConfigOf(const std::string& bootstrap) {
  ServiceConfig config;
  config.brokers = bootstrap;
  return config;
}

}  // namespace

struct OpenTransaction::Producer {
  Client client;
};

OpenTransaction::OpenTransaction(std::unique_ptr<Producer> producer) : producer_(std::move(producer)) {}
OpenTransaction::~OpenTransaction() = default;

absl::StatusOr<std::unique_ptr<OpenTransaction>> OpenTransaction::Begin(const std::string& bootstrap,
                                                                        const std::string& topic,
                                                                        const std::vector<TopicRecord>& records) {
  absl::StatusOr<Client> client = MakeClient(ConfigOf(bootstrap), kafka::Role::kProducer,
                                             {{"transactional.id", topic}, {"transaction.timeout.ms", "600000"}});
  if (!client.ok()) return client.status();
  if (const auto status = StatusOf("begin", rd_kafka_init_transactions(client->get(), kTimeoutMs)); !status.ok())
    return status;
  if (const auto status = StatusOf("begin", rd_kafka_begin_transaction(client->get())); !status.ok()) return status;
  for (const TopicRecord& record : records) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client->get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(record.value->data()), record.value->size()),
        RD_KAFKA_V_TIMESTAMP(record.timestamp_ms < 0 ? 0 : record.timestamp_ms), RD_KAFKA_V_END);
    if (const auto status = StatusOf("write", error); !status.ok()) return status;
  }
  if (const auto status = StatusOf("write", rd_kafka_flush(client->get(), kTimeoutMs)); !status.ok()) return status;
  auto producer = std::make_unique<Producer>();
  producer->client = *std::move(client);
  return std::unique_ptr<OpenTransaction>(new OpenTransaction(std::move(producer)));
}

absl::Status OpenTransaction::Commit() {
  return StatusOf("commit", rd_kafka_commit_transaction(producer_->client.get(), kTimeoutMs));
}

absl::Status ResetGroup(const std::string& bootstrap, const std::string& group, const std::string& topic,
                        int partitions) {
  const absl::StatusOr<Client> client = MakeClient(ConfigOf(bootstrap), kafka::Role::kConsumer, {{"group.id", group}});
  if (!client.ok()) return client.status();
  const kafka::Partitions offsets(rd_kafka_topic_partition_list_new(partitions));
  for (int partition = 0; partition < partitions; ++partition)
    rd_kafka_topic_partition_list_add(offsets.get(), topic.c_str(), partition)->offset = 0;
  return StatusOf("reset of " + group, rd_kafka_commit(client->get(), offsets.get(), 0));
}

}  // namespace loopbreaker
