#include "client.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace loopbreaker::bench {
namespace {

constexpr int kRequestMs = 10'000;
constexpr int kFlushMs = 60'000;
constexpr int kLingerMs = 5;  // the client's own
constexpr auto kWakeEvery = std::chrono::milliseconds(10);
constexpr std::size_t kTextMax = 512;

void Check(rd_kafka_resp_err_t error, const char* what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(std::string(what) + ": " + rd_kafka_err2str(error));
}

rd_kafka_conf_t* MakeSettings(Settings settings) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char text[kTextMax];
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), text, sizeof(text)) != RD_KAFKA_CONF_OK) Fail(text);
  }
  return conf;
}

Client MakeClient(rd_kafka_type_t type, rd_kafka_conf_t* conf) {
  char text[kTextMax];
  Client client(rd_kafka_new(type, conf, text, sizeof(text)));
  if (client == nullptr) Fail(text);
  return client;
}

int CountPartitions(rd_kafka_t* client, const std::string& topic) {
  const Topic handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  Check(rd_kafka_metadata(client, 0, handle.get(), &metadata, kRequestMs), "partitions");
  Check(metadata->topics[0].err, topic.c_str());
  const int count = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  return count;
}

}  // namespace

// Before 2.2 the thread that fetches, once its queue was full, sleeps for up to a second, however soon there is room
// again; any request on its connection wakes it.
struct Consumer::Waker {
  Waker(rd_kafka_t* client, std::string topic)
      : thread([this, client, name = std::move(topic)] {
          std::unique_lock lock(mutex);
          while (!wake.wait_for(lock, kWakeEvery, [this] { return done; })) {
            std::int64_t begin = 0;
            std::int64_t end = 0;
            (void)rd_kafka_query_watermark_offsets(client, name.c_str(), 0, &begin, &end, kRequestMs);
          }
        }) {}
  ~Waker() {
    {
      const std::scoped_lock lock(mutex);
      done = true;
    }
    wake.notify_one();
    thread.join();
  }

  std::mutex mutex;
  std::condition_variable wake;
  bool done = false;
  std::thread thread;
};

Consumer::Consumer(const std::string& bootstrap, Ends ends) {
  rd_kafka_conf_t* conf = MakeSettings({{"bootstrap.servers", bootstrap},
                                        {"socket.nagle.disable", "true"},
                                        {"group.id", "bench"},  // asked for, not used
                                        {"enable.auto.commit", "false"},
                                        {"enable.auto.offset.store", "false"},
                                        {"enable.partition.eof", ends == Ends::kTold ? "true" : "false"},
                                        {"check.crcs", "true"},
                                        {"queued.min.messages", "20000"},
                                        {"queued.max.messages.kbytes", "16384"},
                                        {"fetch.message.max.bytes", "262144"}});
  char text[kTextMax];
  needs_waker_ = rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "5", text, sizeof(text)) != RD_KAFKA_CONF_OK;
  client_ = MakeClient(RD_KAFKA_CONSUMER, conf);
  rd_kafka_poll_set_consumer(client_.get());
}

Consumer::~Consumer() {
  waker_.reset();
  rd_kafka_consumer_close(client_.get());
}

std::vector<std::int64_t> Consumer::AssignAll(const std::string& topic) {
  const int count = CountPartitions(client_.get(), topic);
  std::vector<std::int64_t> ends(static_cast<std::size_t>(count));
  rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(count);
  for (std::int32_t partition = 0; partition < count; ++partition) {
    std::int64_t begin = 0;
    Check(rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &begin,
                                           &ends[static_cast<std::size_t>(partition)], kRequestMs),
          "end of the topic");
    rd_kafka_topic_partition_list_add(all, topic.c_str(), partition)->offset = begin;
  }
  Check(rd_kafka_assign(client_.get(), all), "assign");
  rd_kafka_topic_partition_list_destroy(all);
  if (needs_waker_) waker_ = std::make_unique<Waker>(client_.get(), topic);
  return ends;
}

Producer::Producer(const std::string& bootstrap, const std::string& topic, const std::string& compression,
                   int linger_ms) {
  rd_kafka_conf_t* conf = MakeSettings({{"bootstrap.servers", bootstrap},
                                        {"socket.nagle.disable", "true"},
                                        {"enable.idempotence", "true"},
                                        {"compression.codec", compression},
                                        {"queue.buffering.max.kbytes", "32768"},
                                        {"linger.ms", std::to_string(linger_ms < 0 ? kLingerMs : linger_ms)},
                                        {"delivery.report.only.error", "true"}});
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    Fail(std::string("not delivered: ") + rd_kafka_err2str(message->err));
  });
  rd_kafka_topic_conf_t* topic_conf = rd_kafka_topic_conf_new();
  rd_kafka_topic_conf_set(topic_conf, "partitioner", "murmur2_random", nullptr, 0);
  client_ = MakeClient(RD_KAFKA_PRODUCER, conf);
  topic_.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), topic_conf));
}

void Producer::WaitForRoom() {
  if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) Check(rd_kafka_last_error(), "produce");
  rd_kafka_poll(client_.get(), 1);
}

void Producer::Flush() { Check(rd_kafka_flush(client_.get(), kFlushMs), "flush"); }

Transaction::Transaction(const std::string& bootstrap, const std::string& name)
    : client_(MakeClient(RD_KAFKA_PRODUCER, MakeSettings({{"bootstrap.servers", bootstrap},
                                                          {"transactional.id", name},
                                                          {"transaction.timeout.ms", "900000"}}))) {
  for (rd_kafka_error_t* error :
       {rd_kafka_init_transactions(client_.get(), kRequestMs), rd_kafka_begin_transaction(client_.get())}) {
    if (error != nullptr) Fail(rd_kafka_error_string(error));
  }
}

void Transaction::Produce(const std::string& topic, const std::string& value) const {
  Check(rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                          RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END),
        "produce");
  Check(rd_kafka_flush(client_.get(), kFlushMs), "flush");
}

void CreateTopic(const std::string& bootstrap, const std::string& topic, int partitions) {
  const Client client = MakeClient(RD_KAFKA_PRODUCER, MakeSettings({{"bootstrap.servers", bootstrap}}));
  char text[kTextMax];
  rd_kafka_NewTopic_t* wanted = rd_kafka_NewTopic_new(topic.c_str(), partitions, -1, text, sizeof(text));
  if (wanted == nullptr) Fail(text);
  Check(rd_kafka_NewTopic_set_config(wanted, "retention.ms", "-1"), "retention.ms");
  rd_kafka_queue_t* answers = rd_kafka_queue_new(client.get());
  rd_kafka_CreateTopics(client.get(), &wanted, 1, nullptr, answers);
  rd_kafka_event_t* answer = rd_kafka_queue_poll(answers, kRequestMs);
  if (answer == nullptr) Fail("no answer to creating " + topic);
  Check(rd_kafka_event_error(answer), "creating the topic");
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer), &count);
  Check(rd_kafka_topic_result_error(results[0]), topic.c_str());
  rd_kafka_event_destroy(answer);
  rd_kafka_queue_destroy(answers);
  rd_kafka_NewTopic_destroy(wanted);
}

void Fail(const std::string& problem) {
  std::fprintf(stderr, "bench: %s\n", problem.c_str());
  std::exit(1);
}

}  // namespace loopbreaker::bench
