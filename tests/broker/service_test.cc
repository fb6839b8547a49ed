// The service on a real broker: whatever happens to its processes, what is published is what a replay of the same input
// gives.
#include <stdlib.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <random>

#include "base/hmac.h"
#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "kafka/service.h"
#include "simulation/simulation.h"
#include "support/broker_fixture.h"
#include "support/broker_topics.h"
#include "support/published_topics.h"
#include "support/service_client.h"
#include "support/service_process.h"
#include "unit/serve/http_client.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr SimulationCase kCase{RuleFile::kDefault, Shape::kDense};

class ServiceTest : public BrokerFixture {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(BrokerFixture::SetUp());
    std::string pattern = (std::filesystem::temp_directory_path() / "loopbreaker-service-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    prefix_ = "s" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + ".";
    topics_ = std::make_unique<BrokerTopics>(broker_->bootstrap());
    ASSERT_TRUE(topics_->Create(Source(), 3, {{"max.message.bytes", "12000000"}}).ok());
  }
  void TearDown() override {
    if (!HasFailure()) std::filesystem::remove_all(folder_);
  }

  std::string Source() const { return prefix_ + "source"; }
  std::string Topic(const std::string& name) const { return prefix_ + name; }

  ServiceProcess::Options ServiceOptions(const std::filesystem::path& rules) const {
    ServiceProcess::Options options;
    options.bootstrap = broker_->bootstrap();
    options.prefix = prefix_;
    options.rules = rules;
    options.source = Source();
    return options;
  }
  std::unique_ptr<ServiceProcess> Instance(const std::string& name) {
    return std::make_unique<ServiceProcess>(ServiceOptions(PathOf(RuleFile::kDefault)), folder_, name);
  }

  void ProduceDirectory(const std::vector<v1::Customer>& customers = DirectoryEntries()) {
    std::vector<TopicRecord> records;
    for (const v1::Customer& customer : customers) {
      TopicRecord& record = records.emplace_back();
      record.key = customer.customer_id();
      record.value = ToJson(customer);
    }
    ASSERT_TRUE(topics_->ProduceAll(Topic("customers"), records).ok());
  }
  void Produce(const std::vector<v1::ContactEvent>& events) {
    std::vector<TopicRecord> records;
    for (const v1::ContactEvent& event : events) {
      TopicRecord& record = records.emplace_back();
      record.key = event.source() + event.id();
      record.value = ToJson(event);
    }
    ASSERT_TRUE(topics_->ProduceAll(Source(), records).ok());
  }

  // What a replay gives now, with the names of provisional customers as the service has them.
  FinalTable Wanted(const World& world, const std::vector<v1::ContactEvent>& events) const {
    FactStore store = world.NewStore();
    return Wanted(world, events, store);
  }
  FinalTable Wanted(const World& world, const std::vector<v1::ContactEvent>& events, FactStore& store) const {
    world.Remember(events, store);
    ServiceConfig config;
    config.prefix = prefix_;
    const Pseudonyms pseudonyms(kafka::PseudonymKeyOf(config));
    return world.Escalations(store, std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()), pseudonyms);
  }

  // Waits until the topic holds what is wanted; then how it came to that is judged.
  void ExpectConverges(const World& world, const std::vector<v1::ContactEvent>& events, seconds at_most = seconds{30}) {
    ExpectConverges(Wanted(world, events), at_most);
  }
  void ExpectConverges(const FinalTable& wanted, seconds at_most) {
    PublishedTopics published;
    const bool equal = Eventually(
        [&] {
          published = ReadEscalations(*topics_, Topic("escalations"));
          // On the way there a loop may have two rows: that of the loop which it joined is taken back a record later.
          testing::TestPartResultArray on_the_way;
          const testing::ScopedFakeTestPartResultReporter reporter(
              testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &on_the_way);
          return Differences(wanted, ReadFinalTable(published.table.EscalationLines())).empty() &&
                 on_the_way.size() == 0;
        },
        at_most);
    EXPECT_TRUE(equal) << Differences(wanted, ReadFinalTable(published.table.EscalationLines())) << "in " << folder_;
    EXPECT_EQ(published.problems, "");
    EXPECT_EQ(published.doubles, 0);
  }
  // How often the log says so.
  static std::size_t CountOf(const std::string& log, const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
    return count;
  }

  std::filesystem::path folder_;
  std::string prefix_;
  std::unique_ptr<BrokerTopics> topics_;
};

