// One row of the fault list: a broker of its own, a town whose events arrive, instances to harm, and what must be true
// in the end whatever was done to them.
//
// A row prints what it does. Its moments of harm are by chance from LOOPBREAKER_FAULT_SEED, or a seed that is made;
// what exactly is under way at such a moment is not repeatable, so a seed narrows a failure down, no more.
// LOOPBREAKER_FAULT_PROGRAM names another build of the program, to see that a row notices what is wrong in it.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "conformance/final_table.h"
#include "faults/feed.h"
#include "faults/town.h"
#include "gtest/gtest.h"
#include "support/broker.h"
#include "support/broker_topics.h"
#include "support/published_topics.h"
#include "support/service_process.h"

namespace loopbreaker {

class FaultTest : public testing::Test {
 protected:
  using milliseconds = std::chrono::milliseconds;

  explicit FaultTest(int nodes = 1) : nodes_(nodes) {}
  void SetUp() override;
  void TearDown() override;

  // ---- The input ----------------------------------------------------------------------------------------------------

  // Customers who are found by identifiers and references, and customers with corrections: docs/service.md says why a
  // history with both may differ from a replay.
  Town MixedTown(int households = 30, int events = 50);
  // `town` in another order, and a tenth of it twice.
  std::vector<v1::ContactEvent> Disordered(const std::vector<v1::ContactEvent>& events);
  // Of the events that are to be replayed in the end.
  std::vector<TopicRecord> Records(const std::vector<v1::ContactEvent>& events);
  // Makes the source and the topics of the service, and writes the directory of `town`.
  void Prepare(const Town& town);
  void Write(const std::string& topic, std::vector<TopicRecord> records);
  Feed Arriving(const std::vector<v1::ContactEvent>& events, seconds over) {
    return Feed(broker_->bootstrap(), Source(), Records(events), over);
  }

  // ---- The instances ------------------------------------------------------------------------------------------------

  // What instances are made with from here on.
  ServiceProcess::Options& options() { return options_; }
  ServiceProcess& Instance(const std::string& name);
  void Start(const std::string& name);
  void Kill(const std::string& name);
  // SIGTERM; must end well within its 3 s.
  void Stop(const std::string& name);
  // Until every partition has been taken by one of these since they were last started.
  void AwaitReady(const std::vector<std::string>& names);

  // ---- What must be true --------------------------------------------------------------------------------------------

  // Waits until both tables are those of a replay; then nothing may be lost, nothing have two contents, no clock have
  // gone back. `doubles_allowed`: only where zombies write.
  void ExpectConverged(bool doubles_allowed = false);
  PublishedTopics Escalations() { return ReadEscalations(*topics_, Topic("escalations")); }

  // One line, with the time since the start of the row.
  void Say(const std::string& text) const;
  static void Wait(milliseconds time);
  static std::int64_t NowMs();
  static Instant Now();
  std::int64_t Below(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random_); }
  bool OneIn(int n) { return Below(n) == 0; }

  std::string Source() const { return prefix_ + "source"; }
  std::string Topic(const std::string& name) const { return prefix_ + name; }
  Broker& broker() { return *broker_; }
  BrokerTopics& topics() { return *topics_; }
  std::uint64_t seed() const { return seed_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  // What `loopbreaker replay --final` says of the events now; `groups`: of process rules, without evidence.
  std::pair<FinalTable, FinalTable> Replay() const;
  // What a failure is found by: every record of the topics that say how it came to be, a line each, in the folder.
  void KeepTopics();
  // Identities that are in no topic behind link.
  std::vector<std::string> Lost();

  int nodes_;
  std::uint64_t seed_ = 0;
  std::mt19937_64 random_;
  std::chrono::steady_clock::time_point began_;
  std::filesystem::path folder_;
  std::string prefix_;
  std::unique_ptr<Broker> broker_;
  std::unique_ptr<BrokerTopics> topics_;
  ServiceProcess::Options options_;
  std::map<std::string, std::unique_ptr<ServiceProcess>> instances_;
  std::vector<v1::ContactEvent> events_;
};

}  // namespace loopbreaker
