// What a reader of the service's topics has: the tables by id, and what is wrong with how they were written.
#pragma once

#include <string>
#include <vector>

#include "support/broker_topics.h"
#include "support/published.h"

namespace loopbreaker {

struct PublishedTopics {
  PublishedTable table;
  // Revisions that were written twice with the same content, by any writer.
  int doubles = 0;
  // One line for each (id, revision, writer) that has two contents, and for each `lb_clock` that went back under one
  // owner or from one to the next.
  std::string problems;
  // Records that somebody wrote behind the claim of another.
  struct Late {
    std::string writer;
    std::string key;
    std::int64_t written_ms = 0;  // when its writer gave it to its client
  };
  std::vector<Late> late;
};

// Each reads its topic to its end.
PublishedTopics ReadEscalations(BrokerTopics& topics, const std::string& topic);
PublishedTopics ReadFeedback(BrokerTopics& topics, const std::string& topic);

}  // namespace loopbreaker
