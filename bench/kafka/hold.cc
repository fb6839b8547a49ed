// Writes one record to a new topic in a transaction, and keeps that open until it is killed: hold BOOTSTRAP TOPIC
//
// A service that has the topic as a source cannot read to its end. So its time goes no further than that of the facts,
// as when a history is read, and does not jump to the present.
#include <cstdio>
#include <thread>

#include "client.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 3) Fail("usage: hold BOOTSTRAP TOPIC");
  CreateTopic(words[1], words[2], 1);
  const Transaction transaction(words[1], words[2]);
  transaction.Produce(words[2], "held");
  std::puts("held");
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::hours(1));
}
