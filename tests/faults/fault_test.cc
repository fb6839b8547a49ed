#include "faults/fault_test.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "event/message_json.h"
#include "gtest/gtest-spi.h"
#include "kafka/service.h"
#include "service/record.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr seconds kStopMax{3};
constexpr seconds kReadyMax{60};
// Feedback is at most a minute behind; the rest is for a machine that others use too.
constexpr seconds kConvergeMax{180};

std::uint64_t SeedOfRun() {
  const char* given = std::getenv("LOOPBREAKER_FAULT_SEED");
  return given == nullptr || *given == 0 ? std::random_device{}() : std::strtoull(given, nullptr, 10);
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

template <typename Messages>
void WriteLines(const std::filesystem::path& path, const Messages& messages) {
  std::ofstream file(path);
  for (const auto& message : messages) file << ToJson(message) << "\n";
}

// A table as it is on the way: for a moment a loop may have two rows, that of the loop which it joined is taken back a
// record later. Nothing then.
std::optional<FinalTable> TableOf(const std::string& lines) {
  testing::TestPartResultArray on_the_way;
  const testing::ScopedFakeTestPartResultReporter reporter(
      testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &on_the_way);
  FinalTable table = ReadFinalTable(lines);
  if (on_the_way.size() != 0) return std::nullopt;
  return table;
}

}  // namespace

