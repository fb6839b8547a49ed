// What explaining says, in the settings' language. `$0`, `$1` … are filled in.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/substitute.h"
#include "rules/rule.h"

namespace loopbreaker {

enum class Phrase : std::uint8_t {
  kAsOf,
  kVulnerable,
  kProxy,
  kNoCategory,
  kAtUnit,
  // Status of a loop.
  kOpen,
  kPending,
  kResolved,
  kByWord,
  kClosed,
  kExpired,
  kLeft,
  kFirstSign,
  kFigures,
  kWaitsOnCustomer,
  kWaitsOnUs,
  kTimeWent,
  kAfterOnUs,
  kAfterOnCustomer,
  kAfterOnThird,
  kTimeline,
  kElsewhere,
  // What a fact did.
  kOpenedLoop,
  kReopened,
  kCameBack,
  kDidResolveByWord,
  kDidResolve,
  kDidEnd,
  kStillToDo,
  kByReference,
  kOnlyOne,
  kLinked,
  kLinkedByReferences,
  kLinkedProvisionally,
  // Rules.
  kFired,
  kEnded,
  kWouldFire,
  kWouldHaveEnded,
  kNotYet,
  kProcess,
  kCustomerRules,
  kOpenSince,
  kAtLevel,
  kNextLevel,
  kActiveFromTo,
  kTimes,
  kEvidence,
  kSwitchedOff,
  kOtherCategory,
  kLoopIs,
  kSettledAtOnce,
  // Conditions.
  kCountWithin,
  kCount,
  kMoreBefore,
  kMore,
  kDifferent,
  kDismissed,
  kSequenceNext,
  kBefore,
  kDeadline,
  kLeftOver,
  kPaused,
  kStandsStill,
  kMet,
  kMetByEnd,
  kPassedSettled,
  kNothingToFollow,
  kNothingSince,
  kReach,
  kByClock,
  kProcessCounts,
  // Measures, in the order of Measure.
  kContacts,
  kAgents,
  kTransfers,
  kVisits,
  kFailedVisits,
  kMissedByUs,
  kMissedByCustomer,
  kReopens,
  kCost,
  kDaysAtHome,
  kAge,
  kWaitOnCustomer,
  kWaitOnUs,
  // Words.
  kNot,
  kOr,
  kInbound,
  kOutbound,
  kEndedDismissed,
  kEndedResolved,
  kEndedLeft,
  kEndedExpired,
  kEndedCondition,
  kEndedWindow,
  kDays,
  kDay,
  kHours,
  kHour,
  kMinutes,
  kMinute,
  kBusinessDays,
  kBusinessDay,
  kBusinessHours,
  kBusinessHour,
  // Near misses.
  kNearMisses,
  kNearMiss,
  kSubjectsAdvice,
  kPhrases,
};

// "number of visits in vain".
constexpr Phrase WordsOf(Measure measure) {
  return static_cast<Phrase>(static_cast<int>(Phrase::kContacts) + static_cast<int>(measure));
}
static_assert(WordsOf(Measure::kWaitingOnCompany) == Phrase::kWaitOnUs);

std::string_view TextOf(Phrase phrase, Language language);

template <typename... Args>
std::string Say(Language language, Phrase phrase, const Args&... args) {
  const std::string_view text = TextOf(phrase, language);
  return absl::Substitute({text.data(), text.size()}, args...);
}

}  // namespace loopbreaker
