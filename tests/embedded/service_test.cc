// The program without Kafka: whatever happens to it, the table is what a replay of the same input gives, and nothing is
// lost that it has acknowledged.
#include <stdlib.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/hmac.h"
#include "embedded/node.h"
#include "embedded/topic_log.h"
#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kafka/service.h"
#include "service/wire.h"
#include "simulation/simulation.h"
#include "support/published.h"
#include "support/service_client.h"
#include "support/service_process.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr SimulationCase kCase{RuleFile::kDefault, Shape::kDense};
constexpr const char* kSecret = "a secret of the test";

class EmbeddedServiceTest : public testing::Test {
 protected:
  EmbeddedServiceTest() {
    std::string name = (std::filesystem::temp_directory_path() / "loopbreaker-embedded-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::filesystem::create_directory(Drop());
    Write("secret", kSecret);
    std::string lines;
    for (const v1::Customer& customer : DirectoryEntries()) lines += ToJson(customer) + "\n";
    Write("customers.jsonl", lines);
    Write("rules.yaml", Text(PathOf(RuleFile::kDefault)));
    ServiceProcess::Options options;
    options.prefix = "lb.";
    options.source = "portal";
    options.rules = folder_ / "rules.yaml";
    options.source_keys =
        "folder: " + Drop().string() + ", push: {secret_file: secret, requests_per_minute_max: 1000000}";
    options.more = "directory: {customers: customers.jsonl}\n";
    options.store = true;
    service_ = std::make_unique<ServiceProcess>(options, folder_, "a");
    config_.prefix = options.prefix;
    config_.partitions = options.partitions;
    config_.sources.emplace_back().topic = options.source;
  }
  ~EmbeddedServiceTest() override {
    service_.reset();
    if (!HasFailure()) std::filesystem::remove_all(folder_);
  }

  std::filesystem::path Drop() const { return folder_ / "drop"; }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / (name + ".part"), std::ios::binary) << text;
    std::filesystem::rename(folder_ / (name + ".part"), folder_ / name);
  }
  static std::string Text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::size_t CountOf(const std::string& log, const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
    return count;
  }

  // Starts it, and waits until it listens.
  void Start() {
    service_->Start();
    client_ = std::make_unique<ServiceClient>(*service_);
  }
  std::string Get(const std::string& path) const { return client_->Get(path); }
  // False: not acknowledged, for whatever reason.
  bool Push(const std::vector<v1::ContactEvent>& events) const {
    std::string body = "[";
    for (const v1::ContactEvent& event : events) body += (body.size() == 1 ? "" : ",") + ToJson(event);
    body += "]";
    const std::string now = std::to_string(std::time(nullptr));
    const std::string answer = client_->Ask(
        "POST /api/v1/events/portal HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\nX-Loopbreaker-Signature: t=" +
        now + ",v1=" + ToHex(HmacOf(kSecret, {now, ".", body})) + "\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body);
    return answer.starts_with("HTTP/1.1 202");
  }
  // What is published, from the log of the service, which has stopped.
  FinalTable Escalations() const {
    PublishedTable table;
    const auto log = embedded::TopicLog::Open(service_->StoreFolder() / "log", embedded::SpecsOf(config_));
    EXPECT_TRUE(log.ok()) << log.status();
    if (!log.ok()) return {};
    for (std::int32_t p = 0; p < config_.partitions; ++p) {
      (*log)->Read({config_.Topic("escalations"), p}, 0, [&](const InRecord& record) {
        EscalationRevision revision;
        if (record.key.starts_with(kClaimKey) || !record.value) return true;
        EXPECT_TRUE(Decode(record, revision.escalation));
        table.BeginEvent();
        table.OnEscalation(revision);
        return true;
      });
    }
    return ReadFinalTable(table.EscalationLines());
  }
  // How many records there ever were, claims included.
  std::int64_t EscalationsWritten() const {
    const auto log = embedded::TopicLog::Open(service_->StoreFolder() / "log", embedded::SpecsOf(config_));
    EXPECT_TRUE(log.ok()) << log.status();
    std::int64_t records = 0;
    for (std::int32_t p = 0; p < config_.partitions && log.ok(); ++p)
      records += (*log)->End({config_.Topic("escalations"), p});
    return records;
  }
  FinalTable Wanted(const World& world, const std::vector<v1::ContactEvent>& events) const {
    FactStore store = world.NewStore();
    world.Remember(events, store);
    const Pseudonyms pseudonyms(kafka::PseudonymKeyOf(config_));
    return world.Escalations(store, std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()), pseudonyms);
  }

  std::filesystem::path folder_;
  std::unique_ptr<ServiceProcess> service_;
  ServiceConfig config_;
  std::unique_ptr<ServiceClient> client_;
};

