#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load_test_support.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char kCount[] = "count: {of: {event: raised}, at_least: 1}";

TEST(LoadRuleTest, PlumberRuleIsCompiled) {
  const auto set = Loaded(
      "version: 1\nsettings: {horizon: 400d}\nrules:\n"
      "  - {id: third-callout, title: Third callout, severity: HIGH, route: purple-crocodile, scope: loop,\n"
      "     count: {of: {event: visit_completed, outcome: [NOT_FIXED, TEMPORARY_FIX]}, at_least: 3, within: 90d},\n"
      "     ladder: [{after: 0d, to: team-lead}, {after: 2bd, to: purple-crocodile}, {after: 10d, to: director}]}\n");
  const Rule& rule = OneRule(*set);
  EXPECT_EQ(rule.id, "third-callout");
  EXPECT_EQ(rule.severity, v1::Severity::HIGH);
  EXPECT_EQ(rule.line, 4);
  const auto& count = std::get<CountCondition>(rule.condition);
  EXPECT_EQ(count.at_least, 3u);
  EXPECT_EQ(count.within, Nanos{Days{90}});
  ASSERT_EQ(rule.ladder.size(), 3u);
  EXPECT_EQ(rule.ladder[0].to, "team-lead");
  EXPECT_EQ(rule.ladder[1].after, (Span{hours{16}, true, ""}));
  EXPECT_EQ(set->Find("third-callout"), &rule);
  EXPECT_EQ(set->Find("other"), nullptr);
}

