#include "link/customers.h"

#include <algorithm>
#include <cstring>

namespace loopbreaker {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;

}  // namespace

const char* CustomerTable::Store(std::string_view text) {
  if (text.size() > chunk_left_) {
    chunk_left_ = std::max(kChunkBytes, text.size());
    chunks_.push_back(std::make_unique<char[]>(chunk_left_));
    chunk_next_ = chunks_.back().get();
  }
  char* const stored = chunk_next_;
  if (!text.empty()) std::memcpy(stored, text.data(), text.size());
  chunk_next_ += text.size();
  chunk_left_ -= text.size();
  return stored;
}

CustomerTable::Number CustomerTable::Intern(std::string_view id) {
  if (const auto known = by_id_.find(id); known != by_id_.end()) return *known;
  const auto number = static_cast<Number>(records_.size());
  Record& record = records_.emplace_back();
  record.id = Store(id);
  record.id_size = static_cast<std::uint32_t>(id.size());
  by_id_.insert(number);
  return number;
}

std::optional<CustomerTable::Number> CustomerTable::Find(std::string_view id) const {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) return std::nullopt;
  return *known;
}

void CustomerTable::SetEntry(Number customer, bool vulnerable, std::optional<Number> merged_into) {
  Record& record = records_[customer];
  if (!record.present) ++present_;
  record.present = true;
  record.vulnerable = vulnerable;
  record.merged_into = merged_into.value_or(kNobody);
}

void CustomerTable::ClearEntry(Number customer) {
  Record& record = records_[customer];
  if (record.present) --present_;
  record.present = false;
  record.vulnerable = false;
  record.merged_into = kNobody;
}

CustomerTable::Number CustomerTable::Current(Number customer) const {
  // Two walkers, one at double speed: they meet only in a circle. From there, one of them started anew at the customer
  // meets the other where the circle is entered, which is the first to come a second time.
  Number slow = customer;
  Number fast = customer;
  do {
    const Number between = Next(fast);
    if (between == kNobody) return fast;
    const Number after = Next(between);
    if (after == kNobody) return between;
    slow = Next(slow);
    fast = after;
  } while (slow != fast);
  for (slow = customer; slow != fast; slow = Next(slow)) fast = Next(fast);
  return slow;
}

void CustomerTable::AppendWay(Number customer, std::vector<Number>& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  for (; customer != kNobody && std::find(out.begin() + begin, out.end(), customer) == out.end();
       customer = Next(customer)) {
    out.push_back(customer);
  }
}

std::optional<CustomerTable::Number> CustomerTable::MergedInto(Number customer) const {
  const Number next = Next(customer);
  return next == kNobody ? std::nullopt : std::optional(next);
}

void CustomerTable::SetKeys(Number customer, const std::vector<std::uint64_t>& keys) {
  Record& record = records_[customer];
  // The place is used again where it suffices; a customer who gains an identifier leaves the old place unused.
  if (keys.size() > record.keys_size) {
    record.keys_begin = static_cast<std::uint32_t>(keys_.size());
    keys_.insert(keys_.end(), keys.begin(), keys.end());
  } else {
    std::copy(keys.begin(), keys.end(), keys_.begin() + record.keys_begin);
  }
  record.keys_size = static_cast<std::uint32_t>(keys.size());
}

void CustomerTable::AppendKeys(Number customer, std::vector<std::uint64_t>& out) const {
  const Record& record = records_[customer];
  const auto begin = keys_.begin() + record.keys_begin;
  out.insert(out.end(), begin, begin + record.keys_size);
}

}  // namespace loopbreaker
