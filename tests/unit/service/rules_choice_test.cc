#include "service/rules_choice.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(RulesChoiceTest, TheFirstFileIsPublished) { EXPECT_EQ(ChooseRules("a", std::nullopt), RulesChoice::kPublish); }

TEST(RulesChoiceTest, TheFileOfTheTopicIsNotPublishedAgain) {
  EXPECT_EQ(ChooseRules("a", RulesAfter(std::nullopt, "a", "a.yaml")), RulesChoice::kSame);
}

TEST(RulesChoiceTest, AFileThatWasReplacedDoesNotComeBackByItself) {
  const v1::Rules first = RulesAfter(std::nullopt, "a", "a.yaml");
  const v1::Rules second = RulesAfter(first, "b", "b.yaml");
  const v1::Rules third = RulesAfter(second, "c", "c.yaml");
  EXPECT_EQ(ChooseRules("a", third), RulesChoice::kOld);
  EXPECT_EQ(ChooseRules("b", third), RulesChoice::kOld);
  EXPECT_EQ(ChooseRules("c", third), RulesChoice::kSame);
  EXPECT_EQ(ChooseRules("d", third), RulesChoice::kPublish);
}

TEST(RulesChoiceTest, WhatIsRememberedIsBounded) {
  v1::Rules rules = RulesAfter(std::nullopt, "0", "r.yaml");
  for (int i = 1; i <= 1100; ++i) rules = RulesAfter(rules, std::to_string(i), "r.yaml");
  EXPECT_EQ(rules.earlier_size(), 1000);
  EXPECT_EQ(ChooseRules("1099", rules), RulesChoice::kOld) << "the newest are kept";
}

}  // namespace
}  // namespace loopbreaker
