// The figures of days, as `replay` writes them.
#include "gmock/gmock.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

class KpiTest : public ProgramTest {};

// No rule reads what figures are made of: a table keeps it all the same.
TEST_F(KpiTest, ATableAndAStreamCountTheSame) {
  Write("rules.yaml", "version: 1\nrules: []\n");
  const std::string events = std::string(LOOPBREAKER_SOURCE_DIR) + "/examples/plumber/events.jsonl";
  const std::string nobody_home = Write(
      "more.jsonl", R"({"source":"s","id":"v","eventTime":"2026-03-02T10:00:00Z","customerId":"c1","category":"leak",)"
                    R"("visitCompleted":{"outcome":"NOT_FIXED","blockers":["NO_ACCESS"]}})"
                    "\n");
  const auto days = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {events, nobody_home, "--quiet", "--kpi", "-", "--out", "/dev/null"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = Replay(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  };
  const std::string of_stream = days({});
  EXPECT_THAT(of_stream, HasSubstr(R"("kind":"kpi","day":"2026-03-02","category":"leak","noAccess":1)"));
  EXPECT_EQ(days({"--final"}), of_stream);
  EXPECT_EQ(days({"--loops"}), of_stream);
}

}  // namespace
}  // namespace loopbreaker
