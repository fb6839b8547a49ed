#include "base/source_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace loopbreaker {
namespace {

using ::testing::HasSubstr;

// What a person sees of an error at this place.
std::string Shown(const std::string& text, int line, int column) {
  Diagnostic diagnostic{.file = "f", .line = line, .column = column, .message = "m"};
  SourceText(text).Show(diagnostic);
  return ToTextWithSource(diagnostic);
}

TEST(SourceTextTest, LinesAreCountedFromOneAndHaveNoLineFeed) {
  const SourceText source("a\n\nc");
  EXPECT_EQ(source.lines(), 3);
  EXPECT_EQ(source.Line(1), "a");
  EXPECT_EQ(source.Line(2), "");
  EXPECT_EQ(source.Line(3), "c");
  EXPECT_EQ(source.Line(0), "");
  EXPECT_EQ(source.Line(4), "");
}

TEST(SourceTextTest, ByteOrderMarkIsNoPartOfTheText) { EXPECT_EQ(SourceText("\xEF\xBB\xBFx").Line(1), "x"); }

TEST(SourceTextTest, CaretStandsUnderThePlace) {
  EXPECT_EQ(Shown("a: 1\nb: FIXD\n", 2, 4), "f:2:4: error: m\n  2 | b: FIXD\n    |    ^\n");
}

TEST(SourceTextTest, ATabIsAsWideUnderTheLineAsInIt) {
  EXPECT_EQ(Shown("\ta:\tFIXD\n", 1, 5), "f:1:5: error: m\n  1 | \ta:\tFIXD\n    | \t  \t^\n");
}

TEST(SourceTextTest, LettersOfSeveralBytesAreOneColumn) {
  EXPECT_EQ(Shown("café: FIXD", 1, 8), "f:1:8: error: m\n  1 | café: FIXD\n    |       ^\n");
}

TEST(SourceTextTest, WindowsLineEndIsNotShown) {
  EXPECT_EQ(Shown("a: 1\r\n", 1, 4), "f:1:4: error: m\n  1 | a: 1\n    |    ^\n");
}

TEST(SourceTextTest, PlaceBehindTheLineIsItsEnd) {
  EXPECT_EQ(Shown("a: 1\n", 1, 99), "f:1:99: error: m\n  1 | a: 1\n    |     ^\n");
}

TEST(SourceTextTest, WhereThereIsNothingToSeeOnlyTheMessageIsShown) {
  EXPECT_EQ(Shown("a: 1\n  \n", 2, 1), "f:2:1: error: m\n");
  EXPECT_EQ(Shown("a: 1\n", 7, 1), "f:7:1: error: m\n");
  EXPECT_EQ(Shown("a: 1\n", 0, 0), "f: error: m\n");
}

TEST(SourceTextTest, OfALongLineThePartAroundThePlaceIsShown) {
  const std::string text = std::string(500, 'x') + "HERE" + std::string(500, 'y');
  Diagnostic diagnostic{.file = "f", .line = 1, .column = 501, .message = "m"};
  SourceText(text).Show(diagnostic);
  EXPECT_EQ(diagnostic.source, "…" + std::string(70, 'x') + "HERE" + std::string(36, 'y') + "…");
  EXPECT_EQ(diagnostic.caret, 71);
}

TEST(SourceTextTest, ALongLineIsNotCutInsideALetter) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "é";
  for (int column : {300, 301, 302, 303}) {
    const std::string shown = Shown(text, 1, column);
    EXPECT_EQ(shown.find('?'), std::string::npos) << shown;
  }
}

TEST(SourceTextTest, NothingReachesATerminalThatItWouldObey) {
  EXPECT_THAT(Shown("a: \x1b[31m\xC2\x9B\xFFz", 1, 1), HasSubstr("| a: ?[31m??z\n"));
}

TEST(AdviceTest, AdviceAtTheEndIsSplitOff) {
  const std::string message = "found 'x'" + DidYouMean("y'z");
  const Advice advice = SplitAdvice(message);
  EXPECT_EQ(advice.message, "found 'x'");
  EXPECT_EQ(advice.hint, "y'z");
  EXPECT_EQ(SplitAdvice("found 'x'; did you mean '").hint, "");
  EXPECT_EQ(SplitAdvice("found 'x'").message, "found 'x'");
}

}  // namespace
}  // namespace loopbreaker
