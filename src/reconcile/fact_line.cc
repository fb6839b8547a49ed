#include "reconcile/fact_line.h"

#include <array>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

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

using Names = std::array<std::string_view, 12>;
constexpr Names kMonthsEnglish = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Names kMonthsDutch = {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDaysEnglish = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kDaysDutch = {"ma", "di", "wo", "do", "vr", "za", "zo"};

std::string TwoDigits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

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

std::string_view WordFor(Kind kind, Language language) {
  return kKindWords[static_cast<std::size_t>(kind)].in(language);
}
std::string_view WordFor(v1::Blocker::Value blocker, Language language) { return Pick(kBlockers, blocker, language); }

std::string WhenText(Instant at, const RuleSettings& settings) {
  const auto whole = std::chrono::floor<seconds>(at);
  const absl::CivilSecond local =
      absl::ToCivilSecond(absl::FromUnixSeconds(whole.time_since_epoch().count()), settings.history.calendar.zone());
  const bool dutch = settings.language == Language::kDutch;
  const auto day = static_cast<std::size_t>(absl::GetWeekday(local));
  const auto month = static_cast<std::size_t>(local.month() - 1);
  std::string text((dutch ? kDaysDutch : kDaysEnglish)[day]);
  text.append(" ").append(std::to_string(local.day())).append(" ");
  text.append((dutch ? kMonthsDutch : kMonthsEnglish)[month]);
  text.append(" ").append(std::to_string(local.year())).append(" ");
  return text.append(TwoDigits(local.hour())).append(":").append(TwoDigits(local.minute()));
}

std::string LineOf(const Fact& fact, const RuleSettings& settings, bool briefly) {
  const Language language = settings.language;
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
    Add(line, language == Language::kDutch ? ", uiterlijk " : ", due ", WhenText(fact.TimeOf(Field::kDue), settings));
  if (fact.Has(Field::kStarts))
    Add(line, language == Language::kDutch ? ", begint " : ", starts ",
        WhenText(fact.TimeOf(Field::kStarts), settings));
  if (!briefly) Add(line, " – ", fact.Text(Field::kNote));
  return line;
}

}  // namespace loopbreaker
