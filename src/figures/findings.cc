#include "figures/findings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/day.h"
#include "base/percent.h"
#include "base/text.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

// Who answers for the process where the ladder of feedback names nobody for the first step.
constexpr std::string_view kOwner = "process-owner";

using Days32 = std::int32_t;

// At which Mondays something was found, counted from the first one.
struct Looks {
  std::vector<bool> found;
  // One past the last look that found it; 0: none did.
  std::size_t last() const {
    const auto it = std::find(found.rbegin(), found.rend(), true);
    return static_cast<std::size_t>(found.rend() - it);
  }
  bool ever() const { return last() != 0; }
  bool open() const { return last() == found.size(); }
  std::size_t opened() const {
    std::size_t at = last() - 1;
    while (at > 0 && found[at - 1]) --at;
    return at;
  }
  int activities() const {
    int count = 0;
    for (std::size_t i = 0; i < found.size(); ++i) count += found[i] && (i == 0 || !found[i - 1]) ? 1 : 0;
    return count;
  }
};

class Finder {
 public:
  Finder(const Tally& tally, const RuleSettings& settings, Instant clock)
      : tally_(tally),
        settings_(settings),
        nl_(settings.language == Language::kDutch),
        now_(MondayOf(settings.history.calendar.LocalDay(clock))) {}

  std::vector<v1::Feedback> Find() {
    if (settings_.overload_weeks > 0) FindOverload();
    if (settings_.workaround_loops > 0) FindWorkarounds();
    return std::move(findings_);
  }

 private:
  struct Team {
    Days32 first = 0;  // Monday
    std::vector<std::int64_t> in;
    std::vector<std::int64_t> out;
    std::vector<std::int64_t> late;
    std::uint32_t agents = 0;  // a bit for each hash of one
  };
  struct Day {
    std::int64_t loops = 0;
    std::int64_t customers = 0;
    std::map<Figure, std::int64_t> took;
    std::map<Figure, std::int64_t> ordinary;
    std::vector<TallyText> texts;
  };

  Instant At(Days32 day) const { return MidnightOf(day, settings_.history.calendar.zone()); }

  v1::Feedback& Add(const Looks& looks, Days32 first_look, std::string_view rule, const char* field,
                    const std::string& value) {
    v1::Feedback& out = findings_.emplace_back();
    out.set_id(absl::StrCat(Abseil(rule), "|", field, "=", EncodePercent(value)));
    out.set_scope(v1::Scope::PROCESS);
    out.set_rule_id(std::string(rule));
    const std::string& owner = settings_.feedback_ladder.front().to;
    out.set_desk(owner.empty() ? std::string(kOwner) : owner);
    (*out.mutable_group())[field] = value;
    SetTime(At(first_look + 7 * static_cast<Days32>(looks.opened())), out.mutable_opened_at());
    if (!looks.open()) {
      SetTime(At(first_look + 7 * static_cast<Days32>(looks.last())), out.mutable_resolved_at());
      out.set_ended_by(v1::EndedBy::WINDOW);
    }
    out.set_activities(looks.activities());
    return out;
  }

  // ---- Overload ----

  std::map<std::string, Team> Teams() const {
    std::map<std::string, Team> teams;
    tally_.Each(TallyKind::kTeam, [&](const TallyKey& key, const TallyPart& sum) {
      if (key.day >= now_) return;
      const Days32 monday = MondayOf(key.day);
      const auto [it, fresh] = teams.try_emplace(key.name);
      Team& team = it->second;
      if (fresh) team.first = monday;
      const auto week = static_cast<std::size_t>((monday - team.first) / 7);
      for (auto* counts : {&team.in, &team.out, &team.late}) counts->resize(std::max(counts->size(), week + 1));
      team.in[week] += sum.Of(figure::kIn);
      team.out[week] += sum.Of(figure::kOut);
      team.late[week] += sum.Of(figure::kLate);
      for (const auto& [figure, number] : sum.figures) {
        const bool of_agent = figure >= figure::kAgents && figure < figure::kAgents + figure::kAgentSlots;
        if (of_agent) team.agents |= 1U << (figure - figure::kAgents);
      }
    });
    for (auto& [name, team] : teams) {
      const auto weeks = static_cast<std::size_t>((now_ - team.first) / 7);
      for (auto* counts : {&team.in, &team.out, &team.late}) counts->resize(weeks);
    }
    return teams;
  }

  static std::int64_t Sum(const std::vector<std::int64_t>& counts, std::size_t end, std::size_t length) {
    std::int64_t sum = 0;
    for (std::size_t i = end - std::min(end, length); i < end; ++i) sum += counts[i];
    return sum;
  }

