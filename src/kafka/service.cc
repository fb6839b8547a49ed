#include "kafka/service.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "kafka/published_reader.h"
#include "kafka/stages.h"
#include "kafka/topics.h"
#include "observe/log.h"
#include "service/wire.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;

// Beyond this, whoever pushes has to come again rather than fill the memory of a service whose broker is away.
constexpr std::size_t kWaitingMax = 10'000;

// How long nothing happens after a record was not written; twice as long each time that it soon happens again.
constexpr milliseconds kWaitMin{1000};
constexpr milliseconds kWaitMax{60'000};
constexpr std::chrono::minutes kCalm{5};

}  // namespace

std::string PseudonymKeyOf(const ServiceConfig& config) {
  return config.pseudonym_key.empty() ? "no key: " + config.prefix : config.pseudonym_key;
}

void WarnOfNoKey(const ServiceConfig& config) {
  if (!config.pseudonym_key.empty()) return;
  LogWarning("pseudonyms without a key can be undone by guessing: give a pseudonym_key_file");
}

std::string WriterOf(const ServiceConfig& config) {
  std::random_device random;
  return absl::StrCat(config.instance, "/", absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8));
}

std::vector<LinkSource> LinkSourcesOf(const ServiceConfig& config,
                                      const std::map<std::string, std::shared_ptr<const Mapping>>& mappings) {
  std::vector<LinkSource> sources;
  for (const SourceConfig& source : config.sources) {
    LinkSource& link = sources.emplace_back();
    link.topic = source.topic;
    link.protobuf = source.format == Encoding::kProtobuf;
    if (!source.mapping.empty()) link.mapping = mappings.at(source.mapping);
  }
  sources.push_back({config.Topic(NameOf(Topic::kActions)), true, nullptr});
  return sources;
}

Service::Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
                 const std::map<std::string, std::shared_ptr<const Mapping>>& mappings, Metrics& metrics)
    : config_(config),
      pseudonyms_(PseudonymKeyOf(config)),
      metrics_(metrics),
      shared_(config, std::move(rules), pseudonyms_),
      sources_(LinkSourcesOf(config, mappings)) {}

Service::~Service() { Stop(); }

absl::Status Service::Start() {
  if (const absl::Status status = CheckTopics(config_); !status.ok()) return status;
  WarnOfNoKey(config_);
  if (const absl::Status status = MakeProducer(); !status.ok()) return status;
  writer_ = producer_->writer();
  absl::StatusOr<std::unique_ptr<Watermarks>> watermarks = Watermarks::Make(config_);
  if (!watermarks.ok()) return watermarks.status();
  watermarks_ = *std::move(watermarks);
  if (!config_.store_path.empty()) {
    const absl::StatusOr<std::string> cluster = watermarks_->ClusterId();
    if (!cluster.ok()) return cluster.status();
    stores_ = std::make_unique<Stores>(
        config_.store_path, PartitionStore::Identity{*cluster, config_.group, config_.Topic(NameOf(Topic::kFacts)), 0},
        metrics_);
  }
  return shared_.Start();
}

absl::StatusOr<std::unique_ptr<Service::Following>> Service::Follow(Published published) {
  auto reader = std::make_unique<PublishedReader>(config_, std::move(published));
  if (const absl::Status status = reader->Start(); !status.ok()) return status;
  return reader;
}

absl::Status Service::MakeProducer() {
  absl::StatusOr<std::unique_ptr<Producer>> producer = Producer::Make(config_, WriterOf(config_), metrics_);
  if (!producer.ok()) return producer.status();
  producer_ = *std::move(producer);
  return absl::OkStatus();
}

