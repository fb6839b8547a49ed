#include "report/json.h"

#include <cmath>

#include "event/json_page.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::int64_t SecondsOf(Nanos n) { return std::chrono::duration_cast<seconds>(n).count(); }

std::string_view TurnName(Turn turn) {
  static constexpr std::array<std::string_view, 3> kTurns = {"NOT_SHOWN", "IMPROVED", "WORSENED"};
  return kTurns[static_cast<std::size_t>(turn)];
}

class JsonReport : private JsonPage {
 public:
  explicit JsonReport(const ReportResult& result) : result_(result) {}

  std::string Write() {
    out_.BeginObject();
    Pair("rulesFile", result_.rules_file);
    Pair("asOf", FormatTime(result_.clock));
    Pair("firstEvent", FormatTime(result_.first));
    Pair("latestEvent", FormatTime(result_.latest));
    Pair("events", result_.coverage.events);
    Pair("customers", result_.coverage.customers);
    Pair("provisionalCustomers", result_.coverage.provisional_customers);
    List("proxies", result_.coverage.proxies, [&](const CustomerCount& proxy) {
      Object([&] {
        Pair("customerId", proxy.customer);
        Pair("incidents", proxy.incidents);
      });
    });
    Object("result", [&] {
      Results(result_.results);
      WriteOutcomes();
    });
    Object("work", [&] { Work(result_.work); });
    List("categories", result_.categories, [&](const PartFigures& part) { Part(part); });
    List("teams", result_.teams, [&](const PartFigures& part) { Part(part); });
    Pair("teamsOfOneLeftOut", result_.teams_of_one);
    List("contractors", result_.contractors, [&](const PartFigures& part) { Contractor(part); });
    Pair("contractorsLeftOut", result_.small_contractors);
    Pair("loopsToBreakAll", result_.to_break_all);
    List("loopsToBreak", result_.to_break, [&](const LoopToBreak& loop) { ToBreak(loop); });
    List("changes", result_.changes, [&](const ProcessChange& change) { Change(change); });
    List("effects", result_.effects, [&](const ChangeEffect& effect) { Effect(effect); });
    List("decisions", result_.decisions, [&](const KnotCut& cut) {
      Object([&] {
        Pair("feedback", cut.feedback);
        Pair("decision", v1::Decision::Value_Name(cut.decision));
        Pair("by", cut.by);
        Pair("at", FormatTime(cut.at));
        Pair("why", cut.why);
        Pair("changeId", cut.change_id);
        Flag("announced", cut.announced);
        if (cut.announced) Pair("verdict", TurnName(cut.turn));
      });
    });
    List("workarounds", result_.workarounds, [&](const Workaround& workaround) {
      Object([&] {
        Pair("category", workaround.category);
        Pair("loops", workaround.loops);
        Pair("customers", workaround.customers);
        Texts("done", workaround.notes);
        Length("medianSeconds", workaround.solved_in);
        Length("ordinaryMedianSeconds", workaround.ordinary);
        Pair("ordinaryLoops", workaround.ordinary_loops);
      });
    });
    Pair("workaroundsLeftOut", result_.workarounds_left_out);
    List("desks", result_.desks, [&](const Pile& pile) { WritePile(pile); });
    List("teamPiles", result_.team_piles, [&](const Pile& pile) { WritePile(pile); });
    Waits();
    Pair("lateEvents", result_.late_events);
    List("rules", result_.rules, [&](const RuleUse& use) { Rule(use); });
    List("weeks", result_.weeks, [&](const Week& week) {
      Object([&] {
        Pair("monday", FormatTime(Instant{Days{week.monday}}).substr(0, 10));
        Pair("began", week.began);
        Pair("open", week.open);
        Pair("goingRound", week.round);
      });
    });
    out_.EndObject();
    return Take();
  }

 private:
  void Cents(std::string_view key, std::int64_t cents) {
    if (result_.priced) {
      Pair(key, cents);
    } else {
      Null(key);
    }
  }
  void Length(std::string_view key, Nanos length) { Pair(key, SecondsOf(length)); }
  void Length(std::string_view key, const std::optional<Nanos>& length) {
    if (length) return Length(key, *length);
    Null(key);
  }
  void Texts(std::string_view key, const std::vector<std::string>& texts) {
    List(key, texts, [&](const std::string& text) { out_.Text(text); });
  }
  bool Seen(Kind kind) const { return result_.coverage.kinds[static_cast<std::size_t>(kind)] != 0; }

