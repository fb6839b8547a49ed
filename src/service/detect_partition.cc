#include "service/detect_partition.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"
#include "reconcile/escalation.h"
#include "reconcile/feedback.h"
#include "service/keys_of_customer.h"
#include "service/references.h"
#include "service/tally_record.h"
#include "service/wire.h"

namespace loopbreaker {
namespace {

// What is in `observations` under a key. A loop that feedback has nothing to say of needs no record: 0, as where none
// is.
std::uint64_t DigestOf(std::string_view bytes) { return bytes.empty() ? 0 : Hash64(bytes) | 1; }
constexpr std::uint64_t kOvertaken = 2;  // nobody knows; no digest, those are odd

}  // namespace

DetectPartition::DetectPartition(Options options, std::shared_ptr<const RuleIndex> rules, const Directory& directory,
                                 References& references, const Erasures& erasures, Outbox out)
    : OwnedStage(
          options.partition, options.writer,
          {{Topic::kEscalations}, {Topic::kLoops}, {Topic::kDossiers}, {Topic::kObservations, true}, {Topic::kShadow}},
          std::move(out)),
      options_(std::move(options)),
      rules_(std::move(rules)),
      directory_(directory),
      erasures_(erasures),
      stream_(std::make_unique<Stream>(*rules_, directory, static_cast<RevisionSink&>(*this))),
      records_({options_.source_name, options_.encoding}, directory, *stream_, put_off_,
               [this](Topic topic, std::string key, std::optional<std::string> value, const CloudEvent& event) {
                 Write(topic, std::move(key), std::move(value), event);
               }),
      loops_(options_.encoding, directory, *stream_,
             [this](std::string_view customer, const std::string& id, std::optional<std::string> value) {
               Write(Topic::kLoops, id, std::move(value),
                     {"loopbreaker.loop", options_.source_name, id, customer, stream_->clock()});
             }),
      tally_(options_.partition, *stream_,
             [this](std::string key, std::optional<std::string> value) {
               Send({Topic::kObservations, 0, std::move(key), std::move(value), {}});
             }),
      actions_(
          rules_->set().settings.park_for, [this](const FactKey& action) { return stream_->UnknownAction(action); },
          [this](OutRecord record) { Send(std::move(record)); }),
      relinker_(
          {options_.partition, {options_.partitions, options_.source_name}, rules_->set().settings.park_for}, directory,
          references, [this](const FactKey& key) { return Holds(key); },
          [this](std::string_view customer, const std::function<void(const Fact&)>& visit) {
            EachFact(customer, visit);
          },
          [this](OutRecord record) { Send(std::move(record)); }) {}

bool DetectPartition::Holds(const FactKey& key) const {
  const std::vector<FactStore::Held> versions = stream_->store().VersionsOf(key.source, key.id);
  return std::any_of(versions.begin(), versions.end(),
                     [&](const FactStore::Held& held) { return held.version == key; });
}

void DetectPartition::EachFact(std::string_view customer, const std::function<void(const Fact&)>& visit) const {
  const CustomerIndex index = stream_->store().customers().Find(customer);
  if (index == kNobody) return;
  Fact fact;
  for (std::string_view rest = stream_->store().customers().Facts(index); !rest.empty();) {
    Unpack(History::TakeRecord(rest), stream_->store().pool(), fact);
    visit(fact);
  }
}

void DetectPartition::OnClaim() {
  stream_->StartLoading();
  put_off_.Clear();
  records_.StartLoading();
  loops_.StartLoading();
  tally_.StartLoading();
  relinker_.Start();
}

void DetectPartition::OnBegin(Instant complete) {
  // What is corrected must not be seen, not even for a moment.
  // Versions that a known correction beats may have come again while nobody looked.
  for (const auto& [identity, correction] : corrections_) Apply(correction);
  ApplyCorrections(std::max({clock_loaded(), complete, stream_->store().latest()}));
  records_.Begin(complete);
  tally_.CompleteTo(complete);
  for (const std::string& customer : erased_) Erase(customer);
  erased_.clear();
  stream_->StartPublishing(clock_loaded(), complete);
  records_.EndBeginning();
  actions_.Begin(clock_loaded());
  // Customers who have no fact here any more.
  std::set<std::string> gone;
  const auto look = [&](const std::string& key) {
    std::string customer = CustomerOf(key).value_or("");
    if (!HasFacts(customer)) gone.insert(std::move(customer));
  };
  loops_.EachId(look);
  for (const auto& [key, digest] : observed_) look(key);
  for (const std::string& customer : gone) ForgetCustomer(customer);
}

bool DetectPartition::OnJudgeRest(std::size_t customers_max) {
  judging_rest_ = true;
  const bool more = stream_->JudgeRest(customers_max);
  judging_rest_ = false;
  return more;
}

bool DetectPartition::HasFacts(std::string_view customer) const {
  const Customers& customers = stream_->store().customers();
  const CustomerIndex index = customers.Find(customer);
  return index != kNobody && !customers.Facts(index).empty();
}

void DetectPartition::OnInput(const InRecord& record) {
  if (!record.value) {
    if (const auto key = ParseFactKey(record.key)) {
      stream_->Remove(*key, relinker_.OnTombstone(record.key));
      records_.OnRemoved(*key);
    }
    return;
  }
  Refusal refusal;
  if (!event_.Read(*record.value, refusal)) return;  // not one of ours
  CountInput();
  if (event_.fact().time < record.appended - stream_->store().settings().history.horizon)
    old_came_ = std::max(old_came_, record.appended);
  if (const Fact& fact = event_.fact(); erasures_.Cover(fact.customer_id, fact.time)) {
    EraseFact(fact);
    return KeepReferences(fact.customer_id);
  }
  records_.OnFact(event_.fact(), record.Header(kLinkedByHeader));
  relinker_.OnFact(record, event_);
  // Its time was checked when it was linked.
  appended_ = record.Header(kAppendedHeader);
  stream_->Add(event_, kLatest, refusal);
  appended_.clear();
  if (const Fact& fact = event_.fact(); fact.kind == Kind::kSupervisorActed)
    actions_.Add(Topic::kFacts, record, KeyOf(fact), fact.time);
  if (!running()) return;
  records_.SendBriefings();
  ApplyCorrections(stream_->clock());
  if (corrections_.empty()) return;
  const auto [from, to] = corrections_.equal_range(IdentityHash(event_.fact().source, event_.fact().id));
  for (auto it = from; it != to; ++it) Apply(it->second);
}

void DetectPartition::CompleteTo(Instant complete) {
  complete_ = complete;
  stream_->CompleteTo(complete);
  ApplyCorrections(stream_->clock());
  records_.CompleteTo(complete);
  tally_.CompleteTo(complete);
  actions_.TellUntil(stream_->clock());
  relinker_.OnComplete();
}

std::size_t DetectPartition::EndPutOff() {
  put_off_.End();
  counting_ = true;
  ForgetSome();
  return put_off_.ready();
}

bool DetectPartition::SendPutOff(std::size_t at_most) {
  for (; at_most != 0 && put_off_.ready() != 0; --at_most) {
    const CustomerIndex customer = *put_off_.Take();
    stream_->LookAt(customer, [&](const Judge& judge) {
      SendPutOffOf(customer, judge);
      tally_.Count(customer, judge);
    });
  }
  if (put_off_.ready() != 0) return true;
  // A part of the customers would make the figures of a part.
  if (settled() && std::exchange(counting_, false)) tally_.SendPutOff(put_off_);
  return false;
}

void DetectPartition::SendPutOffOf(CustomerIndex customer, const Judge& judge) {
  records_.Send(customer, judge);
  loops_.Send(customer, judge, [&](LoopIndex loop, const std::string& id) {
    if (observed_.contains(id)) SendObservedLoop(stream_->store().customers().NameOf(customer), judge, loop);
  });
}

void DetectPartition::OnCustomer(CustomerIndex customer, const Judge& judge) {
  tally_.OnCustomer(customer);
  if (!judging_rest_) return put_off_.Mark(customer);
  // She is unpacked already. Counting waits all the same: events wait for less.
  SendPutOffOf(customer, judge);
}

void DetectPartition::OnLoad(Topic topic, const InRecord& record) {
  if (topic == Topic::kEscalations) LoadEscalation(record);
  if (topic == Topic::kLoops) loops_.Load(record);
  if (topic == Topic::kDossiers) records_.Load(record);
  if (topic == Topic::kObservations) LoadObservation(record);
  if (topic == Topic::kShadow) LoadShadow(record);
}

void DetectPartition::LoadEscalation(const InRecord& record) {
  v1::Escalation escalation;
  const bool removed = !record.value;
  if (removed) {
    escalation.set_id(std::string(record.key));
  } else if (!Decode(record, escalation)) {
    return;
  }
  stream_->LoadPublished(escalation, removed);
}

void DetectPartition::LoadShadow(const InRecord& record) {
  if (record.value) {
    shadow_.emplace(record.key);
  } else {
    shadow_.erase(std::string(record.key));
  }
}

void DetectPartition::OnOvertaken(Topic topic, const InRecord& record) {
  if (topic == Topic::kShadow) return LoadShadow(record);  // nobody acts on it: what comes next puts it right
  if (topic == Topic::kDossiers) return records_.OnOvertaken(record);
  if (topic != Topic::kEscalations) {
    const std::string key(record.key);
    if (topic == Topic::kObservations && (tally_.OnOvertaken(key) || key.starts_with(kActionPrefix))) return;
    const auto customer = CustomerOf(key);
    // `observations` has the records of every partition, and of whoever owns them.
    if (!customer || PartitionOf(*customer, options_.partitions) != partition()) return;
    // Forgets what it said of this key: looking again writes it anew, or takes it out.
    if (topic == Topic::kLoops) {
      loops_.OnOvertaken(key);
    } else {
      observed_[key] = kOvertaken;
    }
    stream_->LookAgain(*customer);
    if (topic == Topic::kObservations && running() && stream_->store().customers().Find(*customer) == kNobody)
      Unobserve(*customer, {});
    return;
  }
  v1::Escalation theirs;
  if (!Decode(record, theirs)) return;
  stream_->Overtaken(theirs);
  if (!HasFacts(theirs.customer_id()) && erasures_.Cover(theirs.customer_id(), kEarliest))
    Send({Topic::kEscalations, partition(), theirs.id(), std::nullopt, {}});
}

void DetectPartition::Write(Topic topic, std::string key, std::optional<std::string> value, const CloudEvent& event,
                            bool timed) {
  OutRecord record{topic, partition(), std::move(key), std::move(value), {}};
  record.headers = CloudEventHeaders(event, options_.encoding == Encoding::kProtobuf);
  record.headers.emplace_back(kClockHeader, FormatTime(stream_->clock()));
  if (timed && !appended_.empty()) record.headers.emplace_back(kAppendedHeader, appended_);
  Send(std::move(record));
}

void DetectPartition::OnEscalation(const EscalationRevision& revision) {
  const v1::Escalation& escalation = revision.escalation;
  const std::string event_id = absl::StrCat(escalation.id(), "/", escalation.revision());
  const CloudEvent event{"loopbreaker.escalation", options_.source_name, event_id, escalation.customer_id(),
                         stream_->clock()};
  std::optional<std::string> value;
  if (!revision.removed) value = Encode(escalation, options_.encoding);
  if (revision.shadow || (revision.removed && shadow_.contains(escalation.id()))) {
    if (revision.removed) {
      shadow_.erase(escalation.id());
    } else {
      shadow_.insert(escalation.id());
    }
    return Write(Topic::kShadow, escalation.id(), std::move(value), event);
  }
  if (options_.counted) options_.counted(escalation);
  Write(Topic::kEscalations, escalation.id(), std::move(value), event, escalation.state() == v1::State::OPENED);
}

void DetectPartition::OnFeedback(const v1::Feedback& /*feedback*/, bool /*shadow*/) {}

void DetectPartition::OnLoop(CustomerIndex customer, LoopIndex loop) { loops_.OnLoop(customer, loop); }

void DetectPartition::OnAllLoops(CustomerIndex customer) { loops_.OnAllLoops(customer); }

void DetectPartition::Observe(const std::string& key, const google::protobuf::Message& value) {
  std::string bytes = value.SerializeAsString();
  const std::uint64_t now = DigestOf(bytes);
  if (std::exchange(observed_[key], now) == now) return;
  Send({Topic::kObservations, 0, key, std::move(bytes), {}});
}

void DetectPartition::SendObservedLoop(std::string_view customer, const Judge& judge, LoopIndex loop) {
  const LoopFigures figures = FiguresOf(judge, loop, customer);
  v1::ObservedLoop observed;
  observed.set_cost_cents(figures.cost_cents);
  observed.set_customer_days(figures.customer_days);
  for (const std::string& part : figures.parts) observed.add_parts_missing(part);
  for (const std::string& authorisation : figures.authorisations) observed.add_authorisations_missing(authorisation);
  Observe(figures.id, observed);
}

void DetectPartition::OnObserved(std::string_view customer, const Judge& judge, const ProcessGroups& groups,
                                 std::uint32_t from) {
  std::vector<Observation> observations;
  if (from == 0) {
    judge.Observations(stream_->clock(), observations);
  } else {
    judge.ObservationsFrom(from, observations);
  }
  std::vector<std::string> wanted;
  std::set<LoopIndex> loops;
  Fact fact;
  for (const Observation& observation : observations) {
    judge.fold().history().ViewOwn(observation.slot, fact);
    const std::string& rule = judge.rules().rule(observation.rule).id;
    std::string key = absl::StrCat(EncodePercent(customer), "|", EncodePercent(fact.source), "/",
                                   EncodePercent(fact.id), "|", rule, "|", HashText(observation.group));
    v1::Observation record;
    record.set_customer_id(std::string(customer));
    SetTime(observation.time, record.mutable_time());
    record.set_rule_id(rule);
    record.set_counted_by(judge.rules().counted_by(observation.rule));
    for (const auto& [field, value] : groups.NamesOf(observation.group)) record.add_values(value);
    record.set_value(observation.value);
    if (const LoopIndex loop = judge.fold().LoopOf(observation.slot); loop != kNone) {
      record.set_loop_id(LoopIdOf(customer, judge, loop));
      loops.insert(loop);
      wanted.push_back(record.loop_id());
    }
    Observe(key, record);
    wanted.push_back(std::move(key));
  }
  for (const LoopIndex loop : loops) SendObservedLoop(customer, judge, loop);
  if (from != 0) return;
  std::sort(wanted.begin(), wanted.end());
  Unobserve(customer, wanted);
}

void DetectPartition::Unobserve(std::string_view customer, const std::vector<std::string>& wanted) {
  KeepOnly(observed_, customer, wanted, [this](const std::string& key) {
    Send({Topic::kObservations, 0, key, std::nullopt, {}});
  });
}

void DetectPartition::RemoveShadow(std::string_view customer) {
  KeepOnly(shadow_, customer, {}, [this](const std::string& id) {
    Send({Topic::kShadow, partition(), id, std::nullopt, {}});
  });
}

void DetectPartition::LoadObservation(const InRecord& record) {
  const std::string key(record.key);
  if (tally_.Load(key, record.value) || key.starts_with(kActionPrefix)) return;
  const auto customer = CustomerOf(key);
  // The topic has those of every partition.
  if (!customer || PartitionOf(*customer, options_.partitions) != partition()) return;
  if (record.value) {
    observed_[key] = DigestOf(*record.value);
  } else {
    observed_.erase(key);
  }
}

void DetectPartition::OnCorrection(const FactKey& key, std::string_view customer, Instant time, bool deleted) {
  corrections_to_come_.emplace(time, Correction{key, std::string(customer), deleted});
  if (running()) ApplyCorrections(stream_->clock());
}

void DetectPartition::ForgetCustomer(std::string_view customer) {
  Unobserve(customer, {});
  loops_.Remove(customer);
}

void DetectPartition::ApplyCorrections(Instant clock) {
  while (!corrections_to_come_.empty() && corrections_to_come_.begin()->first <= clock) {
    const Correction correction = std::move(corrections_to_come_.begin()->second);
    corrections_to_come_.erase(corrections_to_come_.begin());
    Apply(correction);
    corrections_.emplace(IdentityHash(correction.key.source, correction.key.id), correction);
  }
}

void DetectPartition::Apply(const Correction& correction) {
  const std::vector<FactStore::Held> versions = stream_->store().VersionsOf(correction.key.source, correction.key.id);
  for (const FactStore::Held& held : versions) {
    if (!correction.Beats(held)) continue;
    // Of one customer the better version must be here before the old one goes.
    const bool same = stream_->store().customers().NameOf(held.customer) == correction.customer;
    const auto is_it = [&](const FactStore::Held& other) { return other.version == correction.key; };
    if (same && std::none_of(versions.begin(), versions.end(), is_it)) continue;
    relinker_.OnBeaten(held.version, stream_->store().customers().NameOf(held.customer));
    stream_->Remove(held.version);
    Send({Topic::kFacts, partition(), ToText(held.version), std::nullopt, {}});
  }
}

}  // namespace loopbreaker
