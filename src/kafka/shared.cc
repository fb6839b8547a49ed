#include "kafka/shared.h"

#include "absl/strings/str_cat.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/customer.pb.h"
#include "loopbreaker/v1/internal.pb.h"
#include "observe/log.h"
#include "rules/load.h"
#include "service/silent_feeds.h"
#include "service/wire.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGather{50};
constexpr std::chrono::seconds kCountEvery{1};
// While everything is read: whoever starts it wants to know how long it will take.
constexpr std::chrono::seconds kTellEvery{5};

}  // namespace

Shared::Shared(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules, const Pseudonyms& pseudonyms)
    : config_(config),
      rules_(std::make_shared<RuleIndex>(std::move(rules))),
      pseudonyms_(pseudonyms),
      directory_(config.phone_region, &pseudonyms) {}

Shared::~Shared() { Stop(); }

std::shared_ptr<const RuleIndex> Shared::rules() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return rules_;
}

Caller Shared::WhoIs(const v1::ContactEvent& asked) {
  const absl::ReaderMutexLock lock(&directory_mutex_);
  return Identify(asked, directory_, pseudonyms_);
}

std::string Shared::Current(const std::string& customer) {
  const absl::ReaderMutexLock lock(&directory_mutex_);
  return std::string(directory_.Current(customer));
}

std::optional<v1::Rules> Shared::newest_rules() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return newest_rules_;
}

void Shared::TakeRules(const v1::Rules& rules) {
  Diagnostics errors;
  std::shared_ptr<const RuleSet> set = LoadRules(rules.text(), rules.file(), errors);
  for (const Diagnostic& diagnostic : errors.list()) LogError("rules of the topic", {{"error", ToText(diagnostic)}});
  const bool same = set != nullptr && set->hash == this->rules()->set().hash;
  const auto index = set == nullptr || same ? nullptr : std::make_shared<RuleIndex>(std::move(set));
  const absl::MutexLock lock(&mutex_);
  newest_rules_ = rules;
  if (index == nullptr) return;
  rules_ = index;
  LogInfo("rules changed", {{"file", rules.file()}, {"rules", index->set().rules.size()}});
}

std::vector<CorrectionRow> Shared::CorrectionsFrom(std::size_t n) const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (n >= corrections_.size()) return {};
  return {corrections_.begin() + static_cast<std::ptrdiff_t>(n), corrections_.end()};
}

std::vector<std::string> Shared::SilentAt(Instant complete) const {
  std::vector<std::string> topics;
  if (complete <= kEarliest) return topics;
  const std::shared_ptr<const RuleIndex> rules = this->rules();
  for (const SilentFeed& feed : SilentFeedsOf(
           config_.sources, rules->set().settings.history.calendar,
           [this](const std::string& topic) { return completeness_.NewestOfTopic(topic); }, complete)) {
    topics.push_back(feed.topic);
  }
  return topics;
}

absl::Status Shared::Start() {
  absl::StatusOr<std::unique_ptr<Consumer>> reader = Consumer::Reader(config_, true, kGather);
  if (!reader.ok()) return reader.status();
  reader_ = *std::move(reader);
  std::set<std::string> sources;
  // What supervisors do on the page is a source like any other.
  std::vector<std::string> topics = {config_.Topic(NameOf(Topic::kActions))};
  for (const SourceConfig& source : config_.sources) topics.push_back(source.topic);
  for (const std::string& topic : topics) {
    const absl::StatusOr<int> partitions = reader_->PartitionsOf(topic);
    if (!partitions.ok()) return partitions.status();
    for (int p = 0; p < *partitions; ++p) sources.insert(absl::StrCat(topic, "/", p));
  }
  Expect(std::move(sources));
  std::map<TopicPartition, std::int64_t> offsets;
  for (const Topic topic : kWhole) {
    const std::string name = config_.Topic(NameOf(topic));
    const absl::StatusOr<int> partitions = reader_->PartitionsOf(name);
    if (!partitions.ok()) return partitions.status();
    for (int p = 0; p < *partitions; ++p) offsets[{name, p}] = RD_KAFKA_OFFSET_BEGINNING;
  }
  if (const absl::Status status = reader_->Assign(offsets); !status.ok()) return status;
  thread_ = std::thread([this, partitions = offsets.size()] { Run(partitions); });
  return absl::OkStatus();
}