  void Results(const ResultFigures& results) {
    std::vector<Nanos> lengths = results.to_solution;
    Pair("loops", results.loops);
    Pair("open", results.open);
    Pair("wentRound", results.went_round);
    Pair("broken", results.broken);
    Pair("stillGoingRound", results.still_round);
    Pair("endedByLeaving", results.left);
    Pair("wentQuiet", results.quiet);
    Pair("solved", results.solved);
    Pair("solvedProvisionally", results.provisional);
    Cents("costCents", results.cost_cents);
    Cents("avoidableCents", results.avoidable_cents);
    Pair("customerDays", results.customer_days);
    Pair("customerDaysLost", results.avoidable_days);
    Length("toSolutionMedianSeconds", Percentile(lengths, 50));
    Length("toSolutionP90Seconds", Percentile(lengths, 90));
  }

  void WriteOutcomes() {
    const auto group = [&](std::string_view key, const CustomerOutcomes& outcomes) {
      Object(key, [&] {
        Pair("customers", outcomes.customers);
        out_.Key("left");
        if (Seen(Kind::kCustomerLeft)) {
          out_.Number(static_cast<std::int64_t>(outcomes.left));
        } else {
          out_.Null();
        }
        Pair("npsAnswers", outcomes.answers);
        Pair("npsPromoters", outcomes.promoters);
        Pair("npsDetractors", outcomes.detractors);
      });
    };
    group("looped", result_.outcomes.groups[kLooped]);
    group("unlooped", result_.outcomes.groups[kUnlooped]);
    out_.Key("sales");
    if (!Seen(Kind::kSaleMade)) return out_.Null();
    Object([&] {
      constexpr std::array<const char*, kSaleMoments> kKeys = {"notGoneRound", "whileGoingRound", "afterBroken"};
      for (std::size_t i = 0; i < kKeys.size(); ++i) {
        Object(kKeys[i], [&] {
          Pair("sales", result_.outcomes.sales[i].sales);
          out_.Key("amountCents");
          out_.Number(result_.outcomes.sales[i].amount_cents);
        });
      }
    });
  }

  template <std::size_t kWindows>
  void Rates(std::string_view key, const std::array<Rate, kWindows>& rates, const std::array<int, kWindows>& days,
             bool looks_ahead) {
    out_.Key(key);
    out_.BeginArray();
    for (std::size_t i = 0; i < kWindows; ++i) {
      Object([&] {
        Pair("days", static_cast<std::uint64_t>(days[i]));
        Pair("hits", rates[i].hits);
        Pair("of", rates[i].of);
        if (looks_ahead) Pair("tooYoung", rates[i].young);
      });
    }
    out_.EndArray();
  }

  void Work(const WorkFigures& work) {
    Pair("contacts", work.contacts);
    Pair("redials", work.redials);
    Pair("timedContacts", work.timed);
    Length("handleSeconds", work.handle);
    Pair("transfers", work.transfers);
    if (work.contacts != 0) {
      Rates("firstContact", work.first_contact, kFirstContactDays, true);
      Rates("repeats", work.repeats, kRepeatDays, false);
    }
    WriteVisits(work);
  }
  void WriteVisits(const WorkFigures& work) {
    Pair("visits", work.visits);
    if (work.visits + work.no_access + work.steps == 0) return;
    Pair("failedVisits", work.failed_visits);
    Pair("visitsNobodyHome", work.no_access);
    Pair("visitsPlannedSteps", work.steps);
    Rates("firstFix", work.first_fix, kFirstFixDays, true);
  }

  void Part(const PartFigures& part) {
    Object([&] {
      Pair("name", part.name);
      Object("result", [&] { Results(part.results); });
      Object("work", [&] { Work(part.work); });
    });
  }

  void WithInterval(std::string_view key, std::uint64_t hits, std::uint64_t of, std::uint64_t days) {
    Object([&] {
      if (days != 0) Pair("days", days);
      Pair(key, hits);
      Pair("of", of);
      if (of == 0) return;
      const Interval interval = Wilson95(hits, of);
      // Shares in thousandths: the writer knows whole numbers only.
      Pair("lowPermille", static_cast<std::uint64_t>(interval.low * 1000 + 0.5));
      Pair("highPermille", static_cast<std::uint64_t>(interval.high * 1000 + 0.5));
    });
  }

