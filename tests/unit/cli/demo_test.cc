// `loopbreaker demo` tells its story wherever it is started, in a form that fits a screen.
#include "base/utf8.h"
#include "gmock/gmock.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class DemoTest : public ProgramTest {
 protected:
  Ran ran_ = Run({"demo", "--once"});

  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    std::istringstream text(ran_.out);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  // The line with `words` and the `more` after it.
  std::string From(const std::string& words, std::size_t more) const {
    const std::vector<std::string> lines = Lines();
    std::string found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find(words) == std::string::npos) continue;
      for (std::size_t j = i; j < lines.size() && j <= i + more; ++j) found += lines[j] + "\n";
      break;
    }
    return found;
  }
};

TEST_F(DemoTest, ThirdCalloutNamesDeskPartMandateAndCost) {
  EXPECT_EQ(ran_.exit_code, 0) << ran_.err;
  EXPECT_THAT(ran_.err, IsEmpty());
  const std::string callout = From("A third visit did not fix it", 4);
  EXPECT_THAT(callout, AllOf(HasSubstr("HIGH to team-lead"), HasSubstr("€ 303.00"), HasSubstr("3 customer days"),
                             HasSubstr("3 of 3 visits in vain")));
  EXPECT_THAT(callout, AllOf(HasSubstr("Missing: thermostatic valve 22 mm; mandate: open the shaft wall"),
                             HasSubstr("Next: Send a fitter with part thermostatic valve 22 mm and a mandate")));
}

TEST_F(DemoTest, WhatTimeAloneBringsIsToldAtItsTime) {
  EXPECT_THAT(ran_.out, HasSubstr("Fri  6 Feb 11:00  >> HIGH to director: Nobody decides about the mandate"));
  EXPECT_THAT(ran_.out, HasSubstr("Mon 23 Feb 09:00  >> CRITICAL to planning: The van leaves without"));
  EXPECT_THAT(From("A promise was not kept", 0), HasSubstr("17:00  >> HIGH to team-lead"));
}

TEST_F(DemoTest, DeskSolvesIt) {
  EXPECT_THAT(From("A desk takes it on", 30), AllOf(HasSubstr("supervisor: acknowledged"), HasSubstr("visit, fixed"),
                                                    HasSubstr("In all: 3 of 4 visits in vain")));
}

TEST_F(DemoTest, FeedbackSaysWhatToChange) {
  EXPECT_THAT(ran_.out, AllOf(HasSubstr("Put part thermostatic valve 22 mm on the van"),
                              HasSubstr("Rewrite letter service-costs-2025")));
}

TEST_F(DemoTest, RealLogIsCountedAndItsWorstLoopIsFirst) {
  EXPECT_THAT(ran_.out, AllOf(HasSubstr("150 customers"), HasSubstr("261 loops"), HasSubstr("reopened-twice")));
  EXPECT_THAT(From("Most in a loop", 1), HasSubstr("came back 3 times in 12 days"));
}

TEST_F(DemoTest, FitsTwoScreensAndNinetyColumnsWithoutColours) {
  const std::vector<std::string> lines = Lines();
  EXPECT_LE(lines.size(), 100u);
  for (const std::string& line : lines) {
    std::size_t columns = 0;
    for (std::string_view rest = line; !rest.empty(); ++columns) {
      ASSERT_NE(Utf8Length(rest), 0u) << line;
      rest.remove_prefix(Utf8Length(rest));
    }
    EXPECT_LE(columns, 90u) << line;
  }
  EXPECT_THAT(ran_.out, Not(HasSubstr("\033")));
}

TEST_F(DemoTest, ReadmeShowsWhatIsPrinted) {
  std::ifstream readme(std::string(LOOPBREAKER_SOURCE_DIR) + "/README.md");
  bool excerpt = false;
  std::size_t shown = 0;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("```")) {
      excerpt = line == "```text";
    } else if (excerpt && line != "…") {
      EXPECT_THAT(Lines(), Contains(line));
      ++shown;
    }
  }
  EXPECT_GT(shown, 10u);
}

TEST_F(DemoTest, NamesNoAgentAndNoTechnician) {
  for (const char* name : {"bram", "chris", "dora", " t-11", " t-31"}) EXPECT_THAT(ran_.out, Not(HasSubstr(name)));
}

TEST_F(DemoTest, OutputThatCannotBeWrittenIsTheEnvironment) {
  const std::string command = std::string(LOOPBREAKER_PROGRAM) + " demo >/dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 3);
}

TEST_F(DemoTest, AnOptionThatDoesNotExistIsExitCode2) { EXPECT_EQ(Run({"demo", "--listn", "x"}).exit_code, 2); }

}  // namespace
}  // namespace loopbreaker