void Shared::Run(std::size_t partitions) {
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  // Everything that was there at the start has been read once each partition has been at its end.
  std::set<TopicPartition> ended;
  std::map<TopicPartition, std::int64_t> next;
  std::int64_t records = 0;
  steady_clock::time_point due = steady_clock::now() + kCountEvery;
  steady_clock::time_point told = steady_clock::now();
  while (!stopping_.load(std::memory_order_relaxed)) {
    switch (reader_->Poll(std::chrono::milliseconds{50}, record, end)) {
      case Consumer::Polled::kRecord:
        record->ReadHeaders();
        Take(std::string_view(record->topic()).substr(config_.prefix.size()), record->record());
        if (loaded()) continue;
        ++records;
        next[{record->topic(), record->record().partition}] = record->record().offset + 1;
        break;
      case Consumer::Polled::kEnd:
        ended.insert(end.partition);
        if (loaded() || ended.size() != partitions) break;
        to_load_ = 0;
        loaded_.store(true, std::memory_order_release);
        LogInfo("read whole",
                {{"partitions", partitions}, {"records", records}, {"customers", directory_.customers()}});
        break;
      case Consumer::Polled::kNothing:
        break;
    }
    if (loaded() || steady_clock::now() < due) continue;
    due = steady_clock::now() + kCountEvery;
    std::int64_t left = 0;
    for (const auto& [partition, offset] : next) {
      if (!ended.contains(partition)) left += reader_->KnownEnd(partition).value_or(offset) - offset;
    }
    to_load_ = left;
    if (steady_clock::now() - told < kTellEvery) continue;
    told = steady_clock::now();
    LogInfo("reading whole", {{"records", records}, {"left", left}, {"customers", directory_.customers()}});
  }
}

void Shared::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Shared::Take(std::string_view topic, const InRecord& record) {
  if (topic == NameOf(Topic::kProgress)) {
    v1::Progress progress;
    if (Parse(record, progress)) {
      completeness_.Load(record.key, TimeOf(progress.read_until()),
                         progress.has_newest() ? TimeOf(progress.newest()) : Instant::min());
    }
  } else if (topic == NameOf(Topic::kReferences)) {
    v1::Reference reference;
    if (!record.value) {
      references_.Remove(record.key);
    } else if (Parse(record, reference)) {
      references_.Load(record.key, TimeOf(reference.first()));
    }
  } else if (topic == NameOf(Topic::kRules)) {
    v1::Rules rules;
    if (Parse(record, rules)) TakeRules(rules);
  } else if (topic == NameOf(Topic::kErasures)) {
    v1::Erasure erasure;
    if (Decode(record, erasure)) {
      erasures_.Load(record.key, erasure);
    } else {
      LogWarning("erasure not read", {{"partition", record.partition}, {"offset", record.offset}});
    }
  } else if (topic == NameOf(Topic::kCorrections)) {
    v1::Correction correction;
    const std::optional<FactKey> key = ParseFactKey(record.key);
    if (!key || !Parse(record, correction)) return;
    const absl::MutexLock lock(&mutex_);
    corrections_.push_back({*key, correction.customer_id(), TimeOf(correction.event_time()), correction.deleted()});
  } else if (topic == NameOf(Topic::kCustomers)) {
    v1::Customer customer;
    const bool read = Decode(record, customer);
    if (customer.customer_id().empty()) customer.set_customer_id(std::string(record.key));
    LinkReads touched;
    const absl::MutexLock lock(&directory_mutex_);
    directory_.SetVersion(record.offset + 1);
    if (!record.value) {
      directory_.Remove(record.key, &touched);
    } else if (read) {
      directory_.Put(customer, &touched);
    } else {
      LogWarning("customer not read", {{"partition", record.partition}, {"offset", record.offset}});
    }
    touched_.Add(touched);
  } else if (topic == NameOf(Topic::kUnits)) {
    v1::Unit unit;
    const absl::MutexLock lock(&directory_mutex_);
    if (record.value && Decode(record, unit)) {
      if (unit.unit_id().empty()) unit.set_unit_id(std::string(record.key));
      directory_.PutUnit(unit);
    }
  }
}

}  // namespace loopbreaker::kafka
