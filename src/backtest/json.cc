#include "backtest/json.h"

#include <cstdio>

#include "event/json_page.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr OldNew<const char*> kSides = {"old", "new"};

class BacktestPage : private JsonPage {
 public:
  explicit BacktestPage(const BacktestResult& result) : result_(result) {}

  std::string Write() {
    out_.BeginObject();
    Sides("files", [&](int side) { out_.Text(result_.files[side]); });
    Pair("asOf", FormatTime(result_.clock));
    Pair("firstEvent", FormatTime(result_.first));
    Pair("firstDay", IsoDay(result_.first_day));
    Pair("days", static_cast<std::uint64_t>(result_.days));
    Pair("customers", result_.customers);
    Pair("events", result_.facts);
    Sides("loops", [&](int side) { Number(result_.loops[side]); });
    Sides("customersAlerted", [&](int side) { Number(result_.customers_alerted[side]); });
    Pair("alertsPerDeskDay", static_cast<std::uint64_t>(result_.alerts_per_desk_day));
    List("warnings", result_.warnings, [&](const std::string& warning) { out_.Text(warning); });
    Sides("alerts", [&](int side) {
      out_.BeginObject();
      Load(result_.all[side]);
      out_.EndObject();
    });
    List("rules", result_.rules, [&](const RuleResult& rule) { Rule(rule); });
    List("desks", result_.desks, [&](const DeskResult& desk) {
      out_.BeginObject();
      Pair("desk", desk.desk);
      for (const int side : {kOld, kNew}) {
        out_.Key(kSides[side]);
        out_.BeginObject();
        Load(desk.loads[side]);
        Pair("daysAbove", static_cast<std::uint64_t>(
                              desk.loads[side].DaysAbove(static_cast<std::uint32_t>(result_.alerts_per_desk_day))));
        out_.EndObject();
      }
      out_.EndObject();
    });
    DraggedOn();
    Days();
    List("differences", result_.differences, [&](const Difference& difference) { OneDifference(difference); });
    out_.EndObject();
    return Take();
  }

 private:
  void Number(std::uint64_t n) { out_.Number(static_cast<std::int64_t>(n)); }
  // With three digits after the point.
  void Decimal(const char* key, std::uint64_t part, std::uint64_t whole) {
    const std::uint64_t thousandths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole;
    Pair(key, thousandths / 1000);
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(thousandths % 1000));
    text_ += fraction;
  }
  template <typename Value>
  void Sides(const char* key, Value value) {
    out_.Key(key);
    out_.BeginObject();
    for (const int side : {kOld, kNew}) {
      out_.Key(kSides[side]);
      value(side);
    }
    out_.EndObject();
  }
  void Optional(const char* key, const std::optional<Nanos>& length) {
    if (length) return Pair(key, *length / seconds{1});
    Null(key);
  }

  void Load(const AlertLoad& load) {
    Pair("alerts", load.alerts());
    Decimal("perDay", load.alerts(), static_cast<std::uint64_t>(result_.days));
    if (load.alerts() == 0) return;
    Pair("busiestDay", IsoDay(load.BusiestDay().first));
    Pair("onBusiestDay", load.BusiestDay().second);
    Pair("busiestHour", static_cast<std::uint64_t>(load.BusiestHour().first));
    Pair("inBusiestHour", load.BusiestHour().second);
  }

  void Catch(const Catches& catches) {
    Pair("caught", catches.caught);
    Pair("caughtBefore", catches.in_time);
    Optional("leadSeconds", catches.lead);
    Optional("beforeSettledSeconds", catches.to_settled);
  }

  void Rule(const RuleResult& rule) {
    constexpr std::array<const char*, 3> kScopes = {"LOOP", "CUSTOMER", "PROCESS"};
    out_.BeginObject();
    Pair("rule", rule.id);
    Pair("title", rule.title);
    Pair("scope", kScopes[static_cast<std::size_t>(rule.scope)]);
    for (const Change change : {Change::kAppears, Change::kDisappears, Change::kMoves}) {
      Pair(std::string(NameOf(change)).c_str(), rule.changes[static_cast<std::size_t>(change)]);
    }
    for (const int side : {kOld, kNew}) {
      out_.Key(kSides[side]);
      const RuleSide& of = rule.sides[side];
      if (!of.present) {
        out_.Null();
        continue;
      }
      out_.BeginObject();
      out_.Key("shadow");
      out_.Bool(of.shadow);
      Load(of.load);
      if (rule.scope == RuleScope::kProcess) {
        Pair("groups", of.customers);
      } else {
        Pair("customers", of.customers);
        Decimal("customerShare", of.customers, result_.customers);
      }
      if (rule.scope == RuleScope::kLoop) Catch(of.catches);
      out_.EndObject();
    }
    out_.EndObject();
  }

  void DraggedOn() {
    out_.Key("draggedOn");
    out_.BeginObject();
    Pair("failedVisits", result_.yardstick.failed_visits);
    Pair("costCents", static_cast<std::uint64_t>(result_.yardstick.cost_cents));
    Pair("ageSeconds", static_cast<std::uint64_t>(result_.yardstick.age / seconds{1}));
    Pair("loops", result_.dragged_on);
    for (const int side : {kOld, kNew}) {
      out_.Key(kSides[side]);
      out_.BeginObject();
      Catch(result_.catches[side]);
      out_.EndObject();
    }
    out_.EndObject();
  }

  // Those with an alert.
  void Days() {
    std::map<std::int32_t, OldNew<std::uint32_t>> days;
    for (const int side : {kOld, kNew}) {
      for (const auto& [day, alerts] : result_.all[side].days()) days[day][side] = alerts;
    }
    List("alertsByDay", days, [&](const auto& day) {
      out_.BeginObject();
      Pair("day", IsoDay(day.first));
      for (const int side : {kOld, kNew}) Pair(kSides[side], day.second[side]);
      out_.EndObject();
    });
  }

  void OneDifference(const Difference& difference) {
    out_.BeginObject();
    Pair("rule", difference.rule);
    Pair("change", NameOf(difference.change));
    if (difference.customer.empty()) {
      Pair("group", difference.group);
    } else {
      Pair("customerId", difference.customer);
    }
    if (!difference.id.empty()) {
      out_.Key("loop");
      out_.BeginObject();
      Pair("source", difference.source);
      Pair("id", difference.id);
      out_.EndObject();
    }
    if (!difference.per.empty()) Pair("per", difference.per);
    if (difference.old_at) Pair("oldOpenedAt", FormatTime(*difference.old_at));
    if (difference.new_at) Pair("newOpenedAt", FormatTime(*difference.new_at));
    if (!difference.story.empty()) Pair("story", difference.story);
    out_.EndObject();
  }

  const BacktestResult& result_;
};

}  // namespace

std::string BacktestJson(const BacktestResult& result) { return BacktestPage(result).Write(); }

}  // namespace loopbreaker
