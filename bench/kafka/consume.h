// The loop that every floor has: one consumer reads a topic that nobody writes to any more, from its beginning to its
// end. The topic holds plain records without gaps, as load writes it.
#pragma once

#include <string>

#include "client.h"
#include "meter.h"

namespace loopbreaker::bench {

// on_record(const rd_kafka_message_t&): valid until it returns.
template <typename OnRecord>
void ConsumeAll(const std::string& bootstrap, const std::string& topic, Meter& meter, OnRecord on_record) {
  constexpr int kPollMs = 100;
  Consumer consumer(bootstrap);
  meter.Expect(consumer.AssignAll(topic));
  while (!meter.Done()) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer.get(), kPollMs);
    if (message == nullptr) continue;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_message_errstr(message));
    on_record(*message);
    meter.Count(message->len);
    rd_kafka_message_destroy(message);
  }
}

}  // namespace loopbreaker::bench