TEST_F(ServiceTest, PublishesWhatAReplayGives) {
  World world(kCase, 2);
  const auto events = world.chance().Shuffled(world.chance().Events(300));
  const auto a = Instance("a");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  a->Start();
  Produce(events);
  ExpectConverges(world, events);
  milliseconds took{};
  EXPECT_EQ(a->Stop(&took), 0) << a->Log();
  EXPECT_LT(took, seconds{3});
}

TEST_F(ServiceTest, StartingAgainPublishesNothingNew) {
  World world(kCase, 4);
  const auto events = world.chance().Events(200);
  const auto a = Instance("a");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  Produce(events);
  a->Start();
  ExpectConverges(world, events);
  const std::size_t revisions = ReadEscalations(*topics_, Topic("escalations")).table.revisions();
  a->Kill();
  a->Start();
  ASSERT_TRUE(Eventually([&] { return CountOf(a->Log(), "partition judged") >= 10; }, seconds{30})) << a->Log();
  EXPECT_EQ(ReadEscalations(*topics_, Topic("escalations")).table.revisions(), revisions);
}

TEST_F(ServiceTest, LocalStoreMayBeThereOrGoneOrDamaged) {
  World world(kCase, 14);
  world.chance().Allow({.hidden_customers = false, .conflicts = false});
  const auto events = world.chance().Events(300);
  const auto half = events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2);
  ServiceProcess::Options options = ServiceOptions(PathOf(RuleFile::kDefault));
  options.store = true;
  ServiceProcess a(options, folder_, "a");
  ASSERT_TRUE(a.CreateTopics());
  ProduceDirectory();
  const auto taken = [&](std::size_t times) {
    return Eventually([&] { return CountOf(a.Log(), "\"partition judged\",\"of\":\"detect\"") >= times * 4; },
                      seconds{30});
  };
  a.Start();
  Produce({events.begin(), half});
  ExpectConverges(world, {events.begin(), half});
  EXPECT_EQ(a.Stop(), 0) << a.Log();
  EXPECT_EQ(CountOf(a.Log(), "local store loaded"), 0u);

  const std::size_t revisions = ReadEscalations(*topics_, Topic("escalations")).table.revisions();
  a.Start();
  ASSERT_TRUE(taken(2)) << a.Log();
  // Of the partitions that have facts.
  const std::size_t loaded = CountOf(a.Log(), "local store loaded");
  EXPECT_GT(loaded, 0u) << a.Log();
  a.Kill();
  std::filesystem::remove_all(a.StoreFolder());
  a.Start();
  ASSERT_TRUE(taken(3)) << a.Log();
  EXPECT_EQ(CountOf(a.Log(), "local store loaded"), loaded) << a.Log();
  EXPECT_EQ(CountOf(a.Log(), "local store begun anew"), 0u);
  EXPECT_EQ(a.Stop(), 0) << a.Log();

  for (const auto& entry : std::filesystem::recursive_directory_iterator(a.StoreFolder())) {
    if (entry.path().extension() == ".sst") std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
  }
  a.Start();
  ASSERT_TRUE(taken(4)) << a.Log();
  EXPECT_EQ(CountOf(a.Log(), "local store loaded"), loaded) << a.Log();
  EXPECT_GE(CountOf(a.Log(), "local store begun anew"), loaded) << a.Log();
  EXPECT_EQ(ReadEscalations(*topics_, Topic("escalations")).table.revisions(), revisions);
  Produce({half, events.end()});
  ExpectConverges(world, events);
}

