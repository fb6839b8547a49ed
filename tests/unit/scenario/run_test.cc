#include <algorithm>
#include <filesystem>

#include "gmock/gmock.h"
#include "scenario_case.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kTwoVisits[] = R"(  customer: c1
  events:
  - {at: 2026-03-02 10:00, category: leak, visit_completed: {outcome: NOT_FIXED}}
  - {at: 2026-03-09 10:00, category: leak, visit_completed: {outcome: NOT_FIXED}}
)";

std::string Ran(const std::string& lines) { return FailuresOf(*Loaded(WithTest(lines))); }

TEST(RunTest, ExpectationsThatHoldPass) {
  EXPECT_EQ(Ran(std::string(kTwoVisits) + R"(  expect:
  - {at: 2026-03-09 09:59, rule: twice, status: NONE}
  - {rule: twice, status: OPEN, level: 0, evidence: [e1, e2], activities: 1, opened_at: 2026-03-09T09:00:00Z}
  - {at: 2026-03-11 10:00, rule: twice, status: OPEN, level: 1, evidence: 2}
  silent: everywhere
)"),
            "");
}

TEST(RunTest, WhatDiffersIsShownSideBySideWithTheTimeline) {
  EXPECT_EQ(Ran(std::string(kTwoVisits) + "  expect: [{rule: twice, status: OPEN, level: 1, evidence: 3}]\n"),
            R"(it:
  t.yaml:12: twice at 2026-03-09 10:00
                 expected  got
      status     OPEN      OPEN
    * level      1         0
    * evidence   3         2 (e1, e2)
      opened_at            2026-03-09 10:00
      c1, leak, open:
        2026-03-02 10:00  e1  visit, not fixed
        2026-03-09 10:00  e2  visit, not fixed
)");
}

TEST(RunTest, AtAClockLaterEventsDoNotExist) {
  // The third visit would be the only evidence of a corrected second one.
  EXPECT_EQ(Ran(R"(  customer: c1
  events:
  - {at: 2026-03-02 10:00, category: leak, visit_completed: {outcome: NOT_FIXED}}
  - {at: 2026-03-09 10:00, id: v, category: leak, visit_completed: {outcome: NOT_FIXED}}
  - {at: 2026-03-10 10:00, id: v, revision: 1, category: leak, visit_completed: {outcome: STEP_DONE}}
  expect:
  - {at: 2026-03-09 10:00, rule: twice, status: OPEN}
  - {at: 2026-03-10 10:00, rule: twice, status: NONE}
  silent: [twice]
)"),
            "");
}

TEST(RunTest, SilentMeansNeverActive) {
  const std::string failures = Ran(std::string(kTwoVisits) +
                                   "  - {at: 2026-03-10 10:00, category: leak, visit_completed: {outcome: FIXED}}\n"
                                   "  silent: [twice]\n");
  EXPECT_THAT(failures, HasSubstr("twice was to be silent, and was active from 2026-03-09 10:00"));
}

TEST(RunTest, WhatIsForgottenWasActiveNonetheless) {
  const std::string failures = Ran(std::string(kTwoVisits) +
                                   "  - {at: 2026-03-10 10:00, category: leak, visit_completed: {outcome: FIXED}}\n"
                                   "  as_of: 2028-03-10 10:00\n  silent: [twice]\n");
  EXPECT_THAT(failures, HasSubstr("twice was to be silent"));
}

TEST(RunTest, AnotherCustomerIsNotMeant) {
  EXPECT_EQ(Ran(std::string(kTwoVisits) + "  expect: [{rule: twice, customer: c2, status: NONE}]\n"), "");
  EXPECT_THAT(Ran(std::string(kTwoVisits) + "  expect: [{rule: twice, customer: c2, status: OPEN}]\n"),
              HasSubstr("nothing has happened with c2 by then"));
}

TEST(RunTest, GroupsOfAProcessAreMatchedByTheFieldsThatAreGiven) {
  EXPECT_EQ(
      Ran(std::string(kTwoVisits) +
          "  - {at: 2026-03-09 11:00, customer: c2, category: leak, visit_completed: {outcome: FIXED}}\n"
          "  expect:\n  - {rule: everywhere, group: {category: leak}, status: OPEN, facts: 3, evidence: [e1, e2, e3]}\n"
          "  - {rule: everywhere, group: {category: boiler}, status: NONE}\n"),
      "");
}

TEST(RunTest, CustomersAreFoundInTheDirectoryOfTheTest) {
  EXPECT_EQ(Ran(R"(  customers: [{customer_id: c1, identifiers: [{kind: PHONE, value: 06 10420017}]}]
  events:
  - {at: 2026-03-02 10:00, identifiers: [{kind: PHONE, value: "+31610420017"}], category: leak, visit_completed: {outcome: NOT_FIXED}}
  - {at: 2026-03-09 10:00, customer: c1, category: leak, visit_completed: {outcome: NOT_FIXED}}
  expect: [{rule: twice, customer: c1, status: OPEN}]
)"),
            "");
}

TEST(RunTest, AnEventOfNobodyIsSaid) {
  EXPECT_THAT(Ran("  events: [{at: 2026-03-02 10:00, raised: {}}]\n  silent: [twice]\n"),
              HasSubstr("t.yaml:8: the event cannot be used: NO_CUSTOMER"));
}

// The tests that come with the product, and every example of the rule author's guide.
class ShippedTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedTest, Passes) {
  const std::string file = std::string(LOOPBREAKER_SOURCE_DIR) + "/" + GetParam();
  std::string error;
  const auto text = ReadText(file, error);
  ASSERT_TRUE(text) << error;
  const auto blocks = file.ends_with(".md") ? RuleTestBlocks(*text) : std::vector<std::string>{*text};
  ASSERT_THAT(blocks, testing::Not(IsEmpty()));
  for (const std::string& block : blocks) {
    const auto tests = Loaded(block, file);
    EXPECT_THAT(tests->tests, testing::Not(IsEmpty()));
    EXPECT_EQ(FailuresOf(*tests), "");
  }
}

std::vector<std::string> ShippedFiles() {
  std::vector<std::string> files = {"docs/rules.md"};
  const std::filesystem::path root(LOOPBREAKER_SOURCE_DIR);
  for (const auto& entry : std::filesystem::directory_iterator(root / "rules" / "tests")) {
    files.push_back(entry.path().lexically_relative(root).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string NameOfFile(const testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, ShippedTest, testing::ValuesIn(ShippedFiles()), NameOfFile);

}  // namespace
}  // namespace loopbreaker
