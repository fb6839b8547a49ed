#include "schema/json.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(JsonTest, WhatFitsStaysOnOneLine) {
  const Json json = Json().Set("b", Json::Texts({"x", "y\"z"})).Set("a", Json::Number(-3)).Set("c", Json::Bool(true));
  EXPECT_EQ(json.Pretty(), "{\"b\": [\"x\", \"y\\\"z\"], \"a\": -3, \"c\": true}\n");
  EXPECT_EQ(Json().Pretty(), "{}\n");
}

TEST(JsonTest, WhatDoesNotFitIsBrokenAtTheOutside) {
  const std::string wide(100, 'w');
  const Json json = Json().Set("a", Json().Set("b", wide)).Set("c", Json::Array({Json::Number(1)}));
  EXPECT_EQ(json.Pretty(), "{\n  \"a\": {\"b\": \"" + wide + "\"},\n  \"c\": [1]\n}\n");
}

TEST(JsonTest, SettingAKeyAgainReplacesItsValue) {
  Json json = Json().Set("a", "x").Set("b", "y");
  json.Set("a", "z");
  EXPECT_EQ(json.Pretty(), "{\"a\": \"z\", \"b\": \"y\"}\n");
  EXPECT_EQ(json.Find("a")->text(), "z");
  EXPECT_EQ(json.Find("c"), nullptr);
}

}  // namespace
}  // namespace loopbreaker
