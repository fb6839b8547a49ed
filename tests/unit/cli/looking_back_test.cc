// What the commands that look back over a whole export have in common: what they leave out, they say.
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "gmock/gmock.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string InTheYear(int year, const std::string& event) {
  std::string text = event;
  return text.replace(text.find("2026"), 4, std::to_string(year));
}

class LookingBackTest : public ProgramTest {
 protected:
  std::vector<std::vector<std::string>> Commands() const {
    return {{"explain", "--customer", "c1"},
            {"backtest", "--against", PathOf("rules.yaml")},
            {"coverage"},
            {"report", "--html", PathOf("page.html")}};
  }
  std::vector<Ran> EachOf(const std::string& events, const std::vector<std::string>& more) const {
    const std::string file = Write("events.jsonl", events);
    std::vector<Ran> all;
    for (std::vector<std::string> command : Commands()) {
      command.insert(command.end(), {file, "--rules", PathOf("rules.yaml")});
      command.insert(command.end(), more.begin(), more.end());
      all.push_back(Run(command));
      EXPECT_EQ(all.back().exit_code, 0) << command[0] << ": " << all.back().err;
    }
    return all;
  }
};

TEST_F(LookingBackTest, ControlCWritesNothingOfAPart) {
  for (std::vector<std::string> command : Commands()) {
    SCOPED_TRACE(command[0]);
    command.insert(command.end(), {"--rules", PathOf("rules.yaml"), "-"});
    const Ran ran = RunUntilControlC(command);
    EXPECT_EQ(ran.exit_code, 130);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("interrupted: nothing was written"));
    EXPECT_FALSE(std::filesystem::exists(PathOf("page.html")));
  }
}

TEST_F(LookingBackTest, WhatIsLaterThanAsOfIsCounted) {
  // The one a minute later is within max_clock_skew of it, and left out as well.
  std::string soon = Call(5, "e3");
  soon.replace(soon.find("T10:00"), 6, "T00:01");
  for (const Ran& ran :
       EachOf(Call(2, "e1") + Call(3, "e2") + soon + Call(7, "e4"), {"--as-of", "2026-03-05T00:00:00Z"})) {
    EXPECT_EQ(ran.err, "loopbreaker: 2 events are left out, as later than 2026-03-05T00:00:00Z (--as-of)\n");
  }
}

TEST_F(LookingBackTest, WhatIsFromTheFutureAsksForTheClockOfItsSource) {
  for (const Ran& ran : EachOf(Call(2, "e1") + InTheYear(2099, Call(3, "e2")), {})) {
    EXPECT_THAT(ran.err, HasSubstr("loopbreaker: 1 event is left out, as later than 20"));
    EXPECT_THAT(ran.err, HasSubstr("is the clock of their source right?"));
    EXPECT_THAT(ran.err, Not(HasSubstr("could not be used")));
  }
}

TEST_F(LookingBackTest, WhatCannotBeUsedIsCounted) {
  for (const Ran& ran : EachOf(Call(2, "e1") + "{}\n", {})) {
    EXPECT_EQ(ran.err, "loopbreaker: 1 event could not be used; `loopbreaker replay --dead-letters FILE` says why\n");
  }
}

TEST_F(LookingBackTest, NothingIsSaidWhereNothingIsLeftOut) {
  for (const Ran& ran : EachOf(Call(2, "e1"), {"--as-of", "2026-03-05T00:00:00Z"})) EXPECT_EQ(ran.err, "");
}

TEST_F(LookingBackTest, StandardOutputThatIsFullIsCalledByItsName) {
  const std::string file = Write("events.jsonl", Call(2, "e1") + Call(3, "e2"));
  const std::vector<std::string> commands = {"explain --customer c1 ", "coverage ", "report --html - ", "replay ",
                                             "backtest --against " + PathOf("rules.yaml") + " "};
  for (const std::string& command : commands) {
    const std::string line = LOOPBREAKER_PROGRAM " " + command + file + " --rules " + PathOf("rules.yaml") +
                             " > /dev/full 2> " + PathOf("stderr");
    const int status = std::system(line.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 3) << command;
    EXPECT_THAT(Read("stderr"), HasSubstr("error: cannot write to standard output: No space left on device\n"))
        << command;
  }
}

}  // namespace
}  // namespace loopbreaker
