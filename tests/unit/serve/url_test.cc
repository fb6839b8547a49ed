#include "serve/url.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(UrlTest, QueryIsNamesAndValues) {
  EXPECT_THAT(*ParseQuery("a=b&c=d%26e+f&&g"), ElementsAre(Pair("a", "b"), Pair("c", "d&e f"), Pair("g", "")));
  EXPECT_FALSE(ParseQuery("a=%"));
}

TEST(UrlTest, NameInBracesIsOnePart) {
  Parameters parameters;
  EXPECT_TRUE(MatchPath("/a/{id}/b", "/a/x%2Fy/b", parameters));
  EXPECT_THAT(parameters, ElementsAre(Pair("id", "x/y")));
  for (const char* other : {"/a/x", "/a//b", "/a/x/y/b", "/a/x/c", "/a/%/b"}) {
    EXPECT_FALSE(MatchPath("/a/{id}/b", other, parameters)) << other;
  }
}

}  // namespace
}  // namespace loopbreaker