  // In the weeks before `end`.
  bool Overloaded(const Team& team, std::size_t end) const {
    const auto weeks = static_cast<std::size_t>(settings_.overload_weeks);
    // What came before the first week is not known to be there, and so not seen to go: for a while every pile grows.
    if (end < 2 * weeks) return false;
    for (std::size_t i = end - weeks; i < end; ++i) {
      if (team.in[i] <= team.out[i]) return false;
    }
    const auto in = static_cast<double>(Sum(team.in, end, weeks));
    const auto out = static_cast<double>(Sum(team.out, end, weeks));
    return in >= settings_.feedback_min_customers && in - out >= kOverloadZ * std::sqrt(in + out);
  }

  void FindOverload() {
    const auto weeks = static_cast<std::size_t>(settings_.overload_weeks);
    for (const auto& [name, team] : Teams()) {
      // Figures of a team of one would be those of a person.
      if (team.agents != 0 && (team.agents & (team.agents - 1)) == 0) continue;
      Looks looks;
      for (std::size_t end = 1; end <= team.in.size(); ++end) looks.found.push_back(Overloaded(team, end));
      if (!looks.ever()) continue;
      const std::size_t end = looks.last();
      v1::Feedback& out = Add(looks, team.first + 7, kOverload, "team", name);
      out.set_finding(v1::Finding::OVERLOAD);
      out.set_severity(v1::Severity::MEDIUM);
      out.set_title(nl_ ? "Een team krijgt meer dan het af kan maken" : "A team takes in more than it can finish");
      SetTime(At(team.first + 7 * static_cast<Days32>(end - weeks)), out.mutable_window_from());
      SetTime(At(team.first + 7 * static_cast<Days32>(end)), out.mutable_window_to());
      const std::int64_t in = Sum(team.in, end, weeks);
      out.set_facts(in);
      out.set_loops(in);
      out.set_finished(Sum(team.out, end, weeks));
      out.set_late(Sum(team.late, end, weeks));
      out.set_pile(Sum(team.in, end, end) - Sum(team.out, end, end));
      const std::int64_t before = Sum(team.in, end - weeks, weeks);
      out.mutable_before()->set_facts(before);
      out.mutable_before()->set_loops(before);
      out.set_suggestion(OverloadSentence(out, name));
    }
  }

  std::string OverloadSentence(const v1::Feedback& out, const std::string& team) const {
    const std::string& limit = settings_.LeadTimeOf(team).text;
    if (nl_) {
      return absl::StrCat("Geef team ", team, " meer mensen of minder werk: in ", settings_.overload_weeks,
                          " weken kwamen er ", out.facts(), " lussen bij en gingen er ", out.finished(),
                          " af, waarvan ", out.late(), " later dan ", limit, "; er liggen er ", out.pile(),
                          ". Overbelasting maakt lussen en is niemands schuld.");
    }
    return absl::StrCat("Give team ", team, " more people or less work: in ", settings_.overload_weeks, " weeks ",
                        out.facts(), " loops came in and ", out.finished(), " went out, ", out.late(),
                        " of them later than ", limit, "; ", out.pile(),
                        " lie there. Overload makes loops and is nobody's fault.");
  }

  // ---- Workarounds ----

  std::map<std::string, std::map<Days32, Day>> WorkaroundDays() const {
    std::map<std::string, std::map<Days32, Day>> categories;
    tally_.Each(TallyKind::kWorkaround, [&](const TallyKey& key, const TallyPart& sum) {
      if (key.day >= now_) return;
      Day& day = categories[key.name][key.day];
      day.loops = sum.Of(figure::kWorkarounds);
      day.customers = sum.Of(figure::kWorkaroundCustomers);
      for (const auto& [figure, number] : sum.figures) {
        if (figure >= figure::kOrdinaryTook) {
          day.ordinary[static_cast<Figure>(figure - figure::kOrdinaryTook)] += number;
        } else if (figure >= figure::kWorkaroundTook) {
          day.took[static_cast<Figure>(figure - figure::kWorkaroundTook)] += number;
        }
      }
      if (day.loops != 0) day.texts = tally_.At(key).texts;
    });
    return categories;
  }

  static Day Sum(const std::map<Days32, Day>& days, Days32 until) {
    Day sum;
    for (auto it = days.lower_bound(until - kWorkaroundDays); it != days.end() && it->first < until; ++it) {
      sum.loops += it->second.loops;
      sum.customers += it->second.customers;
      for (const auto& [slot, number] : it->second.took) sum.took[slot] += number;
      for (const auto& [slot, number] : it->second.ordinary) sum.ordinary[slot] += number;
      sum.texts.insert(sum.texts.end(), it->second.texts.begin(), it->second.texts.end());
    }
    return sum;
  }

