// What happens to the local stores of instances: lost, truncated, flipped, on a disk that is full.
#include <sys/mount.h>

#include <algorithm>
#include <fstream>

#include "faults/fault_test.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class StoreTest : public FaultTest {
 protected:
  static constexpr int kRounds = 4;

  std::size_t Says(const std::string& name, const std::string& what) {
    const std::string log = Instance(name).Log();
    std::size_t count = 0;
    for (std::size_t at = log.find(what); at != std::string::npos; at = log.find(what, at + 1)) ++count;
    return count;
  }
  // The tables of a store, the largest first.
  static std::vector<fs::path> Tables(const fs::path& store) {
    std::vector<fs::path> tables;
    for (const auto& entry : fs::recursive_directory_iterator(store)) {
      if (entry.path().extension() == ".sst") tables.push_back(entry.path());
    }
    std::sort(tables.begin(), tables.end(),
              [](const fs::path& a, const fs::path& b) { return fs::file_size(a) > fs::file_size(b); });
    return tables;
  }
  // One of two instances is stopped, harmed and started again while events arrive; the other one is killed now and
  // then.
  void Harm(const std::function<void(const fs::path& store)>& harm) {
    options().store = true;
    const Town town = MixedTown();
    ASSERT_NO_FATAL_FAILURE(Prepare(town));
    Start("a");
    Start("b");
    Feed feed = Arriving(Disordered(town.events), seconds{40});
    for (int i = 0; i < kRounds; ++i) {
      Wait(milliseconds{3000 + Below(3000)});
      Stop("a");
      if (OneIn(2)) Kill("b");
      harm(Instance("a").StoreFolder());
      Start("a");
      if (!Instance("b").running()) Start("b");
    }
    ASSERT_TRUE(feed.Finish().ok());
    ExpectConverged();
    const std::size_t loaded = Says("a", "local store loaded") + Says("b", "local store loaded");
    Say(std::to_string(loaded) + " stores loaded, " + std::to_string(Says("a", "local store begun anew")) +
        " of a begun anew");
  }
};

TEST_F(StoreTest, StoreLost) {
  ASSERT_NO_FATAL_FAILURE(Harm([](const fs::path& store) { fs::remove_all(store); }));
  EXPECT_EQ(Says("a", "local store loaded"), 0u);
}

TEST_F(StoreTest, StoreTruncated) {
  ASSERT_NO_FATAL_FAILURE(Harm([this](const fs::path& store) {
    for (const fs::path& table : Tables(store))
      fs::resize_file(table, static_cast<std::uintmax_t>(Below(static_cast<std::int64_t>(fs::file_size(table)))));
  }));
  EXPECT_GT(Says("a", "local store begun anew"), 0u);
}

TEST_F(StoreTest, StoreFlipped) {
  ASSERT_NO_FATAL_FAILURE(Harm([this](const fs::path& store) {
    for (const fs::path& table : Tables(store)) {
      const std::int64_t at = Below(static_cast<std::int64_t>(fs::file_size(table)));
      std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(at);
      const char byte = static_cast<char>(file.get() ^ (1 << Below(8)));
      file.seekp(at);
      file.put(byte);
    }
  }));
  EXPECT_GT(Says("a", "local store begun anew"), 0u);
}

// A disk of a megabyte, which one may mount: root. Its own files need half of that for each partition.
TEST_F(StoreTest, DiskFullUnderTheStore) {
  options().store = true;
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  const fs::path disk = Instance("a").StoreFolder();
  fs::create_directories(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=512k") != 0) GTEST_SKIP() << "expected to be allowed to mount";
  Start("a");
  Feed feed = Arriving(Disordered(town.events), seconds{20});
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
  Stop("a");
  Start("a");
  AwaitReady({"a"});
  EXPECT_GT(Says("a", "No space left on device"), 0u) << Instance("a").Log();
  Stop("a");
  umount(disk.c_str());
}

}  // namespace
}  // namespace loopbreaker
