#include "support/simulated_service.h"

#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"
#include "reconcile/escalation.h"
#include "rules/target.h"

namespace loopbreaker {
namespace {

LinkStage::Options LinkOptions(const RuleSettings& settings) {
  return {SimulatedTopics::kPartitions, settings.max_clock_skew, settings.park_for, true, "simulated"};
}

}  // namespace

SimulatedInstance::SimulatedInstance(std::string writer, SimulatedLog& log,
                                     std::vector<std::shared_ptr<const RuleIndex>> rules, const Pseudonyms& pseudonyms)
    : writer_(std::move(writer)),
      log_(log),
      all_rules_(std::move(rules)),
      rules_(all_rules_.front()),
      directory_(rules_->set().settings.phone_region, &pseudonyms),
      link_(LinkOptions(rules_->set().settings), directory_, pseudonyms, references_, touched_, erasures_,
            [this](OutRecord record) { Send(std::move(record)); }) {
  std::set<std::string> sources;
  for (std::int32_t p = 0; p < SimulatedTopics::kSourcePartitions; ++p)
    sources.insert(std::string(SimulatedTopics::kSource) + "/" + std::to_string(p));
  completeness_.Expect(std::move(sources));
  for (const Topic topic :
       {Topic::kCustomers, Topic::kReferences, Topic::kCorrections, Topic::kErasures, Topic::kRules, Topic::kProgress})
    shared_next_[{TopicName(topic), 0}] = 0;
  // Nothing is linked or judged before what is read whole has been read.
  while (ReadShared()) {
  }
}

void SimulatedInstance::Send(OutRecord record) {
  std::int32_t partition = record.partition;
  if (partition < 0) partition = 0;
  record.headers.emplace_back(kWriterHeader, writer_);
  under_way_.push_back({{TopicName(record.topic), partition},
                        {std::move(record.key), std::move(record.value), std::move(record.headers), Instant{}}});
}

bool SimulatedInstance::Deliver() {
  if (under_way_.empty()) return false;
  auto [place, record] = std::move(under_way_.front());
  under_way_.pop_front();
  log_.Append(place, std::move(record));
  if (place.first == NameOf(Topic::kProgress)) {
    const std::string key = log_.At(place, log_.End(place) - 1).key;
    const std::int32_t source = std::stoi(key.substr(key.find('/') + 1));
    if (const auto it = progress_.find(source); it != progress_.end()) it->second.OnPublished(log_.now());
  }
  return true;
}

void SimulatedInstance::Assign(const std::set<std::int32_t>& sources,
                               const std::map<std::int32_t, std::int64_t>& committed,
                               const std::set<std::int32_t>& facts) {
  std::erase_if(source_next_, [&](const auto& entry) { return !sources.contains(entry.first); });
  std::erase_if(progress_, [&](const auto& entry) { return !sources.contains(entry.first); });
  for (const std::int32_t source : sources) {
    if (source_next_.contains(source)) continue;
    const auto it = committed.find(source);
    source_next_[source] = it == committed.end() ? 0 : it->second;
    progress_[source];
  }
  // The parked events are of the instance that has the first source partition.
  for (std::int32_t p = 0; p < SimulatedTopics::kPartitions; ++p) {
    const SimulatedLog::Place parked{TopicName(Topic::kParked), p};
    if (sources.contains(0)) {
      shared_next_.emplace(parked, 0);
    } else {
      shared_next_.erase(parked);
      link_.DropParked(p);
    }
  }
  std::set<std::int32_t> owned = facts;
  if (facts.contains(0)) owned.insert(kLearn);
  for (auto& [number, partition] : partitions_) partition.owned = owned.contains(number);
  for (const std::int32_t number : owned) {
    Partition& partition = partitions_[number];
    partition.owned = true;
    if (partition.stage == nullptr || partition.rules != rules_) {
      Take(number, partition);
    } else {
      partition.stage->Claim();
    }
  }
}

void SimulatedInstance::Take(std::int32_t number, Partition& partition) {
  const Outbox out = [this](OutRecord record) { Send(std::move(record)); };
  partition = Partition();
  partition.rules = rules_;
  partition.touched = touched_.end();
  if (number == kLearn) {
    partition.input = Topic::kObservations;
    partition.stage =
        std::make_unique<LearnStage>(LearnStage::Options{writer_, "simulated", Encoding::kProtobuf}, rules_, out);
  } else {
    partition.stage = std::make_unique<DetectPartition>(
        DetectPartition::Options{number, SimulatedTopics::kPartitions, writer_, "simulated", Encoding::kProtobuf},
        rules_, directory_, references_, erasures_, out);
  }
  for (const OwnedStage::Output& output : partition.stage->outputs()) partition.outputs[output.topic] = 0;
  partition.stage->Claim();
  if (number != kLearn && store_) LoadStore(number, partition);
}

void SimulatedInstance::LoadStore(std::int32_t number, Partition& partition) {
  const SimulatedLog::Place place = InputOf(number, partition);
  partition.next = store_(log_.End(place));
  std::map<std::string, std::int64_t> table;
  for (std::int64_t offset = 0; offset < partition.next; ++offset) {
    const SimulatedLog::Record& record = log_.At(place, offset);
    table.erase(record.key);
    if (record.value) table.emplace(record.key, offset);
  }
  for (const auto& [key, offset] : table)
    partition.stage->OnInput(SimulatedLog::View(log_.At(place, offset), number, offset));
}

bool SimulatedInstance::ReadSource() {
  for (auto& [source, next] : source_next_) {
    const SimulatedLog::Place place{SimulatedTopics::kSource, source};
    if (next >= log_.End(place)) continue;
    const SimulatedLog::Record& record = log_.At(place, next);
    link_.OnSource({SimulatedTopics::kSource, true, nullptr}, SimulatedLog::View(record, source, next));
    progress_[source].OnRecord(record.appended);
    ++next;
    return true;
  }
  return false;
}

bool SimulatedInstance::ReadShared() {
  for (auto& [place, next] : shared_next_) {
    if (next >= log_.End(place)) continue;
    const SimulatedLog::Record& record = log_.At(place, next);
    const InRecord view = SimulatedLog::View(record, place.second, next);
    ++next;
    if (place.first == NameOf(Topic::kReferences)) {
      v1::Reference reference;
      if (Parse(view, reference)) {
        references_.Load(record.key, TimeOf(reference.first()));
      } else {
        references_.Remove(record.key);
      }
    } else if (place.first == NameOf(Topic::kRules)) {
      rules_ = all_rules_.at(std::stoul(*record.value));
    } else if (place.first == NameOf(Topic::kErasures)) {
      v1::Erasure erasure;
      erasure.ParseFromString(*record.value);
      erasures_.Load(record.key, erasure);
    } else if (place.first == NameOf(Topic::kCustomers)) {
      v1::Customer customer;
      LinkReads touched;
      directory_.SetVersion(next);
      if (Parse(view, customer)) {
        directory_.Put(customer, &touched);
      } else {
        directory_.Remove(record.key, &touched);
      }
      touched_.Add(touched);
    } else if (place.first == NameOf(Topic::kCorrections)) {
      v1::Correction correction;
      if (!Parse(view, correction)) return true;
      corrections_.push_back(
          {*ParseFactKey(record.key), correction.customer_id(), TimeOf(correction.event_time()), correction.deleted()});
    } else if (place.first == NameOf(Topic::kProgress)) {
      v1::Progress progress;
      progress.ParseFromString(*record.value);
      completeness_.Load(record.key, TimeOf(progress.read_until()));
    } else {
      link_.OnParked(view);
    }
    return true;
  }
  return false;
}

SimulatedLog::Place SimulatedInstance::InputOf(std::int32_t number, const Partition& partition) {
  return {TopicName(partition.input), number == kLearn ? 0 : number};
}

bool SimulatedInstance::ReadFact() {
  for (auto& [number, partition] : partitions_) {
    const SimulatedLog::Place place = InputOf(number, partition);
    if (!partition.owned || partition.next >= log_.End(place)) continue;
    partition.stage->OnInput(SimulatedLog::View(log_.At(place, partition.next), place.second, partition.next));
    ++partition.next;
    return true;
  }
  return false;
}

bool SimulatedInstance::JudgeRest() {
  bool more = false;
  for (auto& [number, partition] : partitions_) {
    if (partition.owned) more = partition.stage->JudgeRest(1) || more;
  }
  return more;
}

bool SimulatedInstance::ReadOutput() {
  for (auto& [number, partition] : partitions_) {
    for (auto& [topic, next] : partition.outputs) {
      // Observations are of one partition for all.
      const bool shared = number == kLearn || topic == Topic::kObservations;
      const SimulatedLog::Place place{TopicName(topic), shared ? 0 : number};
      if (!partition.owned || next >= log_.End(place)) continue;
      partition.stage->OnOutput(topic, SimulatedLog::View(log_.At(place, next), place.second, next));
      ++next;
      return true;
    }
  }
  return false;
}

bool SimulatedInstance::AskForEnds() {
  link_.ReviewParked(completeness_.complete());
  bool any = false;
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned || !partition.stage->claimed()) continue;
    if (partition.rules != rules_) {
      Take(number, partition);
      any = true;
      continue;
    }
    const Instant complete = completeness_.complete();
    // The end is asked for now, and read before anything is said.
    const SimulatedLog::Place place = InputOf(number, partition);
    const std::int64_t end = log_.End(place);
    while (partition.next < end) {
      partition.stage->OnInput(SimulatedLog::View(log_.At(place, partition.next), place.second, partition.next));
      ++partition.next;
    }
    for (; partition.corrections < corrections_.size(); ++partition.corrections) {
      const Correction& correction = corrections_[partition.corrections];
      partition.stage->OnCorrection(correction.key, correction.customer, correction.time, correction.deleted);
    }
    for (const std::string& customer : erasures_.From(partition.erasures)) {
      partition.stage->OnErasure(customer);
      ++partition.erasures;
    }
    any = any || !partition.stage->running();
    if (partition.stage->running()) {
      partition.stage->CompleteTo(complete);
      partition.stage->EndPutOff();
      while (partition.stage->SendPutOff(3)) {
      }
    } else {
      partition.stage->Begin(complete);
    }
  }
  return any;
}

