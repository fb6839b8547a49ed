#include "explain/phrases.h"

#include <array>

namespace loopbreaker {
namespace {

struct Words {
  Phrase phrase;
  std::string_view english;
  std::string_view dutch;
};

constexpr auto kTable = std::to_array<Words>({
    {Phrase::kAsOf, "$0, as of $1 ($2)", "$0, stand van $1 ($2)"},
    {Phrase::kVulnerable, "The directory calls this customer vulnerable.",
     "Volgens het klantenbestand is deze klant kwetsbaar."},
    {Phrase::kProxy,
     "The settings of the rules name this account under 'proxies', as one through which many call: nobody is alerted "
     "of "
     "it.",
     "De instellingen van de regels noemen dit account bij 'proxies', als een waarlangs velen bellen: niemand krijgt "
     "er "
     "een melding van."},
    {Phrase::kNoCategory, "without a category", "zonder categorie"},
    {Phrase::kAtUnit, "$0 at $1", "$0, $1"},
    {Phrase::kOpen, "open", "open"},
    {Phrase::kPending, "open, because something is still to do", "open, want er is nog iets te doen"},
    {Phrase::kResolved, "resolved $0", "opgelost $0"},
    {Phrase::kByWord, "resolved by word $0", "naar zeggen opgelost $0"},
    {Phrase::kClosed, "closed (resolved $0)", "gesloten (opgelost $0)"},
    {Phrase::kExpired, "expired: nothing happened any more", "verlopen: er gebeurde niets meer"},
    {Phrase::kLeft, "ended $0 because the customer left", "beëindigd $0 want de klant is vertrokken"},
    {Phrase::kFirstSign, "first sign $0", "eerste teken $0"},
    {Phrase::kFigures,
     "contacts $0 (with $1 of us), passed on $2, visits $3 ($4 in vain), missed by us $5, came back $6, days at home "
     "$7, "
     "cost $8",
     "contacten $0 (met $1 van ons), doorverbonden $2, bezoeken $3 ($4 vergeefs), door ons gemist $5, teruggekomen $6, "
     "dagen thuis $7, kosten $8"},
    {Phrase::kWaitsOnCustomer, "waiting on the customer since $0", "wacht op de klant sinds $0"},
    {Phrase::kWaitsOnUs, "waiting on us or a third party since $0", "wacht op ons of een derde sinds $0"},
    {Phrase::kTimeWent, "open for $0, most of it: $1", "$0 open, het meest: $1"},
    {Phrase::kAfterOnUs, "$0 on us after '$1'", "$0 op ons na '$1'"},
    {Phrase::kAfterOnCustomer, "$0 on the customer after '$1'", "$0 op de klant na '$1'"},
    {Phrase::kAfterOnThird, "$0 on a third party after '$1'", "$0 op een derde na '$1'"},
    {Phrase::kTimeline, "What happened", "Wat er gebeurde"},
    {Phrase::kElsewhere, "In no loop", "In geen lus"},
    {Phrase::kOpenedLoop, "opened the loop", "opende de lus"},
    {Phrase::kReopened, "reopened it", "heropende"},
    {Phrase::kCameBack, "came back, and resolved by word again", "kwam terug, en weer naar zeggen opgelost"},
    {Phrase::kDidResolveByWord, "resolved by word", "naar zeggen opgelost"},
    {Phrase::kDidResolve, "resolved it", "loste op"},
    {Phrase::kDidEnd, "confirmed the end", "bevestigde het einde"},
    {Phrase::kStillToDo, "open again: still to do", "weer open: nog te doen"},
    {Phrase::kByReference, "by $0", "via $0"},
    {Phrase::kOnlyOne, "as the only problem", "als het enige probleem"},
    {Phrase::kLinked, "linked: $0", "gekoppeld: $0"},
    {Phrase::kLinkedByReferences, "found later, by $0", "later gevonden, via $0"},
    {Phrase::kLinkedProvisionally, "provisionally: the directory does not know $0",
     "voorlopig: het klantenbestand kent $0 niet"},
    {Phrase::kFired, "Escalated", "Geëscaleerd"},
    {Phrase::kEnded, "Escalated, and ended", "Geëscaleerd, en voorbij"},
    {Phrase::kWouldFire, "Would be escalated if it were one customer", "Zou geëscaleerd zijn als het één klant was"},
    {Phrase::kWouldHaveEnded, "Would have been escalated if it were one customer, and ended",
     "Zou geëscaleerd zijn geweest als het één klant was, en voorbij"},
    {Phrase::kNotYet, "Not escalated", "Niet geëscaleerd"},
    {Phrase::kProcess, "About the process, over all customers", "Over het proces, over alle klanten"},
    {Phrase::kCustomerRules, "Over everything of this customer", "Over alles van deze klant"},
    {Phrase::kOpenSince, "since $0", "sinds $0"},
    {Phrase::kAtLevel, "level $0 ($1) since $2", "niveau $0 ($1) sinds $2"},
    {Phrase::kNextLevel, "level $0 ($1) on $2", "niveau $0 ($1) op $2"},
    {Phrase::kActiveFromTo, "from $0 to $1: $2", "van $0 tot $1: $2"},
    {Phrase::kTimes, "for the $0. time", "voor de $0e keer"},
    {Phrase::kEvidence, "evidence: $0", "bewijs: $0"},
    {Phrase::kSwitchedOff, "is switched off in the rules", "staat uit in de regels"},
    {Phrase::kOtherCategory, "does not look at '$0'", "kijkt niet naar '$0'"},
    {Phrase::kLoopIs, "the loop is $0; $1", "de lus is $0; $1"},
    {Phrase::kSettledAtOnce, "the condition came true when the loop was settled",
     "de voorwaarde werd waar toen de lus was afgesloten"},
    {Phrase::kCountWithin, "$0 of $1 within $2: $3", "$0 van $1 binnen $2: $3"},
    {Phrase::kCount, "$0 of $1: $2", "$0 van $1: $2"},
    {Phrase::kMoreBefore, "$0 more before $1 would escalate", "nog $0 vóór $1 zou escaleren"},
    {Phrase::kMore, "$0 more would escalate", "nog $0 zou escaleren"},
    {Phrase::kDifferent, "$0, with different '$1'", "$0, met verschillende '$1'"},
    {Phrase::kDismissed, "dismissed; the next one escalates again", "afgewezen; de volgende escaleert weer"},
    {Phrase::kSequenceNext, "step $0 of $1 comes next: $2", "nu stap $0 van $1: $2"},
    {Phrase::kBefore, "before $0", "vóór $0"},
    {Phrase::kDeadline, "$0 of $1: deadline $2", "$0 van $1: uiterlijk $2"},
    {Phrase::kLeftOver, "$0 left", "nog $0"},
    {Phrase::kPaused, "paused $0 while waiting on the customer", "$0 stilgestaan omdat de klant aan zet was"},
    {Phrase::kStandsStill, "$0 of $1: the clock stands still while we wait on the customer, $2 left",
     "$0 van $1: de klok staat stil zolang de klant aan zet is, nog $2"},
    {Phrase::kMet, "$0 of $1: met by '$2' on $3", "$0 van $1: gevolgd door '$2' op $3"},
    {Phrase::kMetByEnd, "$0 of $1: the loop ended in time, on $2", "$0 van $1: de lus eindigde op tijd, op $2"},
    {Phrase::kPassedSettled, "$0 of $1: the deadline passed on $2, when the loop was settled",
     "$0 van $1: de termijn verstreek op $2, toen de lus was afgesloten"},
    {Phrase::kNothingToFollow, "there was nothing that had to be followed: $0",
     "er was niets waarop iets moest volgen: $0"},
    {Phrase::kNothingSince, "counts only after: $0", "telt pas na: $0"},
    {Phrase::kReach, "$0 is $1 of $2", "$0 is $1 van $2"},
    {Phrase::kByClock, "the clock alone gets there on $0", "de klok alleen komt er op $0"},
    {Phrase::kProcessCounts, "counts $0 of this customer for $1", "telt er $0 van deze klant voor $1"},
    {Phrase::kContacts, "number of contacts", "aantal contacten"},
    {Phrase::kAgents, "number of us who were told", "aantal van ons die het hoorden"},
    {Phrase::kTransfers, "number of transfers", "aantal keer doorverbonden"},
    {Phrase::kVisits, "number of visits", "aantal bezoeken"},
    {Phrase::kFailedVisits, "number of visits in vain", "aantal vergeefse bezoeken"},
    {Phrase::kMissedByUs, "number of visits missed by us", "aantal door ons gemiste bezoeken"},
    {Phrase::kMissedByCustomer, "number of visits missed by the customer", "aantal door de klant gemiste bezoeken"},
    {Phrase::kReopens, "number of times that it came back", "aantal keer teruggekomen"},
    {Phrase::kCost, "cost", "bedrag"},
    {Phrase::kDaysAtHome, "number of days at home", "aantal dagen thuis"},
    {Phrase::kAge, "age", "leeftijd"},
    {Phrase::kWaitOnCustomer, "time waiting on the customer", "wachttijd op de klant"},
    {Phrase::kWaitOnUs, "time waiting on us or a third party", "wachttijd op ons of een derde"},
    {Phrase::kNot, "not $0", "niet $0"},
    {Phrase::kOr, " or ", " of "},
    {Phrase::kInbound, "from the customer", "van de klant"},
    {Phrase::kOutbound, "from us", "van ons"},
    {Phrase::kEndedDismissed, "dismissed", "afgewezen"},
    {Phrase::kEndedResolved, "the loop was resolved", "de lus was opgelost"},
    {Phrase::kEndedLeft, "the customer left", "de klant vertrok"},
    {Phrase::kEndedExpired, "the loop expired", "de lus verliep"},
    {Phrase::kEndedCondition, "the condition no longer held", "de voorwaarde gold niet meer"},
    {Phrase::kEndedWindow, "too few were left in the window", "er bleven er te weinig in het venster"},
    {Phrase::kDays, "$0 days", "$0 dagen"},
    {Phrase::kDay, "$0 day", "$0 dag"},
    {Phrase::kHours, "$0 hours", "$0 uur"},
    {Phrase::kHour, "$0 hour", "$0 uur"},
    {Phrase::kMinutes, "$0 minutes", "$0 minuten"},
    {Phrase::kMinute, "$0 minute", "$0 minuut"},
    {Phrase::kBusinessDays, "$0 business days", "$0 werkdagen"},
    {Phrase::kBusinessDay, "$0 business day", "$0 werkdag"},
    {Phrase::kBusinessHours, "$0 business hours", "$0 werkuren"},
    {Phrase::kBusinessHour, "$0 business hour", "$0 werkuur"},
    {Phrase::kNearMisses, "One problem under two names?", "Eén probleem onder twee namen?"},
    {Phrase::kNearMiss, "loops $0 and $1 differ by category only: '$2' and '$3'",
     "lussen $0 en $1 verschillen alleen in categorie: '$2' en '$3'"},
    {Phrase::kSubjectsAdvice, "if these are one problem, map them: settings: {subjects: {$0: [$0, $1]}}",
     "is het één probleem, maak er één onderwerp van: settings: {subjects: {$0: [$0, $1]}}"},
});

// The table stands in the order of the names, so that a phrase is found by its number.
constexpr bool InOrder() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].phrase) != i) return false;
  }
  return kTable.size() == static_cast<std::size_t>(Phrase::kPhrases);
}
static_assert(InOrder());

}  // namespace

std::string_view TextOf(Phrase phrase, Language language) {
  const Words& words = kTable[static_cast<std::size_t>(phrase)];
  return language == Language::kDutch ? words.dutch : words.english;
}

}  // namespace loopbreaker
