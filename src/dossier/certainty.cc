#include "dossier/certainty.h"

#include <algorithm>
#include <array>

namespace loopbreaker {
namespace {

// What only the customer has. A phone number, a mail address and a front door are shared with a household; a reference
// says whose problem it is, not who is on the line.
constexpr std::array<std::string_view, 3> kOwn = {"by its customer id", "by its account", "by its external id"};

}  // namespace

v1::Certainty::Value CertaintyOf(std::string_view customer, std::string_view reason) {
  if (customer.empty()) return v1::Certainty::UNKNOWN;
  if (customer.starts_with('~')) return v1::Certainty::PROVISIONAL;
  const bool own = std::any_of(kOwn.begin(), kOwn.end(), [&](std::string_view one) { return reason.starts_with(one); });
  const bool confirmed = reason.find(" together with ") != std::string_view::npos;
  return own || confirmed ? v1::Certainty::CERTAIN : v1::Certainty::LIKELY;
}

}  // namespace loopbreaker
