#include "reconcile/suggestion.h"

#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "base/time.h"

namespace loopbreaker {
namespace {

using Counts = google::protobuf::RepeatedPtrField<v1::ValueCount>;

struct Advice {
  std::string_view blocker;
  std::string_view english;
  std::string_view dutch;
};

// Of blockers that name nothing that could be given or put somewhere.
constexpr Advice kAdvice[] = {
    {"NO_PARTS", "Find out which parts are missing", "Zoek uit welke onderdelen ontbreken"},
    {"NO_AUTHORISATION", "Find out which mandates are missing", "Zoek uit welke mandaten ontbreken"},
    {"NO_ACCESS", "Agree with the customer when somebody is at home before planning a visit",
     "Spreek vóór het plannen met de klant af wanneer er iemand thuis is"},
    {"WRONG_SKILL", "Ask at intake which trade is needed", "Vraag bij de intake welk vak nodig is"},
    {"NEEDS_OTHER_PARTY", "Plan the other party together with the visit", "Plan de andere partij samen met het bezoek"},
    {"NO_TIME", "Plan more time for the visit", "Plan meer tijd voor het bezoek"},
    {"UNSAFE", "Make the place of work safe before planning a visit", "Maak de werkplek veilig vóór het plannen"},
    {"CAUSE_UNKNOWN", "Have the cause found before planning a repair", "Laat de oorzaak zoeken vóór het plannen"},
};

class Sentence {
 public:
  Sentence(const v1::Feedback& feedback, Nanos within, Language language)
      : feedback_(feedback), within_(within), nl_(language == Language::kDutch) {}

  std::string Write() const {
    std::string text = What();
    const std::string& category = Group("category").empty() ? Group("subject") : Group("category");
    if (!category.empty() && text.find(category) == std::string::npos) {
      absl::StrAppend(&text, nl_ ? " bij " : " for ", category);
    }
    return absl::StrCat(text, ": ", Worth(), " in ", Length(), ".");
  }

 private:
  const std::string& Group(const char* field) const {
    static const std::string kNothing;
    const auto it = feedback_.group().find(field);
    return it == feedback_.group().end() ? kNothing : it->second;
  }
  // The first of the counts, which stand with the most frequent first, if it is that of half the loops.
  std::string MostOf(const Counts& counts) const {
    if (counts.empty() || counts[0].count() * 2 < feedback_.loops()) return {};
    return counts[0].value();
  }

  std::string Part(std::string_view part) const {
    return absl::StrCat(nl_ ? "Leg onderdeel " : "Put part ", Abseil(part), nl_ ? " in de bus" : " on the van");
  }
  std::string Mandate(std::string_view mandate) const {
    return absl::StrCat(nl_ ? "Geef vaklieden mandaat voor “" : "Give fitters the mandate for “", Abseil(mandate), "”");
  }

  std::string What() const {
    if (const std::string& mandate = Group("authorisation_missing"); !mandate.empty()) return Mandate(mandate);
    if (const std::string& part = Group("parts_missing"); !part.empty()) return Part(part);
    if (const std::string& letter = Group("after_letter"); !letter.empty()) {
      return absl::StrCat(nl_ ? "Herschrijf brief " : "Rewrite letter ", letter);
    }
    for (const char* field : {"to_team", "team"}) {
      const std::string& team = Group(field);
      if (!team.empty())
        return absl::StrCat(nl_ ? "Bekijk de instroom van team " : "Look at what flows into team ", team);
    }
    const std::string& blocker = Group("blockers");
    const std::string part = MostOf(feedback_.parts_missing());
    const std::string mandate = MostOf(feedback_.authorisations_missing());
    if (!part.empty() && (blocker.empty() || blocker == "NO_PARTS")) return Part(part);
    if (!mandate.empty() && (blocker.empty() || blocker == "NO_AUTHORISATION")) return Mandate(mandate);
    for (const Advice& advice : kAdvice) {
      if (advice.blocker == blocker) return std::string(nl_ ? advice.dutch : advice.english);
    }
    std::string text = nl_ ? "Zoek de gezamenlijke oorzaak" : "Find the common cause";
    const char* before = ": ";
    for (const auto& [field, value] :
         std::map<std::string, std::string>(feedback_.group().begin(), feedback_.group().end())) {
      absl::StrAppend(&text, std::exchange(before, ", "), value);
    }
    return text;
  }

  std::string Grouped(std::int64_t number) const {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, nl_ ? "." : ",");
    return text;
  }
  std::string Counted(std::int64_t number, const char* one, const char* many) const {
    return absl::StrCat(Grouped(number), " ", number == 1 ? one : many);
  }
  std::string Money() const {
    const std::int64_t cents = feedback_.cost_cents() % 100;
    std::string text = "€ " + Grouped(feedback_.cost_cents() / 100);
    if (cents != 0) absl::StrAppend(&text, nl_ ? "," : ".", cents < 10 ? "0" : "", cents);
    return text;
  }
  // What is nothing is not mentioned.
  std::string Worth() const {
    std::string text =
        feedback_.loops() != 0
            ? Counted(feedback_.loops(), nl_ ? "lus" : "loop", nl_ ? "lussen" : "loops")
            : Counted(feedback_.facts(), nl_ ? "gebeurtenis" : "event", nl_ ? "gebeurtenissen" : "events");
    const std::string days = feedback_.customer_days() == 0
                                 ? ""
                                 : Counted(feedback_.customer_days(), nl_ ? "klantdag" : "customer day",
                                           nl_ ? "klantdagen" : "customer days");
    const char* const and_word = nl_ ? " en " : " and ";
    if (feedback_.cost_cents() != 0) absl::StrAppend(&text, days.empty() ? and_word : ", ", Money());
    if (!days.empty()) absl::StrAppend(&text, and_word, days);
    return text;
  }

  std::string Length() const {
    if (within_ % Days{1} == Nanos{0}) return Counted(within_ / Days{1}, nl_ ? "dag" : "day", nl_ ? "dagen" : "days");
    if (within_ % hours{1} == Nanos{0}) return Counted(within_ / hours{1}, nl_ ? "uur" : "hour", nl_ ? "uur" : "hours");
    return FormatDuration(within_);
  }

  const v1::Feedback& feedback_;
  Nanos within_;
  bool nl_;
};

}  // namespace

std::string Suggest(const v1::Feedback& feedback, Nanos within, Language language) {
  return Sentence(feedback, within, language).Write();
}

}  // namespace loopbreaker