  static std::int64_t Total(const std::map<Figure, std::int64_t>& took) {
    std::int64_t total = 0;
    for (const auto& [slot, number] : took) total += number;
    return total;
  }
  static std::optional<Nanos> Median(const std::map<Figure, std::int64_t>& took) {
    std::int64_t left = (Total(took) + 1) / 2;
    for (const auto& [slot, number] : took) {
      left -= number;
      if (left <= 0 && number > 0) return TookOf(slot);
    }
    return std::nullopt;
  }

  void FindWorkarounds() {
    for (const auto& [category, days] : WorkaroundDays()) {
      const Days32 first = MondayOf(days.begin()->first) + 7;
      Looks looks;
      for (Days32 monday = first; monday <= now_; monday += 7) {
        const Day sum = Sum(days, monday);
        looks.found.push_back(sum.loops >= settings_.workaround_loops &&
                              sum.customers >= settings_.feedback_min_customers);
      }
      if (!looks.ever()) continue;
      const Days32 until = first + 7 * static_cast<Days32>(looks.last() - 1);
      Describe(Sum(days, until), Sum(days, until - kWorkaroundDays), until, category,
               Add(looks, first, kWorkaround, "category", category));
    }
  }

  void Describe(Day sum, const Day& before, Days32 until, const std::string& category, v1::Feedback& out) const {
    out.set_finding(v1::Finding::WORKAROUND);
    out.set_severity(v1::Severity::LOW);
    out.set_title(nl_ ? "Buiten het proces om opgelost: leer ervan" : "Solved outside the process: learn from it");
    SetTime(At(until - kWorkaroundDays), out.mutable_window_from());
    SetTime(At(until), out.mutable_window_to());
    out.set_facts(sum.loops);
    out.set_loops(sum.loops);
    out.set_customers(sum.customers);
    out.mutable_before()->set_facts(before.loops);
    out.mutable_before()->set_loops(before.loops);
    out.mutable_before()->set_customers(before.customers);
    std::sort(sum.texts.begin(), sum.texts.end(), std::greater<>());
    for (const TallyText& text : sum.texts) {
      const auto& done = out.what_was_done();
      if (done.size() == static_cast<int>(Tally::kTextsMax)) break;
      if (std::find(done.begin(), done.end(), text.text) == done.end()) out.add_what_was_done(text.text);
    }
    const auto took = Median(sum.took);
    const auto ordinary = Median(sum.ordinary);
    out.set_ordinary_loops(Total(sum.ordinary));
    if (took) out.set_solved_in_seconds(*took / seconds{1});
    if (ordinary) out.set_ordinary_seconds(*ordinary / seconds{1});
    out.set_suggestion(WorkaroundSentence(out, category, took, ordinary));
  }

  // "3 days", "5 hours": about, as lengths were counted in steps.
  std::string Length(Nanos length) const {
    const std::int64_t whole_hours = std::max<std::int64_t>(1, (length + minutes{30}) / hours{1});
    if (whole_hours < 48) return absl::StrCat(whole_hours, nl_ ? " uur" : whole_hours == 1 ? " hour" : " hours");
    return absl::StrCat((whole_hours + 12) / 24, nl_ ? " dagen" : " days");
  }

  std::string WorkaroundSentence(const v1::Feedback& out, const std::string& category, const std::optional<Nanos>& took,
                                 const std::optional<Nanos>& ordinary) const {
    std::string text = nl_ ? absl::StrCat("Leer ervan: ", out.loops(), " lussen")
                           : absl::StrCat("Learn from it: ", out.loops(), " loops");
    if (!category.empty()) absl::StrAppend(&text, nl_ ? " bij " : " for ", category);
    absl::StrAppend(&text, nl_ ? " zijn buiten het proces om opgelost in " : " were solved outside the process in ",
                    kWorkaroundDays, nl_ ? " dagen" : " days");
    if (took)
      absl::StrAppend(&text, nl_ ? ", de helft binnen ongeveer " : ", half of them within about ", Length(*took));
    if (took && ordinary) {
      absl::StrAppend(&text, nl_ ? "; volgens het proces was dat " : "; as prescribed it was ", Length(*ordinary));
    }
    return text + ".";
  }

  const Tally& tally_;
  const RuleSettings& settings_;
  bool nl_;
  Days32 now_;  // the Monday of the last look
  std::vector<v1::Feedback> findings_;
};

}  // namespace

bool IsFinding(std::string_view feedback_id) {
  const std::string_view rule = feedback_id.substr(0, feedback_id.find('|'));
  return rule == kOverload || rule == kWorkaround;
}

std::vector<v1::Feedback> FindingsOf(const Tally& tally, const RuleSettings& settings, Instant clock) {
  return Finder(tally, settings, clock).Find();
}

}  // namespace loopbreaker
