// create_topic BOOTSTRAP TOPIC PARTITIONS
#include <cstdlib>

#include "client.h"

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 4) Fail("usage: create_topic BOOTSTRAP TOPIC PARTITIONS");
  CreateTopic(words[1], words[2], std::atoi(words[3]));
}
