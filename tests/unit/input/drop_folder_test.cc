#include "input/drop_folder.h"

#include <gmock/gmock.h>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

class DropFolderTest : public ::testing::Test {
 protected:
  DropFolderTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) / (std::string("drop.") + test->name());
    fs::remove_all(path_);
    fs::create_directory(path_);
    Start();
  }
  ~DropFolderTest() override { fs::remove_all(path_); }

  // As a process that begins does.
  void Start(std::shared_ptr<const Mapping> mapping = nullptr) {
    std::string error;
    folder_ = DropFolder::Open({.path = path_, .mapping = std::move(mapping)}, error);
    EXPECT_NE(folder_, nullptr) << error;
  }
  void Put(const std::string& name, const std::string& text) { std::ofstream(path_ / name) << text; }
  bool Has(const std::string& name) const { return fs::exists(path_ / name); }

  std::optional<DropFolder::Taken> Look() {
    now_ += seconds(6);
    return folder_->Proceed(now_, {.event =
                                       [this](const v1::ContactEvent& event) {
                                         ids_.push_back(event.id());
                                         return true;
                                       },
                                   .dead =
                                       [this](const DeadLetter& dead) {
                                         dead_.push_back(dead.detail);
                                         return true;
                                       },
                                   .safe = [this] { return safe_; },
                                   .refused = [this] { return refused_; }});
  }
  // Sees what is there, and then that it has not changed.
  std::optional<DropFolder::Taken> LookTwice() {
    EXPECT_FALSE(Look());
    return Look();
  }

  fs::path path_;
  std::unique_ptr<DropFolder> folder_;
  Instant now_ = *ParseTime("2026-03-02T02:00:00Z");
  std::vector<std::string> ids_;
  std::vector<std::string> dead_;
  bool safe_ = true;
  std::string refused_;
};

TEST_F(DropFolderTest, FileIsReadOnceItHasSettledAndPutToTheOthers) {
  Put("night.jsonl", EventLine("a") + "\nnot an event\n" + EventLine("b") + "\n");
  EXPECT_FALSE(Look());
  EXPECT_THAT(ids_, IsEmpty());
  const auto taken = Look();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->name, "night.jsonl");
  EXPECT_EQ(taken->events, 2u);
  EXPECT_EQ(taken->dead, 1u);
  EXPECT_EQ(taken->failure, "");
  EXPECT_THAT(ids_, ElementsAre("a", "b"));
  EXPECT_TRUE(Has("done/night.jsonl"));
  EXPECT_FALSE(Has("night.jsonl"));
  EXPECT_FALSE(Look());
}

TEST_F(DropFolderTest, FileThatGrowsIsLeftAlone) {
  Put("a.jsonl", EventLine("a") + "\n");
  EXPECT_FALSE(Look());
  Put("a.jsonl", EventLine("a") + "\n" + EventLine("b") + "\n");
  EXPECT_FALSE(Look());
  ASSERT_TRUE(Look());
  EXPECT_THAT(ids_, ElementsAre("a", "b"));
}

TEST_F(DropFolderTest, SameContentIsReadOnceWhateverItsNameAndWhoeverAsks) {
  Put("a.jsonl", EventLine("a") + "\n");
  ASSERT_TRUE(LookTwice());
  Put("b.jsonl", EventLine("a") + "\n");
  auto taken = LookTwice();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->known);
  Start();
  Put("a.jsonl", EventLine("a") + "\n");
  taken = LookTwice();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->known);
  EXPECT_THAT(ids_, ElementsAre("a"));
  EXPECT_TRUE(Has("done/a.jsonl.2"));
}

TEST_F(DropFolderTest, OtherContentOfTheSameNameIsAnotherFile) {
  Put("a.jsonl", EventLine("a") + "\n");
  ASSERT_TRUE(LookTwice());
  Put("a.jsonl", EventLine("b") + "\n");
  ASSERT_TRUE(LookTwice());
  EXPECT_THAT(ids_, ElementsAre("a", "b"));
}

TEST_F(DropFolderTest, WhatIsNotSafeIsReadAnew) {
  Put("a.jsonl", EventLine("a") + "\n");
  safe_ = false;
  EXPECT_FALSE(LookTwice());
  EXPECT_TRUE(Has("a.jsonl"));
  Start();
  safe_ = true;
  ASSERT_TRUE(LookTwice());
  EXPECT_THAT(ids_, ElementsAre("a", "a"));
  EXPECT_TRUE(Has("done/a.jsonl"));
}

TEST_F(DropFolderTest, WhatIsRefusedIsPutAsideAndSaysWhy) {
  Put("a.jsonl", EventLine("a") + "\n");
  safe_ = false;
  refused_ = "too large";
  const auto taken = LookTwice();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->failure, "too large");
  EXPECT_TRUE(Has("failed/a.jsonl"));
}

TEST_F(DropFolderTest, DeathBetweenNotingAndMovingCostsNothing) {
  Put("a.jsonl", EventLine("a") + "\n");
  ASSERT_TRUE(LookTwice());
  fs::rename(path_ / "done/a.jsonl", path_ / "a.jsonl");
  Start();
  const auto taken = LookTwice();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->known);
  EXPECT_THAT(ids_, ElementsAre("a"));
}

TEST_F(DropFolderTest, FileThatCannotBeReadIsPutAsideAndSaysWhy) {
  Put("a.xyz", "what is this");
  const auto taken = LookTwice();
  ASSERT_TRUE(taken);
  EXPECT_THAT(taken->failure, HasSubstr("does not tell its format"));
  EXPECT_TRUE(Has("failed/a.xyz"));
}

TEST_F(DropFolderTest, HiddenFilesAndThoseUnderWayAreNotLookedAt) {
  Put(".a.jsonl", EventLine("a"));
  Put("a.jsonl.part", EventLine("a"));
  Put("a.tmp", EventLine("a"));
  EXPECT_FALSE(LookTwice());
  EXPECT_THAT(ids_, IsEmpty());
}

TEST_F(DropFolderTest, FilesAreReadByName) {
  Put("2.jsonl", EventLine("b") + "\n");
  Put("1.jsonl", EventLine("a") + "\n");
  EXPECT_FALSE(Look());
  EXPECT_EQ(Look()->name, "1.jsonl");
  EXPECT_EQ(Look()->name, "2.jsonl");
}

TEST_F(DropFolderTest, ForeignFileGoesThroughItsMapping) {
  Start(MappingOf(
      "source: s\nformat: csv\nevents:\n  - {id: \"{n}\", event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n"));
  Put("a.csv", "n\n1\n2\n");
  ASSERT_TRUE(LookTwice());
  EXPECT_THAT(ids_, ElementsAre("1", "2"));
}

TEST_F(DropFolderTest, FolderThatIsNotThereIsAnError) {
  std::string error;
  EXPECT_EQ(DropFolder::Open({.path = path_ / "none", .mapping = nullptr}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("expected a folder at"));
}

}  // namespace
}  // namespace loopbreaker
