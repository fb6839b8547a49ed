// Customers of whom something is to be written that waits for company.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "engine/customers.h"

namespace loopbreaker {

class PutOff {
 public:
  // Something of the customer has changed. Once is enough until Take gives her.
  void Mark(CustomerIndex customer) {
    if (marked_.size() <= customer) marked_.resize(customer + std::size_t{1});
    if (marked_[customer]) return;
    marked_[customer] = true;
    changed_.push_back(customer);
  }
  // Those who were marked until now have waited long enough.
  void End() {
    ready_.insert(ready_.end(), changed_.begin(), changed_.end());
    changed_.clear();
  }
  std::size_t ready() const { return ready_.size(); }
  // Whether the customer is still to be given.
  bool Has(CustomerIndex customer) const { return customer < marked_.size() && marked_[customer]; }
  // One who has; nobody: there is none.
  std::optional<CustomerIndex> Take() {
    if (ready_.empty()) return std::nullopt;
    const CustomerIndex customer = ready_.front();
    ready_.pop_front();
    marked_[customer] = false;
    return customer;
  }
  void Clear() { *this = {}; }

 private:
  std::vector<bool> marked_;  // by CustomerIndex
  std::vector<CustomerIndex> changed_;
  std::deque<CustomerIndex> ready_;
};

}  // namespace loopbreaker
