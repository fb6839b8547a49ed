#include "reconcile/fact_line.h"

#include <array>

namespace loopbreaker {
namespace {

struct Words {
  std::string_view english;
  std::string_view dutch;
  std::string_view in(Language language) const { return language == Language::kDutch ? dutch : english; }
};

constexpr std::array<Words, kKinds> kKindWords = {{
    {"", ""},
    {"contact began", "contact begonnen"},
    {"transferred", "doorverbonden"},
    {"contact", "contact"},
    {"portal failed", "portaal werkte niet"},
    {"raised by hand", "met de hand gemeld"},
    {"case opened", "zaak geopend"},
    {"case assigned", "zaak toegewezen"},
    {"case resolved", "zaak opgelost"},
    {"case reopened", "zaak heropend"},
    {"work order created", "werkorder gemaakt"},
    {"work order cancelled", "werkorder vervallen"},
    {"visit planned", "bezoek gepland"},
    {"visit", "bezoek"},
    {"visit missed", "bezoek gemist"},
    {"visit cancelled", "bezoek afgezegd"},
    {"no longer in the way", "niet meer in de weg"},
    {"promise made", "belofte gedaan"},
    {"promise kept", "belofte gehouden"},
    {"promise withdrawn", "belofte ingetrokken"},
    {"waiting", "wachten"},
    {"waiting is over", "wachten voorbij"},
    {"customer delivered", "klant heeft aangeleverd"},
    {"mandate asked for", "mandaat gevraagd"},
    {"mandate decided", "over mandaat beslist"},
    {"letter sent", "brief verstuurd"},
    {"survey answered", "enquête ingevuld"},
    {"customer left", "klant vertrokken"},
    {"sale", "verkoop"},
    {"lead", "kans"},
    {"supervisor", "leidinggevende"},
    {"process changed", "proces gewijzigd"},
}};

constexpr std::array<Words, 9> kDispositions = {{{"", ""},
                                                 {"resolved", "opgelost"},
                                                 {"not resolved", "niet opgelost"},
                                                 {"no answer known", "geen antwoord bekend"},
                                                 {"call back", "terugbellen"},
                                                 {"abandoned", "opgehangen in de wacht"},
                                                 {"voicemail", "voicemail"},
                                                 {"wrong number", "verkeerd verbonden"},
                                                 {"not reached", "niet bereikt"}}};
constexpr std::array<Words, 5> kOutcomes = {{{"", ""},
                                             {"fixed", "verholpen"},
                                             {"temporary fix", "tijdelijk verholpen"},
                                             {"not fixed", "niet verholpen"},
                                             {"one step done", "één stap gedaan"}}};
constexpr std::array<Words, 9> kBlockers = {{{"", ""},
                                             {"no parts", "geen onderdelen"},
                                             {"no mandate", "geen mandaat"},
                                             {"no access", "geen toegang"},
                                             {"wrong skill", "verkeerd vakgebied"},
                                             {"needs another party", "andere partij nodig"},
                                             {"no time", "geen tijd"},
                                             {"unsafe", "onveilig"},
                                             {"cause unknown", "oorzaak onbekend"}}};
constexpr std::array<Words, 3> kParties = {{{"", ""}, {"by the customer", "door de klant"}, {"by us", "door ons"}}};
constexpr std::array<Words, 4> kWaits = {
    {{"", ""}, {"for the customer", "op de klant"}, {"for us", "op ons"}, {"for a third party", "op een derde"}}};
constexpr std::array<Words, 7> kActions = {{{"", ""},
                                            {"acknowledged", "gezien"},
                                            {"assigned", "toegewezen"},
                                            {"snoozed", "uitgesteld"},
                                            {"dismissed", "afgewezen"},
                                            {"resolved", "opgelost"},
                                            {"comment", "opmerking"}}};

template <std::size_t N>
std::string_view Pick(const std::array<Words, N>& words, std::int64_t value, Language language) {
  return value > 0 && value < static_cast<std::int64_t>(N) ? words[static_cast<std::size_t>(value)].in(language)
                                                           : std::string_view{};
}

// Adds `text` behind `separator` unless it is empty.
void Add(std::string& line, std::string_view separator, std::string_view text) {
  if (text.empty()) return;
  line.append(separator).append(text);
}

void AddVisit(const Fact& fact, Language language, std::string& line) {
  Add(line, ", ", Pick(kOutcomes, fact.Number(Field::kOutcome), language));
  std::string_view separator = ": ";
  for (int blocker = 1; blocker < static_cast<int>(kBlockers.size()); ++blocker) {
    if (((fact.Number(Field::kBlockers) >> blocker) & 1) == 0) continue;
    Add(line, separator, kBlockers[static_cast<std::size_t>(blocker)].in(language));
    separator = ", ";
  }
  std::string named;
  for (const auto* list : {&fact.parts_missing, &fact.authorisation_missing}) {
    for (const std::string_view name : *list) Add(named, named.empty() ? "" : ", ", name);
  }
  if (!named.empty()) line.append(" (").append(named).append(")");
}

}  // namespace

std::string_view WordFor(v1::Blocker::Value blocker, Language language) { return Pick(kBlockers, blocker, language); }

std::string LineOf(const Fact& fact, Language language, bool briefly) {
  std::string line(kKindWords[static_cast<std::size_t>(fact.kind)].in(language));
  if (fact.kind == Kind::kVisitCompleted) AddVisit(fact, language, line);
  if (!briefly) Add(line, "; ", fact.Text(Field::kDiagnosis));
  Add(line, ", ", Pick(kDispositions, fact.Number(Field::kDisposition), language));
  Add(line, " ", Pick(kParties, fact.Number(Field::kBy), language));
  Add(line, " ", Pick(kWaits, fact.Number(Field::kOn), language));
  Add(line, ": ", Pick(kActions, fact.Number(Field::kAction), language));
  Add(line, ": ", Pick(kBlockers, fact.Number(Field::kBlocker), language));
  if (fact.kind == Kind::kAuthorityDecided) {
    const bool granted = fact.Number(Field::kGranted) != 0;
    Add(line, ": ", language == Language::kDutch ? (granted ? "ja" : "nee") : (granted ? "yes" : "no"));
  }
  for (const Field field : {Field::kLine, Field::kToDo, Field::kMandate, Field::kDetail, Field::kResolution,
                            Field::kReason, Field::kLetterCode, Field::kSystem, Field::kStep, Field::kToTeam,
                            Field::kComment, Field::kProduct, Field::kDeviationNote}) {
    Add(line, ", ", fact.Text(field));
  }
  if (fact.Has(Field::kDue))
    Add(line, language == Language::kDutch ? ", uiterlijk " : ", due ", FormatTime(fact.TimeOf(Field::kDue)));
  if (fact.Has(Field::kStarts))
    Add(line, language == Language::kDutch ? ", begint " : ", starts ", FormatTime(fact.TimeOf(Field::kStarts)));
  if (!briefly) Add(line, " – ", fact.Text(Field::kNote));
  return line;
}

}  // namespace loopbreaker
