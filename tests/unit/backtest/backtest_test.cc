// The command as a person runs it: whole texts to be read, JSON to be taken apart. LOOPBREAKER_REWRITE=1 writes the
// texts anew, and the difference is reviewed.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>

#include "gmock/gmock.h"
#include "support/golden.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using testing::HasSubstr;
using testing::Not;

const std::string kRoot = LOOPBREAKER_SOURCE_DIR "/";
const std::string kGolden = kRoot + "tests/golden/backtest/";

class BacktestTest : public ProgramTest {
 protected:
  Ran Backtest(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "backtest");
    return Run(arguments);
  }
  Ran Plumber(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {kRoot + "examples/plumber/events.jsonl",
                                          "--customers",
                                          kRoot + "examples/plumber/customers.jsonl",
                                          "--rules",
                                          kGolden + "new.yaml",
                                          "--against",
                                          kGolden + "old.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Backtest(arguments);
  }
  static Struct Parsed(const Ran& ran) {
    Struct object;
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &object).ok()) << ran.out;
    return object;
  }
  static double NumberOf(const Struct& object, const std::string& key) {
    return object.fields().contains(key) ? object.fields().at(key).number_value() : -1;
  }
  static Struct Find(const Struct& page, const std::string& list, const std::string& key, const std::string& value) {
    for (const Value& item : page.fields().at(list).list_value().values()) {
      if (item.struct_value().fields().at(key).string_value() == value) return item.struct_value();
    }
    ADD_FAILURE() << "no " << value << " in " << list;
    return {};
  }
  static void ExpectText(const std::string& name, std::string text) {
    for (std::size_t at = 0; (at = text.find(kRoot)) != std::string::npos;) text.erase(at, kRoot.size());
    ExpectGolden(kGolden + name, text);
  }
};

TEST_F(BacktestTest, ThePlumberWithTwoVisitsInsteadOfThree) { ExpectText("plumber.txt", Plumber().out); }

TEST_F(BacktestTest, AYearOfIncidents) {
  ExpectText("uci.txt", Backtest({kRoot + "examples/uci/incidents_excerpt.csv", "--mapping",
                                  kRoot + "mappings/uci_incidents.yaml", "--rules", kGolden + "new.yaml", "--against",
                                  kGolden + "old.yaml", "--alerts-per-desk-day", "5", "--samples", "1"})
                            .out);
}

TEST_F(BacktestTest, JsonSaysWhichAlertMoves) {
  const Struct page = Parsed(Plumber({"--format", "json"}));
  const Struct rule = Find(page, "rules", "rule", "third-callout");
  EXPECT_EQ(NumberOf(rule, "moves"), 1);
  EXPECT_EQ(NumberOf(rule, "appears"), 0);
  EXPECT_EQ(NumberOf(rule.fields().at("new").struct_value(), "alerts"), 1);
  EXPECT_EQ(NumberOf(rule.fields().at("new").struct_value(), "caughtBefore"), 1);
  EXPECT_EQ(NumberOf(rule.fields().at("old").struct_value(), "caughtBefore"), 0);
  const Struct difference = Find(page, "differences", "rule", "third-callout");
  EXPECT_EQ(difference.fields().at("oldOpenedAt").string_value(), "2026-02-24T09:05:00Z");
  EXPECT_EQ(difference.fields().at("newOpenedAt").string_value(), "2026-02-11T12:40:00Z");
  EXPECT_EQ(difference.fields().at("customerId").string_value(), "tenant-1042");
}

TEST_F(BacktestTest, RuleThatOnlyOneSideHasIsNullOnTheOther) {
  const Struct page = Parsed(Plumber({"--format", "json"}));
  const Struct rule = Find(page, "rules", "rule", "raised-by-hand");
  EXPECT_TRUE(rule.fields().at("old").has_null_value());
  EXPECT_TRUE(rule.fields().at("new").struct_value().fields().at("shadow").bool_value());
  EXPECT_EQ(NumberOf(rule, "appears"), 1);
}

TEST_F(BacktestTest, ShadowRuleCallsNoDesk) {
  const Struct page = Parsed(Plumber({"--format", "json"}));
  for (const Value& desk : page.fields().at("desks").list_value().values()) {
    EXPECT_NE(desk.struct_value().fields().at("desk").string_value(), "purple-crocodile");
  }
}

TEST_F(BacktestTest, FeedbackIsCompared) {
  const Struct page = Parsed(Plumber({"--format", "json"}));
  const Struct difference = Find(page, "differences", "rule", "same-part");
  EXPECT_EQ(difference.fields().at("group").string_value(),
            "category plumbing/leak, parts_missing thermostatic valve 22 mm");
}

TEST_F(BacktestTest, SameRulesChangeNothing) {
  const Ran ran = Backtest(
      {kRoot + "examples/plumber/events.jsonl", "--rules", kGolden + "old.yaml", "--against", kGolden + "old.yaml"});
  EXPECT_THAT(ran.out, HasSubstr("Nothing changes"));
}

