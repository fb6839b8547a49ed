// The service on Kafka, whole: what `loopbreaker run` starts and stops.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kafka/link_worker.h"
#include "kafka/owner_worker.h"
#include "kafka/producer.h"
#include "kafka/rules_file.h"
#include "kafka/service_metrics.h"
#include "kafka/shared.h"
#include "kafka/stores.h"
#include "service/running_service.h"

namespace loopbreaker::kafka {

// The key of pseudonyms: the configured one; without one they are at least the same everywhere.
std::string PseudonymKeyOf(const ServiceConfig& config);
// Says so in the log where that is so.
void WarnOfNoKey(const ServiceConfig& config);

// Names one life of one instance.
std::string WriterOf(const ServiceConfig& config);
// The sources as link reads them: those of the configuration, and what supervisors do.
std::vector<LinkSource> LinkSourcesOf(const ServiceConfig& config,
                                      const std::map<std::string, std::shared_ptr<const Mapping>>& mappings);

class Service final : public RunningService {
 public:
  // `mappings`: by path, those that the sources name. `metrics` outlive it.
  Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
          const std::map<std::string, std::shared_ptr<const Mapping>>& mappings, Metrics& metrics);
  ~Service() override;

  absl::Status Start() override;
  // Where a record could not be written, drops what is under way and begins again at what is committed.
  absl::Status Proceed() override;
  bool ready() const override;
  // Everything flushed and the groups left.
  void Stop() override;

  absl::StatusOr<std::unique_ptr<Following>> Follow(Published published) override;
  Written Push(const std::string& source, std::vector<std::string> records) override;
  void BeginDrop() override;
  Drop DropRecord(const std::string& source, const OutRecord& record) override;
  std::int64_t drops_on_their_way() const override { return dropped_.pending; }
  bool drops_written() override { return dropped_.written(); }
  std::string WhyRefused() const override;
  Caller WhoIs(const v1::ContactEvent& asked) override { return shared_.WhoIs(asked); }
  std::string Current(const std::string& customer) override { return shared_.Current(customer); }
  bool leads() const override;
  const std::string& writer() const override { return writer_; }
  const Completeness& completeness() const override { return shared_.completeness(); }
  void CountInto(Metrics& metrics) const override;

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  // Sent for somebody outside the workers, and not known to be written.
  struct Acted {
    std::string source;  // where to; empty: as the records say
    std::vector<OutRecord> records;
    Delivery delivery;
    bool given_up = false;  // whoever sent it was told so
  };

  absl::Status MakeProducer();
  absl::Status StartWorkers();
  // Stops all of them at once, and forgets the producer: what it was not told by then is dropped.
  void StopWorkers();
  absl::Status BeginAgain(const std::string& why);
  absl::Status SendUntilWritten(OutRecord record) override;
  void Send(Acted& acted) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  OwnerCounts detect_counts() const;

  ServiceConfig config_;
  Pseudonyms pseudonyms_;
  ServiceMetrics metrics_;
  Shared shared_;
  std::vector<LinkSource> sources_;
  std::string writer_;
  // Guards what is made anew after something was not written.
  mutable absl::Mutex mutex_;
  std::list<std::shared_ptr<Acted>> acted_ ABSL_GUARDED_BY(mutex_);  // outlive the producer, as `dropped_` does
  Delivery dropped_;
  std::unique_ptr<Producer> producer_;
  std::unique_ptr<Watermarks> watermarks_;
  std::unique_ptr<Stores> stores_;  // null: no local store
  std::unique_ptr<RulesFile> rules_file_;
  std::vector<std::unique_ptr<LinkWorker>> links_;
  std::vector<std::unique_ptr<OwnerWorker>> detects_;
  std::vector<std::unique_ptr<OwnerWorker>> learns_;
  bool started_ = false;
  TimePoint start_at_{};    // not before
  TimePoint started_at_{};  // last
  std::chrono::milliseconds wait_{};
};

}  // namespace loopbreaker::kafka