absl::Status Service::StartWorkers() {
  const absl::MutexLock lock(&mutex_);
  started_ = true;
  started_at_ = std::chrono::steady_clock::now();
  // One partition, one owner: a second worker of this instance would only stand by.
  learns_.push_back(std::make_unique<OwnerWorker>(
      shared_, *producer_, *watermarks_, metrics_, "learn", Topic::kObservations,
      [this](std::int32_t /*partition*/, std::shared_ptr<const RuleIndex> rules,
             Outbox out) -> std::unique_ptr<OwnedStage> {
        return MakeLearn(producer_->writer(), config_, std::move(rules), std::move(out));
      },
      nullptr, 0));
  if (const absl::Status status = learns_.back()->Start(); !status.ok()) return status;
  for (int number = 0; number < config_.workers; ++number) {
    links_.push_back(
        std::make_unique<LinkWorker>(shared_, *producer_, *watermarks_, metrics_, pseudonyms_, sources_, number));
    detects_.push_back(std::make_unique<OwnerWorker>(
        shared_, *producer_, *watermarks_, metrics_, "detect", Topic::kFacts,
        [this](std::int32_t partition, std::shared_ptr<const RuleIndex> rules,
               Outbox out) -> std::unique_ptr<OwnedStage> {
          return MakeDetect(partition, producer_->writer(), shared_, metrics_, std::move(rules), std::move(out));
        },
        stores_.get(), number));
    if (const absl::Status status = links_.back()->Start(); !status.ok()) return status;
    if (const absl::Status status = detects_.back()->Start(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Service::Proceed() {
  if (!shared_.loaded()) return absl::OkStatus();
  if (const std::string broken = producer_->broken(); !broken.empty()) {
    if (const absl::Status status = BeginAgain(broken); !status.ok()) return status;
  }
  if (rules_file_ == nullptr) {
    rules_file_ = std::make_unique<RulesFile>(
        config_.rules, shared_, [this](OutRecord record) { SendUntilWritten(std::move(record)).IgnoreError(); });
    rules_file_->Offer();
  }
  if (started_) {
    rules_file_->Look();
    return absl::OkStatus();
  }
  if (!rules_file_->settled() || std::chrono::steady_clock::now() < start_at_) return absl::OkStatus();
  return StartWorkers();
}

absl::Status Service::BeginAgain(const std::string& why) {
  const auto now = std::chrono::steady_clock::now();
  // Something that never goes by must not keep the machine busy.
  wait_ = now - started_at_ > kCalm ? kWaitMin : std::min(2 * wait_, kWaitMax);
  LogError("begins again at what is committed", {{"why", why}, {"wait_ms", wait_.count()}});
  metrics_.restarts().Add();
  StopWorkers();
  start_at_ = std::chrono::steady_clock::now() + wait_;
  const absl::MutexLock lock(&mutex_);
  if (const absl::Status status = MakeProducer(); !status.ok()) return status;
  // What nobody reads again: it was in no log yet.
  ForgetDone();
  std::erase_if(acted_, [](const std::shared_ptr<Acted>& acted) { return acted->given_up; });
  for (const std::shared_ptr<Acted>& acted : acted_) Send(*acted);
  // The producer that is gone tells nothing more of the file under way; it is read anew.
  dropped_.failed = true;
  dropped_.pending = 0;
  return absl::OkStatus();
}

bool Service::ready() const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (!started_) return false;
  return detect_counts().all_judged();
}

void Service::StopWorkers() {
  // Those who ask meanwhile find them stopped.
  std::vector<std::thread> stops;
  for (auto& link : links_) stops.emplace_back([&link] { link->Stop(); });
  for (auto& detect : detects_) stops.emplace_back([&detect] { detect->Stop(); });
  for (auto& learn : learns_) stops.emplace_back([&learn] { learn->Stop(); });
  // Each takes its time to flush and to say goodbye: all at once.
  for (std::thread& stop : stops) stop.join();
  rules_file_.reset();
  // Goes before the workers: what is not acknowledged by now would be reported to one that is gone.
  if (producer_ != nullptr) producer_->Flush(std::chrono::milliseconds{1000});
  const absl::MutexLock lock(&mutex_);
  producer_.reset();
  learns_.clear();
  links_.clear();
  detects_.clear();
  started_ = false;
}

void Service::Stop() {
  StopWorkers();
  shared_.Stop();
}

void Service::ForgetDone() {
  std::erase_if(acted_, [](const std::shared_ptr<Acted>& acted) {
    return acted->delivery.written() || (acted->delivery.done() && (acted->given_up || acted->delivery.refused != 0));
  });
}

void Service::Send(Acted& acted) {
  // One more until all are sent: whoever asks meanwhile must not take the first half for the whole.
  acted.delivery.pending = 1;
  acted.delivery.failed = false;
  acted.delivery.refused = 0;
  for (const OutRecord& record : acted.records) {
    if (acted.source.empty()) {
      producer_->Send(record, acted.delivery);
    } else if (!producer_->TrySendTo(acted.source, record, acted.delivery)) {
      acted.given_up = true;
      acted.delivery.failed = true;
      break;
    }
  }
  acted.delivery.pending.fetch_sub(1, std::memory_order_release);
}

absl::Status Service::SendUntilWritten(OutRecord record) {
  const absl::MutexLock lock(&mutex_);
  ForgetDone();
  acted_.push_back(std::make_shared<Acted>());
  acted_.back()->records.push_back(std::move(record));
  if (producer_ != nullptr) Send(*acted_.back());
  return absl::OkStatus();
}

Service::Written Service::Push(const std::string& source, std::vector<std::string> records) {
  const absl::MutexLock lock(&mutex_);
  ForgetDone();
  std::size_t waiting = records.size();
  for (const std::shared_ptr<Acted>& acted : acted_) waiting += acted->records.size();
  if (producer_ == nullptr || waiting > kWaitingMax) return nullptr;
  const auto acted = acted_.emplace_back(std::make_shared<Acted>());
  acted->source = source;
  for (std::string& record : records) {
    acted->records.push_back({.key = "", .value = std::move(record), .headers = ContentTypeHeaders(Encoding::kJson)});
  }
  Send(*acted);
  if (acted->given_up) return nullptr;
  return [acted]() -> std::optional<absl::Status> {
    if (const int error = acted->delivery.refused; error != 0) {
      return absl::InvalidArgumentError(ErrorName(static_cast<rd_kafka_resp_err_t>(error)));
    }
    if (!acted->delivery.written()) return std::nullopt;
    return absl::OkStatus();
  };
}

void Service::BeginDrop() {
  dropped_.failed = false;
  dropped_.refused = 0;
}

Service::Drop Service::DropRecord(const std::string& source, const OutRecord& record) {
  const absl::MutexLock lock(&mutex_);
  if (producer_ == nullptr || dropped_.failed) return Drop::kFailed;
  const bool sent = record.topic == Topic::kDeadLetters ? producer_->TrySend(record, dropped_)
                                                        : producer_->TrySendTo(source, record, dropped_);
  if (sent) metrics_.CountDead(record);
  return sent ? Drop::kSent : Drop::kFull;
}

std::string Service::WhyRefused() const {
  const int error = dropped_.refused;
  return error == 0 ? "" : "Kafka takes no such record: " + ErrorName(static_cast<rd_kafka_resp_err_t>(error));
}

bool Service::leads() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return std::any_of(learns_.begin(), learns_.end(), [](const auto& learn) { return learn->counts().judged > 0; });
}

void Service::CountInto(Metrics& metrics) const {
  OwnerCounts detect;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    detect = detect_counts();
  }
  detect.to_load += shared_.to_load();
  CountOwned(detect, shared_.completeness().complete(), metrics);
}

OwnerCounts Service::detect_counts() const {
  OwnerCounts sum;
  for (const auto& detect : detects_) {
    const OwnerCounts counts = detect->counts();
    sum.to_load += counts.to_load;
    sum.owned += counts.owned;
    sum.judged += counts.judged;
    sum.joining += counts.joining;
    sum.behind += counts.behind;
  }
  return sum;
}

}  // namespace loopbreaker::kafka
