// How the facts of one customer found their customer. Kept while events are read, since a fact no longer has the
// identifiers.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "event/fact.h"
#include "explain/wording.h"
#include "link/directory.h"

namespace loopbreaker {

// A reason as link gives it, in the language of the settings.
std::string InLanguage(std::string reason, Language language);

class LinkReasons {
 public:
  // Of events that resolve to `customer` by themselves; the others are not kept.
  LinkReasons(std::string customer, const Directory& directory)
      : customer_(std::move(customer)), directory_(directory) {}

  void Note(const v1::ContactEvent& event);
  std::string ReasonOf(const Fact& fact, const Wording& wording) const;

 private:
  std::string customer_;
  const Directory& directory_;
  absl::flat_hash_map<std::uint64_t, std::string> reasons_;  // by identity
};

}  // namespace loopbreaker
