// The program says of every vector what the vector says. It reads files plain and gzipped, and remembers less of an
// event than the libraries do by themselves.
#include <cstdio>

#include "conformance/final_table.h"
#include "conformance/vector.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

// Standard output of the program.
std::string Replay(const Vector& vector, const std::string& options) {
  const std::string command = std::string(LOOPBREAKER_PROGRAM) + " replay --quiet " + options + " --rules '" +
                              vector.PathOf("rules.yaml") + "' --as-of " + vector.AsOf() + " '" + vector.Events() + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "could not be run: " + command;
  std::string out;
  char buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
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
