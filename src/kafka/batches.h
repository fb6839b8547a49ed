// Which input offsets may be committed: those whose outputs are all acknowledged.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "kafka/consumer.h"
#include "kafka/producer.h"

namespace loopbreaker::kafka {

// Work is cut into batches; a batch may be committed when it and all before it are acknowledged. One thread.
class Batches {
 public:
  // Where sending now belongs to.
  Delivery& current() { return *open_; }

  // The number that it will have.
  std::uint64_t open() const { return cut_ + 1; }

  // Ends the batch: what was read until then is at `offsets`. Answers its number.
  std::uint64_t Cut(std::map<TopicPartition, std::int64_t> offsets) {
    closed_.push_back({std::move(open_), std::move(offsets)});
    open_ = std::make_unique<Delivery>();
    return ++cut_;
  }
  // The offsets of the newest batch up to which everything is acknowledged; empty: none since the last call. What the
  // broker refused is never acknowledged, nor is anything behind it: whoever begins again reads it again.
  std::map<TopicPartition, std::int64_t> Acknowledged() {
    std::map<TopicPartition, std::int64_t> offsets;
    while (!closed_.empty() && closed_.front().delivery->written()) {
      offsets = std::move(closed_.front().offsets);
      closed_.pop_front();
    }
    return offsets;
  }
  // The number of the newest batch that is acknowledged with all before it, as of the last call above.
  std::uint64_t acknowledged() const { return cut_ - closed_.size(); }

 private:
  struct Closed {
    std::unique_ptr<Delivery> delivery;
    std::map<TopicPartition, std::int64_t> offsets;
  };
  std::unique_ptr<Delivery> open_ = std::make_unique<Delivery>();
  std::deque<Closed> closed_;
  std::uint64_t cut_ = 0;
};

}  // namespace loopbreaker::kafka
