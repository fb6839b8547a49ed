// Errors for people and for tools.
#include "gmock/gmock.h"
#include "program.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ErrorFormatTest : public ProgramTest {
 protected:
  // An unknown time zone in line 2, and behind it the rules of the fixture with a misspelt event.
  std::string WrongRules(const std::string& name = "wrong.yaml") const {
    std::string text = kRules;
    text.replace(text.find("contact_ended"), 13, "contact_endet");
    text.insert(text.find("rules:"), "settings: {timezone: Mars}\n");
    return Write(name, text);
  }
  std::string FailingTest() const {
    return Write("failing.yaml",
                 "rules: rules.yaml\ntests:\n- name: never\n  customer: c\n  events: [2026-03-02 10:00 call]\n"
                 "  expect: [{rule: second-call, status: OPEN}]\n");
  }
};

TEST_F(ErrorFormatTest, AFolderIsNoFile) {
  const std::string folder = PathOf("");
  for (const char* command : {"check", "test"}) {
    const Ran ran = Run({command, folder});
    EXPECT_EQ(ran.exit_code, 3) << command;
    EXPECT_THAT(ran.err, HasSubstr("cannot read '" + folder + "': expected a file, found a folder"));
  }
}

TEST_F(ErrorFormatTest, APersonSeesTheLineAndACaret) {
  const std::string path = WrongRules();
  const Ran ran = Run({"check", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_EQ(ran.err, path +
                         ":2:22: error: expected a time zone such as Europe/Amsterdam for 'timezone', found 'Mars'\n"
                         "  2 | settings: {timezone: Mars}\n"
                         "    |                      ^\n" +
                         path +
                         ":8:25: error: expected the name of an event such as visit_completed for 'event', found "
                         "'contact_endet'; did you mean 'contact_ended'?\n"
                         "  8 |     count: {of: {event: contact_endet}, at_least: 2, within: 14d}\n"
                         "    |                         ^\n");
}

TEST_F(ErrorFormatTest, EveryCommandThatReadsRulesShowsTheLine) {
  EXPECT_THAT(Run({"replay", "/dev/null", "--rules", WrongRules()}).err,
              HasSubstr("\n  2 | settings: {timezone: Mars}\n"));
  EXPECT_THAT(Run({"test", Write("t.yaml", "rules: rules.yaml\ntests: 3\n")}).err,
              HasSubstr("\n  2 | tests: 3\n    |        ^\n"));
}

TEST_F(ErrorFormatTest, JsonIsAnObjectALine) {
  const std::string path = WrongRules();
  EXPECT_EQ(
      Run({"check", "--error-format", "json", path}).err,
      "{\"file\":\"" + path +
          "\",\"line\":2,\"column\":22,\"severity\":\"error\",\"message\":\"expected a time zone such as "
          "Europe/Amsterdam for 'timezone', found 'Mars'\"}\n"
          "{\"file\":\"" +
          path +
          "\",\"line\":8,\"column\":25,\"severity\":\"error\",\"message\":\"expected the name of an event such as "
          "visit_completed for 'event', found 'contact_endet'\",\"hint\":\"contact_ended\"}\n");
}

TEST_F(ErrorFormatTest, GithubIsAWorkflowCommandWithItsSpecialCharactersEscaped) {
  const std::string path = WrongRules("50%,a:b.yaml");
  EXPECT_THAT(Run({"check", "--error-format", "github", path}).err,
              AllOf(StartsWith("::error file="), HasSubstr("/50%25%2Ca%3Ab.yaml,line=2,col=22::expected a time zone"),
                    HasSubstr(".yaml,line=8,col=25::expected the name"), EndsWith("did you mean 'contact_ended'?\n")));
}

TEST_F(ErrorFormatTest, AFileThatCannotBeReadIsToldInTheFormatToo) {
  const Ran ran = Run({"check", "--error-format", "json", PathOf("nowhere.yaml"), WrongRules()});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, AllOf(StartsWith("{\"file\":\""), HasSubstr("nowhere.yaml\",\"severity\":\"error\""),
                             HasSubstr("\"line\":8")));
}

TEST_F(ErrorFormatTest, AFailingTestIsToldToTools) {
  const std::string path = FailingTest();
  EXPECT_EQ(Run({"test", path}).err, "");
  const Ran ran = Run({"test", "--error-format", "github", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("failing.yaml,line=3,col=1::the test 'never' failed%0A"), EndsWith("\n")));
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
}

TEST_F(ErrorFormatTest, AnUnknownFormatIsAMatterOfUsage) {
  EXPECT_EQ(Run({"check", "--error-format", "xml", PathOf("rules.yaml")}).exit_code, 2);
}

TEST_F(ErrorFormatTest, TestsOfRulesCanBeCheckedWithoutRunningThem) {
  const Ran ran = Run({"check", FailingTest()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, EndsWith("ok, 1 test\n"));
}

TEST_F(ErrorFormatTest, MistakeInRulesThatManyTestsNameIsToldOnce) {
  Write("rules.yaml", "version: 1\nrulez: []\n");
  const std::string tests =
      "rules: rules.yaml\ntests: [{name: n, events: [2026-03-02 10:00 call], silent: second-call}]\n";
  const Ran ran = Run({"test", Write("a.yaml", tests), Write("b.yaml", tests)});
  EXPECT_EQ(ran.exit_code, 1);
  const std::size_t first = ran.err.find("unknown key 'rulez'");
  ASSERT_NE(first, std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find("unknown key 'rulez'", first + 1), std::string::npos) << ran.err;
  EXPECT_THAT(ran.out, testing::HasSubstr("b.yaml: 0 passed, 1 failed (with errors in the file)"));
}

}  // namespace
}  // namespace loopbreaker
