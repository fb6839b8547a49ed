// The command as a person runs it. LOOPBREAKER_REWRITE=1 writes the text anew, and the difference is reviewed.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "gmock/gmock.h"
#include "support/golden.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using testing::HasSubstr;

const std::string kRoot = LOOPBREAKER_SOURCE_DIR "/";
const std::string kGolden = kRoot + "tests/golden/coverage/";

class CoverageTest : public ProgramTest {
 protected:
  // Of one rule on these events.
  std::string Why(const std::string& condition, const std::string& events) const {
    const std::string rules =
        Write("one.yaml", "version: 1\nrules:\n  - id: one\n    title: One\n    severity: LOW\n    route: desk\n    " +
                              condition + "\n");
    const Ran ran = Run({"coverage", Write("events.jsonl", events), "--rules", rules, "--format", "json"});
    Struct page;
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &page).ok()) << ran.out;
    const auto& rule = page.fields().at("rules").list_value().values(0).struct_value().fields();
    std::string why = rule.at("standing").string_value();
    for (const Value& each : rule.at("why").list_value().values()) why += ": " + each.string_value();
    return why;
  }
};

TEST_F(CoverageTest, PlumberIsReadable) {
  std::string text = Run({"coverage", kRoot + "examples/plumber/events.jsonl", "--customers",
                          kRoot + "examples/plumber/customers.jsonl", "--rules", kRoot + "rules/default.yaml"})
                         .out;
  text.erase(text.find(kRoot), kRoot.size());
  ExpectGolden(kGolden + "plumber.txt", text);
}

TEST_F(CoverageTest, ProxyAccountsOfARealLogAreNamed) {
  const Ran ran = Run({"coverage", kRoot + "examples/uci/incidents_excerpt.csv", "--mapping",
                       kRoot + "mappings/uci_incidents.yaml", "--rules", kRoot + "rules/default.yaml"});
  EXPECT_THAT(ran.out, HasSubstr("Caller 3870 (3"));
  EXPECT_THAT(ran.out, HasSubstr("broken-promise: `absence.after`: no promise_made in the data."));
}

TEST_F(CoverageTest, KindThatNeverComes) {
  EXPECT_EQ(Why("count: {of: {event: visit_completed}, at_least: 1}", Call(2, "e1")),
            "CANNOT_FIRE: no visit_completed in the data");
}

TEST_F(CoverageTest, FieldThatIsAlwaysEmpty) {
  EXPECT_EQ(Why("count: {of: {event: contact_ended, queue: repairs}, at_least: 1}", Call(2, "e1") + Call(3, "e2")),
            "CANNOT_FIRE: `queue: repairs` never matched: of 2 contact_ended, none says queue");
}

TEST_F(CoverageTest, ValueThatNeverComes) {
  EXPECT_EQ(Why("count: {of: {event: contact_ended, disposition: CALLBACK}, at_least: 1}", Call(2, "e1")),
            "CANNOT_FIRE: `disposition: CALLBACK` never matched: of 1 contact_ended, disposition is UNRESOLVED (1)");
}

TEST_F(CoverageTest, NotLeavesOutEverything) {
  EXPECT_EQ(Why("count: {of: {event: contact_ended, not: {direction: INBOUND}}, at_least: 1}", Call(2, "e1")),
            "CANNOT_FIRE: its `not` leaves out all 1 that would match");
}

TEST_F(CoverageTest, DistinctFieldThatNobodyFills) {
  EXPECT_THAT(Why("count: {of: {event: contact_ended}, at_least: 2, distinct: agent}", Call(2, "e1")),
              HasSubstr("CANNOT_FIRE: `count.distinct: agent`: none of the 1 facts that match has agent"));
}

TEST_F(CoverageTest, CountThatComesNear) {
  EXPECT_EQ(Why("count: {of: {event: contact_ended}, at_least: 3}", Call(2, "e1") + Call(3, "e2")),
            "NEVER_FIRED: at most 2 in one loop, it takes 3");
}

TEST_F(CoverageTest, SequenceThatGetsHalfWay) {
  EXPECT_EQ(Why("sequence: {steps: [{event: contact_ended}, {event: contact_ended}, {event: contact_ended}]}",
                Call(2, "e1") + Call(3, "e2")),
            "NEVER_FIRED: the first 2 of 3 steps were seen in one loop, the next one never after them");
}

TEST_F(CoverageTest, MeasureThatIsNotReached) {
  EXPECT_EQ(Why("reach: {measure: contacts, at_least: 5}", Call(2, "e1") + Call(3, "e2")),
            "NEVER_FIRED: the highest contacts of a loop is 2 of the 5 it takes");
}

TEST_F(CoverageTest, PricesThatAreMissing) {
  EXPECT_THAT(Why("reach: {measure: cost_cents, at_least: 500}", Call(2, "e1")),
              HasSubstr("callout_fee_cents and contact_cost_cents are 0"));
}

TEST_F(CoverageTest, WhereThatNoLoopHas) {
  EXPECT_THAT(Why("where: {category: rent}\n    count: {of: {event: contact_ended}, at_least: 1}", Call(2, "e1")),
              HasSubstr("CANNOT_FIRE: none of 1 loop has a category of `where`"));
}

TEST_F(CoverageTest, RuleThatFiredIsFired) {
  EXPECT_EQ(Why("count: {of: {event: contact_ended}, at_least: 1}", Call(2, "e1")), "FIRED");
}

TEST_F(CoverageTest, BadRulesAreAnError) {
  const Ran ran =
      Run({"coverage", kRoot + "examples/plumber/events.jsonl", "--rules", Write("bad.yaml", "rules: 3\n")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("bad.yaml:1:"));
}

}  // namespace
}  // namespace loopbreaker
