// The least that reading events costs, the floor of detect: floor_consume_parse BOOTSTRAP TOPIC
#include "consume.h"
#include "loopbreaker/v1/contact_event.pb.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 3) Fail("usage: floor_consume_parse BOOTSTRAP TOPIC");
  Meter meter;
  loopbreaker::v1::ContactEvent event;
  ConsumeAll(words[1], words[2], meter, [&event](const rd_kafka_message_t& message) {
    if (!event.ParseFromArray(message.payload, static_cast<int>(message.len))) Fail("not an event");
  });
  meter.Print();
}
