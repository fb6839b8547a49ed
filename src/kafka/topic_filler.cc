#include "kafka/topic_filler.h"

#include <chrono>

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPoll{100};
constexpr milliseconds kFinishMax{60'000};

}  // namespace

absl::StatusOr<std::unique_ptr<TopicFiller>> TopicFiller::Make(const ServiceConfig& config) {
  std::unique_ptr<TopicFiller> filler(new TopicFiller());
  absl::StatusOr<Conf> conf = MakeConf(config, Role::kProducer);
  if (!conf.ok()) return conf.status();
  rd_kafka_conf_set_opaque(conf->get(), filler.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &TopicFiller::OnDelivery);
  absl::StatusOr<Client> client = MakeClient(Role::kProducer, *std::move(conf));
  if (!client.ok()) return client.status();
  filler->client_ = *std::move(client);
  return filler;
}

void TopicFiller::OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
  int none = 0;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    static_cast<TopicFiller*>(opaque)->error_.compare_exchange_strong(none, message->err);
}

absl::Status TopicFiller::Write(const std::string& topic, std::int32_t partition, const InRecord& record) {
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers->size());
  for (const auto& [name, value] : *record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const auto ms = std::chrono::duration_cast<milliseconds>(record.appended.time_since_epoch()).count();
  void* const value = record.value ? const_cast<char*>(record.value->data()) : nullptr;
  const std::size_t size = record.value ? record.value->size() : 0;
  for (;;) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()),
        RD_KAFKA_V_PARTITION(partition < 0 ? RD_KAFKA_PARTITION_UA : partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(value, size), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_TIMESTAMP(ms), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_headers_destroy(headers);
      return StatusOf(topic, error);
    }
    rd_kafka_poll(client_.get(), static_cast<int>(kPoll.count()));
  }
  rd_kafka_poll(client_.get(), 0);
  return StatusOf(topic, static_cast<rd_kafka_resp_err_t>(error_.load()));
}

absl::Status TopicFiller::Finish() {
  const rd_kafka_resp_err_t flushed = rd_kafka_flush(client_.get(), static_cast<int>(kFinishMax.count()));
  if (const int error = error_; error != 0) return StatusOf("a record", static_cast<rd_kafka_resp_err_t>(error));
  return StatusOf("the last records", flushed);
}

}  // namespace loopbreaker::kafka
