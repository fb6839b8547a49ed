#include "store/partition_store.h"

#include <stdlib.h>

#include <fstream>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

const Instant kNow = *ParseTime("2026-03-06T16:00:00Z");

class PartitionStoreTest : public testing::Test {
 protected:
  PartitionStoreTest() {
    std::string pattern = (fs::temp_directory_path() / "loopbreaker-store-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~PartitionStoreTest() override { fs::remove_all(folder_); }

  std::unique_ptr<PartitionStore> Open(Instant now = kNow) {
    auto store = PartitionStore::Open(folder_ / "facts-3", identity_, now, lost_);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  static void Put(PartitionStore& store, const std::string& key, const std::string& value, std::int64_t offset) {
    v1::StoredRecord record;
    record.set_value(value);
    store.Put(key, &record, offset);
  }
  static std::map<std::string, std::string> Everything(PartitionStore& store) {
    std::map<std::string, std::string> records;
    const absl::Status status = store.Load([&](std::string_view key, const v1::StoredRecord& record) {
      records[std::string(key)] = record.value();
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
    return records;
  }
  // Thousands of records on disk, and their files by name.
  std::vector<fs::path> Fill() {
    {
      const auto store = Open();
      for (int i = 0; i < 20'000; ++i) Put(*store, absl::StrCat("key ", i), std::string(100, 'a' + i % 26), i);
    }
    std::vector<fs::path> tables;
    for (const auto& entry : fs::directory_iterator(folder_ / "facts-3")) {
      if (entry.path().extension() == ".sst") tables.push_back(entry.path());
    }
    return tables;
  }

  fs::path folder_;
  PartitionStore::Identity identity_{"cluster", "group", "facts", 3};
  std::string lost_;
};

TEST_F(PartitionStoreTest, HoldsTheNewestRecordOfEachKey) {
  {
    const auto store = Open();
    EXPECT_EQ(lost_, "");
    EXPECT_EQ(store->next(), 0);
    Put(*store, "a", "1", 0);
    Put(*store, "b", "1", 1);
    Put(*store, "a", "2", 5);
    Put(*store, "c", "1", 6);
    store->Put("b", nullptr, 7);
  }
  const auto store = Open();
  EXPECT_EQ(lost_, "");
  EXPECT_EQ(store->next(), 8);
  EXPECT_TRUE(store->EndsWith("b"));
  EXPECT_FALSE(store->EndsWith("a"));
  EXPECT_THAT(Everything(*store), UnorderedElementsAre(Pair("a", "2"), Pair("c", "1")));
}

TEST_F(PartitionStoreTest, WhatWasPutIsLoadedBeforeItIsWritten) {
  const auto store = Open();
  Put(*store, "a", "1", 0);
  EXPECT_THAT(Everything(*store), UnorderedElementsAre(Pair("a", "1")));
}

TEST_F(PartitionStoreTest, WhatItHasIsNotPutAgain) {
  const auto store = Open();
  Put(*store, "a", "1", 0);
  store->Put("a", nullptr, 1);
  Put(*store, "a", "1", 0);
  EXPECT_EQ(store->next(), 2);
  EXPECT_THAT(Everything(*store), IsEmpty());
}

TEST_F(PartitionStoreTest, HeadersComeBack) {
  const auto store = Open();
  v1::StoredRecord record;
  record.set_value("1");
  record.add_headers()->set_name("lb_linked_by");
  store->Put("a", &record, 0);
  std::string name;
  ASSERT_TRUE(store
                  ->Load([&](std::string_view, const v1::StoredRecord& loaded) {
                    name = loaded.headers(0).name();
                    return true;
                  })
                  .ok());
  EXPECT_EQ(name, "lb_linked_by");
}

TEST_F(PartitionStoreTest, OneOfAnotherLogIsLost) {
  Put(*Open(), "a", "1", 0);
  identity_.cluster = "another";
  const auto store = Open();
  EXPECT_THAT(lost_, HasSubstr("found one of cluster cluster, group group, facts/3"));
  EXPECT_EQ(store->next(), 0);
  EXPECT_THAT(Everything(*store), IsEmpty());
}

TEST_F(PartitionStoreTest, OneThatMayHaveMissedTombstonesIsLost) {
  {
    const auto store = Open();
    Put(*store, "a", "1", 0);
    store->SetComplete(kNow + hours{1});
  }
  EXPECT_EQ(Open(kNow + hours{13})->next(), 1);
  EXPECT_EQ(Open(kNow + hours{13} + seconds{1})->next(), 0);
  EXPECT_THAT(lost_, HasSubstr("it was complete at 2026-03-06T17:00:00Z"));
}

TEST_F(PartitionStoreTest, OneThatAnotherHasOpenIsLeftAlone) {
  const auto store = Open();
  Put(*store, "a", "1", 0);
  EXPECT_EQ(PartitionStore::Open(folder_ / "facts-3", identity_, kNow, lost_).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Everything(*store), UnorderedElementsAre(Pair("a", "1")));
}

TEST_F(PartitionStoreTest, TruncatedTableIsFoundOut) {
  const std::vector<fs::path> tables = Fill();
  ASSERT_FALSE(tables.empty());
  fs::resize_file(tables[0], fs::file_size(tables[0]) / 2);
  EXPECT_EQ(Open()->next(), 0);
  EXPECT_NE(lost_, "");
}

TEST_F(PartitionStoreTest, MissingTableIsFoundOut) {
  const std::vector<fs::path> tables = Fill();
  ASSERT_FALSE(tables.empty());
  fs::remove(tables[0]);
  EXPECT_EQ(Open()->next(), 0);
  EXPECT_NE(lost_, "");
}

// Every byte of a table is covered by a checksum: whichever bit is flipped, nothing wrong is given.
TEST_F(PartitionStoreTest, FlippedBitIsFoundOut) {
  const std::vector<fs::path> tables = Fill();
  ASSERT_FALSE(tables.empty());
  const auto size = static_cast<std::int64_t>(fs::file_size(tables[0]));
  for (const std::int64_t at : {size / 10, size / 2, size - 100}) {
    const fs::path copy = folder_ / "copy";
    fs::remove_all(copy);
    fs::copy(folder_ / "facts-3", copy);
    {
      std::fstream file(copy / tables[0].filename(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(at);
      const char byte = static_cast<char>(file.get() ^ 0x10);
      file.seekp(at);
      file.put(byte);
    }
    auto store = PartitionStore::Open(copy, identity_, kNow, lost_);
    ASSERT_TRUE(store.ok()) << store.status();
    if ((*store)->next() == 0) continue;  // found when it was opened
    std::size_t records = 0;
    const absl::Status status = (*store)->Load([&](std::string_view key, const v1::StoredRecord& record) {
      const int i = std::stoi(std::string(key.substr(4)));
      EXPECT_EQ(record.value(), std::string(100, static_cast<char>('a' + i % 26)));
      return ++records < 20'000;
    });
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << "byte " << at << ", " << records << " records";
  }
}

TEST_F(PartitionStoreTest, DamagedManifestIsFoundOut) {
  Fill();
  for (const auto& entry : fs::directory_iterator(folder_ / "facts-3")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) fs::resize_file(entry.path(), 10);
  }
  EXPECT_EQ(Open()->next(), 0);
}

TEST_F(PartitionStoreTest, FileInThePlaceOfTheFolderIsAnError) {
  std::ofstream(folder_ / "facts-3") << "not a folder";
  const auto store = PartitionStore::Open(folder_ / "facts-3", identity_, kNow, lost_);
  EXPECT_FALSE(store.ok());
}

}  // namespace
}  // namespace loopbreaker
