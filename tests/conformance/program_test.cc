// The program says of every vector what the vector says. It reads files plain and gzipped, and remembers less of an
// event than the libraries do by themselves.
#include "conformance/final_table.h"
#include "conformance/vector.h"
#include "gtest/gtest.h"
#include "support/command.h"

namespace loopbreaker {
namespace {

// Standard output of the program.
std::string Replay(const Vector& vector, const std::string& options) {
  const std::string command = std::string(LOOPBREAKER_PROGRAM) + " replay --quiet " + options + " --rules '" +
                              vector.PathOf("rules.yaml") + "' --as-of " + vector.AsOf() + " '" + vector.Events() + "'";
  const CommandResult result = RunCommand(command);
  EXPECT_EQ(result.exit_code, 0) << command;
  return result.out;
}

class ProgramTest : public testing::TestWithParam<std::string> {};

TEST_P(ProgramTest, FinalTablesAreThoseOfTheVector) {
  const Vector vector(VectorsFolder() / GetParam());
  const auto same = [&vector](const std::string& name, const std::string& options) {
    const std::string differences =
        Differences(ReadFinalTable(vector.Text(name)), ReadFinalTable(Replay(vector, options)));
    EXPECT_TRUE(differences.empty()) << differences;
  };
  same("verdicts.jsonl", "--final");
  same("loops.jsonl", "--final --loops");
}

INSTANTIATE_TEST_SUITE_P(Vectors, ProgramTest, testing::ValuesIn(VectorNames()), TestNameOf);

}  // namespace
}  // namespace loopbreaker
