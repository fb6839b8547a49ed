// Writes a file of loopbreaker_generate to a new topic, keyed by customer: load BOOTSTRAP TOPIC PARTITIONS FILE
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
    CreateTopic(words[1], words[2], std::atoi(words[3]));
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
      producer.Produce(event.customer_id().data(), event.customer_id().size(), bytes.data(), bytes.size());
      meter.Count(bytes.size());
    }
    producer.Flush();
  }
  meter.Print();
}
