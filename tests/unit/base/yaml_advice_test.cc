#include "base/yaml_advice.h"

#include <gtest/gtest.h>

namespace loopbreaker {
namespace {

TEST(DurationAdviceTest, UnitsThatPeopleWrite) {
  for (const char* days : {"90", "90dd", "90 d", "90 days", "90 Dagen"}) {
    EXPECT_EQ(DurationAdvice(days, false), "; did you mean '90d'?") << days;
  }
  EXPECT_EQ(DurationAdvice("2 weken", false), "; did you mean '14d'?");
  EXPECT_EQ(DurationAdvice("8 uur", false), "; did you mean '8h'?");
  EXPECT_EQ(DurationAdvice("5 werkdagen", true), "; did you mean '5bd'?");
}

TEST(DurationAdviceTest, DecimalsAreSmallerUnits) {
  EXPECT_EQ(DurationAdvice("2,5d", false), "; did you mean '2d12h'?");
  EXPECT_EQ(DurationAdvice("1.5 uur", false), "; did you mean '1h30m'?");
  EXPECT_EQ(DurationAdvice("0,25 dag", false), "; did you mean '6h'?");
}

TEST(DurationAdviceTest, NothingIsGuessed) {
  for (const char* text : {"", "soon", "3 months", "2,5", "2,5 months", "0,33h", "123456", "90d", "5 werkdagen"}) {
    EXPECT_EQ(DurationAdvice(text, false), "") << text;
  }
}

TEST(FlagAdviceTest, YesAndNoInBothLanguages) {
  EXPECT_EQ(FlagAdvice("NO"), "; did you mean 'false'?");
  EXPECT_EQ(FlagAdvice("ja"), "; did you mean 'true'?");
  EXPECT_EQ(FlagAdvice("True"), "; did you mean 'true'?");
  EXPECT_EQ(FlagAdvice("maybe"), "");
}

TEST(IntegerAdviceTest, DecimalsOfMoneyAreCents) {
  EXPECT_EQ(IntegerAdvice("75,50", "'callout_fee_cents'"), "; did you mean '7550'?");
  EXPECT_EQ(IntegerAdvice("75,5", "'callout_fee_cents'"), "; write it without comma or point");
  EXPECT_EQ(IntegerAdvice("2.5", "'at_least'"), "; write it without comma or point");
  EXPECT_EQ(IntegerAdvice("many", "'at_least'"), "");
  EXPECT_EQ(IntegerAdvice("1,2,3", "'at_least'"), "");
}

TEST(CurlyQuotesTest, OnlyAroundTheWhole) {
  EXPECT_TRUE(InCurlyQuotes("“A third visit”"));
  EXPECT_TRUE(InCurlyQuotes("‘FIXED’"));
  EXPECT_TRUE(InCurlyQuotes("„Nederlands”"));
  EXPECT_FALSE(InCurlyQuotes("’s-Hertogenbosch"));
  EXPECT_FALSE(InCurlyQuotes("the “third” visit"));
  EXPECT_FALSE(InCurlyQuotes("”"));
  EXPECT_FALSE(InCurlyQuotes(""));
}

}  // namespace
}  // namespace loopbreaker
