#include "base/percent.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(PercentTest, IsDecoded) {
  EXPECT_EQ(DecodePercent("a%7Cb%2fc%25d"), "a|b/c%d");
  for (const char* wrong : {"%", "a%2", "%zz", "%1"}) EXPECT_FALSE(DecodePercent(wrong)) << wrong;
}

TEST(PercentTest, EveryByteComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(DecodePercent(EncodePercent(all)), all);
}

TEST(PercentTest, UnreservedCharactersStay) { EXPECT_EQ(EncodePercent("aZ09-._~|/"), "aZ09-._~%7C%2F"); }

}  // namespace
}  // namespace loopbreaker
