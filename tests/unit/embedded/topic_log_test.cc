#include "embedded/topic_log.h"

#include <stdlib.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker::embedded {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TopicLogTest : public testing::Test {
 protected:
  TopicLogTest() {
    std::string name = (std::filesystem::temp_directory_path() / "loopbreaker-log-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    EXPECT_TRUE(Open().ok());
  }
  ~TopicLogTest() override {
    log_.reset();
    std::filesystem::remove_all(folder_);
  }

  absl::Status Open(int partitions = 2) {
    log_.reset();
    auto log = TopicLog::Open(folder_, {{"table", {partitions, true, Nanos{0}}}, {"days", {1, false, Days{1}}}});
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    return absl::OkStatus();
  }
  std::int64_t Append(const std::string& topic, std::string key, std::optional<std::string> value, Instant now = {}) {
    return log_->Append(topic, {.partition = 0, .key = std::move(key), .value = std::move(value), .headers = {}}, now);
  }
  // "offset key=value"; a tombstone has "key-".
  std::vector<std::string> Records(const std::string& topic, std::int64_t from = 0) const {
    std::vector<std::string> records;
    log_->Read({topic, 0}, from, [&](const InRecord& record) {
      records.push_back(std::to_string(record.offset) + " " + std::string(record.key) +
                        (record.value ? "=" + std::string(*record.value) : "-"));
      return true;
    });
    return records;
  }

  std::filesystem::path folder_;
  std::unique_ptr<TopicLog> log_;
};

TEST_F(TopicLogTest, KeepsWhatWasAppended) {
  const Instant at{seconds{100}};
  const Headers headers = {{"a", "b"}, {"a", std::string("\0c", 2)}};
  EXPECT_EQ(log_->Append("days", {.partition = 0, .key = "k", .value = "v", .headers = headers}, at), 0);
  EXPECT_EQ(Append("days", "", std::nullopt, at), 1);
  ASSERT_TRUE(log_->Sync().ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->End({"days", 0}), 2);
  EXPECT_THAT(Records("days"), ElementsAre("0 k=v", "1 -"));
  EXPECT_THAT(Records("days", 1), ElementsAre("1 -"));
  log_->Read({"days", 0}, 0, [&](const InRecord& record) {
    EXPECT_EQ(record.appended, at);
    EXPECT_EQ(*record.headers, headers);
    return false;
  });
}

TEST_F(TopicLogTest, OfAKeyTheNewestRecordIsKept) {
  Append("table", "a", "1");
  Append("table", "b", "1");
  Append("table", "a", "2");
  log_->Compact({});
  EXPECT_THAT(Records("table"), ElementsAre("1 b=1", "2 a=2"));
  ASSERT_TRUE(Open().ok());
  Append("table", "b", "2");
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Records("table"), ElementsAre("2 a=2", "3 b=2"));
}

// Else a claim that was withdrawn and made anew, later, would look as if it had always been there.
TEST_F(TopicLogTest, WhoReadsOnSeesWhatWasReplacedMeanwhile) {
  Append("table", "a", "1");
  Append("table", "b", "1");
  Append("table", "a", std::nullopt);
  Append("table", "a", "2");
  EXPECT_THAT(Records("table", 1), ElementsAre("1 b=1", "2 a-", "3 a=2"));
  log_->Compact({{{"table", 0}, 2}});
  EXPECT_THAT(Records("table"), ElementsAre("1 b=1", "2 a-", "3 a=2"));
  log_->Compact({{{"table", 0}, 4}});
  EXPECT_THAT(Records("table"), ElementsAre("1 b=1", "3 a=2"));
}

TEST_F(TopicLogTest, TombstoneIsSeenUntilTheNextStart) {
  Append("table", "a", "1");
  Append("table", "a", std::nullopt);
  log_->Compact({});
  EXPECT_THAT(Records("table"), ElementsAre("1 a-"));
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Records("table"), IsEmpty());
  EXPECT_EQ(Append("table", "a", "2"), 2);
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Records("table"), ElementsAre("2 a=2"));
}

TEST_F(TopicLogTest, KeyChoosesThePartitionAsInKafka) {
  for (const std::string key : {"tenant-1", "tenant-2", "tenant-3", "tenant-4"}) {
    const std::int32_t partition = PartitionOf(key, 2);
    const std::int64_t end = log_->End({"table", partition});
    log_->Append("table", {.key = key, .value = "v", .headers = {}}, {});
    EXPECT_EQ(log_->End({"table", partition}), end + 1) << key;
  }
}

TEST_F(TopicLogTest, TimeOfRecordsNeverGoesBack) {
  Append("days", "", "a", Instant{seconds{100}});
  ASSERT_TRUE(Open().ok());
  Append("days", "", "b", Instant{seconds{50}});
  log_->Read({"days", 0}, 1, [](const InRecord& record) {
    EXPECT_EQ(record.appended, Instant{seconds{100}});
    return true;
  });
}

TEST_F(TopicLogTest, WhatIsKeptForADayGoesAfterIt) {
  const Instant now{Days{10}};
  Append("days", "", "old", now - hours{25});
  Append("days", "", "new", now - hours{23});
  log_->ForgetOld(now);
  EXPECT_THAT(Records("days"), ElementsAre("1 =new"));
  log_->ForgetOld(now + hours{2});
  EXPECT_THAT(Records("days"), IsEmpty());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Append("days", "", "next", now), 2);
}

TEST_F(TopicLogTest, ReaderGoesOnWhereItWas) {
  EXPECT_EQ(log_->Position({"days", 0}), 0);
  Append("days", "", "a");
  log_->SetPosition({"days", 0}, 1);
  log_->Forget({"days", 0}, 1);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(log_->Position({"days", 0}), 1);
  EXPECT_THAT(Records("days"), IsEmpty());
}

TEST_F(TopicLogTest, OtherNumberOfPartitionsIsRefused) {
  const absl::Status status = Open(3);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("'table' with 3 partitions (topics.partitions), found it with 2"));
}

TEST_F(TopicLogTest, SecondOneInTheSameFolderIsRefused) {
  const auto second = TopicLog::Open(folder_, {});
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process has it open"));
}

TEST_F(TopicLogTest, DiskThatTakesNoMoreIsSaidAndWhatWasSyncedIsThere) {
  Append("days", "", "kept");
  ASSERT_TRUE(log_->Sync().ok());
  // No file may grow beyond this, as if the disk were full.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{64 << 10, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  for (int i = 0; i < 1000 && log_->status().ok(); ++i) Append("days", "", std::string(1000, 'x'));
  EXPECT_FALSE(log_->Sync().ok());
  EXPECT_EQ(log_->Sync(), log_->status());
  log_.reset();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Records("days").front(), "0 =kept");
}

TEST_F(TopicLogTest, DamageIsSaid) {
  for (int i = 0; i < 1000; ++i) Append("days", "", std::string(100, 'x'));
  log_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().filename().string().starts_with("MANIFEST")) std::filesystem::resize_file(entry.path(), 10);
  }
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(folder_.string()));
}

}  // namespace
}  // namespace loopbreaker::embedded
