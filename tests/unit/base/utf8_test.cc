#include "base/utf8.h"

#include <gtest/gtest.h>

namespace loopbreaker {
namespace {

TEST(Utf8Test, LengthIsThatOfTheFirstCharacter) {
  EXPECT_EQ(Utf8Length("ab"), 1u);
  EXPECT_EQ(Utf8Length("\xC3\xA9z"), 2u);
  EXPECT_EQ(Utf8Length("\xE2\x82\xAC"), 3u);
  EXPECT_EQ(Utf8Length("\xF0\x9F\x90\x8A"), 4u);
}

TEST(Utf8Test, WhatIsNoCharacterHasNoLength) {
  for (const char* bytes : {"\x80", "\xC3", "\xC3z", "\xC0\x80", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
                            "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(Utf8Length(bytes), 0u) << bytes;
  }
}

}  // namespace
}  // namespace loopbreaker