TEST(LoadRuleTest, EveryConditionOfTheLanguageLoads) {
  const auto set = Loaded(R"(version: 1
settings: {calendar: {hours: {mon: "08:00-17:00", fri: ["08:00-12:00", "13:00-16:00"]}, business_day: 8h}}
rules:
  - {id: told-again, title: Told again, severity: MEDIUM, route: front,
     count: {of: {event: contact_ended, direction: INBOUND}, distinct: agent, at_least: 3, min_gap: 10m, reset_on: {event: case_opened}}}
  - {id: without-means, title: Van leaves, severity: HIGH, route: planning, where: {category: [rent, plumbing/*]},
     sequence: {steps: [{event: visit_completed, blockers: NO_PARTS}, {event: visit_scheduled}], within: 60d, without: {event: blocker_lifted}}}
  - {id: broken-promise, title: Broken promise, severity: HIGH, route: team-lead, shadow: true,
     absence: {after: {event: promise_made}, expect: {event: [promise_kept, promise_withdrawn]}, due: due, lead: 1h, per: promise_id}}
  - {id: no-answer, title: No answer, severity: HIGH, route: back-office, ladder: [{after: 1d, to: director}],
     absence: {since: {event: raised}, after: {event: case_opened}, expect: {event: case_resolved}, within: 3bd}}
  - {id: old, title: Old, severity: CRITICAL, route: team-lead, reach: {measure: age, at_least: 30d}}
  - {id: recurring, title: Same blocker, severity: LOW, route: owner, scope: process,
     count: {of: {event: visit_completed}, at_least: 3, within: 30d, group_by: [category, blockers], distinct: customer_id}}
)");
  ASSERT_EQ(set->rules.size(), 6u);
  EXPECT_EQ(std::get<CountCondition>(set->rules[0].condition).distinct, Field::kAgent);
  EXPECT_TRUE(set->rules[1].WhereMatches("plumbing/leak"));
  EXPECT_FALSE(set->rules[1].WhereMatches("plumbing"));
  EXPECT_EQ(std::get<SequenceCondition>(set->rules[1].condition).steps.size(), 2u);
  const auto& promise = std::get<AbsenceCondition>(set->rules[2].condition);
  EXPECT_TRUE(promise.by_due);
  EXPECT_EQ(promise.due, Field::kDue);
  EXPECT_EQ(promise.per, Field::kPromiseId);
  EXPECT_EQ(promise.lead, hours{1});
  EXPECT_TRUE(set->rules[2].shadow);
  const auto& answer = std::get<AbsenceCondition>(set->rules[3].condition);
  EXPECT_EQ(answer.within, (Span{hours{24}, true, ""}));
  EXPECT_FALSE(answer.since.empty());
  EXPECT_EQ(std::get<ReachCondition>(set->rules[4].condition).at_least, Nanos{Days{30}}.count());
  EXPECT_THAT(std::get<CountCondition>(set->rules[5].condition).group_by,
              ElementsAre(Field::kCategory, Field::kBlockers));
}

TEST(LoadRuleTest, LadderThatStartsLaterGetsAStepToTheRoute) {
  const auto set = Loaded(WithRule(std::string(kCount) + ", ladder: [{after: 1d, to: director}]"));
  const Rule& rule = OneRule(*set);
  ASSERT_EQ(rule.ladder.size(), 2u);
  EXPECT_EQ(rule.ladder[0].after.length, Nanos{0});
  EXPECT_EQ(rule.ladder[0].to, "");
  EXPECT_EQ(rule.ladder[1].to, "director");
  EXPECT_EQ(OneRule(*Loaded(WithRule(kCount))).ladder.size(), 1u);
}

TEST(LoadRuleTest, DisabledRuleIsCheckedAndLeftOut) {
  const auto set = Loaded(WithRule(std::string(kCount) + ", enabled: false"));
  EXPECT_THAT(set->rules, IsEmpty());
  EXPECT_THAT(set->ids, ElementsAre("r"));
  EXPECT_THAT(ErrorsOf(WithRule("enabled: false, reach: {measure: agee, at_least: 1}")),
              ElementsAre(HasSubstr("did you mean 'age'?")));
}

TEST(LoadRuleTest, HashIsOfTheText) {
  EXPECT_NE(Loaded(WithRule(kCount))->hash, Loaded(WithRule(kCount) + "# changed\n")->hash);
}

TEST(LoadRuleTest, DuplicateIdNamesTheOtherLine) {
  EXPECT_THAT(
      ErrorsOf("version: 1\nrules:\n"
               "- {id: a, title: t, severity: LOW, route: d, reach: {measure: visits, at_least: 1}}\n"
               "- {id: a, title: t, severity: LOW, route: d, reach: {measure: visits, at_least: 1}}\n"),
      ElementsAre("r.yaml:4:8: error: expected an id that no other rule has, found 'a', which the rule in line 3 has"));
}

TEST(LoadRuleTest, AllErrorsComeAtOnceFromTopToBottom) {
  EXPECT_THAT(
      ErrorsOf("version: 2\nsettings: {horizont: 400d}\nrules:\n"
               "- {id: Bad_Id, severity: HIHG, route: '', enabled: NO, reach: {measure: visit, at_least: 1,5}}\n"),
      ElementsAre(HasSubstr("r.yaml:1:10: error: expected 1 for 'version', found '2'"),
                  HasSubstr("unknown key 'horizont' in 'settings'"),
                  HasSubstr("r.yaml:4:3: error: expected the key 'title'"), HasSubstr("found 'Bad_Id'"),
                  HasSubstr("found 'HIHG'; did you mean 'HIGH'?"), HasSubstr("expected a text for 'route'"),
                  HasSubstr("expected true or false for 'enabled', found 'NO'"),
                  HasSubstr("found 'visit'; did you mean 'visits'?"),
                  HasSubstr("inside { } a comma ends the value, so '1,5' is read as '1' and a key '5'")));
}

TEST(LoadRuleTest, IdIsKebabCase) {
  for (const char* id : {"Third", "a_b", "-a", "a-", "a--b", "'a b'", "''", "[a]"}) {
    EXPECT_THAT(ErrorsOf(std::string("version: 1\nrules:\n- {title: t, severity: LOW, route: d, ") + kCount +
                         ", id: " + id + "}\n"),
                ElementsAre(HasSubstr("expected small letters and digits joined by dashes")))
        << id;
  }
}

TEST(LoadRuleTest, ExactlyOneCondition) {
  EXPECT_THAT(ErrorsOf(WithRule("shadow: false")),
              ElementsAre(HasSubstr("expected one of the conditions count, sequence, absence, reach in rule 'r'")));
  EXPECT_THAT(ErrorsOf(WithRule(std::string(kCount) + ",\n reach: {measure: visits, at_least: 1}")),
              ElementsAre("r.yaml:5:2: error: expected one condition in rule 'r', found 'reach' beside 'count'"));
}

TEST(LoadRuleTest, ScopesTakeOnlyWhatTheyKnow) {
  const std::string process = "scope: process, count: {of: {event: raised}, at_least: 1, ";
  EXPECT_THAT(ErrorsOf(WithRule(process + "group_by: [category]}")),
              ElementsAre(HasSubstr("expected the key 'within'")));
  EXPECT_THAT(ErrorsOf(WithRule(process + "within: 30d}")), ElementsAre(HasSubstr("expected the key 'group_by'")));
  EXPECT_THAT(ErrorsOf(WithRule(process + "within: 30d, group_by: []}")),
              ElementsAre(HasSubstr("found an empty list")));
  EXPECT_THAT(ErrorsOf(WithRule(process + "within: 401d, group_by: [category]}")),
              ElementsAre(HasSubstr("expected at most the horizon of 400d for 'within', found '401d'")));
  EXPECT_THAT(ErrorsOf(WithRule(process + "within: 30d, group_by: [agent]}")),
              ElementsAre(HasSubstr("'agent' serves 'distinct' only")));
  EXPECT_THAT(ErrorsOf(WithRule(process + "within: 30d, group_by: [category]}, ladder: [{after: 0d, to: x}]")),
              ElementsAre(HasSubstr("expected no 'ladder' in scope process")));
  EXPECT_THAT(ErrorsOf(WithRule("scope: customer, count: {of: {event: raised}, at_least: 1, within: 1d, min_gap: 1m}")),
              ElementsAre(HasSubstr("expected 'min_gap' in scope loop only")));
  EXPECT_THAT(
      ErrorsOf(WithRule("scope: customer, where: {category: a}, reach: {measure: age, at_least: 1d}")),
      ElementsAre(HasSubstr("expected 'where' in scope loop only"), HasSubstr("expected 'count' in the scopes")));
  EXPECT_THAT(ErrorsOf(WithRule("count: {of: {event: raised}, at_least: 1, group_by: [category]}")),
              ElementsAre(HasSubstr("expected 'group_by' in scope process only")));
  EXPECT_THAT(ErrorsOf(WithRule("scope: costumer, count: {of: {event: raised}, at_least: 1}")),
              ElementsAre(HasSubstr("did you mean 'customer'?")));
}

TEST(LoadRuleTest, BusinessTimeServesAbsenceAndLaddersOnly) {
  EXPECT_THAT(ErrorsOf(WithRule("count: {of: {event: raised}, at_least: 1, within: 5bd}")),
              ElementsAre(HasSubstr("expected calendar time such as 90d")));
  EXPECT_THAT(ErrorsOf(WithRule("reach: {measure: age, at_least: 5bd}")),
              ElementsAre(HasSubstr("expected calendar time such as 90d")));
}

TEST(LoadRuleTest, DurationNeedsItsUnitAndWholeNumbers) {
  const std::string count = "count: {of: {event: raised}, at_least: 1, within: ";
  EXPECT_THAT(ErrorsOf(WithRule(count + "90}")), ElementsAre(HasSubstr("found '90'; did you mean '90d'?")));
  EXPECT_THAT(ErrorsOf(WithRule(count + "'1,5d'}")), ElementsAre(HasSubstr("expected a duration in whole units")));
  EXPECT_THAT(ErrorsOf(WithRule(count + "0d}")), ElementsAre(HasSubstr("a duration of at least 1s")));
  EXPECT_THAT(ErrorsOf(WithRule(std::string(kCount) + ", ladder: [{after: 2, to: x}]")),
              ElementsAre(HasSubstr("found '2'; did you mean '2d'?")));
}

TEST(LoadRuleTest, NumbersAreWholeAndInRange) {
  for (const char* number : {"0", "-1", "'2,5'", "2.0", "three", "99999999999999999999", "0x3", ""}) {
    EXPECT_THAT(ErrorsOf(WithRule(std::string("count: {of: {event: raised}, at_least: ") + number + "}")),
                ElementsAre(HasSubstr("expected a whole number from 1 to 1000000 for 'at_least'")))
        << number;
  }
}

TEST(LoadRuleTest, LadderStepsAscend) {
  EXPECT_THAT(ErrorsOf(WithRule(std::string(kCount) + ", ladder: [{after: 3d, to: a}, {after: 2d, to: b}]")),
              ElementsAre(HasSubstr("expected at least the 3d of the step before for 'after', found '2d'")));
  EXPECT_THAT(ErrorsOf(WithRule(std::string(kCount) + ", ladder: [{after: 3d, to: a}, {after: 1bh, to: b}]")),
              IsEmpty());
}

TEST(LoadRuleTest, AbsenceNeedsWithinOrDue) {
  const std::string absence = "absence: {after: {event: promise_made}, expect: {event: promise_kept}";
  EXPECT_THAT(ErrorsOf(WithRule(absence + "}")), ElementsAre(HasSubstr("expected one of the keys 'within' and 'due'")));
  EXPECT_THAT(ErrorsOf(WithRule(absence + ", within: 1d, due: due}")), ElementsAre(HasSubstr("found both")));
  EXPECT_THAT(ErrorsOf(WithRule(absence + ", within: 1d, lead: 1d}")),
              ElementsAre(HasSubstr("expected 'lead' beside 'due' only")));
  EXPECT_THAT(ErrorsOf(WithRule(absence + ", due: starts}")), ElementsAre(HasSubstr("expected one of due for 'due'")));
  EXPECT_THAT(ErrorsOf(WithRule(absence + ", due: due, per: promis_id}")),
              ElementsAre(HasSubstr("did you mean 'promise_id'?")));
  EXPECT_THAT(ErrorsOf(WithRule("absence: {after: {event: raised}, expect: {event: raised}, due: due}")),
              ElementsAre(HasSubstr("expected 'within' instead")));
}

TEST(LoadRuleTest, SequenceHasOneToSixteenSteps) {
  EXPECT_THAT(ErrorsOf(WithRule("sequence: {steps: []}")), ElementsAre(HasSubstr("a list of 1 to 16 filters")));
  std::string steps = "{event: raised}";
  for (int i = 0; i < 16; ++i) steps += ", {event: raised}";
  EXPECT_THAT(ErrorsOf(WithRule("sequence: {steps: [" + steps + "]}")), ElementsAre(HasSubstr("a list of 1 to 16")));
}

TEST(LoadRuleTest, DistinctIsAFieldWithOneMeaningAndValue) {
  EXPECT_THAT(ErrorsOf(WithRule("count: {of: {event: visit_completed}, at_least: 2, distinct: blockers}")),
              ElementsAre(HasSubstr("expected a field with one value for 'distinct'")));
  EXPECT_THAT(
      ErrorsOf(WithRule("count: {of: {event: [wait_started, supervisor_acted]}, at_least: 2, distinct: reason}")),
      ElementsAre(HasSubstr("expected a field with one meaning for 'distinct'")));
  EXPECT_THAT(ErrorsOf(WithRule("count: {of: {event: raised}, at_least: 2, distinct: agnet}")),
              ElementsAre(HasSubstr("did you mean 'agent'?")));
}

}  // namespace
}  // namespace loopbreaker
