// Verdicts into what is published: escalations with all that they carry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "link/directory.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/judge.h"

namespace loopbreaker {

// Everything but id, revision, state, previous_state, superseded_by. `detected_at` is the clock.
v1::Escalation BuildEscalation(const Verdict& verdict, const Judge& judge, std::string_view customer,
                               const Directory& directory, Instant clock);

// Of all carried fields except durations, revision and states, detected_at and rules_hash: equal digests need no new
// revision.
std::uint64_t DigestOf(const v1::Escalation& escalation);

// The same of one that has no revision and states yet, which spares a copy. Leaves it as it was.
std::uint64_t DigestInPlace(v1::Escalation& escalation);

// "CUSTOMER|SOURCE/ID", each part percent-encoded, after the loop's first fact.
std::string LoopIdOf(std::string_view customer, const Judge& judge, LoopIndex loop);

// The parts or authorisations that a loop's visits named, in the order in which they came.
std::vector<std::string> PartsOf(const Judge& judge, const Loop& loop);
std::vector<std::string> AuthorisationsOf(const Judge& judge, const Loop& loop);

// Those that stand: not lifted since.
std::vector<v1::Blocker::Value> BlockersOf(const Loop& loop);

// What would break an open loop, one sentence.
std::string NextStepOf(const Judge& judge, const Loop& loop);

// The desk of a step of a rule's ladder: its own, or what the settings say of the place, or the rule's route.
struct DeskPlace {
  std::string_view category;
  std::string_view region;
  std::string_view contractor;
};
std::string DeskOf(const Rule& rule, int level, const RuleSettings& settings, const DeskPlace& place);

// Sixteen hexadecimal digits.
std::string HashText(std::uint64_t hash);

}  // namespace loopbreaker
