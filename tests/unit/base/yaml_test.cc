#include "base/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const Diagnostics& errors) {
  std::vector<std::string> texts;
  for (const Diagnostic& error : errors.list()) texts.push_back(ToText(error));
  return texts;
}

std::vector<std::string> ErrorsOf(std::string_view text) {
  Diagnostics errors;
  ParseYaml(text, "f", errors);
  return Texts(errors);
}

YamlNode Parsed(std::string_view text) {
  Diagnostics errors;
  YamlDocument document = ParseYaml(text, "f", errors);
  EXPECT_THAT(Texts(errors), IsEmpty());
  return document.root;
}

TEST(YamlTest, ScalarsAreTheTextThatWasWritten) {
  const YamlNode root = Parsed("a: NO\nb: 010\nc: '5'\nd: 1_000\ne: ~\nf:\ng: \"\"\n");
  EXPECT_EQ(root.Find("a")->text, "NO");
  EXPECT_EQ(root.Find("b")->text, "010");
  EXPECT_FALSE(root.Find("b")->quoted);
  EXPECT_EQ(root.Find("c")->text, "5");
  EXPECT_TRUE(root.Find("c")->quoted);
  EXPECT_EQ(root.Find("d")->text, "1_000");
  EXPECT_TRUE(root.Find("e")->IsNull());
  EXPECT_TRUE(root.Find("f")->IsNull());
  EXPECT_TRUE(root.Find("g")->IsScalar());
  EXPECT_EQ(root.Find("h"), nullptr);
}

TEST(YamlTest, NodesKnowTheirPlace) {
  const YamlNode root = Parsed("a:\n  - x\n  - {b: [1, 2]}\n");
  const YamlNode& list = *root.Find("a");
  ASSERT_EQ(list.items.size(), 2u);
  EXPECT_EQ(list.items[0].line, 2);
  EXPECT_EQ(list.items[0].column, 5);
  const YamlNode& two = list.items[1].Find("b")->items[1];
  EXPECT_EQ(two.line, 3);
  EXPECT_EQ(two.column, 13);
}

TEST(YamlTest, MissingValueIsPlacedAtItsKey) {
  const YamlNode root = Parsed("a:\n  b:\nc: 1\n");
  EXPECT_EQ(root.Find("a")->Find("b")->line, 2);
  EXPECT_EQ(root.Find("a")->Find("b")->column, 3);
}

TEST(YamlTest, EmptyFileIsNull) {
  EXPECT_TRUE(Parsed("").IsNull());
  EXPECT_TRUE(Parsed("# nothing\n").IsNull());
}

TEST(YamlTest, WindowsLineEndsAndByteOrderMarkAreFine) {
  const YamlNode root = Parsed(
      "\xEF\xBB\xBF"
      "a: x\r\nb: y\r\n");
  EXPECT_EQ(root.Find("a")->text, "x");
  EXPECT_EQ(root.Find("b")->text, "y");
}

TEST(YamlTest, DuplicateKeyNamesBothPlaces) {
  EXPECT_THAT(ErrorsOf("a: 1\nb: 2\na: 3\n"),
              ElementsAre("f:3:1: error: the key 'a' is given twice, first in line 1; expected it once"));
}

TEST(YamlTest, FirstOfDuplicateKeysIsKept) {
  Diagnostics errors;
  const YamlDocument document = ParseYaml("a: 1\n'a': {x: 2}\nb: 3\n", "f", errors);
  EXPECT_EQ(errors.list().size(), 1u);
  EXPECT_EQ(document.root.Find("a")->text, "1");
  EXPECT_EQ(document.root.Find("b")->text, "3");
}

TEST(YamlTest, AliasesAreWrittenOut) {
  const YamlNode root = Parsed("a: &x {k: [1, 2]}\nb: *x\nc: [*x, *x]\n");
  EXPECT_EQ(root.Find("b")->Find("k")->items[1].text, "2");
  EXPECT_EQ(root.Find("c")->items[1].Find("k")->items[0].text, "1");
}

TEST(YamlTest, CycleIsAnError) {
  EXPECT_THAT(ErrorsOf("a: &x\n  b: *x\n"), ElementsAre("f:2:6: error: an alias inside the node that it stands for"));
  EXPECT_THAT(ErrorsOf("&x [*x]\n"), ElementsAre(HasSubstr("f:1:5: error: an alias inside")));
}

TEST(YamlTest, UnknownAliasIsAnError) {
  EXPECT_THAT(ErrorsOf("a: *x\n"), ElementsAre(HasSubstr("f:1:4: error: expected the name of an earlier anchor")));
}

TEST(YamlTest, AliasesThatGrowWithoutBoundAreAnError) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = absl::StrCat("*a", i - 1);
    absl::StrAppend(&text, "a", i, ": &a", i, " [", last);
    for (int j = 1; j < 10; ++j) absl::StrAppend(&text, ", ", last);
    text += "]\n";
  }
  EXPECT_THAT(ErrorsOf(text), ElementsAre(HasSubstr("more than 1000000 values")));
}

