// librdkafka's handles that free themselves, with the settings that every program here has. What goes wrong ends the
// program with a message: a measurement that failed is none.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace loopbreaker::bench {

struct DestroyClient {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using Client = std::unique_ptr<rd_kafka_t, DestroyClient>;
struct DestroyTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using Topic = std::unique_ptr<rd_kafka_topic_t, DestroyTopic>;

using Settings = std::initializer_list<std::pair<const char*, std::string>>;

// Checks the sums of what it reads; its queue holds a few thousand records. For one thread to poll.
class Consumer {
 public:
  // Whether the end of a partition comes as a message (RD_KAFKA_RESP_ERR__PARTITION_EOF), as a topic with transactions
  // needs: their markers take offsets and are no records.
  enum class Ends { kNotTold, kTold };
  explicit Consumer(const std::string& bootstrap, Ends ends = Ends::kNotTold);
  ~Consumer();

  rd_kafka_t* get() const { return client_.get(); }
  // Takes all partitions from the beginning. Returns where each ends now.
  std::vector<std::int64_t> AssignAll(const std::string& topic);

 private:
  struct Waker;
  Client client_;
  std::unique_ptr<Waker> waker_;
  bool needs_waker_ = false;
};

// Idempotent, so acks=all; by murmur2 of the key, as Java has it. A record that is not delivered ends the program.
class Producer {
 public:
  // `linger_ms`: how long a record waits for company; as the client does, where it is below 0.
  Producer(const std::string& bootstrap, const std::string& topic, const std::string& compression, int linger_ms = -1);

  void Produce(const void* key, std::size_t key_bytes, const void* value, std::size_t value_bytes) {
    while (rd_kafka_produce(topic_.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, const_cast<void*>(value),
                            value_bytes, key, key_bytes, nullptr) != 0) {
      WaitForRoom();
    }
  }
  // With a time of its own.
  void ProduceAt(std::int64_t ms, const std::string& key, const std::string& value) {
    while (rd_kafka_producev(client_.get(), RD_KAFKA_V_RKT(topic_.get()), RD_KAFKA_V_TIMESTAMP(ms),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
                             RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                             RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_poll(client_.get(), 1);
    }
  }
  // Until everything is acknowledged.
  void Flush();

 private:
  void WaitForRoom();

  Client client_;
  Topic topic_;
};

// One that is begun, and never ended.
class Transaction {
 public:
  Transaction(const std::string& bootstrap, const std::string& name);
  // Returns when it is acknowledged.
  void Produce(const std::string& topic, const std::string& value) const;

 private:
  Client client_;
};

// What is in it stays, however old.
void CreateTopic(const std::string& bootstrap, const std::string& topic, int partitions);

[[noreturn]] void Fail(const std::string& problem);

}  // namespace loopbreaker::bench
