// Feedback about the process, as `replay` writes it.
#include "gmock/gmock.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string CallOf(const std::string& customer, int day, const std::string& id) {
  std::string call = Call(day, id);
  return call.replace(call.find("\"c1\""), 4, "\"" + customer + "\"");
}

class FeedbackTest : public ProgramTest {
 protected:
  std::string Feedback(const std::string& setting, const std::string& events) const {
    Write("rules.yaml",
          "version: 1\nsettings: {" + setting +
              "}\nrules:\n- {id: many, title: Many, severity: LOW, route: owner, scope: process, count: {of: {event: "
              "contact_ended}, at_least: 2, within: 3d, group_by: [category]}}\n");
    const Ran ran = Replay({Write("events.jsonl", events)});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
};

TEST_F(FeedbackTest, ASmallGroupIsNotShown) {
  const std::string of_one = CallOf("c1", 2, "e1") + CallOf("c1", 3, "e2");
  EXPECT_THAT(Feedback("", of_one), HasSubstr(R"("kind":"feedback")"));
  EXPECT_EQ(Feedback("feedback_min_customers: 2", of_one), "");
  EXPECT_THAT(
      Feedback("feedback_min_customers: 2", of_one + CallOf("c2", 4, "e3")),
      AllOf(HasSubstr(R"("kind":"feedback")"), HasSubstr(R"("state":"OPENED")"), HasSubstr(R"("customers":2)")));
}

TEST_F(FeedbackTest, AnActionOnFeedbackThatNobodyKnowsIsADeadLetterInEitherForm) {
  const auto decision = [](const std::string& id, const std::string& feedback) {
    return R"({"source":"s","id":")" + id +
           R"(","eventTime":"2026-03-04T10:00:00Z","supervisorActed":{"escalationId":")" + feedback +
           R"(","action":"DECIDE","decision":"DO","comment":"x"}})" + "\n";
  };
  Write(
      "rules.yaml",
      "version: 1\nrules:\n- {id: many, title: Many, severity: LOW, route: owner, scope: process, count: {of: {event: "
      "contact_ended}, at_least: 2, within: 3d, group_by: [category]}}\n");
  const std::string events =
      Write("events.jsonl", CallOf("c1", 2, "e1") + CallOf("c1", 3, "e2") + decision("known", "many|category=leak") +
                                decision("unknown", "many|category=drain"));
  for (const std::string form : {"", "--final"}) {
    std::vector<std::string> arguments = {events, "--as-of", "2026-03-12T10:00:00Z", "--dead-letters", PathOf("dead")};
    if (!form.empty()) arguments.push_back(form);
    const Ran ran = Replay(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const std::string dead = Read("dead");
    EXPECT_THAT(dead, HasSubstr("UNKNOWN_ESCALATION")) << form;
    EXPECT_THAT(dead, HasSubstr(R"(\"id\":\"unknown\")")) << form;
    EXPECT_THAT(dead, Not(HasSubstr(R"(\"id\":\"known\")"))) << form;
  }
}

TEST_F(FeedbackTest, AGroupThatBecomesSmallIsTakenBack) {
  const std::string both = CallOf("c1", 2, "e1") + CallOf("c2", 3, "e2");
  const std::string one_is_left = CallOf("c2", 5, "e3") + CallOf("c2", 6, "e4");
  const std::string two_again = CallOf("c1", 7, "e5");
  EXPECT_THAT(Feedback("", both + one_is_left + two_again), Not(HasSubstr("RETRACTED")));
  const std::string shown = Feedback("feedback_min_customers: 2", both + one_is_left + two_again);
  EXPECT_THAT(shown, HasSubstr(R"("state":"RETRACTED")"));
  EXPECT_THAT(shown, HasSubstr(R"("state":"OPENED","previousState":"RETRACTED")"));
}

}  // namespace
}  // namespace loopbreaker
