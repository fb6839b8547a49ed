// Tables whose keys begin with their customer: ids of loops and escalations, and keys of `observations`.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/percent.h"

namespace loopbreaker {

// Empty: the key is none of these.
inline std::optional<std::string> CustomerOf(std::string_view key) {
  return DecodePercent(key.substr(0, key.find('|')));
}

inline const std::string& KeyIn(const std::string& entry) { return entry; }
template <typename Value>
const std::string& KeyIn(const std::pair<const std::string, Value>& entry) {
  return entry.first;
}

// Takes the keys of a customer out of a sorted table that are not among `wanted`, which is sorted; tells `removed` of
// each before it goes.
template <typename Table, typename Removed>
void KeepOnly(Table& table, std::string_view customer, const std::vector<std::string>& wanted, Removed removed) {
  const std::string prefix = absl::StrCat(EncodePercent(customer), "|");
  for (auto it = table.lower_bound(prefix); it != table.end() && KeyIn(*it).starts_with(prefix);) {
    if (std::binary_search(wanted.begin(), wanted.end(), KeyIn(*it))) {
      ++it;
      continue;
    }
    removed(KeyIn(*it));
    it = table.erase(it);
  }
}

}  // namespace loopbreaker
