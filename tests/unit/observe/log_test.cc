#include "observe/log.h"

#include <cmath>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

std::string Line(std::string_view message, LogFields fields) {
  return LogLine(*ParseTime("2026-03-02T10:00:00.1239Z"), LogLevel::kWarning, message, fields);
}

TEST(LogTest, LineIsOneJsonObject) {
  const std::string topic = "facts";
  EXPECT_EQ(Line("taken", {{"topic", topic},
                           {"partition", 3},
                           {"lag", std::uint64_t{18446744073709551615u}},
                           {"below", -1},
                           {"seconds", 0.25},
                           {"warm", true},
                           {"why", "none"}}),
            "{\"time\":\"2026-03-02T10:00:00.123Z\",\"level\":\"warning\",\"message\":\"taken\",\"topic\":\"facts\","
            "\"partition\":3,\"lag\":18446744073709551615,\"below\":-1,\"seconds\":0.25,\"warm\":true,"
            "\"why\":\"none\"}\n");
}

TEST(LogTest, NothingInATextBreaksTheLine) {
  EXPECT_EQ(Line("a\"b\\c\nd\x01\x7F\xFF\xC3\xA9", {}),
            "{\"time\":\"2026-03-02T10:00:00.123Z\",\"level\":\"warning\",\"message\":\"a\\\"b\\\\c\\nd\\u0001\\u007f"
            "\xEF\xBF\xBD\xC3\xA9\"}\n");
}

TEST(LogTest, NumberThatIsNoneIsNull) {
  EXPECT_NE(Line("", {{"seconds", std::nan("")}}).find("\"seconds\":null"), std::string::npos);
}

TEST(LogTest, LevelsBelowTheOneSetAreLeftOut) {
  static std::string written;
  written.clear();
  SetLogSink([](std::string_view line) { written += line; });
  LogDebug("one");
  LogInfo("two");
  SetLogLevel(LogLevel::kError);
  LogWarning("three");
  LogError("four");
  SetLogLevel(LogLevel::kInfo);
  SetLogSink(nullptr);
  EXPECT_EQ(written.find("one"), std::string::npos);
  EXPECT_NE(written.find("\"level\":\"info\",\"message\":\"two\""), std::string::npos);
  EXPECT_EQ(written.find("three"), std::string::npos);
  EXPECT_NE(written.find("four"), std::string::npos);
}

TEST(LogTest, LevelIsReadByItsName) {
  EXPECT_EQ(ParseLogLevel("warning"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("loud"), std::nullopt);
}

}  // namespace
}  // namespace loopbreaker
