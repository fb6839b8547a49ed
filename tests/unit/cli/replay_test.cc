// `loopbreaker replay` on files as people have them: empty, torn, too large, of another time.

#include "gmock/gmock.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ReplayTest : public ProgramTest {};

TEST_F(ReplayTest, EmptyFileIsNoMistake) {
  const Ran ran = Replay({Write("events.jsonl", "")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("events                  0"));
}

TEST_F(ReplayTest, RevisionsAreLinesOfJsonWithTheirKind) {
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a") + Call(4, "b"))});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(R"({"kind":"escalation","id":"c1|second-call|phone/a")"),
                             HasSubstr(R"("state":"OPENED")"), EndsWith("}\n")));
}

TEST_F(ReplayTest, StandardInputIsReadAsJson) {
  const Ran ran = Replay({"-"}, Write("events", Call(2, "a") + Call(4, "b")));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("second-call"));
}

TEST_F(ReplayTest, FinalTableHasTheVerdictAndLoopsTheLoop) {
  const std::string events = Write("events.jsonl", Call(2, "a") + Call(4, "b"));
  const Ran verdicts = Replay({events, "--final"});
  EXPECT_THAT(verdicts.out, AllOf(HasSubstr(R"("rule":"second-call")"), HasSubstr(R"("status":"OPEN")"),
                                  HasSubstr(R"("openedAt":"2026-03-04T10:00:00Z")")));
  const Ran loops = Replay({events, "--loops"});
  EXPECT_THAT(loops.out, AllOf(HasSubstr(R"("firstFact":{"source":"phone","id":"a"})"), HasSubstr(R"("facts":2)")));
}

TEST_F(ReplayTest, FileThatDoesNotExistIsTheEnvironment) {
  const Ran ran = Replay({PathOf("nowhere.jsonl")});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("nowhere.jsonl"));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST_F(ReplayTest, HalfALineIsADeadLetterAndTheRestIsUsed) {
  const std::string torn = R"({"source":"phone","id":"x","eventTi)";
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a") + Call(4, "b") + torn), "--dead-letters", PathOf("dead")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("second-call"));
  EXPECT_THAT(Read("dead"), AllOf(HasSubstr(R"("reason":"UNREADABLE")"), HasSubstr(R"("line":3)"),
                                  HasSubstr(R"(\"eventTi)"), HasSubstr("events.jsonl")));
}

TEST_F(ReplayTest, LineOfFiftyMegabytesIsRefusedAndTheNextOneRead) {
  const std::string huge = R"({"source":")" + std::string(50'000'000, 'x') + "\"}\n";
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a") + huge + Call(4, "b")), "--dead-letters", PathOf("dead")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("second-call"));
  const std::string dead = Read("dead");
  EXPECT_THAT(dead.substr(0, 300), AllOf(HasSubstr(R"("reason":"UNREADABLE")"), HasSubstr(R"("line":2)")));
  EXPECT_LT(dead.size(), 2'000'000u);
}

TEST_F(ReplayTest, Year2099IsFromTheFutureAndMovesNoClock) {
  std::string late = Call(6, "late");
  late.replace(late.find("2026-"), 5, "2099-");
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a") + late + Call(4, "b")), "--final", "--dead-letters",
                          PathOf("dead"), "--as-of", "2026-03-05T00:00:00Z"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("status":"OPEN")"));
  EXPECT_THAT(Read("dead"), AllOf(HasSubstr(R"("reason":"FROM_THE_FUTURE")"), HasSubstr(R"("line":2)")));
}

TEST_F(ReplayTest, UnknownEnumValueIsADeadLetterThatNamesIt) {
  std::string odd = Call(3, "odd");
  odd.replace(odd.find("UNRESOLVED"), 10, "UNRESOLVT");
  const Ran ran = Replay({Write("events.jsonl", odd), "--dead-letters", PathOf("dead")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(Read("dead"), AllOf(HasSubstr("UNRESOLVT"), HasSubstr("disposition"), HasSubstr(R"("line":1)")));
}

TEST_F(ReplayTest, DeadLettersSayReasonPlaceAndTheEventAsItCame) {
  const std::string nobody =
      R"({"source":"phone","id":"n","eventTime":"2026-03-02T10:00:00Z","contactEnded":{"direction":"INBOUND"}})";
  const std::string nameless = R"({"source":"phone","eventTime":"2026-03-02T10:00:00Z","caseOpened":{}})";
  const Ran ran = Replay({Write("events.jsonl", nobody + "\n" + nameless + "\n"), "--dead-letters", PathOf("dead")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const std::string dead = Read("dead");
  EXPECT_THAT(dead, AllOf(HasSubstr(R"({"reason":"INVALID","detail":"id: expected)"), HasSubstr(R"("line":2)"),
                          HasSubstr(R"("raw":"{\"source\":\"phone\",\"eventTime\")")));
  EXPECT_THAT(dead, HasSubstr(R"("reason":"NO_CUSTOMER")"));
}

TEST_F(ReplayTest, MisspeltRuleIsToldWithItsPlaceAndTheNearestName) {
  std::string rules = kRules;
  rules.replace(rules.find("contact_ended"), 13, "contact_endet");
  Write("rules.yaml", rules);
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a"))});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("rules.yaml:7:"), HasSubstr("error"), HasSubstr("contact_endet"),
                             HasSubstr("contact_ended")));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST_F(ReplayTest, OutputThatCannotBeWrittenIsTheEnvironment) {
  const std::string events = Write("events.jsonl", Call(2, "a") + Call(4, "b"));
  const Ran no_folder = Replay({events, "--out", PathOf("no/such/folder")});
  EXPECT_EQ(no_folder.exit_code, 3);
  EXPECT_THAT(no_folder.err, HasSubstr("no/such/folder"));
  const Ran full_disk = Replay({events, "--out", "/dev/full"});
  EXPECT_EQ(full_disk.exit_code, 3);
  EXPECT_THAT(full_disk.err, HasSubstr("/dev/full"));
}

TEST_F(ReplayTest, OutputFileTakesItsNameOnlyWhenItIsComplete) {
  const Ran ran = Replay({Write("events.jsonl", Call(2, "a") + Call(4, "b")), "--out", PathOf("revisions")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(Read("revisions"), HasSubstr("second-call"));
  EXPECT_FALSE(std::filesystem::exists(PathOf("revisions.part")));
}

TEST_F(ReplayTest, MistakesOfUsageAreExitCode2) {
  EXPECT_EQ(Run({}).exit_code, 2);
  EXPECT_EQ(Run({"replya"}).exit_code, 2);
  EXPECT_EQ(Run({"replay", "--rules", PathOf("rules.yaml")}).exit_code, 2);
  const Ran ran = Replay({Write("events.jsonl", ""), "--as-of", "yesterday"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("yesterday"));
}

TEST_F(ReplayTest, HelpIsNoMistake) {
  const Ran ran = Run({"replay", "--help"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("--dead-letters"));
}

TEST_F(ReplayTest, ControlCEndsWithWhatWasRead) {
  const Ran ran = RunUntilControlC({"replay", "--rules", PathOf("rules.yaml"), "--reorder", "0", "-"});
  EXPECT_EQ(ran.exit_code, 130);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("interrupted"), HasSubstr("events  "), Not(HasSubstr("error"))));
  EXPECT_THAT(ran.out, AllOf(HasSubstr("second-call"), EndsWith("}\n")));
}

}  // namespace
}  // namespace loopbreaker
