#include "link/customers.h"

#include <algorithm>
#include <cstring>

namespace loopbreaker {

std::string_view CustomerTable::IdOf(Number customer) const {
  const unsigned char* const entry = EntryOf(customer);
  const auto text = [](const unsigned char* begin, std::size_t size) {
    return std::string_view(reinterpret_cast<const char*>(begin), size);
  };
  if (entry[2] != kLongId) return text(entry + 3, entry[2]);
  std::uint32_t size = 0;
  std::memcpy(&size, entry + 3, sizeof size);
  return text(entry + 3 + sizeof size, size);
}

unsigned char* CustomerTable::KeysOf(Number customer) const {
  unsigned char* const entry = EntryOf(customer);
  return entry + 3 + (entry[2] == kLongId ? sizeof(std::uint32_t) : 0) + IdOf(customer).size();
}

CustomerTable::Number CustomerTable::Intern(std::string_view id) {
  if (const auto known = by_id_.find(id); known != by_id_.end()) return *known;
  const auto size = static_cast<std::uint32_t>(id.size());
  const bool is_long = size >= kLongId;
  const std::size_t head = 3 + (is_long ? sizeof size : 0);
  chunk_used_ = (chunk_used_ + kUnit - 1) / kUnit * kUnit;
  if (chunk_used_ + head + size > chunk_bytes_) {
    chunk_bytes_ = std::max(kChunkBytes, head + size);
    chunk_used_ = 0;
    chunks_.push_back(std::make_unique<unsigned char[]>(chunk_bytes_));
  }
  last_ = static_cast<Number>(((chunks_.size() - 1) << kUnitBits) | (chunk_used_ / kUnit));
  unsigned char* const entry = EntryOf(last_);
  entry[0] = entry[1] = 0;  // where keys of the entry before it have been
  entry[2] = is_long ? kLongId : static_cast<unsigned char>(size);
  if (is_long) std::memcpy(entry + 3, &size, sizeof size);
  if (size != 0) std::memcpy(entry + head, id.data(), size);
  chunk_used_ += head + size;
  by_id_.insert(last_);
  return last_;
}

std::optional<CustomerTable::Number> CustomerTable::Find(std::string_view id) const {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) return std::nullopt;
  return *known;
}

void CustomerTable::SetFlag(Number customer, Flag flag, bool set) {
  unsigned char& flags = FlagsOf(customer);
  flags = static_cast<unsigned char>(set ? flags | flag : flags & ~flag);
}

void CustomerTable::SetEntry(Number customer, bool vulnerable, std::optional<Number> merged_into) {
  if (!IsPresent(customer)) ++present_;
  SetFlag(customer, kPresent, true);
  SetFlag(customer, kVulnerable, vulnerable);
  SetFlag(customer, kMerged, merged_into.has_value());
  if (merged_into) {
    merged_into_[customer] = *merged_into;
  } else {
    merged_into_.erase(customer);
  }
}

void CustomerTable::ClearEntry(Number customer) {
  if (!IsPresent(customer)) return;
  SetEntry(customer, false, std::nullopt);
  SetFlag(customer, kPresent, false);
  --present_;
}

CustomerTable::Number CustomerTable::Next(Number customer) const {
  return customer == kNobody || (FlagsOf(customer) & kMerged) == 0 ? kNobody : merged_into_.at(customer);
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
  unsigned char& room = EntryOf(customer)[1];
  unsigned char* const in_entry = KeysOf(customer);
  const std::size_t bytes = keys.size() * sizeof(std::uint64_t);
  // The last entry may grow; the place of others is used again where it suffices.
  const auto begin = static_cast<std::size_t>(in_entry - chunks_[customer >> kUnitBits].get());
  const bool grows = customer == last_ && keys.size() <= kKeysMax && begin + bytes <= chunk_bytes_;
  const bool fits = keys.size() <= room || grows;
  SetFlag(customer, kMovedKeys, !fits);
  if (!fits) {
    moved_keys_[customer] = keys;
    return;
  }
  moved_keys_.erase(customer);
  if (bytes != 0) std::memcpy(in_entry, keys.data(), bytes);
  room = static_cast<unsigned char>(keys.size());
  if (grows) chunk_used_ = begin + bytes;
}

void CustomerTable::AppendKeys(Number customer, std::vector<std::uint64_t>& out) const {
  if ((FlagsOf(customer) & kMovedKeys) != 0) {
    const std::vector<std::uint64_t>& keys = moved_keys_.at(customer);
    out.insert(out.end(), keys.begin(), keys.end());
    return;
  }
  const std::size_t count = EntryOf(customer)[1];
  const auto begin = out.size();
  out.resize(begin + count);
  if (count != 0) std::memcpy(out.data() + begin, KeysOf(customer), count * sizeof(std::uint64_t));
}

}  // namespace loopbreaker