  void Contractor(const PartFigures& part) {
    Object([&] {
      Pair("name", part.name);
      Pair("visits", part.work.visits);
      out_.Key("failed");
      WithInterval("hits", part.work.failed_visits, part.work.visits, 0);
      out_.Key("firstFix");
      out_.BeginArray();
      for (std::size_t i = 0; i < kFirstFixDays.size(); ++i) {
        const Rate& rate = part.work.first_fix[i];
        WithInterval("hits", rate.hits, rate.of, static_cast<std::uint64_t>(kFirstFixDays[i]));
      }
      out_.EndArray();
    });
  }

  void ToBreak(const LoopToBreak& loop) {
    Object([&] {
      Pair("loopId", loop.loop_id);
      Pair("customerId", loop.customer);
      Pair("unitId", loop.unit);
      Pair("category", loop.category);
      Pair("team", loop.team);
      Flag("vulnerable", loop.vulnerable);
      Flag("proxy", loop.proxy);
      Pair("severity", loop.severity == 0 ? std::string()
                                          : v1::Severity::Value_Name(static_cast<v1::Severity::Value>(loop.severity)));
      Texts("why", loop.why);
      out_.Key("blockers");
      out_.BeginArray();
      for (int blocker = 1; blocker < v1::Blocker::Value_ARRAYSIZE; ++blocker) {
        if (((loop.blockers >> blocker) & 1) != 0) {
          out_.Text(v1::Blocker::Value_Name(static_cast<v1::Blocker::Value>(blocker)));
        }
      }
      out_.EndArray();
      Texts("partsMissing", loop.parts);
      Texts("authorisationsMissing", loop.mandates);
      Pair("waitsOn", loop.waits_on == 0 ? std::string()
                                         : v1::WaitsOn::Value_Name(static_cast<v1::WaitsOn::Value>(loop.waits_on)));
      Pair("contacts", std::uint64_t{loop.contacts});
      Pair("visits", std::uint64_t{loop.visits});
      Pair("failedVisits", std::uint64_t{loop.failed_visits});
      Pair("reopens", std::uint64_t{loop.reopens});
      Cents("costCents", loop.cost_cents);
      Pair("customerDays", std::uint64_t{loop.customer_days});
      Length("ageSeconds", loop.age);
    });
  }

  void Change(const ProcessChange& change) {
    Object([&] {
      Pair("kind", std::string(NameOf(change.kind)));
      Pair("what", change.what);
      if (change.kind == ChangeKind::kFeedback) {
        Texts("group", change.group);
        Flag("open", change.open);
      }
      Pair("seen", change.facts);
      Pair("loops", change.loops);
      Pair("customers", change.customers);
      Cents("costCents", change.cost_cents);
      Cents("avoidableCents", change.avoidable_cents);
      Pair("customerDays", change.customer_days);
    });
  }

  void Period(std::string_view key, const PeriodFigures& period) {
    Object(key, [&] {
      Pair("contacts", period.contacts);
      Pair("loops", period.loops);
      Pair("failedVisits", period.failed_visits);
      Cents("costCents", period.cost_cents);
    });
  }
  void Ratio(std::string_view key, const std::optional<RatioOfRates>& ratio) {
    out_.Key(key);
    if (!ratio) return out_.Null();
    const auto permille = [](double of) { return static_cast<std::uint64_t>(std::min(of, 1e6) * 1000 + 0.5); };
    Object([&] {
      Pair("permille", permille(ratio->ratio));
      Pair("lowPermille", permille(ratio->low));
      Pair("highPermille", permille(ratio->high));
    });
  }
  void Effect(const ChangeEffect& effect) {
    Object([&] {
      Pair("changeId", effect.change_id);
      Pair("description", effect.description);
      Pair("category", effect.category);
      Pair("region", effect.region);
      Pair("at", FormatTime(effect.at));
      Pair("verdict", TurnName(effect.turn));
      Length("waitSeconds", effect.wait);
      Flag("tooYoung", effect.young);
      Flag("endedByTheNextChange", effect.cut);
      Flag("togetherWithAnother", effect.together);
      Period("before", effect.before);
      Period("after", effect.after);
      Period("othersBefore", effect.others_before);
      Period("othersAfter", effect.others_after);
      Ratio("loops", effect.loops);
      Ratio("failedVisits", effect.failed_visits);
    });
  }

