#include "base/read_number.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(ReadNumberTest, WholeTextIsTheNumber) {
  std::int32_t number = 0;
  EXPECT_TRUE(ReadNumber("-17", number));
  EXPECT_EQ(number, -17);
  EXPECT_TRUE(ReadNumber("ff", number, 16));
  EXPECT_EQ(number, 255);
}

TEST(ReadNumberTest, AnythingElseIsNone) {
  std::uint16_t number = 0;
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "1.0", "ff", "65536"})
    EXPECT_FALSE(ReadNumber(text, number)) << text;
}

}  // namespace
}  // namespace loopbreaker
