// The least that reading a topic costs: floor_consume BOOTSTRAP TOPIC
#include "consume.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 3) Fail("usage: floor_consume BOOTSTRAP TOPIC");
  Meter meter;
  ConsumeAll(words[1], words[2], meter, [](const rd_kafka_message_t&) {});
  meter.Print();
}