void FaultTest::SetUp() {
  static const std::uint64_t seed = SeedOfRun();
  seed_ = seed;
  random_.seed(seed);
  began_ = steady_clock::now();
  std::string pattern = (std::filesystem::temp_directory_path() / "loopbreaker-fault-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  auto broker = Broker::Start(nodes_);
  ASSERT_TRUE(broker.ok()) << broker.status();
  broker_ = *std::move(broker);
  prefix_ = "f.";
  topics_ = std::make_unique<BrokerTopics>(broker_->bootstrap(), 120'000);
  if (const char* program = std::getenv("LOOPBREAKER_FAULT_PROGRAM"); program != nullptr && *program != 0)
    options_.program = program;
  options_.bootstrap = broker_->bootstrap();
  options_.prefix = prefix_;
  options_.rules = std::string(LOOPBREAKER_SOURCE_DIR) + "/rules/default.yaml";
  options_.source = Source();
  Say("seed " + std::to_string(seed) + ", " + std::to_string(nodes_) + " node(s), in " + folder_.string());
}

void FaultTest::TearDown() {
  instances_.clear();
  if (!HasFailure()) {
    std::filesystem::remove_all(folder_);
  } else if (topics_ != nullptr) {
    KeepTopics();
  }
}

void FaultTest::KeepTopics() {
  for (const char* name : {"facts", "corrections", "parked", "loops", "escalations", "observations", "feedback"}) {
    const auto records = topics_->ReadToEnd(Topic(name));
    if (!records.ok()) continue;
    std::ofstream file(folder_ / (std::string(name) + ".topic"));
    for (const TopicRecord& record : *records) {
      file << record.partition << ":" << record.offset << " " << absl::CEscape(record.key);
      for (const auto& [name, value] : record.headers) file << " " << name << "=" << absl::CEscape(value);
      file << " " << (record.value ? absl::CEscape(*record.value) : "-") << "\n";
    }
  }
}

void FaultTest::Say(const std::string& text) const {
  const double s = std::chrono::duration<double>(steady_clock::now() - began_).count();
  std::printf("  %6.1f s  %s\n", s, text.c_str());
  std::fflush(stdout);
}

// The place where a row lets time pass: it is other processes that it waits for.
void FaultTest::Wait(milliseconds time) { std::this_thread::sleep_for(time); }

Instant FaultTest::Now() { return std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()); }
std::int64_t FaultTest::NowMs() { return std::chrono::duration_cast<milliseconds>(Now().time_since_epoch()).count(); }

Town FaultTest::MixedTown(int households, int events) {
  // No event may be ahead of its record.
  const Instant end = Now() - hours{1};
  Town town = MakeTown(seed_, households / 2, events, {.corrections = false}, end);
  town +=
      MakeTown(seed_ + 1, households - households / 2, events, {.hidden_customers = false, .conflicts = false}, end);
  return town;
}

std::vector<v1::ContactEvent> FaultTest::Disordered(const std::vector<v1::ContactEvent>& events) {
  std::vector<v1::ContactEvent> disordered = events;
  for (const v1::ContactEvent& event : events) {
    if (OneIn(10)) disordered.push_back(event);
  }
  std::shuffle(disordered.begin(), disordered.end(), random_);
  return disordered;
}

std::vector<TopicRecord> FaultTest::Records(const std::vector<v1::ContactEvent>& events) {
  std::vector<TopicRecord> records;
  for (const v1::ContactEvent& event : events) {
    TopicRecord& record = records.emplace_back();
    record.key = event.source() + event.id();
    record.value = ToJson(event);
  }
  events_.insert(events_.end(), events.begin(), events.end());
  return records;
}

void FaultTest::Write(const std::string& topic, std::vector<TopicRecord> records) {
  const absl::Status written = topics_->ProduceAll(topic, records);
  ASSERT_TRUE(written.ok()) << written;
}

void FaultTest::Prepare(const Town& town) {
  ASSERT_TRUE(topics_->Create(Source(), 3, {{"max.message.bytes", "12000000"}}).ok());
  ASSERT_TRUE(Instance("a").CreateTopics());
  std::vector<TopicRecord> records;
  for (const v1::Customer& customer : town.customers) {
    TopicRecord& record = records.emplace_back();
    record.key = customer.customer_id();
    record.value = ToJson(customer);
  }
  ASSERT_NO_FATAL_FAILURE(Write(Topic("customers"), records));
  WriteLines(folder_ / "customers.jsonl", town.customers);
  Say(std::to_string(town.events.size()) + " events of " + std::to_string(town.customers.size()) +
      " known customers; partitions " + std::to_string(options_.partitions));
}

ServiceProcess& FaultTest::Instance(const std::string& name) {
  auto& instance = instances_[name];
  if (instance == nullptr) instance = std::make_unique<ServiceProcess>(options_, folder_, name);
  return *instance;
}

void FaultTest::Start(const std::string& name) { Instance(name).Start(); }
void FaultTest::Kill(const std::string& name) { Instance(name).Kill(); }

void FaultTest::Stop(const std::string& name) {
  milliseconds took{};
  EXPECT_EQ(Instance(name).Stop(&took), 0) << Instance(name).Log();
  EXPECT_LT(took, kStopMax) << name << " took too long to stop";
  Say(name + " stopped by SIGTERM in " + std::to_string(took.count()) + " ms");
}

void FaultTest::AwaitReady(const std::vector<std::string>& names) {
  const auto taken = [&] {
    std::size_t count = 0;
    for (const std::string& name : names)
      count += CountOf(Instance(name).LogSinceStart(), "\"partition judged\",\"of\":\"detect\"");
    return count >= static_cast<std::size_t>(options_.partitions);
  };
  EXPECT_TRUE(Eventually(taken, kReadyMax)) << "not every partition was taken: see the logs in " << folder_;
}

std::pair<FinalTable, FinalTable> FaultTest::Replay() const {
  const std::filesystem::path events = folder_ / "events.jsonl";
  const std::filesystem::path out = folder_ / "final.jsonl";
  const std::string command = std::string(LOOPBREAKER_PROGRAM) + " replay --final --quiet " + events.string() +
                              " --rules " + options_.rules + " --customers " + (folder_ / "customers.jsonl").string() +
                              " --as-of " + FormatTime(Now()) + " --out " + out.string() + " 2>" +
                              (folder_ / "replay.log").string();
  // 1: some events have no customer, as they should.
  const int code = WEXITSTATUS(std::system(command.c_str()));
  EXPECT_LE(code, 1) << command;
  ServiceConfig config;
  config.prefix = prefix_;
  const Pseudonyms pseudonyms(kafka::PseudonymKeyOf(config));
  static const std::regex provisional("\"customerId\":\"(~[^\"]*)\"");
  std::string customers;
  std::string groups;
  std::ifstream file(out);
  for (std::string line; std::getline(file, line);) {
    if (line.find("\"scope\":\"PROCESS\"") != std::string::npos) {
      groups += line + "\n";
      continue;
    }
    std::smatch match;
    if (std::regex_search(line, match, provisional)) {
      line = match.prefix().str() + "\"customerId\":\"" + pseudonyms.HideProvisional(match[1].str()) + "\"" +
             match.suffix().str();
    }
    customers += line + "\n";
  }
  std::pair<FinalTable, FinalTable> tables{ReadFinalTable(customers), ReadFinalTable(groups)};
  for (auto& [about, row] : tables.second) row.erase("evidence");
  return tables;
}

std::vector<std::string> FaultTest::Lost() {
  std::set<std::pair<std::string, std::string>> found;
  for (const char* topic : {"facts", "parked", "corrections"}) {
    const auto records = topics_->ReadToEnd(Topic(topic));
    EXPECT_TRUE(records.ok()) << records.status();
    for (const TopicRecord& record : *records) {
      if (const auto key = ParseFactKey(record.key)) found.emplace(key->source, key->id);
    }
  }
  std::set<std::string> dead;
  const auto letters = topics_->ReadToEnd(Topic("dead-letters"));
  EXPECT_TRUE(letters.ok()) << letters.status();
  for (const TopicRecord& record : *letters) dead.insert(record.key);
  std::vector<std::string> lost;
  for (const v1::ContactEvent& event : events_) {
    if (!found.contains({event.source(), event.id()}) && !dead.contains(event.source() + event.id()))
      lost.push_back(event.source() + "/" + event.id());
  }
  return lost;
}

void FaultTest::ExpectConverged(bool doubles_allowed) {
  const auto began = steady_clock::now();
  WriteLines(folder_ / "events.jsonl", events_);
  std::string customers;
  std::string groups;
  PublishedTopics escalations;
  PublishedTopics feedback;
  std::size_t rows = 0;
  const bool equal = Eventually(
      [&] {
        const auto [wanted, wanted_groups] = Replay();
        rows = wanted.size();
        escalations = Escalations();
        const auto table = TableOf(escalations.table.EscalationLines());
        customers = table ? Differences(wanted, *table) : "two rows of one loop";
        if (!customers.empty()) return false;
        feedback = ReadFeedback(*topics_, Topic("feedback"));
        const auto group_table = TableOf(feedback.table.FeedbackLines());
        groups = group_table ? Differences(wanted_groups, *group_table) : "two rows of one group";
        return groups.empty();
      },
      kConvergeMax);
  EXPECT_TRUE(equal) << "escalations and a replay differ:\n"
                     << customers << "feedback and a replay differ:\n"
                     << groups << "in " << folder_;
  EXPECT_EQ(escalations.problems + feedback.problems, "");
  const int doubles = escalations.doubles + feedback.doubles;
  if (!doubles_allowed) {
    EXPECT_EQ(doubles, 0) << "revisions that were written twice";
  }
  const std::vector<std::string> lost = Lost();
  EXPECT_TRUE(lost.empty()) << lost.size() << " events are nowhere, the first: " << lost.front();
  for (const auto& [name, instance] : instances_) {
    if (instance->running()) {
      EXPECT_FALSE(instance->HasEnded()) << name << " ended by itself:\n" << instance->Log();
    }
  }
  const double took = std::chrono::duration<double>(steady_clock::now() - began).count();
  char text[200];
  std::snprintf(text, sizeof text,
                "%s after %.1f s: %zu escalations in %zu revisions, %zu groups in %zu; %d doubles, %zu late, %zu lost",
                equal ? "equal to a replay" : "NOT equal to a replay", took, rows, escalations.table.revisions(),
                feedback.table.feedback().size(), feedback.table.revisions(), doubles,
                escalations.late.size() + feedback.late.size(), lost.size());
  Say(text);
}

}  // namespace loopbreaker
