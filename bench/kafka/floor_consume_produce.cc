// The least that reading events and writing each once costs, the floor of link: floor_consume_produce BOOTSTRAP TOPIC
// OUT
#include "consume.h"
#include "loopbreaker/v1/contact_event.pb.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 4) Fail("usage: floor_consume_produce BOOTSTRAP TOPIC OUT");
  Meter meter;
  {
    loopbreaker::v1::ContactEvent event;
    Producer producer(words[1], words[3], "none");
    ConsumeAll(words[1], words[2], meter, [&](const rd_kafka_message_t& message) {
      if (!event.ParseFromArray(message.payload, static_cast<int>(message.len))) Fail("not an event");
      const std::string& customer = event.customer_id();
      producer.Produce(customer.data(), customer.size(), message.payload, message.len);
    });
    producer.Flush();
  }
  meter.Print();
}
