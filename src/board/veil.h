// An escalation without whom it is about: for those who may not see names, and for what leaves the house.
//
// Ids hold the customer's, so each gets a reference in its place: a keyed hash, the same in every instance that has the
// same key, which leads back to the escalation on the board and tells nothing else.
#pragma once

#include <string>
#include <string_view>

#include "link/pseudonym.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

class Veil {
 public:
  // `key`: as of the pseudonyms.
  explicit Veil(std::string_view key) : hashes_(key) {}

  // Of an escalation's id or a loop's; empty for the empty one.
  std::string Reference(std::string_view id) const;

  // Without customer (and whether vulnerable), unit, what `per` names, diagnosis, and what the evidence says beyond its
  // kind and time.
  v1::Escalation Nameless(v1::Escalation escalation) const;
  v1::Feedback Nameless(v1::Feedback feedback) const;

 private:
  Pseudonyms hashes_;
};

}  // namespace loopbreaker
