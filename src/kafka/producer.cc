#include "kafka/producer.h"

#include <chrono>

#include "observe/log.h"

namespace loopbreaker::kafka {
namespace {

constexpr int kTopics = static_cast<int>(Topic::kActions) + 1;

// Whose late writes must be told apart from the owner's.
bool HasWriter(Topic topic) {
  switch (topic) {
    case Topic::kEscalations:
    case Topic::kFeedback:
    case Topic::kLoops:
    case Topic::kDossiers:
    case Topic::kObservations:
    case Topic::kShadow:
    case Topic::kKpi:
      return true;
    default:
      return false;
  }
}

void AddHeader(rd_kafka_headers_t* headers, std::string_view name, std::string_view value) {
  rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                      static_cast<ssize_t>(value.size()));
}

// The same record would be refused again.
bool IsOfTheRecord(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || error == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
         error == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

}  // namespace

Producer::Producer(const ServiceConfig& config, std::string writer, ServiceMetrics& metrics)
    : writer_(std::move(writer)), metrics_(metrics) {
  const auto target = [&](std::string name, std::string_view counted_as) {
    return Target{this, std::move(name), false, false, &metrics.Written(counted_as), &metrics.NotWritten(counted_as)};
  };
  for (int i = 0; i < kTopics; ++i) {
    const auto topic = static_cast<Topic>(i);
    targets_.push_back(target(config.Topic(NameOf(topic)), NameOf(topic)));
    targets_.back().escalations = topic == Topic::kEscalations;
  }
  for (const SourceConfig& source : config.sources) {
    if (!source.TakesItself()) continue;
    sources_.emplace(source.topic, target(source.topic, source.topic)).first->second.source = true;
  }
}

absl::StatusOr<std::unique_ptr<Producer>> Producer::Make(const ServiceConfig& config, std::string writer,
                                                         ServiceMetrics& metrics) {
  std::unique_ptr<Producer> producer(new Producer(config, std::move(writer), metrics));
  absl::StatusOr<Conf> conf = MakeConf(config, Role::kProducer, {{"message.timeout.ms", "0"}});
  if (!conf.ok()) return conf.status();
  rd_kafka_conf_set_opaque(conf->get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &Producer::OnDelivery);
  rd_kafka_conf_set_error_cb(conf->get(), &Producer::OnError);
  absl::StatusOr<Client> client = MakeClient(Role::kProducer, *std::move(conf));
  if (!client.ok()) return client.status();
  producer->client_ = *std::move(client);
  const auto open = [&](Target& target) {
    rd_kafka_topic_conf_t* const own = rd_kafka_default_topic_conf_dup(producer->client_.get());
    rd_kafka_topic_conf_set_opaque(own, &target);
    target.handle.reset(rd_kafka_topic_new(producer->client_.get(), target.name.c_str(), own));
  };
  for (Target& target : producer->targets_) open(target);
  for (auto& [topic, target] : producer->sources_) open(target);
  producer->poll_ = std::thread([self = producer.get()] {
    while (!self->stopping_.load(std::memory_order_relaxed)) rd_kafka_poll(self->client_.get(), 50);
  });
  return producer;
}

Producer::~Producer() {
  stopping_ = true;
  if (poll_.joinable()) poll_.join();
}

void Producer::OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* /*opaque*/) {
  auto* delivery = static_cast<Delivery*>(message->_private);
  const Target& target = *static_cast<Target*>(rd_kafka_topic_opaque(message->rkt));
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    delivery->failed.store(true, std::memory_order_relaxed);
    target.not_written->Add();
    if (target.source && IsOfTheRecord(message->err)) {
      delivery->refused = message->err;
    } else {
      target.producer->Break(target.name + ": " + ErrorName(message->err));
    }
  } else {
    target.written->Add();
    if (target.escalations) target.producer->CountAge(message);
  }
  rd_kafka_timestamp_type_t type{};
  const std::int64_t appended = rd_kafka_message_timestamp(message, &type);
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) delivery->appended_ms = appended;
  delivery->pending.fetch_sub(1, std::memory_order_release);
}

void Producer::CountAge(const rd_kafka_message_t* message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, kAppendedHeader.data(), &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      value == nullptr) {
    return;
  }
  metrics_.CountAge({static_cast<const char*>(value), size});
}

void Producer::Break(const std::string& why) {
  const absl::MutexLock lock(&mutex_);
  if (!broken_.empty()) return;  // what follows from the first, mostly
  broken_ = why;
  LogError("record not written", {{"error", why}});
}

void Producer::OnError(rd_kafka_t* client, int error, const char* /*reason*/, void* opaque) {
  if (error != RD_KAFKA_RESP_ERR__FATAL) return;
  char text[512];
  const rd_kafka_resp_err_t cause = rd_kafka_fatal_error(client, text, sizeof text);
  static_cast<Producer*>(opaque)->Break(ErrorName(cause) + ": " + text);
}

std::string Producer::broken() const {
  const absl::MutexLock lock(&mutex_);
  return broken_;
}

void Producer::Send(const OutRecord& record, Delivery& delivery) {
  Send(targets_[static_cast<std::size_t>(record.topic)], record, HasWriter(record.topic), delivery, true);
}

bool Producer::TrySend(const OutRecord& record, Delivery& delivery) {
  return Send(targets_[static_cast<std::size_t>(record.topic)], record, HasWriter(record.topic), delivery, false);
}

bool Producer::TrySendTo(const std::string& source, const OutRecord& record, Delivery& delivery) {
  return Send(sources_.at(source), record, false, delivery, false);
}

bool Producer::Send(const Target& target, const OutRecord& record, bool with_writer, Delivery& delivery, bool wait) {
  rd_kafka_headers_t* headers = nullptr;
  if (!record.headers.empty() || with_writer) {
    headers = rd_kafka_headers_new(record.headers.size() + 1);
    for (const auto& [name, value] : record.headers) AddHeader(headers, name, value);
    if (with_writer) AddHeader(headers, kWriterHeader, writer_);
  }
  delivery.pending.fetch_add(1, std::memory_order_relaxed);
  const void* value = record.value ? record.value->data() : nullptr;
  const std::size_t size = record.value ? record.value->size() : 0;
  for (;;) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_RKT(target.handle.get()),
        RD_KAFKA_V_PARTITION(record.partition < 0 ? RD_KAFKA_PARTITION_UA : record.partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(const_cast<void*>(value), size), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(&delivery),
        RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL && wait && !stopping_) {
      // The thread that polls frees room.
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (headers != nullptr) rd_kafka_headers_destroy(headers);
    const bool full = error == RD_KAFKA_RESP_ERR__QUEUE_FULL && !wait;
    if (!full) {
      target.not_written->Add();
      delivery.failed.store(true, std::memory_order_relaxed);
      if (target.source && IsOfTheRecord(error)) {
        delivery.refused = error;
      } else {
        Break(target.name + ": " + ErrorName(error));
      }
    }
    delivery.pending.fetch_sub(1, std::memory_order_release);
    return !full;
  }
}

bool Producer::Flush(std::chrono::milliseconds timeout) {
  return rd_kafka_flush(client_.get(), static_cast<int>(timeout.count())) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace loopbreaker::kafka