  void Waits() {
    out_.Key("waiting");
    if (!Seen(Kind::kWaitStarted)) return out_.Null();
    Object([&] {
      for (std::size_t party = 0; party < result_.waiting.size(); ++party) {
        const Waiting& waiting = result_.waiting[party];
        Object(party == 0 ? "NOBODY_SAID" : v1::WaitsOn::Value_Name(static_cast<v1::WaitsOn::Value>(party)), [&] {
          Pair("openLoops", waiting.loops);
          if (party == 0) return;
          Length("longestSeconds", waiting.longest);
          Length("totalSeconds", waiting.total);
        });
      }
      List("standstills", result_.standstills, [&](const StandstillSum& sum) {
        Object([&] {
          Pair("on", v1::WaitsOn::Value_Name(sum.at.on));
          Pair("after", NameOf(sum.at.after));
          Length("seconds", sum.total);
          Pair("loops", sum.loops);
        });
      });
    });
  }

  void WritePile(const Pile& pile) {
    Object([&] {
      Pair("name", pile.name);
      Pair("leadTime", pile.limit.text);
      Pair("in", pile.in);
      Pair("out", pile.out);
      Pair("late", pile.late);
      Pair("pile", pile.pile());
      Pair("pileLate", pile.pile_late);
      Length("oldestSeconds", pile.oldest());
      Flag("overloaded", pile.overloaded);
      WriteTrend(pile);
      List("causes", pile.causes, [&](const PileCause& cause) {
        Object([&] {
          Pair("what", cause.what);
          Pair("in", cause.in);
        });
      });
      List("weeks", pile.weeks, [&](const PileWeek& week) {
        Object([&] {
          Pair("monday", IsoDay(week.monday));
          Pair("in", week.in);
          Pair("out", week.out);
          Pair("late", week.late);
          Pair("pile", week.pile);
          Length("oldestSeconds", week.oldest);
        });
      });
    });
  }

  void WriteTrend(const Pile& pile) {
    static constexpr const char* kCourses[] = {"TOO_SHORT", "SHRINKING", "NOT_SHOWN", "GROWING"};
    const Trend& trend = pile.trend;
    Object("trend", [&] {
      Pair("course", kCourses[static_cast<std::size_t>(trend.course)]);
      Flag("nextToNothing", trend.next_to_nothing);
      if (trend.course == Course::kTooShort) return;
      const auto permille = [](double factor) { return static_cast<std::int64_t>(std::lround(1000 * factor)); };
      Pair("weeklyPermille", permille(trend.factor));
      Pair("lowPermille", permille(trend.low));
      Pair("highPermille", permille(trend.high));
      if (trend.course == Course::kShrinking) Flag("uneven", trend.uneven);
      if (!trend.superfluous) return;
      const auto day = [&](double weeks) {
        return IsoDay(pile.weeks[pile.weeks.size() - 2].monday + static_cast<std::int32_t>(7 * weeks));
      };
      Pair("superfluousBy", day(trend.superfluous->weeks));
      Pair("superfluousSoonest", day(trend.superfluous->soonest));
      if (trend.superfluous->latest) Pair("superfluousLatest", day(*trend.superfluous->latest));
    });
  }

  void Rule(const RuleUse& use) {
    Object([&] {
      Pair("rule", use.id);
      Flag("shadow", use.shadow);
      Flag("cannotFire", use.cannot_fire);
      Pair("opened", use.opened);
      if (use.opened == 0) return;
      Pair("open", use.open);
      if (use.retracted) Pair("retracted", *use.retracted);
      Pair("customersOrGroups", use.customers);
      if (use.scope == RuleScope::kProcess) return;
      if (result_.actions != 0) {
        Pair("acted", use.acted);
        Pair("dismissed", use.dismissed);
        if (use.dismissed != 0) {
          Object("dismissedBecause", [&] {
            for (std::size_t reason = 0; reason < use.by_reason.size(); ++reason) {
              if (use.by_reason[reason] == 0) continue;
              Pair(v1::DismissReason::Value_Name(static_cast<v1::DismissReason::Value>(reason)), use.by_reason[reason]);
            }
          });
        }
        Flag("belowHalfUseful", use.BelowHalf());
      }
      if (use.scope != RuleScope::kLoop) return;
      Pair("solvedAfter", use.solved);
      Length("toSolutionMedianSeconds", use.lead);
    });
  }

  const ReportResult& result_;
};

}  // namespace

std::string ReportJson(const ReportResult& result) { return JsonReport(result).Write(); }

}  // namespace loopbreaker
