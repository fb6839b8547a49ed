// Writes a file of loopbreaker_generate to a topic, keyed by customer: load BOOTSTRAP TOPIC PARTITIONS FILE
//
// With 0 partitions the topic is there already, and records carry the time of writing; else it is made, and they carry
// the time of their event, as if the topic had been there when it happened.
#include <fcntl.h>

#include <cstdlib>

#include "client.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "meter.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 5) Fail("usage: load BOOTSTRAP TOPIC PARTITIONS FILE");
  const int file = open(words[4], O_RDONLY);
  if (file < 0) Fail(std::string("cannot read ") + words[4]);
  Meter meter;
  {
    const int partitions = std::atoi(words[3]);
    if (partitions != 0) CreateTopic(words[1], words[2], partitions);
    Producer producer(words[1], words[2], "none");
    google::protobuf::io::FileInputStream stream(file);
    loopbreaker::v1::ContactEvent event;
    std::string bytes;
    for (;;) {
      // One for each record: it counts the bytes it has given out, and stops at 2 GiB.
      google::protobuf::io::CodedInputStream in(&stream);
      std::uint32_t size = 0;
      if (!in.ReadVarint32(&size)) break;
      if (!in.ReadString(&bytes, static_cast<int>(size)) || !event.ParseFromString(bytes)) {
        Fail(std::string("not a file of events: ") + words[4]);
      }
      producer.ProduceAt(partitions == 0 ? 0 : event.event_time().seconds() * 1000, event.customer_id(), bytes);
      meter.Count(bytes.size());
    }
    producer.Flush();
  }
  meter.Print();
}
