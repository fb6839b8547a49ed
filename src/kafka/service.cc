#include "kafka/service.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "event/timestamp.h"
#include "kafka/topics.h"
#include "observe/log.h"
#include "service/detect_partition.h"
#include "service/learn_stage.h"

namespace loopbreaker::kafka {
namespace {

// Beyond this, whoever pushes has to wait rather than fill the memory of a service whose broker is away.
constexpr std::int64_t kPushedPendingMax = 10'000;

// Names one life of one instance.
std::string WriterOf(const ServiceConfig& config) {
  std::random_device random;
  return absl::StrCat(config.instance, "/", absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8));
}

}  // namespace

std::string PseudonymKeyOf(const ServiceConfig& config) {
  return config.pseudonym_key.empty() ? "no key: " + config.prefix : config.pseudonym_key;
}

Service::Service(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules,
                 std::map<std::string, std::shared_ptr<const Mapping>> mappings)
    : config_(config), pseudonyms_(PseudonymKeyOf(config)), shared_(config, std::move(rules), pseudonyms_) {
  for (const SourceConfig& source : config_.sources) {
    LinkSource& link = sources_.emplace_back();
    link.topic = source.topic;
    link.protobuf = source.format == Encoding::kProtobuf;
    if (!source.mapping.empty()) link.mapping = mappings.at(source.mapping);
  }
  sources_.push_back({config_.Topic(NameOf(Topic::kActions)), true, nullptr});
}

Service::~Service() { Stop(); }

absl::Status Service::Start() {
  if (const absl::Status status = CheckTopics(config_); !status.ok()) return status;
  if (config_.pseudonym_key.empty()) {
    LogWarning("pseudonyms without a key can be undone by guessing: give a pseudonym_key_file");
  }
  absl::StatusOr<std::unique_ptr<Producer>> producer = Producer::Make(config_, WriterOf(config_));
  if (!producer.ok()) return producer.status();
  producer_ = *std::move(producer);
  absl::StatusOr<std::unique_ptr<Watermarks>> watermarks = Watermarks::Make(config_);
  if (!watermarks.ok()) return watermarks.status();
  watermarks_ = *std::move(watermarks);
  return shared_.Start();
}