TEST(YamlTest, MergeKeyIsAnError) {
  EXPECT_THAT(ErrorsOf("a: &x {k: 1}\nb: {<<: *x}\n"),
              ElementsAre("f:2:5: error: the merge key '<<' is not supported; expected its entries written out"));
}

TEST(YamlTest, KeyThatIsNoTextIsAnError) {
  EXPECT_THAT(ErrorsOf("[a, b]: 1\n"), ElementsAre("f:1:1: error: expected a text as key, found a list"));
  EXPECT_THAT(ErrorsOf("~: 1\n"), ElementsAre("f:1:1: error: expected a text as key, found null"));
}

TEST(YamlTest, TagIsAnError) {
  EXPECT_THAT(ErrorsOf("a: !secret x\n"), ElementsAre(HasSubstr("expected a value without a tag")));
  EXPECT_THAT(ErrorsOf("a: !!str 5\n"), IsEmpty());
}

TEST(YamlTest, TabInTheIndentationIsAnError) {
  EXPECT_THAT(ErrorsOf("a:\n\tb: 1\n"), ElementsAre(HasSubstr("f:2:")));
  EXPECT_THAT(ErrorsOf("a:\n\tb: 1\n"), ElementsAre(HasSubstr("a tab in the indentation; expected spaces")));
  EXPECT_THAT(ErrorsOf("a:\n  b: 1\n\tc: 2\n"), ElementsAre(HasSubstr("a tab in the indentation; expected spaces")));
  EXPECT_THAT(ErrorsOf("a:\n  - b: 1\n  \t c: 2\n"),
              ElementsAre(HasSubstr("a tab in the indentation; expected spaces")));
  EXPECT_THAT(ErrorsOf("a:\tb\n"), IsEmpty());
}

TEST(YamlTest, WrongIndentIsAnErrorWithItsPlace) {
  EXPECT_THAT(ErrorsOf("a:\n  b: 1\n   c: 2\n"), ElementsAre(HasSubstr("f:3:5: error: expected no ': ' here")));
  EXPECT_THAT(ErrorsOf("a:\n    b: 1\n  c: 2\n"), ElementsAre(HasSubstr("f:3:3: error: expected a 'key: value'")));
}

TEST(YamlTest, UnclosedBracketsAreErrors) {
  EXPECT_THAT(ErrorsOf("a: [1, 2\n"), ElementsAre(HasSubstr("expected ',' or ']'")));
  EXPECT_THAT(ErrorsOf("a: {b: 2\n"), ElementsAre(HasSubstr("expected ',' or '}'")));
}

TEST(YamlTest, SecondDocumentIsAnError) {
  EXPECT_THAT(ErrorsOf("a: 1\n---\nb: 2\n"), ElementsAre(HasSubstr("f:2:1: error: a second document")));
}

TEST(YamlTest, DepthIsBounded) {
  EXPECT_THAT(ErrorsOf(std::string(64, '[') + std::string(64, ']')), IsEmpty());
  EXPECT_THAT(ErrorsOf(std::string(65, '[') + std::string(65, ']')), ElementsAre(HasSubstr("more than 64 levels")));
  EXPECT_THAT(ErrorsOf("a: &x " + std::string(40, '[') + std::string(40, ']') + "\nb: " + std::string(30, '[') + "*x" +
                       std::string(30, ']')),
              ElementsAre(HasSubstr("f:2:34: error: more than 64 levels")));
}

TEST(YamlTest, BytesThatAreNotTextAreErrors) {
  EXPECT_THAT(
      ErrorsOf("a: 1\nb: caf\xE9\n"),
      ElementsAre("f:2:7: error: expected text in UTF-8, found the byte 0xe9; save the file with the encoding UTF-8"));
  EXPECT_THAT(ErrorsOf("a: 1\n\x04"
                       "b: 2\n"),
              ElementsAre("f:2:1: error: expected text in UTF-8, found the control character 0x04"));
}

TEST(YamlTest, WhatWasReadBeforeAnErrorIsKept) {
  Diagnostics errors;
  const YamlDocument document = ParseYaml("a: 1\nb: [x, {c: 2, d: [\n", "f", errors);
  EXPECT_FALSE(errors.empty());
  EXPECT_EQ(document.root.Find("a")->text, "1");
}

TEST(YamlTest, DamagedTextNeverEndsTheProgram) {
  const std::string good = "a: &x {k: [1, 2], 'q': \"z\"}\nb:\n  - *x\n  - ? y\n    : |\n      text\n  - !!str 5 # c\n";
  const std::string pool = "{}[]:,-?&*#!|>'\"%@` \n\tab~<\\";
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    for (int edit = 0; edit < 4; ++edit) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text[at] = pool[random() % pool.size()];
      } else {
        text.insert(at, 1, pool[random() % pool.size()]);
      }
    }
    Diagnostics errors;
    ParseYaml(text, "f", errors);
    for (const Diagnostic& error : errors.list()) ASSERT_GT(error.line, 0) << text;
  }
}

}  // namespace
}  // namespace loopbreaker
