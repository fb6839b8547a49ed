// Sources as those who write to them may leave them: old, and with a transaction that is not ended.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/broker_topics.h"

namespace loopbreaker {

// Writes records of one transaction, which stays open: readers of committed records see neither these nor what comes
// behind them in the same partitions.
class OpenTransaction {
 public:
  static absl::StatusOr<std::unique_ptr<OpenTransaction>> Begin(const std::string& bootstrap, const std::string& topic,
                                                                const std::vector<TopicRecord>& records);
  // Without it the broker ends the transaction in vain when this is gone.
  ~OpenTransaction();
  absl::Status Commit();

 private:
  struct Producer;
  explicit OpenTransaction(std::unique_ptr<Producer> producer);
  std::unique_ptr<Producer> producer_;
};

// Lets a group, of which nobody is a member, begin again at the beginning of a topic.
absl::Status ResetGroup(const std::string& bootstrap, const std::string& group, const std::string& topic,
                        int partitions);

}  // namespace loopbreaker
