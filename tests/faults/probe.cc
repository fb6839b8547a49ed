#include "faults/probe.h"

#include <algorithm>
#include <charconv>

#include "event/message_json.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

constexpr int kTimeoutMs = 10'000;
constexpr std::size_t kEventsMax = 1'000'000;

kafka::Conf Settings(const std::string& bootstrap, const std::vector<std::pair<const char*, const char*>>& more) {
  kafka::Conf conf(rd_kafka_conf_new());
  rd_kafka_conf_set(conf.get(), "bootstrap.servers", bootstrap.c_str(), nullptr, 0);
  for (const auto& [name, value] : more) rd_kafka_conf_set(conf.get(), name, value, nullptr, 0);
  return conf;
}

absl::StatusOr<kafka::Client> Make(rd_kafka_type_t type, kafka::Conf conf) {
  char text[512];
  kafka::Client client(rd_kafka_new(type, conf.get(), text, sizeof text));
  if (client == nullptr) return absl::InvalidArgumentError(text);
  (void)conf.release();  // the client's now
  return client;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Probe>> Probe::Start(const std::string& bootstrap, const std::string& source,
                                                    const std::string& escalations, int rate) {
  std::unique_ptr<Probe> probe(new Probe);
  probe->customers_ = "probe-" + std::to_string(rate) + "-";
  auto writer = Make(RD_KAFKA_PRODUCER, Settings(bootstrap, {{"linger.ms", "0"}, {"enable.idempotence", "true"}}));
  if (!writer.ok()) return writer.status();
  auto reader =
      Make(RD_KAFKA_CONSUMER,
           Settings(bootstrap, {{"group.id", "probe"}, {"enable.auto.commit", "false"}, {"fetch.min.bytes", "1"}}));
  if (!reader.ok()) return reader.status();
  probe->writer_ = *std::move(writer);
  probe->reader_ = *std::move(reader);
  rd_kafka_poll_set_consumer(probe->reader_.get());

  const kafka::TopicHandle topic(rd_kafka_topic_new(probe->reader_.get(), escalations.c_str(), nullptr));
  const rd_kafka_metadata_t* found = nullptr;
  if (const auto status =
          kafka::StatusOf("escalations", rd_kafka_metadata(probe->reader_.get(), 0, topic.get(), &found, kTimeoutMs));
      !status.ok()) {
    return status;
  }
  const kafka::Metadata metadata(found);
  const int count = metadata->topics[0].partition_cnt;
  const kafka::Partitions partitions(rd_kafka_topic_partition_list_new(count));
  for (int i = 0; i < count; ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), escalations.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(probe->reader_.get(), partitions.get());

  // Room for all, so that the two threads need no lock: an event is numbered before it is sent.
  probe->sent_at_.reserve(kEventsMax);
  probe->seen_at_.assign(kEventsMax, Clock::time_point::min());
  probe->writing_ = std::thread([self = probe.get(), source, rate] { self->Write(source, rate); });
  probe->reading_ = std::thread([self = probe.get()] { self->Read(); });
  return probe;
}

Probe::~Probe() { Finish(std::chrono::seconds{0}); }

void Probe::Write(const std::string& source, int rate) {
  const auto began = Clock::now();
  v1::ContactEvent event;
  event.set_source("probe");
  event.set_category("rent");
  event.mutable_raised()->set_line("again");
  while (writes_ && sent_at_.size() < kEventsMax) {
    const std::size_t number = sent_at_.size();
    event.set_id(customers_ + std::to_string(number));
    event.set_customer_id(event.id());
    event.mutable_event_time()->set_seconds(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    const std::string value = ToJson(event);
    sent_at_.push_back(Clock::now());
    rd_kafka_producev(writer_.get(), RD_KAFKA_V_TOPIC(source.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                      RD_KAFKA_V_KEY(event.id().data(), event.id().size()),
                      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
    rd_kafka_poll(writer_.get(), 0);
    std::this_thread::sleep_until(began + std::chrono::nanoseconds{1'000'000'000} / rate * (number + 1));
  }
  rd_kafka_flush(writer_.get(), kTimeoutMs);
}

void Probe::Read() {
  while (reads_) {
    const kafka::Message message(rd_kafka_consumer_poll(reader_.get(), 50));
    if (message == nullptr || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const std::string_view key(static_cast<const char*>(message->key), message->key_len);
    const std::size_t at = key.find(customers_);
    std::size_t number = 0;
    if (at == std::string_view::npos ||
        std::from_chars(key.data() + at + customers_.size(), key.data() + key.size(), number).ec != std::errc() ||
        number >= kEventsMax || seen_at_[number] != Clock::time_point::min()) {
      continue;
    }
    seen_at_[number] = Clock::now();
    ++seen_;
  }
}

void Probe::Finish(std::chrono::seconds at_most) {
  if (!writing_.joinable()) return;
  writes_ = false;
  writing_.join();
  const auto until = Clock::now() + at_most;
  while (seen_ < sent_at_.size() && Clock::now() < until) std::this_thread::sleep_for(milliseconds{50});
  reads_ = false;
  reading_.join();
}

std::size_t Probe::missing() const { return sent_at_.size() - seen_; }

std::vector<double> Probe::LatenciesMs(Clock::time_point from, Clock::time_point until) const {
  std::vector<double> latencies;
  for (std::size_t i = 0; i < sent_at_.size(); ++i) {
    if (sent_at_[i] < from || sent_at_[i] >= until || seen_at_[i] == Clock::time_point::min()) continue;
    latencies.push_back(std::chrono::duration<double, std::milli>(seen_at_[i] - sent_at_[i]).count());
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

}  // namespace loopbreaker