bool SimulatedInstance::Move() {
  bool any = false;
  for (auto& [number, partition] : partitions_) {
    Relinker* const relinker = partition.owned && partition.stage->running() ? partition.stage->relinker() : nullptr;
    if (relinker == nullptr) continue;
    const TouchLog::News news = touched_.From(partition.touched);
    partition.touched = news.end;
    relinker->OnTouched(news.keys, news.anything);
    if (relinker->waits() && under_way_.empty()) {
      relinker->OnAcknowledged();
      any = true;
    }
    if (!relinker->wants_pass()) continue;
    any = true;
    relinker->BeginPass();
    const SimulatedLog::Place place = InputOf(number, partition);
    for (std::int64_t offset = 0; offset < partition.next; ++offset)
      relinker->OnPass(SimulatedLog::View(log_.At(place, offset), place.second, offset));
    relinker->EndPass();
  }
  return any;
}

bool SimulatedInstance::SayProgress() {
  if (!under_way_.empty()) return false;
  for (const auto& [source, progress] : progress_) {
    const auto until = progress.ReadUntil(source_next_.at(source), log_.End({SimulatedTopics::kSource, source}));
    if (!until) continue;
    v1::Progress record;
    SetTime(*until, record.mutable_read_until());
    Send({Topic::kProgress,
          0,
          std::string(SimulatedTopics::kSource) + "/" + std::to_string(source),
          record.SerializeAsString(),
          {}});
  }
  return true;
}

std::map<std::int32_t, std::int64_t> SimulatedInstance::Committable() const {
  return under_way_.empty() ? source_next_ : std::map<std::int32_t, std::int64_t>{};
}

}  // namespace loopbreaker
