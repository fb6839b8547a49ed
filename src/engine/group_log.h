// The entries of one group, packed: about ten bytes each instead of thirty-two.
//
// A final table puts one customer away after the other and evaluates the groups last, so until then their entries only
// wait. They come customer by customer, which makes most numbers small.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "rules/window.h"

namespace loopbreaker {

class GroupLog {
 public:
  // `customer_value`: the value that the customer itself has, so that the most frequent one need not be kept.
  void Append(const GroupEntry& entry, std::uint64_t customer_value);
  void Read(const std::function<void(const GroupEntry&)>& visit,
            const std::function<std::uint64_t(std::uint32_t customer)>& customer_value) const;

 private:
  void Put(std::uint64_t number);
  void PutSigned(std::int64_t number) {
    Put((static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63));
  }
  std::deque<std::uint8_t> bytes_;  // in small blocks: fits into what others have freed, and never moves
  std::uint32_t customer_ = 0;
  std::uint32_t loop_ = 0;
  std::int64_t time_ = 0;  // of the last entry without a fraction of a second
};

}  // namespace loopbreaker
