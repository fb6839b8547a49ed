// Who somebody is by what a telephony system or a screen pop knows of them.
#pragma once

#include <string>
#include <vector>

#include "link/directory.h"
#include "link/pseudonym.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

struct Caller {
  std::string customer;  // also a provisional one, of whom nothing may be known; empty: nobody, or one of several
  std::string reason;    // as link would give it
  std::vector<std::string> candidates;  // two or more: the directory gives what was said to all of them
};

// As link would decide for a contact with these identifiers at this time.
Caller Identify(const v1::ContactEvent& asked, const Directory& directory, const Pseudonyms& pseudonyms);

// What is answered. `dossier` is that of the caller, or empty; `briefing` the one that was written for the contact, if
// it was, else null.
v1::Lookup LookupOf(const Caller& caller, const v1::Dossier& dossier, const v1::Briefing* briefing, Instant now,
                    Language language);

}  // namespace loopbreaker
