// The briefing: what the agent must know before saying hello, from the dossier of whoever is on the line.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

// The contact that begins.
struct Call {
  std::string_view contact_id;
  Instant started_at{};
  std::string_view queue;
  std::string_view reason;  // why it is the customer's, as link gave it
};

// `dossier` has its customer. Of one who is new it is empty but for that.
v1::Briefing BriefingOf(const v1::Dossier& dossier, const Call& call, Language language);

}  // namespace loopbreaker