TEST_F(ServiceTest, WhatTheBrokerRefusesIsWrittenOnceItTakesIt) {
  World world(kCase, 16);
  const auto events = world.chance().Events(120);
  const auto a = Instance("a");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  // A topic that is not compacted would be refused by an instance that looks at it only now.
  const auto limit_loops = [&](const std::string& bytes) {
    return topics_->Alter(Topic("loops"), {{"cleanup.policy", "compact"}, {"max.message.bytes", bytes}}).ok();
  };
  a->Start();
  ASSERT_TRUE(limit_loops("64"));
  Produce(events);
  EXPECT_TRUE(Eventually([&] { return CountOf(a->Log(), "begins again at what is committed") >= 2; }, seconds{30}))
      << a->Log();
  ASSERT_TRUE(limit_loops("1048588"));
  ExpectConverges(world, events, seconds{60});
  milliseconds took{};
  EXPECT_EQ(a->Stop(&took), 0) << a->Log();
  EXPECT_LT(took, seconds{3});
}

TEST_F(ServiceTest, KillingOneOfTwoLosesAndRepeatsNothing) {
  World world(kCase, 6);
  const auto events = world.chance().Shuffled(world.chance().Events(300));
  const auto a = Instance("a");
  const auto b = Instance("b");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  a->Start();
  b->Start();
  constexpr std::size_t kPieces = 4;
  for (std::size_t piece = 0; piece < kPieces; ++piece) {
    const auto at = [&](std::size_t n) {
      return events.begin() + static_cast<std::ptrdiff_t>(events.size() * n / kPieces);
    };
    Produce({at(piece), at(piece + 1)});
    ServiceProcess& victim = piece % 2 == 0 ? *a : *b;
    // At a moment that is different each time.
    std::this_thread::sleep_for(milliseconds{world.chance().Below(1500)});
    victim.Kill();
    victim.Start();
  }
  ExpectConverges(world, events, seconds{60});
}

TEST_F(ServiceTest, DirectoryThatChangesMovesFactsBetweenPartitionsOfTwoInstances) {
  World world(kCase, 3);  // odd: it knows no directory
  world.chance().Allow({.corrections = false, .conflicts = false});
  const auto events = world.chance().Shuffled(world.chance().Events(200));
  const auto a = Instance("a");
  const auto b = Instance("b");
  ASSERT_TRUE(a->CreateTopics());
  a->Start();
  b->Start();
  Produce(events);
  ExpectConverges(world, events);
  // Numbers get known, then two customers turn out to be one, then that was a mistake.
  std::vector<v1::Customer> customers = DirectoryEntries();
  ASSERT_GE(customers.size(), 2u);
  for (const std::string& merged_into : {std::string(), customers[0].customer_id(), std::string()}) {
    customers[1].set_merged_into(merged_into);
    ProduceDirectory(customers);
    Directory directory(world.rules().set().settings.phone_region);
    for (const v1::Customer& customer : customers) directory.Put(customer);
    FactStore store(world.rules().set().settings, directory, {}, nullptr);
    ExpectConverges(Wanted(world, events, store), seconds{30});
  }
  // Each fact is in one place, and some have come there from another partition.
  int moved = 0;
  const auto twice = [&] {
    moved = 0;
    std::map<std::pair<std::int32_t, std::string>, std::string> facts;  // by partition and key: identity
    for (const TopicRecord& record : topics_->ReadToEnd(Topic("facts")).value_or(std::vector<TopicRecord>())) {
      v1::ContactEvent fact;
      if (!record.value) {
        moved += facts.erase({record.partition, record.key}) != 0 ? 1 : 0;
      } else if (fact.ParseFromString(*record.value)) {
        facts[{record.partition, record.key}] = fact.source() + "/" + fact.id();
      }
    }
    std::map<std::string, int> places;
    for (const auto& [place, identity] : facts) ++places[identity];
    std::string several;
    for (const auto& [identity, count] : places) several += count > 1 ? identity + " " : "";
    return several;
  };
  EXPECT_TRUE(Eventually([&] { return twice().empty(); }, seconds{10})) << twice();
  EXPECT_GT(moved, 0);
}

