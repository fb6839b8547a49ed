#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& path, std::shared_ptr<const Mapping> mapping = nullptr) {
  std::string error;
  EXPECT_EQ(OpenEvents(path, std::move(mapping), error), nullptr);
  return error;
}

const char kCsv[] =
    "source: s\nformat: csv\nevents:\n  - {id: \"{id}\", event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n";
const char kJson[] =
    "source: s\nformat: json\nevents:\n  - {id: \"{/id}\", event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n";

TEST(OpenEventsTest, ErrorsSayWhatToDo) {
  EXPECT_THAT(ErrorOf("export.csv"), HasSubstr("--mapping"));
  EXPECT_THAT(ErrorOf("export.csv.gz", MappingOf(kJson)), HasSubstr("`format: csv`"));
  EXPECT_THAT(ErrorOf("export.xlsx"), HasSubstr("expected .jsonl"));
  EXPECT_THAT(ErrorOf("/nowhere/export.jsonl"), HasSubstr("cannot open '/nowhere/export.jsonl': No such file"));
  EXPECT_THAT(ErrorOf("/tmp/../tmp/.json"), HasSubstr("cannot open"));
}

TEST(OpenEventsTest, CsvNeedsAHeaderWithTheColumns) {
  const TempFile empty("e.csv", "");
  EXPECT_THAT(ErrorOf(empty.path(), MappingOf(kCsv)), HasSubstr("is empty, expected CSV with a header row"));
  const TempFile other("e.csv", "nr,text\n");
  EXPECT_THAT(ErrorOf(other.path(), MappingOf(kCsv)), HasSubstr("lacks columns that the mapping needs: 'id'"));
}

TEST(OpenEventsTest, OtherEndingsAreWhatTheMappingSays) {
  EXPECT_THAT(ReadFile("export.txt", "id\na\n", MappingOf(kCsv)).lines, ElementsAre("a"));
  EXPECT_THAT(ReadFile("export.log", "{\"id\":\"a\"}\n", MappingOf(kJson)).lines, ElementsAre("a"));
}

// Gives the bytes as standard input while it lives.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : kept_(::dup(STDIN_FILENO)) {
    const int file = ::open(path.c_str(), O_RDONLY);
    EXPECT_EQ(::dup2(file, STDIN_FILENO), STDIN_FILENO);
    ::close(file);
  }
  ~StandardInput() {
    ::dup2(kept_, STDIN_FILENO);
    ::close(kept_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int kept_;
};

TEST(OpenEventsTest, DashIsStandardInput) {
  const TempFile json("x", Gzip(EventLine("a")));
  const TempFile csv("y", "id\nb\n");
  std::string error;
  {
    const StandardInput input(json.path());
    EXPECT_THAT(ReadAll(*OpenEvents("-", nullptr, error)).lines, ElementsAre("a"));
  }
  const StandardInput input(csv.path());
  EXPECT_THAT(ReadAll(*OpenEvents("-", MappingOf(kCsv), error)).lines, ElementsAre("b"));
}

}  // namespace
}  // namespace loopbreaker
