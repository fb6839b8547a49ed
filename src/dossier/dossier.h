// The dossier: where things stand with one customer, as a function of the history and its verdicts.
//
// The minimum that lets whoever opens it know what is going on. Everything in it is in the settings' language and of
// the customer: no agent, no technician. Pure; any thread that may read the judge.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "link/directory.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "rules/judge.h"

namespace loopbreaker {

// Why a fact is its customer's, as link said it; empty: not known any more.
using LinkReasonOf = std::function<std::string_view(std::string_view source, std::string_view id)>;

struct DossierAt {
  v1::Dossier dossier;       // without `updated_at`
  Instant changes = kNever;  // when time alone changes it next
  // Of somebody of whom nothing is left to say.
  bool empty() const { return dossier.open_loops().empty() && dossier.last_contacts().empty(); }
};

// As of `clock`, up to which the judge has taken the facts. `known`, not later than `clock`: until when everything that
// happened is known; a promise whose time passed after it is not called broken yet.
DossierAt DossierOf(const Judge& judge, std::string_view customer, const Directory& directory, Instant clock,
                    Instant known, const LinkReasonOf& linked_by);

}  // namespace loopbreaker