TEST_F(ServiceTest, FollowsItsRulesFileWhileItRuns) {
  World before(kCase, 12);
  World after({RuleFile::kRich, Shape::kDense}, 12);
  const auto events = before.chance().Events(150);
  const std::filesystem::path file = folder_ / "rules.yaml";
  std::filesystem::copy_file(PathOf(RuleFile::kDefault), file);
  ServiceProcess a(ServiceOptions(file), folder_, "a");
  ServiceProcess b(ServiceOptions(file), folder_, "b");
  ASSERT_TRUE(a.CreateTopics());
  ProduceDirectory();
  Produce(events);
  a.Start();
  b.Start();
  ExpectConverges(before, events);
  std::ofstream(file) << "version: 1\nrules: [{id: r, titel: t}]\n";
  EXPECT_TRUE(Eventually([&] { return (a.Log() + b.Log()).find("the rules file has mistakes") != std::string::npos; },
                         seconds{10}));
  ExpectConverges(before, events);
  std::filesystem::copy_file(PathOf(RuleFile::kRich), file, std::filesystem::copy_options::overwrite_existing);
  ExpectConverges(after, events);
}

TEST_F(ServiceTest, NothingOfAnErasedCustomerIsLeftInAnyTopic) {
  World world(kCase, 10);
  world.chance().Allow({.hidden_customers = false, .corrections = false});
  const auto events = world.chance().Events(120);
  const std::string customer = events.front().customer_id();
  const auto a = Instance("a");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  a->Start();
  Produce(events);
  ExpectConverges(world, events);

  std::vector<TopicRecord> erasure(1);
  erasure[0].key = customer;
  erasure[0].value = R"({"erasedBefore": ")" + FormatTime(kLatest - seconds{1}) + R"("})";
  ASSERT_TRUE(topics_->ProduceAll(Topic("erasures"), erasure).ok());
  // As a compacted topic will be: the last record of each key.
  const auto left = [&] {
    std::string keys;
    for (const char* name :
         {"facts", "references", "corrections", "parked", "escalations", "loops", "dossiers", "observations"}) {
      std::map<std::string, std::optional<std::string>> last;
      for (const TopicRecord& record : topics_->ReadToEnd(Topic(name)).value_or(std::vector<TopicRecord>()))
        last[record.key] = record.value;
      for (const auto& [key, value] : last) {
        if (!value) continue;
        const bool named = key.starts_with(customer + "|") || key.ends_with("|" + customer);
        if (named || value->find('"' + customer + '"') != std::string::npos)
          keys += std::string(name) + " " + key + "\n";
        v1::ContactEvent fact;
        if (std::string_view(name) == "facts" && fact.ParseFromString(*value) && fact.customer_id() == customer)
          keys += "fact " + key + "\n";
      }
    }
    return keys;
  };
  EXPECT_TRUE(Eventually([&] { return left().empty(); }, seconds{20})) << left();
  // The source is read again, by a group that knows nothing: the events are dropped.
  Produce(events);
  auto kept = events;
  std::erase_if(kept, [&](const v1::ContactEvent& event) { return event.customer_id() == customer; });
  ExpectConverges(world, kept);
  EXPECT_EQ(left(), "");
}

