// The service without Kafka: its topics are on this machine's disk, and one thread does everything. One instance.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "embedded/directory_files.h"
#include "embedded/node.h"
#include "embedded/topic_log.h"
#include "kafka/rules_file.h"
#include "kafka/service_metrics.h"
#include "kafka/shared.h"
#include "link/pseudonym.h"
#include "service/running_service.h"

namespace loopbreaker::embedded {

// Where the log of a service lies that has no Kafka: in the folder of `store.path`.
std::filesystem::path LogFolderOf(const ServiceConfig& config);

class Service final : public RunningService {
 public:
  // `mappings`: by path, those that the sources name. `metrics` outlive it. REQUIRES: `store.path` is given.
  Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
          const std::map<std::string, std::shared_ptr<const Mapping>>& mappings, Metrics& metrics);
  ~Service() override;

  // InvalidArgument: a file of the directory that has a mistake. Else as TopicLog::Open.
  absl::Status Start() override;
  absl::Status Proceed() override;
  bool ready() const override;
  void Stop() override;

  // One at a time.
  absl::StatusOr<std::unique_ptr<Following>> Follow(Published published) override;
  // What this writes is on the disk when it returns.
  Written Push(const std::string& source, std::vector<std::string> records) override;
  void BeginDrop() override {}
  Drop DropRecord(const std::string& source, const OutRecord& record) override;
  std::int64_t drops_on_their_way() const override { return 0; }
  bool drops_written() override { return log_->Sync().ok(); }
  std::string WhyRefused() const override { return ""; }
  Caller WhoIs(const v1::ContactEvent& asked) override { return shared_.WhoIs(asked); }
  std::string Current(const std::string& customer) override { return shared_.Current(customer); }
  bool leads() const override { return learns_; }
  const std::string& writer() const override { return writer_; }
  const Completeness& completeness() const override { return shared_.completeness(); }
  void CountInto(Metrics& metrics) const override;

 private:
  absl::Status SendUntilWritten(OutRecord record) override;
  void Append(const std::string& topic, std::string_view counted_as, const OutRecord& record);
  void Run();
  // Gives what is published to whoever follows; whether there was anything.
  bool TellFollower();

  ServiceConfig config_;
  Pseudonyms pseudonyms_;
  kafka::ServiceMetrics metrics_;
  kafka::Shared shared_;
  std::vector<LinkSource> sources_;
  std::string writer_;
  std::unique_ptr<TopicLog> log_;
  std::unique_ptr<Node> node_;  // of the thread alone
  std::unique_ptr<DirectoryFiles> directory_files_;
  std::unique_ptr<kafka::RulesFile> rules_file_;
  absl::Mutex follower_mutex_;
  Published follower_ ABSL_GUARDED_BY(follower_mutex_);
  std::atomic<bool> told_all_{false};  // that there was at the start
  mutable absl::Mutex counts_mutex_;
  OwnerCounts counts_ ABSL_GUARDED_BY(counts_mutex_);
  std::atomic<bool> learns_{false};
  std::atomic<bool> loaded_{false};  // what is read whole
  std::atomic<bool> begin_{false};   // the rules are known
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::embedded
