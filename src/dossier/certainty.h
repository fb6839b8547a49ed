// How sure it is that a contact is the customer's, from why link gave it to that one.
#pragma once

#include <string_view>

#include "loopbreaker/v1/dossier.pb.h"

namespace loopbreaker {

// `reason`: Resolution::reason, or what link says in `lb_linked_by`.
v1::Certainty::Value CertaintyOf(std::string_view customer, std::string_view reason);

}  // namespace loopbreaker