// Text that no compression makes small.
std::string Noise(std::size_t bytes) {
  std::mt19937 random(7);
  std::string text(bytes, ' ');
  for (char& c : text) c = static_cast<char>('0' + random() % 74);
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

TEST_F(ServiceTest, FileInTheFolderIsTakenOnceHoweverOftenItComesAndTheServiceDies) {
  World world(kCase, 18);
  world.chance().Allow({.hidden_customers = false, .conflicts = false});
  const auto events = world.chance().Events(200);
  const std::filesystem::path drop = folder_ / "drop";
  std::filesystem::create_directory(drop);
  // What cannot be used keeps the reader busy for a while after it has read all the events.
  constexpr std::size_t kPoison = 500'000;
  const auto write = [&](const std::string& name) {
    std::ofstream file(drop / name);
    for (const v1::ContactEvent& event : events) file << ToJson(event) << "\n";
    for (std::size_t i = 0; i < kPoison; ++i) file << "no event\n";
  };
  ServiceProcess::Options options = ServiceOptions(PathOf(RuleFile::kDefault));
  options.source_keys = "folder: \"" + drop.string() + "\"";
  ServiceProcess a(options, folder_, "a");
  ASSERT_TRUE(a.CreateTopics());
  ProduceDirectory();
  const auto in_source = [&] { return topics_->ReadToEnd(Source()).value_or(std::vector<TopicRecord>()).size(); };
  write("night.jsonl");
  a.Start();
  ASSERT_TRUE(Eventually([&] { return in_source() > 0; }, seconds{30})) << a.Log();
  a.Kill();
  ASSERT_TRUE(std::filesystem::exists(drop / "night.jsonl")) << "killed too late for this test";
  EXPECT_EQ(std::filesystem::file_size(drop / ".taken"), 0u);

  a.Start();
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(drop / "done" / "night.jsonl"); }, seconds{60}))
      << a.Log();
  ExpectConverges(world, events);
  const std::size_t read = in_source();
  EXPECT_GT(read, events.size());  // twice, in part or wholly; each event counts once
  EXPECT_EQ(
      CountOf(a.Log(), "\"events\":" + std::to_string(events.size()) + ",\"dead_letters\":" + std::to_string(kPoison)),
      1u)
      << a.Log();

  a.Kill();
  a.Start();
  write("again.jsonl");
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(drop / "done" / "again.jsonl"); }, seconds{30}))
      << a.Log();
  EXPECT_EQ(in_source(), read);
  EXPECT_EQ(CountOf(a.Log(), "file was read before"), 1u);
  std::ofstream(drop / "wrong.jsonl") << "no event\n";
  EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(drop / "done" / "wrong.jsonl"); }, seconds{30}))
      << a.Log();
  EXPECT_THAT(ServiceClient(a).Get("/metrics"),
              testing::HasSubstr("loopbreaker_dead_letters_total{reason=\"UNREADABLE\"} 1\n"));
  EXPECT_EQ(a.Stop(), 0) << a.Log();
}

