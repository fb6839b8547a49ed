// The command as a person runs it. LOOPBREAKER_REWRITE=1 writes the golden text anew, and the difference is reviewed.
#include "unit/cli/program.h"
#include "gmock/gmock.h"
#include "support/golden.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

const std::string kRoot = LOOPBREAKER_SOURCE_DIR "/";

// One line for every member of the outer two levels.
std::string Readable(const std::string& json) {
  std::string text;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) quoted = !quoted;
    if (!quoted && (c == '}' || c == ']')) --depth;
    text += c;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == ',' && depth <= 2) text += "\n" + std::string(static_cast<std::size_t>(depth), ' ');
  }
  return text;
}

class ReportProgramTest : public ProgramTest {
 protected:
  std::vector<std::string> Plumber(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"report",      kRoot + "examples/plumber/events.jsonl",
                                          "--customers", kRoot + "examples/plumber/customers.jsonl",
                                          "--rules",     kRoot + "rules/default.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(ReportProgramTest, PlumberIsReadable) {
  std::string text = Readable(Run(Plumber({"--format", "json"})).out);
  if (const std::size_t at = text.find(kRoot); at != std::string::npos) text.erase(at, kRoot.size());
  ExpectGolden(kRoot + "tests/golden/report/plumber.json", text);
}

TEST_F(ReportProgramTest, RealLogNamesItsProxies) {
  const Ran ran = Run({"report", kRoot + "examples/uci/incidents_excerpt.csv", "--mapping",
                       kRoot + "mappings/uci_incidents.yaml", "--rules", kRoot + "rules/default.yaml", "--html", "-"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Caller 3870 (3"));
  EXPECT_THAT(ran.out, HasSubstr("a third party"));
}

TEST_F(ReportProgramTest, LanguageIsThatOfTheRulesUnlessAskedForAnother) {
  EXPECT_THAT(Run(Plumber({"--html", "-"})).out, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(Run(Plumber({"--html", "-", "--language", "nl"})).out, HasSubstr("<html lang=\"nl\">"));
  EXPECT_EQ(Run(Plumber({"--html", "-", "--language", "fr"})).exit_code, 2);
}

TEST_F(ReportProgramTest, PageAndJsonInOneRun) {
  const Ran ran = Run(Plumber({"--html", PathOf("page.html"), "--format", "json"}));
  EXPECT_THAT(ran.out, testing::StartsWith("{\"rulesFile\""));
  EXPECT_THAT(Read("page.html"), testing::EndsWith("</html>\n"));
}

TEST_F(ReportProgramTest, CallThatALateFactProvedWrongIsTakenBack) {
  // The word that the part came in arrives after everything else, and long after somebody was called for want of it.
  const std::string events = Read(kRoot + "examples/plumber/events.jsonl");
  const std::size_t begin = events.rfind('\n', events.find("\"fs-013\"")) + 1;
  const std::size_t end = events.find('\n', begin) + 1;
  Write("late.jsonl", events.substr(0, begin) + events.substr(end) + events.substr(begin, end - begin));
  std::vector<std::string> arguments = Plumber({"--format", "json", "--reorder", "0"});
  arguments[1] = PathOf("late.jsonl");
  const std::string late = Run(arguments).out;
  EXPECT_THAT(late, HasSubstr("\"retracted\":1"));
  EXPECT_THAT(late, HasSubstr("\"lateEvents\":2,")) << "one of the story itself came late too";
  arguments.back() = "400d";
  const std::string sorted = Run(arguments).out;
  EXPECT_THAT(sorted, testing::Not(HasSubstr("\"retracted\":1")));
  EXPECT_THAT(sorted, HasSubstr("\"lateEvents\":0,"));
}

TEST_F(ReportProgramTest, NowhereToWriteIsAnErrorOfUsage) {
  const Ran ran = Run(Plumber({}));
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("expected --html OUT, --format json or both"));
  EXPECT_EQ(Run(Plumber({"--html", "-", "--format", "json"})).exit_code, 2);
}

TEST_F(ReportProgramTest, EarlierPageStaysWhenThereIsNoNewOne) {
  Write("page.html", "the one of last month");
  const Ran ran =
      Run({"report", PathOf("missing.jsonl"), "--rules", PathOf("rules.yaml"), "--html", PathOf("page.html")});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(Read("page.html"), "the one of last month");
}

TEST_F(ReportProgramTest, PageIsWrittenWholeOrNotAtAll) {
  const Ran ran = Run(Plumber({"--html", PathOf("no/such/folder/page.html")}));
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("no/such/folder/page.html"));
  EXPECT_FALSE(std::filesystem::exists(PathOf("no")));
  ASSERT_EQ(Run(Plumber({"--html", PathOf("page.html")})).exit_code, 0);
  int pages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PathOf("."))) {
    pages += entry.path().filename().string().find("page") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(pages, 1) << "nothing temporary is left behind";
}

}  // namespace
}  // namespace loopbreaker
