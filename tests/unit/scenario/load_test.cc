#include "gmock/gmock.h"
#include "scenario_case.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Mistakes(const std::string& lines) { return ErrorsOf(WithTest(lines)); }

TEST(LoadRuleTestsTest, EveryMistakeIsToldAtItsPlace) {
  EXPECT_THAT(
      Mistakes(R"(  custmer: c1
  events:
  - {at: 2026-03-02 10:00, category: leak, visit_completed: {outcom: NOT_FIXED}}
  - {at: 2026-03-02, category: leak, visit_completed: {outcome: NOTFIXED}}
  - {at: 2026-03-29 02:30, raised: {}}
  - {at: 2026-03-02 10:00, visit_complete: {}}
  expect:
  - {rule: twcie, status: OPEN}
  - {rule: twice, status: NONE, level: 1}
  - {rule: everywhere, status: OPEN, group: {categry: leak}}
  silent: [thrice]
)"),
      ElementsAre(
          HasSubstr("t.yaml:8:3: error: unknown key 'custmer' in a test"),
          HasSubstr(
              "t.yaml:10:62: error: expected a field of 'visit_completed', found 'outcom'; did you mean 'outcome'?"),
          HasSubstr("t.yaml:11:10: error: expected a time such as"),
          HasSubstr("for 'outcome', found 'NOTFIXED'; did you mean 'NOT_FIXED'?"),
          HasSubstr("t.yaml:12:10: error: expected a time such as"),
          HasSubstr("found 'visit_complete'; did you mean 'visit_completed'?"),
          HasSubstr("t.yaml:15:12: error: expected the id of a rule in t.yaml, found 'twcie'; did you mean 'twice'?"),
          HasSubstr("expected nothing about an escalation that is NONE, found 'level'"),
          HasSubstr("found 'categry'; did you mean 'category'?"), HasSubstr("found 'thrice'; did you mean 'twice'?")));
}

TEST(LoadRuleTestsTest, AnEventIsOneThing) {
  EXPECT_THAT(
      Mistakes("  silent: [twice]\n  events: [{at: 2026-03-02 10:00, customer: c, raised: {}, case_opened: {}}]\n"),
      ElementsAre(HasSubstr("expected one thing that happened in an event, found 'case_opened' beside 'raised'")));
}

TEST(LoadRuleTestsTest, RulesThatCannotBeReadAreSaid) {
  EXPECT_THAT(
      ErrorsOf("rules: nowhere.yaml\ntests: [{name: n, events: [2026-03-02 10:00 raised], silent: r}]\n"),
      ElementsAre(HasSubstr("t.yaml:1:8: error: expected a rules file for 'rules': cannot read 'nowhere.yaml'")));
}

TEST(LoadRuleTestsTest, TimesAreLocalOrRfc3339) {
  const auto file = Loaded(WithTest(R"(  silent: [twice]
  events:
  - {at: 2026-03-02 10:00, category: leak, promise_made: {due: 2026-07-01 17:00:30}}
  - {at: 2026-03-02T10:00:00Z, category: leak, contact_ended: {handle_time: 10m}}
)"));
  ASSERT_EQ(file->tests.size(), 1u);
  const auto& events = file->tests[0].events;
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(FormatTime(FromSecondsNanos(events[0].event_time().seconds(), 0)), "2026-03-02T09:00:00Z");
  EXPECT_EQ(FormatTime(FromSecondsNanos(events[0].promise_made().due().seconds(), 0)), "2026-07-01T15:00:30Z");
  EXPECT_EQ(FormatTime(FromSecondsNanos(events[1].event_time().seconds(), 0)), "2026-03-02T10:00:00Z");
  EXPECT_EQ(events[1].contact_ended().handle_time().seconds(), 600);
}

TEST(LoadRuleTestsTest, IdsAndSourceAreFilledIn) {
  const auto file = Loaded(WithTest(R"(  silent: [twice]
  customer: c1
  events:
  - 2026-03-02 10:00 raised
  - {at: 2026-03-02 10:00, source: crm, id: x, customer: c2, raised: {}}
  - 2026-03-02 10:00 raised
)"));
  ASSERT_EQ(file->tests.size(), 1u);
  std::vector<std::string> texts;
  for (const auto& event : file->tests[0].events)
    texts.push_back(event.source() + "/" + event.id() + " " + event.customer_id());
  EXPECT_THAT(texts, ElementsAre("test/e1 c1", "crm/x c2", "test/e3 c1"));
}

TEST(LoadRuleTestsTest, AnEventSaysWhatHappened) {
  EXPECT_THAT(Mistakes("  silent: [twice]\n  events: [{at: 2026-03-02 10:00, customer: c}]\n"),
              ElementsAre(HasSubstr("t.yaml:9:12: error: expected what happened in an event")));
}

TEST(RuleTestBlocksTest, OnlyBlocksThatSayTestAreTests) {
  const auto blocks = RuleTestBlocks("text\n```yaml\n# test\na: 1\n```\n```yaml\nb: 2\n```\n```sh\n# test\n```\n");
  EXPECT_THAT(blocks, ElementsAre("\n\n# test\na: 1\n"));
}

}  // namespace
}  // namespace loopbreaker
