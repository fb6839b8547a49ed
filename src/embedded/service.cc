#include "embedded/service.h"

#include <chrono>
#include <utility>

#include "kafka/service.h"
#include "observe/log.h"
#include "service/wire.h"

namespace loopbreaker::embedded {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long it sleeps where there is nothing to read.
constexpr milliseconds kIdle{10};
constexpr milliseconds kEvery{1000};
constexpr std::chrono::minutes kForgetEvery{1};

// Ends when it goes.
class Follower final : public RunningService::Following {
 public:
  Follower(const std::atomic<bool>& loaded, std::function<void()> end) : loaded_(loaded), end_(std::move(end)) {}
  ~Follower() override { end_(); }
  bool loaded() const override { return loaded_; }

 private:
  const std::atomic<bool>& loaded_;
  std::function<void()> end_;
};

}  // namespace

std::filesystem::path LogFolderOf(const ServiceConfig& config) {
  return std::filesystem::path(config.store_path) / "log";
}

Service::Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
                 const std::map<std::string, std::shared_ptr<const Mapping>>& mappings, Metrics& metrics)
    : config_(config),
      pseudonyms_(kafka::PseudonymKeyOf(config)),
      metrics_(metrics),
      shared_(config, std::move(rules), pseudonyms_),
      sources_(kafka::LinkSourcesOf(config, mappings)),
      writer_(kafka::WriterOf(config)) {}

Service::~Service() { Stop(); }

absl::Status Service::Start() {
  absl::StatusOr<std::unique_ptr<TopicLog>> log = TopicLog::Open(LogFolderOf(config_), SpecsOf(config_));
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  kafka::WarnOfNoKey(config_);
  directory_files_ = std::make_unique<DirectoryFiles>(config_, *log_);
  if (const absl::Status read = directory_files_->Look(kafka::WallNow()); !read.ok()) return read;
  node_ = std::make_unique<Node>(shared_, *log_, metrics_, pseudonyms_, sources_, writer_);
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

absl::Status Service::Proceed() {
  if (absl::Status status = log_->status(); !status.ok()) return status;
  if (!loaded_) return absl::OkStatus();
  if (rules_file_ == nullptr) {
    rules_file_ = std::make_unique<kafka::RulesFile>(
        config_.rules, shared_, [this](OutRecord record) { SendUntilWritten(std::move(record)).IgnoreError(); });
    rules_file_->Offer();
  }
  if (!begin_) {
    begin_ = rules_file_->settled();
    return absl::OkStatus();
  }
  rules_file_->Look();
  if (const absl::Status read = directory_files_->Look(kafka::WallNow()); !read.ok()) {
    LogError("the directory in use stays", {{"error", Standard(read.message())}});
  }
  return absl::OkStatus();
}

void Service::Run() {
  steady_clock::time_point second = steady_clock::now();
  steady_clock::time_point forget = second + kForgetEvery;
  bool begun = false;
  while (!stopping_ && log_->status().ok()) {
    const bool stepped = node_->Step(kafka::WallNow());
    const bool told = TellFollower();
    loaded_ = node_->loaded();
    if (!begun && begin_) {
      begun = true;
      node_->Begin();
      continue;
    }
    if (const auto now = steady_clock::now(); now >= second) {
      second = now + kEvery;
      node_->EverySecond(kafka::WallNow());
      node_->Compact();
      if (now >= forget) {
        forget = now + kForgetEvery;
        node_->ForgetOld(kafka::WallNow());
      }
    }
    learns_ = node_->learns();
    {
      const absl::MutexLock lock(&counts_mutex_);
      counts_ = node_->counts();
    }
    if (!stepped && !told) std::this_thread::sleep_for(kIdle);
  }
}

void Service::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  if (log_ == nullptr) return;
  if (const absl::Status synced = log_->Sync(); !synced.ok())
    LogError("log not kept", {{"error", Standard(synced.message())}});
}

absl::StatusOr<std::unique_ptr<Service::Following>> Service::Follow(Published published) {
  const absl::MutexLock lock(&follower_mutex_);
  follower_ = std::move(published);
  return std::make_unique<Follower>(told_all_, [this] {
    const absl::MutexLock end(&follower_mutex_);
    follower_ = nullptr;
  });
}

bool Service::TellFollower() {
  const absl::MutexLock lock(&follower_mutex_);
  if (follower_ == nullptr) return false;
  const bool any = node_->ReadPublished(follower_);
  if (!any) told_all_ = true;
  return any;
}

void Service::Append(const std::string& topic, std::string_view counted_as, const OutRecord& record) {
  log_->Append(topic, record, kafka::WallNow());
  metrics_.Written(counted_as).Add();
}

absl::Status Service::SendUntilWritten(OutRecord record) {
  Append(config_.Topic(NameOf(record.topic)), NameOf(record.topic), record);
  return log_->Sync();
}

Service::Written Service::Push(const std::string& source, std::vector<std::string> records) {
  for (std::string& record : records) {
    Append(source, source,
           {.partition = 0, .key = "", .value = std::move(record), .headers = ContentTypeHeaders(Encoding::kJson)});
  }
  if (!log_->Sync().ok()) return nullptr;
  return [] { return absl::OkStatus(); };
}

Service::Drop Service::DropRecord(const std::string& source, const OutRecord& record) {
  if (record.topic == Topic::kDeadLetters) {
    Append(config_.Topic(NameOf(record.topic)), NameOf(record.topic), record);
    metrics_.CountDead(record);
  } else {
    Append(source, source, record);
  }
  return log_->status().ok() ? Drop::kSent : Drop::kFailed;
}

bool Service::ready() const {
  const absl::MutexLock lock(&counts_mutex_);
  return counts_.owned != 0 && counts_.all_judged();
}

void Service::CountInto(Metrics& metrics) const {
  const absl::MutexLock lock(&counts_mutex_);
  CountOwned(counts_, shared_.completeness().complete(), metrics);
}

}  // namespace loopbreaker::embedded
