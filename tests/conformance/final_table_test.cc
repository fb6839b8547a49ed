// What compares must itself see a difference, and only a difference.
#include "conformance/final_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

std::string Compare(const std::string& wanted, const std::string& got) {
  return Differences(ReadFinalTable(wanted), ReadFinalTable(got));
}

TEST(FinalTableTest, AbsentZeroNullAndEmptyAreTheSame) {
  EXPECT_EQ(Compare(R"({"rule":"r","level":0,"per":"","resolvedAt":null,"evidence":[],"measures":{"visits":0}})",
                    R"({"rule":"r"})"),
            "");
}

TEST(FinalTableTest, NumbersMayBeText) {
  EXPECT_EQ(Compare(R"({"rule":"r","costCents":"9500"})", R"({"rule":"r","costCents":9500})"), "");
}

TEST(FinalTableTest, OrderOfRowsAndUnknownNamesDoNotMatter) {
  EXPECT_EQ(Compare("{\"rule\":\"a\"}\n{\"rule\":\"b\"}\n", "{\"rule\":\"b\",\"kind\":\"x\"}\n{\"rule\":\"a\"}\n"), "");
}

TEST(FinalTableTest, AnotherValueIsNamed) {
  EXPECT_THAT(Compare(R"({"rule":"r","level":1})", R"({"rule":"r","level":2})"),
              HasSubstr("level: expected 1, found 2"));
}

TEST(FinalTableTest, OrderOfEvidenceMatters) {
  EXPECT_NE(Compare(R"({"rule":"r","evidence":[{"id":"a"},{"id":"b"}]})",
                    R"({"rule":"r","evidence":[{"id":"b"},{"id":"a"}]})"),
            "");
}

TEST(FinalTableTest, MissingAndSurplusRowsAreNamed) {
  const std::string text = Compare(R"({"rule":"a"})", R"({"rule":"b"})");
  EXPECT_THAT(text, HasSubstr("expected {rule: \"a\"}, found no such row"));
  EXPECT_THAT(text, HasSubstr("expected no such row, found {rule: \"b\"}"));
}

}  // namespace
}  // namespace loopbreaker