TEST_F(EmbeddedServiceTest, KilledAtAnyMomentItHasWhatAReplayGives) {
  World world(kCase, 2);
  world.chance().Allow({.hidden_customers = false, .conflicts = false});
  const auto events = world.chance().Shuffled(world.chance().Events(1200));
  const auto half = events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2);
  std::string lines;
  for (auto event = half; event != events.end(); ++event) lines += ToJson(*event) + "\n";
  Write("drop/night.jsonl", lines);
  const auto kill_within = [&](std::int64_t ms) {
    std::this_thread::sleep_for(milliseconds{world.chance().Below(ms)});
    service_->Kill();
  };
  auto next = events.begin();
  constexpr int kLives = 8;
  for (int life = 0; life < kLives; ++life) {
    Start();
    std::thread killer;
    // While it takes something in, or just after that.
    if (life % 2 == 0) killer = std::thread([&] { kill_within(400); });
    // What was not acknowledged is sent again, to the next life.
    const auto share = events.begin() + (half - events.begin()) * (life + 1) / kLives;
    while (next < share) {
      const auto end = next + std::min<std::ptrdiff_t>(share - next, life % 2 == 0 ? 3 : 200);
      if (!Push({next, end})) break;
      next = end;
    }
    if (!killer.joinable()) killer = std::thread([&] { kill_within(40); });
    killer.join();
  }
  Start();
  ASSERT_TRUE(Push({next, half}));
  // Just after the file was taken in, while it is being linked.
  while (CountOf(service_->Log(), "\"file read\"") == 0 && !service_->HasEnded()) std::this_thread::yield();
  kill_within(150);
  Start();
  client_->WaitUntilJudged(events.size() / 2);
  milliseconds took{};
  EXPECT_EQ(service_->Stop(&took), 0) << service_->Log();
  EXPECT_LT(took, seconds{3});
  const FinalTable wanted = Wanted(world, events);
  EXPECT_GT(wanted.size(), 20u);
  EXPECT_EQ(Differences(wanted, Escalations()), "") << "in " << folder_;
}

TEST_F(EmbeddedServiceTest, ServesWhatAServiceOnKafkaServes) {
  World world(kCase, 4);
  world.chance().Allow({.hidden_customers = false, .corrections = false, .conflicts = false});
  const auto events = world.chance().Events(300);
  Start();
  ASSERT_TRUE(Eventually([&] { return client_->ready(); }, seconds{10})) << service_->Log();
  ASSERT_TRUE(Push(events));
  client_->WaitUntilJudged(events.size());
  EXPECT_THAT(Get("/"), HasSubstr("<html"));
  EXPECT_THAT(Get("/api/v1/escalations"), HasSubstr("\"state\""));
  EXPECT_THAT(Get("/api/v1/customers/" + DirectoryEntries()[0].customer_id() + "/dossier"), HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(Get("/metrics"), HasSubstr("loopbreaker_records_written_total{topic=\"escalations\"}"));
  EXPECT_THAT(Get("/metrics"), HasSubstr("loopbreaker_partitions_judged 4"));
  EXPECT_EQ(service_->Stop(), 0);
  const std::int64_t written = EscalationsWritten();

  // Nothing is published anew by a start, nor by a directory that says the same.
  Start();
  ASSERT_TRUE(Eventually([&] { return client_->ready(); }, seconds{10})) << service_->Log();
  EXPECT_THAT(service_->Log(), HasSubstr("\"changed\":0,\"gone\":0"));
  EXPECT_EQ(service_->Stop(), 0);
  EXPECT_EQ(EscalationsWritten(), written + config_.partitions) << "a claim each";
  EXPECT_EQ(Differences(Wanted(world, events), Escalations()), "") << "in " << folder_;
}

TEST_F(EmbeddedServiceTest, WhatSomebodyDidOnThePageSurvivesAKill) {
  Start();
  const std::string body = R"({"line":"Empty hands, the third time.","customerId":"c1"})";
  const std::string answer = client_->Ask(
      "POST /api/v1/raised HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "X-Requested-With: loopbreaker\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  service_->Kill();
  ASSERT_THAT(answer, testing::StartsWith("HTTP/1.1 202"));
  Start();
  EXPECT_TRUE(
      Eventually([&] { return Get("/api/v1/escalations").find("raised-by-hand") != std::string::npos; }, seconds{10}))
      << service_->Log();
}

TEST_F(EmbeddedServiceTest, CountsWhatAFileHasThatIsNoEvent) {
  Start();
  ASSERT_TRUE(Eventually([&] { return client_->ready(); }, seconds{10})) << service_->Log();
  std::ofstream(Drop() / "wrong.jsonl") << "no event\n";
  EXPECT_TRUE(Eventually(
      [&] {
        return Get("/metrics").find("loopbreaker_dead_letters_total{reason=\"UNREADABLE\"} 1\n") != std::string::npos;
      },
      seconds{10}))
      << service_->Log();
  EXPECT_EQ(service_->Stop(), 0);
}

TEST_F(EmbeddedServiceTest, FollowsItsFilesWhileItRuns) {
  Start();
  ASSERT_TRUE(Eventually([&] { return client_->ready(); }, seconds{10})) << service_->Log();
  v1::Customer customer = DirectoryEntries()[0];
  Write("customers.jsonl", ToJson(customer) + "\n");
  const std::size_t all = DirectoryEntries().size();
  EXPECT_TRUE(Eventually(
      [&] {
        return service_->Log().find("\"entries\":1,\"changed\":0,\"gone\":" + std::to_string(all - 1)) !=
               std::string::npos;
      },
      seconds{5}))
      << service_->Log();
  Write("customers.jsonl", "{\"customerId\": 1,\n");
  EXPECT_TRUE(
      Eventually([&] { return service_->Log().find("the directory in use stays") != std::string::npos; }, seconds{5}))
      << service_->Log();
  Write("rules.yaml", Text(PathOf(RuleFile::kDefault)) + "# changed\n");
  EXPECT_TRUE(Eventually([&] { return CountOf(service_->Log(), "partition changes its rules") == 5; }, seconds{10}))
      << service_->Log();
  EXPECT_EQ(service_->Stop(), 0);
}

}  // namespace
}  // namespace loopbreaker