absl::Status Service::StartWorkers() {
  // One partition, one owner: a second worker of this instance would only stand by.
  learns_.push_back(std::make_unique<OwnerWorker>(
      shared_, *producer_, *watermarks_, "learn", Topic::kObservations,
      [this](std::int32_t /*partition*/, std::shared_ptr<const RuleIndex> rules,
             Outbox out) -> std::unique_ptr<OwnedStage> {
        return std::make_unique<LearnStage>(
            LearnStage::Options{producer_->writer(), "loopbreaker/" + config_.group, config_.encoding},
            std::move(rules), std::move(out));
      },
      0));
  if (const absl::Status status = learns_.back()->Start(); !status.ok()) return status;
  for (int number = 0; number < config_.workers; ++number) {
    links_.push_back(std::make_unique<LinkWorker>(shared_, *producer_, *watermarks_, pseudonyms_, sources_, number));
    detects_.push_back(std::make_unique<OwnerWorker>(
        shared_, *producer_, *watermarks_, "detect", Topic::kFacts,
        [this](std::int32_t partition, std::shared_ptr<const RuleIndex> rules,
               Outbox out) -> std::unique_ptr<OwnedStage> {
          return std::make_unique<DetectPartition>(
              DetectPartition::Options{partition, config_.partitions, producer_->writer(),
                                       "loopbreaker/" + config_.group, config_.encoding},
              std::move(rules), shared_.directory(), shared_.references(), shared_.erasures(), std::move(out));
        },
        number));
    if (const absl::Status status = links_.back()->Start(); !status.ok()) return status;
    if (const absl::Status status = detects_.back()->Start(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Service::Proceed() {
  if (!shared_.loaded()) return absl::OkStatus();
  if (rules_file_ == nullptr) {
    rules_file_ = std::make_unique<RulesFile>(config_.rules, shared_, *producer_);
    rules_file_->Offer();
  }
  if (started_) {
    rules_file_->Look();
    return absl::OkStatus();
  }
  if (!rules_file_->settled()) return absl::OkStatus();
  started_ = true;
  return StartWorkers();
}

bool Service::ready() const {
  if (!started_) return false;
  const OwnerCounts counts = detect_counts();
  // One that is loaded anew for other rules was judged all the time before.
  return counts.owned <= counts.running + counts.behind;
}

std::string Service::fatal() const { return producer_ == nullptr ? std::string() : producer_->fatal(); }

void Service::Stop() {
  // Each takes its time to flush and to say goodbye: all at once.
  std::vector<std::thread> stops;
  for (auto& link : links_) stops.emplace_back([&link] { link->Stop(); });
  for (auto& detect : detects_) stops.emplace_back([&detect] { detect->Stop(); });
  for (auto& learn : learns_) stops.emplace_back([&learn] { learn->Stop(); });
  for (std::thread& stop : stops) stop.join();
  // Goes before the workers: what is not acknowledged by now would be reported to one that is gone.
  if (producer_ != nullptr) producer_->Flush(std::chrono::milliseconds{1000});
  producer_.reset();
  learns_.clear();
  links_.clear();
  detects_.clear();
  shared_.Stop();
}

void Service::Act(const std::vector<v1::ContactEvent>& events) {
  for (const v1::ContactEvent& event : events) {
    producer_->Send(
        {Topic::kActions, -1, event.id(), event.SerializeAsString(), {{"content-type", "application/protobuf"}}},
        acted_);
  }
}

absl::Status Service::Push(const std::string& topic, const std::vector<std::string>& records) {
  if (acted_.pending.load(std::memory_order_relaxed) > kPushedPendingMax) {
    return absl::UnavailableError("what was sent before is not in Kafka yet; send it again later");
  }
  for (const std::string& record : records) {
    producer_->SendTo(topic, record, {{"content-type", "application/json"}}, acted_);
  }
  return absl::OkStatus();
}

void Service::Erase(const std::string& customer, Instant until, bool objection) {
  v1::Erasure erasure;
  SetTime(until, erasure.mutable_erased_before());
  erasure.set_objection(objection);
  producer_->Send(
      {Topic::kErasures, 0, customer, erasure.SerializeAsString(), {{"content-type", "application/protobuf"}}}, acted_);
}

Caller Service::WhoIs(const v1::ContactEvent& asked) {
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  return Identify(asked, shared_.directory(), pseudonyms_);
}

std::string Service::Current(const std::string& customer) {
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  return std::string(shared_.directory().Current(customer));
}

bool Service::leads() const {
  for (const auto& learn : learns_) {
    if (learn->counts().running > 0) return true;
  }
  return false;
}

void Service::Remember(const std::string& key, const v1::SentAlert* sent) {
  std::optional<std::string> value;
  if (sent != nullptr) value = sent->SerializeAsString();
  producer_->Send({Topic::kAlerts, 0, key, std::move(value), {}}, acted_);
}

LinkCounts Service::link_counts() const {
  LinkCounts sum;
  for (const auto& link : links_) {
    const LinkCounts counts = link->counts();
    sum.events += counts.events;
    sum.facts += counts.facts;
    sum.parked += counts.parked;
    sum.erased += counts.erased;
    sum.ignored += counts.ignored;
    sum.unknown_fields += counts.unknown_fields;
    for (int reason = 0; reason < kDeadReasons; ++reason) sum.dead[reason] += counts.dead[reason];
  }
  return sum;
}

OwnerCounts Service::detect_counts() const {
  OwnerCounts sum;
  for (const auto& detect : detects_) {
    const OwnerCounts counts = detect->counts();
    sum.inputs += counts.inputs;
    sum.published += counts.published;
    sum.owned += counts.owned;
    sum.running += counts.running;
    sum.behind += counts.behind;
  }
  return sum;
}

}  // namespace loopbreaker::kafka
