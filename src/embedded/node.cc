#include "embedded/node.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "event/timestamp.h"
#include "kafka/stages.h"
#include "kafka/topics.h"
#include "loopbreaker/v1/internal.pb.h"
#include "observe/log.h"

namespace loopbreaker::embedded {
namespace {

// Of each source or partition, before the others have their turn.
constexpr std::int64_t kAtOnce = 256;
constexpr std::size_t kPutOffAtOnce = 64;
constexpr std::size_t kCustomersAtOnce = 64;
// Records that a partition is behind from which on it writes nothing that waits for company.
constexpr std::int64_t kCatchingUp = 4096;
// Of each partition, at the start: those who are on the line now.
constexpr std::int64_t kBriefingsMax = 1000;

std::string_view SettingOf(const kafka::TopicSpec& spec, const std::string& name) {
  const auto found = spec.settings.find(name);
  return found == spec.settings.end() ? std::string_view() : found->second;
}

}  // namespace

TopicLog::Specs SpecsOf(const ServiceConfig& config) {
  TopicLog::Specs specs;
  for (const kafka::TopicSpec& topic : kafka::TopicsOf(config)) {
    TopicLog::Spec& spec = specs[topic.name];
    spec.partitions = std::max(topic.partitions, 1);
    spec.compacted = SettingOf(topic, "cleanup.policy") == "compact";
    std::int64_t ms = 0;
    if (absl::SimpleAtoi(Abseil(SettingOf(topic, "retention.ms")), &ms)) spec.kept = std::chrono::milliseconds(ms);
  }
  return specs;
}

Node::Node(kafka::Shared& shared, TopicLog& log, kafka::ServiceMetrics& metrics, const Pseudonyms& pseudonyms,
           std::vector<LinkSource> sources, std::string writer)
    : shared_(shared),
      log_(log),
      metrics_(metrics),
      writer_(std::move(writer)),
      link_(kafka::LinkOptionsOf(shared), shared.directory(), pseudonyms, shared.references(), shared.touched(),
            shared.erasures(), [this](OutRecord record) { Send(std::move(record)); }) {
  std::set<std::string> expected;
  for (LinkSource& link : sources) {
    const std::string topic = link.topic;
    expected.insert(absl::StrCat(topic, "/0"));
    sources_[topic] = {std::move(link), log_.Position({topic, 0}), {}};
  }
  shared_.Expect(std::move(expected));
  const std::int32_t partitions = shared_.config().partitions;
  for (const Topic topic : kafka::Shared::kWhole) whole_[PlaceOf(topic, 0)] = {topic};
  for (const Topic topic : {Topic::kFeedback, Topic::kAlerts}) published_[PlaceOf(topic, 0)] = {topic};
  for (std::int32_t p = 0; p < partitions; ++p) {
    for (const Topic topic : {Topic::kEscalations, Topic::kDossiers}) published_[PlaceOf(topic, p)] = {topic};
    const TopicLog::Place briefings = PlaceOf(Topic::kBriefings, p);
    published_[briefings] = {Topic::kBriefings, std::max<std::int64_t>(log_.End(briefings) - kBriefingsMax, 0)};
  }
}

TopicLog::Place Node::PlaceOf(Topic topic, std::int32_t partition) const {
  return {shared_.config().Topic(NameOf(topic)), partition};
}

TopicLog::Place Node::PlaceOfOutput(std::int32_t number, const OwnedStage::Output& output) const {
  return PlaceOf(output.topic, number == kLearn || output.shared ? 0 : number);
}

void Node::Send(OutRecord record) {
  log_.Append(shared_.config().Topic(NameOf(record.topic)), record, now_);
  metrics_.Written(NameOf(record.topic)).Add();
  if (record.topic == Topic::kEscalations) metrics_.CountAge(FindHeader(record.headers, kAppendedHeader));
}

void Node::Begin() {
  begun_ = true;
  for (std::int32_t p = 0; p < shared_.config().partitions; ++p) {
    whole_[PlaceOf(Topic::kParked, p)] = {Topic::kParked};
    Take(p, owned_[p]);
  }
  Take(kLearn, owned_[kLearn]);
}

void Node::Take(std::int32_t number, Owned& owned) {
  owned = Owned();
  owned.rules = shared_.rules();
  owned.touched = shared_.touched().end();  // what it reads is linked by what is known now, or later
  // Of what it reads back, who wrote it.
  const Outbox out = [this, &owned](OutRecord record) {
    metrics_.CountDead(record);
    if (owned.outputs.contains(record.topic)) record.headers.emplace_back(kWriterHeader, writer_);
    Send(std::move(record));
  };
  if (number == kLearn) {
    owned.input = PlaceOf(Topic::kObservations, 0);
    owned.stage = kafka::MakeLearn(writer_, shared_.config(), owned.rules, out);
  } else {
    owned.input = PlaceOf(Topic::kFacts, number);
    owned.stage = kafka::MakeDetect(number, writer_, shared_, metrics_, owned.rules, out);
  }
  for (const OwnedStage::Output& output : owned.stage->outputs()) owned.outputs[output.topic] = 0;
  owned.stage->Claim();
}

bool Node::ReadWhole() {
  bool any = false;
  for (auto& [place, reader] : whole_) {
    std::int64_t left = kCatchingUp;
    log_.Read(place, reader.next, [&, &to = reader](const InRecord& record) {
      any = true;
      to.next = record.offset + 1;
      if (to.topic == Topic::kParked) {
        link_.OnParked(record);
      } else {
        shared_.Take(NameOf(to.topic), record);
      }
      return --left > 0;
    });
  }
  return any;
}

bool Node::ReadSources() {
  bool any = false;
  for (auto& [topic, source] : sources_) {
    std::int64_t left = kAtOnce;
    log_.Read({topic, 0}, source.next, [&, &from = source](const InRecord& record) {
      any = true;
      link_.OnSource(from.link, record);
      from.progress.OnRecord(record.appended);
      from.next = record.offset + 1;
      return --left > 0;
    });
    // Behind the facts: after a crash in between, the records are linked once more, which gives the same.
    log_.SetPosition({topic, 0}, source.next);
  }
  return any;
}

void Node::ReadInput(Owned& owned, std::int64_t records_max) {
  log_.Read(owned.input, owned.next, [&](const InRecord& record) {
    owned.stage->OnInput(record);
    owned.next = record.offset + 1;
    owned.newest = record.appended;
    return --records_max > 0;
  });
}

bool Node::ReadInputs() {
  bool any = false;
  for (auto& [number, owned] : owned_) {
    const std::uint64_t before = owned.stage->inputs_read();
    const std::int64_t next = owned.next;
    ReadInput(owned, kAtOnce);
    any = any || owned.next != next;
    if (number != kLearn) metrics_.facts_judged().Add(owned.stage->inputs_read() - before);
  }
  return any;
}

bool Node::ReadOutputs() {
  bool any = false;
  for (auto& [number, owned] : owned_) {
    if (owned.stage->claimed()) continue;
    for (const OwnedStage::Output& output : owned.stage->outputs()) {
      std::int64_t& next = owned.outputs[output.topic];
      std::int64_t left = kCatchingUp;
      log_.Read(PlaceOfOutput(number, output), next, [&, &stage = *owned.stage](const InRecord& record) {
        any = true;
        stage.OnOutput(output.topic, record);
        next = record.offset + 1;
        return --left > 0;
      });
    }
  }
  return any;
}

bool Node::ReadPublished(const Published& published) {
  bool any = false;
  for (auto& [place, reader] : published_) {
    std::int64_t left = kCatchingUp;
    log_.Read(place, reader.next, [&, &to = reader](const InRecord& record) {
      any = true;
      to.next = record.offset + 1;
      if (!record.key.starts_with(kClaimKey)) published(to.topic, record);
      return --left > 0;
    });
  }
  return any;
}

bool Node::Step(Instant now) {
  now_ = now;
  bool any = ReadWhole();
  loaded_ = loaded_ || !any;
  if (!begun_) return any;
  any = ReadSources() || any;
  any = ReadInputs() || any;
  any = ReadOutputs() || any;
  FollowRules();
  BeginLoaded();
  return JudgeRest() || any;
}

bool Node::JudgeRest() {
  bool more = false;
  for (auto& [number, owned] : owned_) {
    more = owned.stage->JudgeRest(kCustomersAtOnce) || more;
  }
  return more;
}

void Node::FollowRules() {
  for (auto& [number, owned] : owned_) {
    if (!owned.stage->settled()) return;
    owned.changing = false;
  }
  for (auto& [number, owned] : owned_) {
    if (owned.rules == shared_.rules()) continue;
    LogInfo("partition changes its rules",
            {{"of", number == kLearn ? "learn" : "detect"}, {"partition", owned.stage->partition()}});
    Take(number, owned);
    owned.changing = true;
    return;
  }
}

void Node::BeginLoaded() {
  for (auto& [number, owned] : owned_) {
    if (owned.stage->running() || !owned.stage->claimed() || owned.next < log_.End(owned.input)) continue;
    const Instant complete = shared_.completeness().complete();
    Tell(owned, complete);
    owned.stage->Begin(complete);
    LogInfo("partition taken", {{"of", number == kLearn ? "learn" : "detect"},
                                {"partition", owned.stage->partition()},
                                {"inputs", owned.stage->inputs_read()},
                                {"next", owned.next}});
  }
}

void Node::Tell(Owned& owned, Instant complete) {
  for (const kafka::CorrectionRow& row : shared_.CorrectionsFrom(owned.corrections)) {
    owned.stage->OnCorrection(row.key, row.customer, row.time, row.deleted);
    ++owned.corrections;
  }
  for (const std::string& customer : shared_.erasures().From(owned.erasures)) {
    owned.stage->OnErasure(customer);
    ++owned.erasures;
  }
  owned.stage->SetSilent(shared_.SilentAt(complete));
}

void Node::Proceed(Owned& owned, Instant complete) {
  if (!owned.stage->running() || log_.End(owned.input) - owned.next > kCatchingUp) return;
  ReadInput(owned, kCatchingUp);
  Tell(owned, complete);
  owned.stage->CompleteTo(complete);
  owned.stage->EndPutOff();
  while (owned.stage->SendPutOff(kPutOffAtOnce)) {
  }
}

void Node::Move(Owned& owned) {
  Relinker* const relinker = owned.stage->running() ? owned.stage->relinker() : nullptr;
  if (relinker == nullptr) return;
  const TouchLog::News news = shared_.touched().From(owned.touched);
  owned.touched = news.end;
  relinker->OnTouched(news.keys, news.anything);
  // What was sent is in the log already.
  if (relinker->waits()) relinker->OnAcknowledged();
  if (!relinker->wants_pass()) return;
  relinker->BeginPass();
  log_.Read(owned.input, 0, [&](const InRecord& record) {
    if (record.offset >= owned.next) return false;
    relinker->OnPass(record);
    return true;
  });
  relinker->EndPass();
  LogInfo("pass", {{"partition", owned.stage->partition()}, {"moved", relinker->moved()}});
}

void Node::SayProgress() {
  for (auto& [topic, source] : sources_) {
    const auto until = source.progress.ReadUntil(source.next, log_.End({topic, 0}));
    if (!until) continue;
    v1::Progress progress;
    SetTime(*until, progress.mutable_read_until());
    progress.set_offset(source.next);
    const std::string key = absl::StrCat(topic, "/0");
    const Instant newest = source.progress.newest().value_or(shared_.completeness().NewestOf(key));
    if (newest != Instant::min()) SetTime(newest, progress.mutable_newest());
    Send({Topic::kProgress, 0, key, progress.SerializeAsString(), {}});
    source.progress.OnPublished(now_);
  }
}

void Node::EverySecond(Instant now) {
  now_ = now;
  if (!begun_) return;
  const std::shared_ptr<const RuleIndex> rules = shared_.rules();
  link_.SetLimits(rules->set().settings.max_clock_skew, rules->set().settings.park_for);
  const Instant complete = shared_.completeness().complete();
  link_.ReviewParked(complete);
  SayProgress();
  for (auto& [number, owned] : owned_) {
    Proceed(owned, complete);
    // One step of a move: what it sent is read back before the next.
    Move(owned);
  }
  Count();
}

void Node::Count() {
  metrics_.AddLink(link_.counts(), counted_);
  counted_ = link_.counts();
  for (const auto& [topic, source] : sources_) {
    metrics_.SetLag("link", {topic, 0}, log_.End({topic, 0}) - source.next,
                    source.progress.newest().value_or(Instant::min()));
  }
  for (const auto& [number, owned] : owned_) {
    metrics_.SetLag(number == kLearn ? "learn" : "detect", owned.input, log_.End(owned.input) - owned.next,
                    owned.newest);
  }
}

void Node::Compact() {
  std::map<TopicLog::Place, std::int64_t> readers;
  const auto reads = [&readers](const TopicLog::Place& place, std::int64_t next) {
    std::int64_t& least = readers.emplace(place, next).first->second;
    least = std::min(least, next);
  };
  for (const auto& [place, reader] : whole_) reads(place, reader.next);
  for (const auto& [place, reader] : published_) reads(place, reader.next);
  for (const auto& [number, owned] : owned_) {
    reads(owned.input, owned.next);
    if (owned.stage->claimed()) continue;
    for (const OwnedStage::Output& output : owned.stage->outputs())
      reads(PlaceOfOutput(number, output), owned.outputs.at(output.topic));
  }
  log_.Compact(readers);
}

void Node::ForgetOld(Instant now) {
  // What was linked is kept as facts; nothing else erases it here.
  for (const auto& [topic, source] : sources_) log_.Forget({topic, 0}, source.next);
  log_.ForgetOld(now);
}

OwnerCounts Node::counts() const {
  OwnerCounts counts;
  for (const auto& [place, reader] : whole_) {
    if (!loaded_) counts.to_load += log_.End(place) - reader.next;
  }
  for (const auto& [number, owned] : owned_) {
    if (!owned.stage->running()) counts.to_load += log_.End(owned.input) - owned.next;
    if (number == kLearn) continue;
    ++counts.owned;
    counts.judged += owned.stage->settled() && !owned.changing ? 1 : 0;
    counts.behind += owned.changing || owned.rules != shared_.rules() ? 1 : 0;
  }
  return counts;
}

bool Node::learns() const {
  const auto learn = owned_.find(kLearn);
  return learn != owned_.end() && learn->second.stage->running();
}

}  // namespace loopbreaker::embedded
