#include "base/diagnostic.h"

#include <gtest/gtest.h>

namespace loopbreaker {
namespace {

TEST(DiagnosticTest, PlaceComesFirst) {
  EXPECT_EQ(ToText({"rules.yaml", 3, 7, "expected a list"}), "rules.yaml:3:7: error: expected a list");
  EXPECT_EQ(ToText({"rules.yaml", 0, 0, "empty"}), "rules.yaml: error: empty");
}

TEST(NearestTest, FewEditsAreAMisspelling) {
  const std::vector<std::string> names = {"FIXED", "TEMPORARY_FIX", "NOT_FIXED", "STEP_DONE"};
  EXPECT_EQ(Nearest("FIXD", names), "FIXED");
  EXPECT_EQ(Nearest("fixed", names), "FIXED");
  EXPECT_EQ(Nearest("not-fixed", names), "NOT_FIXED");
  EXPECT_EQ(Nearest("TEMPORAIRY_FIKS", names), "TEMPORARY_FIX");
  EXPECT_EQ(Nearest("SPET_DONE", names), "STEP_DONE");
}

TEST(NearestTest, WhatResemblesNothingGetsNoAdvice) {
  EXPECT_EQ(Nearest("BROKEN", {"FIXED", "NOT_FIXED"}), "");
  EXPECT_EQ(Nearest("x", {"on", "by"}), "");
  EXPECT_EQ(Nearest("", {"on"}), "");
  EXPECT_EQ(DidYouMean("BROKEN", {"FIXED"}), "");
}

TEST(NearestTest, AdviceIsAQuestion) { EXPECT_EQ(DidYouMean("setings", {"settings"}), "; did you mean 'settings'?"); }

}  // namespace
}  // namespace loopbreaker
