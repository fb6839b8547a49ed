// The service on Kafka, whole: what `loopbreaker run` starts and stops.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "dossier/caller.h"
#include "kafka/link_worker.h"
#include "kafka/owner_worker.h"
#include "kafka/producer.h"
#include "kafka/rules_file.h"
#include "kafka/service_metrics.h"
#include "kafka/shared.h"
#include "kafka/stores.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker::kafka {

// The key of pseudonyms: the configured one; without one they are at least the same everywhere.
std::string PseudonymKeyOf(const ServiceConfig& config);

class Service {
 public:
  // `mappings`: by path, those that the sources name. `metrics` outlive it.
  Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
          std::map<std::string, std::shared_ptr<const Mapping>> mappings, Metrics& metrics);
  ~Service();

  // Connects and starts reading what each instance reads whole.
  absl::Status Start();
  // To be called now and then: starts the workers once that has been read, and sees the rules file change. Where a
  // record could not be written, drops what is under way and begins again at what is committed.
  absl::Status Proceed();
  // Whether the workers run and every partition that they own is judged.
  bool ready() const;
  // Everything flushed and the groups left.
  void Stop();

  // Sends what supervisors do, as events of the source `actions`. Any thread, after Start.
  void Act(const std::vector<v1::ContactEvent>& events);
  // Whether the broker has all of what was sent: empty while that is not known. InvalidArgument: it will never take it.
  using Written = std::function<std::optional<absl::Status>()>;
  // Sends what a system has pushed, a record each, to a source that takes such things. Null: too much waits for Kafka,
  // and not all of it is sent. Any thread, after Start; waits for nothing.
  Written Push(const std::string& source, std::vector<std::string> records);
  // A file for a source: begin, drop its records (or dead letters) one by one, wait for `dropped` to be done. One
  // thread, after Start and before Stop.
  enum class Drop {
    kSent,
    kFull,    // not sent: to be dropped again a little later
    kFailed,  // something is not written: the whole file has to be dropped anew, unless it is refused
  };
  void BeginDrop();
  Drop DropRecord(const std::string& source, const OutRecord& record);
  const Delivery& dropped() const { return dropped_; }
  // Why the broker will never take what was dropped; empty: it may.
  std::string WhyRefused() const;
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
  const std::string& writer() const { return writer_; }

  const Shared& shared() const { return shared_; }
  // Brings those metrics up to date that say how things are now. Any thread.
  void CountInto(Metrics& metrics) const;

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
  void SendActed(OutRecord record);
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