TEST_F(ServiceTest, WhatIsPushedAndSignedIsInKafkaBeforeTheSenderHearsSo) {
  World world(kCase, 20);
  world.chance().Allow({.hidden_customers = false, .conflicts = false});
  const auto events = world.chance().Events(60);
  std::ofstream(folder_ / "secret") << "of the portal\n";
  ServiceProcess::Options options = ServiceOptions(PathOf(RuleFile::kDefault));
  options.source_keys = "push: {secret_file: \"" + (folder_ / "secret").string() + "\", requests_per_minute_max: 30}";
  ServiceProcess a(options, folder_, "a");
  ASSERT_TRUE(a.CreateTopics());
  ASSERT_TRUE(topics_->Alter(Source(), {{"max.message.bytes", "100000"}}).ok());
  ProduceDirectory();
  std::uint16_t port = 0;
  const auto start = [&] {
    const std::string said = "\"listening\",\"port\":";
    const std::size_t before = a.Log().size();
    a.Start();
    ASSERT_TRUE(Eventually([&] { return a.Log().find(said, before) != std::string::npos; }, seconds{20})) << a.Log();
    const std::string log = a.Log();
    port = static_cast<std::uint16_t>(std::stoi(log.substr(log.find(said, before) + said.size())));
  };
  start();
  // The status and the body.
  const auto push = [&](const std::string& secret, const std::string& body) {
    const std::string now = std::to_string(std::time(nullptr));
    const std::string answer =
        HttpClient(port).Ask("POST /api/v1/events/" + Source() + " HTTP/1.1\r\nHost: localhost\r\n" +
                             "X-Loopbreaker-Signature: t=" + now + ",v1=" + ToHex(HmacOf(secret, {now, ".", body})) +
                             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return answer.substr(std::min<std::size_t>(answer.size(), 9));
  };
  EXPECT_THAT(push("guessed", "{}"), testing::StartsWith("401"));
  EXPECT_THAT(push("of the portal", std::string(2 << 20, ' ')), testing::StartsWith("413"));
  EXPECT_THAT(push("of the portal", "{\"id\":"), testing::StartsWith("400"));
  std::string list = "[";
  for (const v1::ContactEvent& event : events) list += (list.size() == 1 ? "" : ",\n") + ToJson(event);
  EXPECT_THAT(push("of the portal", list + "]"),
              testing::EndsWith("{\"accepted\":" + std::to_string(events.size()) + "}\n"));
  // Too large for its topic: refused alone, and the service goes on.
  EXPECT_THAT(push("of the portal", "{\"noise\":\"" + Noise(400'000) + "\"}"), testing::StartsWith("422"));
  EXPECT_EQ(CountOf(a.Log(), "begins again"), 0u);
  a.Kill();
  EXPECT_EQ(topics_->ReadToEnd(Source()).value_or(std::vector<TopicRecord>()).size(), events.size());

  start();
  EXPECT_THAT(push("of the portal", "[]"), testing::StartsWith("202"));
  EXPECT_THAT(push("of the portal", "[]"), testing::StartsWith("202"));
  EXPECT_THAT(push("of the portal", "[]"), testing::StartsWith("202"));
  EXPECT_THAT(push("of the portal", "[]"), testing::StartsWith("429"));
  ExpectConverges(world, events);
}

TEST_F(ServiceTest, PoisonBecomesDeadLettersAndStopsNothing) {
  World world(kCase, 8);
  const auto events = world.chance().Events(60);
  const auto a = Instance("a");
  ASSERT_TRUE(a->CreateTopics());
  ProduceDirectory();
  a->Start();
  std::string deep(20'000, '[');
  const std::vector<std::optional<std::string>> poison = {
      std::nullopt,                                         // a tombstone
      "",                                                   // nothing
      std::string("\x00\xff\xfe\x80 random \xc3\x28", 15),  // no UTF-8, no JSON
      deep,
      "{\"id\":" + deep,
      "{\"id\":\"x\"}",  // required fields are missing
      "{\"id\":\"x\",\"source\":\"y\",\"eventTime\":\"2199-01-01T00:00:00Z\",\"customerId\":\"c\",\"caseOpened\":{}}",
      "{\"id\":\"x\",\"source\":\"y\",\"eventTime\":\"2026-01-01T00:00:00Z\",\"caseOpened\":{}}",  // nobody's
      std::string(10 << 20, ' '),
  };
  std::vector<TopicRecord> records;
  for (const auto& value : poison) {
    for (int i = 0; i < 3; ++i) {
      TopicRecord& record = records.emplace_back();
      record.key = "k" + std::to_string(i);
      record.value = value;
    }
  }
  TopicRecord& recursion = records.emplace_back();  // groups within groups
  recursion.value = std::string(100'000, '\x0b');
  recursion.headers = {{"content-type", "application/protobuf"}};
  ASSERT_TRUE(topics_->ProduceAll(Source(), records).ok());
  Produce(events);
  ExpectConverges(world, events);
  std::map<std::string, int> reasons;
  const auto dead = topics_->ReadToEnd(Topic("dead-letters"));
  ASSERT_TRUE(dead.ok());
  std::size_t largest = 0;
  for (const TopicRecord& record : *dead) {
    largest = std::max(largest, record.value ? record.value->size() : 0);
    for (const auto& [name, value] : record.headers) {
      if (name == "lb_reason") ++reasons[value];
    }
  }
  EXPECT_EQ(reasons["UNREADABLE"], 6 * 3 + 1);
  EXPECT_EQ(reasons["INVALID"], 1 * 3);
  EXPECT_EQ(reasons["FROM_THE_FUTURE"], 1 * 3);
  EXPECT_EQ(reasons["NO_CUSTOMER"], 1 * 3);
  EXPECT_EQ(largest, std::size_t{10 << 20});  // as it came
  EXPECT_EQ(a->Stop(), 0) << a->Log();
}

}  // namespace
}  // namespace loopbreaker
