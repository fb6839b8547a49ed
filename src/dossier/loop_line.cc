#include "dossier/loop_line.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/substitute.h"
#include "base/text.h"
#include "reconcile/escalation.h"
#include "reconcile/fact_line.h"

namespace loopbreaker {
namespace {

struct Words {
  std::string_view english;
  std::string_view dutch;
};
constexpr Words kSince{"$0, since $1: $2", "$0, sinds $1: $2"};
constexpr Words kContact{"1 contact", "1 contact"};
constexpr Words kContacts{"$0 contacts", "$0 contacten"};
constexpr Words kVisit{"1 visit", "1 bezoek"};
constexpr Words kVisits{"$0 visits", "$0 bezoeken"};
constexpr Words kInVain{" ($0 in vain)", " ($0 vergeefs)"};
constexpr Words kMissed{"missed by us $0 times", "door ons gemist: $0 keer"};
constexpr Words kReopened{"came back $0 times", "teruggekomen: $0 keer"};
constexpr Words kNothingYet{"nothing done yet", "nog niets gedaan"};
constexpr Words kOnCustomer{"waiting for the customer", "wacht op de klant"};
constexpr Words kOnUs{"waiting for us", "wacht op ons"};
constexpr Words kOnOthers{"waiting for a third party", "wacht op een derde"};
constexpr Words kCause{"the cause is known: $0", "de oorzaak is bekend: $0"};
constexpr Words kNeeds{"needed: $0", "nodig: $0"};
constexpr Words kCameIn{"came in on $1: $0", "ontvangen op $1: $0"};
constexpr Words kTold{"the story was told $0 times", "het verhaal is al $0 keer verteld"};

template <typename... Args>
std::string Say(const Wording& wording, const Words& words, const Args&... args) {
  return absl::Substitute(Abseil(wording.language() == Language::kDutch ? words.dutch : words.english), args...);
}

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string WhatHappened(const v1::LoopRecord& record, const Wording& wording) {
  std::vector<std::string> parts;
  if (record.contacts() == 1) parts.push_back(Say(wording, kContact));
  if (record.contacts() > 1) parts.push_back(Say(wording, kContacts, record.contacts()));
  if (record.visits() > 0) {
    std::string visits = record.visits() == 1 ? Say(wording, kVisit) : Say(wording, kVisits, record.visits());
    if (record.failed_visits() > 0) visits += Say(wording, kInVain, record.failed_visits());
    parts.push_back(std::move(visits));
  }
  if (record.missed_by_company() > 0) parts.push_back(Say(wording, kMissed, record.missed_by_company()));
  if (record.reopens() > 0) parts.push_back(Say(wording, kReopened, record.reopens()));
  return parts.empty() ? Say(wording, kNothingYet) : Joined(parts, ", ");
}

// "no parts (valve)".
std::string BlockerText(const Judge& judge, const Loop& loop, v1::Blocker::Value blocker, const Wording& wording) {
  std::string text(WordFor(blocker, wording.language()));
  std::vector<std::string> named;
  if (blocker == v1::Blocker::NO_PARTS) named = PartsOf(judge, loop);
  if (blocker == v1::Blocker::NO_AUTHORISATION) named = AuthorisationsOf(judge, loop);
  if (!named.empty()) text += " (" + Joined(named, ", ") + ")";
  return text;
}

}  // namespace

std::string LoopLine(const Judge& judge, LoopIndex index, const v1::LoopRecord& record, const Wording& wording) {
  const Loop& loop = judge.fold().loop(index);
  std::string what = record.category().empty() ? wording.Say(Phrase::kNoCategory) : record.category();
  if (!record.unit_id().empty()) what = wording.Say(Phrase::kAtUnit, what, record.unit_id());
  std::string line = Say(wording, kSince, what, wording.When(loop.first_time), WhatHappened(record, wording));
  std::vector<std::string> blockers;
  for (const v1::Blocker::Value blocker : BlockersOf(loop))
    blockers.push_back(BlockerText(judge, loop, blocker, wording));
  if (!blockers.empty()) line += "; " + Joined(blockers, ", ");
  if (loop.waits_on == v1::WaitsOn::CUSTOMER) line += "; " + Say(wording, kOnCustomer);
  if (loop.waits_on == v1::WaitsOn::COMPANY) line += "; " + Say(wording, kOnUs);
  if (loop.waits_on == v1::WaitsOn::THIRD_PARTY) line += "; " + Say(wording, kOnOthers);
  return line;
}

std::vector<std::string> KnownOf(const Judge& judge, LoopIndex index, const Wording& wording) {
  constexpr int kFactsMax = 1000;  // as far back as it is worth saying
  const Fold& fold = judge.fold();
  const Loop& loop = fold.loop(index);
  std::vector<std::string> lines;
  Fact fact;
  if (loop.diagnosis != kNoSlot) {
    fold.history().View(loop.diagnosis, fact);
    lines.push_back(Say(wording, kCause, std::string(fact.Text(Field::kDiagnosis))));
  }
  std::vector<std::string> needed = PartsOf(judge, loop);
  for (std::string& authorisation : AuthorisationsOf(judge, loop)) needed.push_back(std::move(authorisation));
  if (!needed.empty()) lines.push_back(Say(wording, kNeeds, Joined(needed, ", ")));
  const std::size_t delivered = lines.size();
  int left = kFactsMax;
  for (std::uint32_t i = loop.last_link; i != kNone && left > 0; i = fold.link(i).previous, --left) {
    fold.history().View(fold.link(i).slot, fact);
    if (fact.kind != Kind::kCustomerDelivered || !fact.Has(Field::kDetail)) continue;
    lines.push_back(Say(wording, kCameIn, std::string(fact.Text(Field::kDetail)), wording.When(fact.time)));
  }
  std::reverse(lines.begin() + static_cast<std::ptrdiff_t>(delivered), lines.end());
  if (loop.contacts > 1) lines.push_back(Say(wording, kTold, loop.contacts));
  return lines;
}

}  // namespace loopbreaker
