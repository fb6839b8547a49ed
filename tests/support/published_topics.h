// What a reader of the service's topics has: escalations by id, and what is wrong with how they were written.
#pragma once

#include <string>

#include "support/broker_topics.h"
#include "support/published.h"

namespace loopbreaker {

struct PublishedTopics {
  PublishedTable table;
  // Revisions that were written twice with the same content, by any writer.
  int doubles = 0;
  // One line for each (id, revision, writer) that has two contents, or (id, revision) of one writer out of order.
  std::string problems;
};

// Reads `escalations` to its end.
PublishedTopics ReadEscalations(BrokerTopics& topics, const std::string& topic);

}  // namespace loopbreaker
