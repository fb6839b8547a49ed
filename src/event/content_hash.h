// The digest of what a fact says, the same in every process and after packing and unpacking: it names one version of a
// fact in the keys of the service's topics.
//
// Over what the fold and the rules can see, and the linked customer; not over identifiers and unknown fields. Fields
// count by their names, so that a build with more fields gives old facts the same digest.
#pragma once

#include <cstdint>

#include "event/fact.h"

namespace loopbreaker {

std::uint64_t ContentHash(const Fact& fact);

}  // namespace loopbreaker
