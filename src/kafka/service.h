// The service on Kafka, whole: what `loopbreaker run` starts and stops.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dossier/caller.h"
#include "kafka/link_worker.h"
#include "kafka/owner_worker.h"
#include "kafka/producer.h"
#include "kafka/rules_file.h"
#include "kafka/shared.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker::kafka {

// The key of pseudonyms: the configured one; without one they are at least the same everywhere.
std::string PseudonymKeyOf(const ServiceConfig& config);

class Service {
 public:
  // `mappings`: by path, those that the sources name.
  Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
          std::map<std::string, std::shared_ptr<const Mapping>> mappings);
  ~Service();

  // Connects and starts reading what each instance reads whole.
  absl::Status Start();
  // To be called now and then: starts the workers once that has been read, and sees the rules file change.
  absl::Status Proceed();
  // Whether the workers run and every partition that they own is judged.
  bool ready() const;
  // What is wrong for good: the process should end, and be started again. Empty: nothing.
  std::string fatal() const;
  // Everything flushed and the groups left.
  void Stop();

  // Sends what supervisors do, as events of the source `actions`. Any thread, after Start.
  void Act(const std::vector<v1::ContactEvent>& events);
  // For records of files, from one thread, and what of these is not acknowledged yet. After Start, and before Stop.
  Producer& producer() { return *producer_; }
  Delivery& dropped() { return dropped_; }
  // Sends what a system has pushed, a record each, to a source. Unavailable: too much waits for Kafka, and nothing of
  // it is sent. Any thread, after Start.
  absl::Status Push(const std::string& topic, const std::vector<std::string>& records);
  // Has everything of the customer up to `until` erased, and later things too while the customer objects. Any thread,
  // after Start.
  void Erase(const std::string& customer, Instant until, bool objection);
  // Who somebody is by the directory of now. Any thread, after Start.
  Caller WhoIs(const v1::ContactEvent& asked);
  // What a customer has become by merging, or itself.
  std::string Current(const std::string& customer);
  // Whether this instance owns feedback, and so is the one of the group that sends alerts.
  bool leads() const;
  // Keeps what has been sent, or forgets it (null), in the topic `alerts`. Any thread, after Start.
  void Remember(const std::string& key, const v1::SentAlert* sent);
  // Names this life of this instance.
  const std::string& writer() const { return producer_->writer(); }

  LinkCounts link_counts() const;
  OwnerCounts detect_counts() const;
  const Shared& shared() const { return shared_; }

 private:
  absl::Status StartWorkers();

  ServiceConfig config_;
  Pseudonyms pseudonyms_;
  Shared shared_;
  std::vector<LinkSource> sources_;
  Delivery acted_;
  Delivery dropped_;
  std::unique_ptr<Producer> producer_;
  std::unique_ptr<Watermarks> watermarks_;
  std::unique_ptr<RulesFile> rules_file_;
  std::vector<std::unique_ptr<LinkWorker>> links_;
  std::vector<std::unique_ptr<OwnerWorker>> detects_;
  std::vector<std::unique_ptr<OwnerWorker>> learns_;
  bool started_ = false;
};

}  // namespace loopbreaker::kafka
