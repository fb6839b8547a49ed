// From a service without Kafka to one on it: what was published stays as it is.
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "simulation/simulation.h"
#include "support/broker_fixture.h"
#include "support/broker_topics.h"
#include "support/command.h"
#include "support/service_client.h"
#include "support/service_process.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

class MovingTest : public BrokerFixture {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(BrokerFixture::SetUp());
    std::string pattern = (std::filesystem::temp_directory_path() / "loopbreaker-moving-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    options_.prefix = "m" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + ".";
    options_.source = options_.prefix + "source";
    options_.rules = PathOf(RuleFile::kDefault);
  }
  void TearDown() override {
    if (!HasFailure()) std::filesystem::remove_all(folder_);
  }
  std::filesystem::path folder_;
  ServiceProcess::Options options_;
};

TEST_F(MovingTest, OnKafkaItPublishesNothingNew) {
  World world({RuleFile::kDefault, Shape::kDense}, 2);
  const auto events = world.chance().Events(300);
  std::filesystem::create_directory(folder_ / "drop");
  std::ofstream drop(folder_ / "drop" / "events.jsonl");
  for (const v1::ContactEvent& event : events) drop << ToJson(event) << "\n";
  drop.close();
  std::ofstream customers(folder_ / "customers.jsonl");
  for (const v1::Customer& customer : DirectoryEntries()) customers << ToJson(customer) << "\n";
  customers.close();

  ServiceProcess::Options alone = options_;
  alone.source_keys = "folder: " + (folder_ / "drop").string();
  alone.more = "directory: {customers: customers.jsonl}\n";
  alone.store = true;
  ServiceProcess a(alone, folder_, "a");
  a.Start();
  ServiceClient(a).WaitUntilJudged(events.size() / 2);
  ASSERT_EQ(a.Stop(), 0) << a.Log();

  BrokerTopics topics(broker_->bootstrap());
  ASSERT_TRUE(topics.Create(options_.source, 3).ok());
  options_.bootstrap = broker_->bootstrap();
  ServiceProcess b(options_, folder_, "b");
  const std::string fill = std::string(LOOPBREAKER_PROGRAM) + " topics --config " + (folder_ / "b.yaml").string() +
                           " --create --fill " + (a.StoreFolder() / "log").string() + " 2>&1";
  const CommandResult filled = RunCommand(fill);
  ASSERT_EQ(filled.exit_code, 0) << filled.out;
  EXPECT_THAT(filled.out, HasSubstr(options_.prefix + "facts  filled with "));
  const CommandResult again = RunCommand(fill);
  EXPECT_EQ(again.exit_code, 1) << again.out;
  EXPECT_THAT(again.out, HasSubstr("to be empty, found records in partition"));

  // Records by topic, claims aside.
  const auto count = [&] {
    std::map<std::string, std::size_t> counts;
    for (const char* name : {"facts", "escalations", "loops", "dossiers", "feedback", "observations", "references",
                             "corrections", "parked", "customers", "kpi"}) {
      const auto records = topics.ReadToEnd(options_.prefix + name);
      EXPECT_TRUE(records.ok()) << name;
      if (!records.ok()) continue;
      std::size_t& sum = counts[name];
      for (const TopicRecord& record : *records) sum += record.key.starts_with("~claim") ? 0 : 1;
    }
    return counts;
  };
  const auto before = count();
  EXPECT_GT(before.at("escalations"), 10u);
  b.Start();
  ServiceClient(b).WaitUntilJudged(before.at("facts"));
  EXPECT_EQ(count(), before) << "in " << folder_;
  EXPECT_EQ(b.Stop(), 0) << b.Log();
}

}  // namespace
}  // namespace loopbreaker