TEST_F(BacktestTest, EveryOpeningCounts) {
  // Settled after the second call, and back: the escalation opens twice.
  const auto visit = [](int day, const std::string& id) {
    return R"({"source":"field","id":")" + id + R"(","eventTime":"2026-03-)" + (day < 10 ? "0" : "") +
           std::to_string(day) +
           R"(T12:00:00Z","customerId":"c1","category":"leak","visitCompleted":{"outcome":"FIXED"}})" + "\n";
  };
  const std::string events = Write(
      "events.jsonl", Call(2, "e1") + Call(3, "e2") + visit(4, "v1") + Call(6, "e3") + Call(7, "e4") + visit(8, "v2"));
  const std::string never =
      Write("never.yaml", std::string(kRules).replace(std::string(kRules).find("at_least: 2"), 11, "at_least: 9"));
  const Struct page =
      Parsed(Backtest({events, "--rules", PathOf("rules.yaml"), "--against", never, "--format", "json"}));
  const Struct rule = Find(page, "rules", "rule", "second-call");
  EXPECT_EQ(NumberOf(rule.fields().at("new").struct_value(), "alerts"), 2);
  EXPECT_EQ(NumberOf(rule, "appears"), 2);
  EXPECT_EQ(NumberOf(rule.fields().at("new").struct_value(), "customers"), 1);
}

TEST_F(BacktestTest, WarnsAboveTheAlertsThatADeskCanTake) {
  const std::string events = Write("events.jsonl", Call(2, "e1") + Call(3, "e2"));
  const std::vector<std::string> arguments = {events, "--rules", PathOf("rules.yaml"), "--against",
                                              kGolden + "old.yaml"};
  EXPECT_THAT(Backtest(arguments).out, Not(HasSubstr("Warning")));
  std::vector<std::string> strict = arguments;
  strict.insert(strict.end(), {"--alerts-per-desk-day", "0"});
  EXPECT_THAT(Backtest(strict).out, HasSubstr("Warning: Desk front-office would get more than 0 alerts on 1 day"));
  strict.insert(strict.end(), {"--format", "json"});
  EXPECT_EQ(Parsed(Backtest(strict)).fields().at("warnings").list_value().values_size(), 1);
}

TEST_F(BacktestTest, PageIsSelfContainedAndEscapes) {
  std::string events = Call(2, "e1") + Call(3, "e2");
  for (std::size_t at = 0; (at = events.find("\"leak\"")) != std::string::npos;) events.replace(at, 6, "\"<b>&leak\"");
  const Ran ran = Backtest({Write("events.jsonl", events), "--rules", PathOf("rules.yaml"), "--against",
                            kGolden + "old.yaml", "--html", PathOf("page.html")});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string page = Read("page.html");
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;&amp;leak"));
  EXPECT_THAT(page, Not(HasSubstr("<b>&leak")));
  EXPECT_THAT(page, HasSubstr("<svg"));
  for (const char* outside : {"http://", "https://", "src=", "<link", "@import", "<script"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST_F(BacktestTest, BadRulesAreSaidWithTheirPlace) {
  const std::string bad =
      Write("bad.yaml", "version: 1\nrules:\n  - id: x\n    count: {of: {event: visit_complete}, at_least: 1}\n");
  const Ran ran = Plumber({"--against", bad});
  const Ran only =
      Backtest({kRoot + "examples/plumber/events.jsonl", "--rules", kGolden + "new.yaml", "--against", bad});
  EXPECT_EQ(only.exit_code, 1);
  EXPECT_THAT(only.err, HasSubstr("bad.yaml:4:"));
  EXPECT_THAT(only.err, HasSubstr("did you mean 'visit_completed'?"));
  EXPECT_NE(ran.exit_code, 0);
}

TEST_F(BacktestTest, TheSettingsSayWhatDraggedOnAndAnOptionSaysOtherwise) {
  const auto yardstick = [&](const std::string& setting, std::vector<std::string> more) {
    const std::string events = kRoot + "examples/plumber/events.jsonl";
    const std::string rules = Write("own.yaml", "version: 1\nsettings: {dragged_on: " + setting + "}\nrules: []\n");
    more.insert(more.begin(), {events, "--rules", rules, "--against", kGolden + "old.yaml", "--format", "json"});
    return Parsed(Backtest(more)).fields().at("draggedOn").struct_value();
  };
  const Struct set = yardstick("{failed_visits: 2, age: 0}", {});
  EXPECT_EQ(NumberOf(set, "failedVisits"), 2);
  EXPECT_EQ(NumberOf(set, "costCents"), 30000);
  EXPECT_EQ(NumberOf(set, "ageSeconds"), 0);
  const Struct overridden = yardstick("{failed_visits: 2, age: 0}", {"--dragged-on", "age=1d"});
  EXPECT_EQ(NumberOf(overridden, "failedVisits"), 2);
  EXPECT_EQ(NumberOf(overridden, "ageSeconds"), 86400);
}

TEST_F(BacktestTest, BadYardstickNamesWhatThereIs) {
  const Ran ran = Plumber({"--dragged-on", "failed_visit=2"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'failed_visits'?"));
}

}  // namespace
}  // namespace loopbreaker
