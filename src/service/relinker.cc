#include "service/relinker.h"

#include <algorithm>
#include <utility>

#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {
namespace {

// Of the claims that came: whoever has just loaded everything does not stop for all of them.
constexpr std::size_t kNewsAtOnce = 1000;

// As keys of `references`.
std::vector<std::string> ClaimsOf(const Fact& fact, std::string_view customer) {
  std::vector<std::string> claims;
  if (fact.deleted) return claims;
  for (ReferenceKey& key : ReferencesOf(fact)) {
    key.customer = customer;
    claims.push_back(ToText(key));
  }
  return claims;
}

// Whether the record says what it should: its reason counts as far as it makes the fact claim its references or not.
bool IsSame(const FactLink& a, const FactLink& b) { return a.customer == b.customer && a.by_itself() == b.by_itself(); }

}  // namespace

Relinker::Relinker(Options options, const Directory& directory, References& references, Holds holds, EachFact each_fact,
                   Outbox out)
    : options_(std::move(options)),
      directory_(directory),
      references_(references),
      holds_(std::move(holds)),
      each_fact_(std::move(each_fact)),
      out_(std::move(out)) {}

void Relinker::Start() {
  // What was under way is not known any more: found by looking at everything again. What has changed since comes by the
  // topics, and who has read nothing yet finds it while reading.
  touched_ = touched_ || state_ != State::kIdle || !misplaced_.empty() || !withdrawn_.empty() || !taken_out_.empty();
  state_ = State::kIdle;
  misplaced_.clear();
  moving_.clear();
  doubtful_.clear();
  withdrawn_.clear();
  taken_out_.clear();
  // Who had the partition before may have died with suspects: all claims that are still known one by one are held
  // against the facts.
  suspects_.clear();
  news_ = 0;
}

FactLink Relinker::Now(const Event& event, const FactLink& then) {
  reads_.clear();
  FactLink now =
      LinkEvent(event.fact(), event.identifiers(), then.named, directory_, references_, options_.park_for, &reads_);
  rests_on_.insert(reads_.begin(), reads_.end());
  if (directory_.version() < then.directory) now = then;
  const std::uint64_t identity = IdentityHash(event.fact().source, event.fact().id);
  if (now.by_itself()) {
    leaning_.erase(identity);
  } else {
    leaning_.insert(identity);
  }
  return now;
}

void Relinker::OnFact(const InRecord& record, const Event& event) {
  const Fact& fact = event.fact();
  if (fact.customer_id.empty()) return;
  const FactLink then = LinkOf(record, fact);
  const FactLink now = Now(event, then);
  const std::string key(record.key);
  // The claim that decided may not be known here yet: then it will touch what this fact rests on.
  const bool unclaimed = then.reason == kByReference && now.reason == kProvisionally && !references_.AnyClaim(fact);
  if (IsSame(now, then) || unclaimed) {
    misplaced_.erase(key);
  } else {
    misplaced_.insert(key);
  }
  if (now.customer == then.customer && now.by_itself()) {
    Support(fact, now.customer);
    // Else its record is written anew first: nobody would doubt a claim of a fact whose record says that it makes none.
    if (then.by_itself()) ClaimReferences(fact, now.customer, references_, out_);
  }
  moving_.erase(key);  // it came back: looked at anew
  if (const auto out = taken_out_.find(key); out != taken_out_.end()) {
    out->second.came = OutRecord{Topic::kFacts, options_.partition, key, std::string(*record.value), {}};
    if (record.headers != nullptr) out->second.came->headers = *record.headers;
  }
}

std::string Relinker::OnTombstone(std::string_view key) {
  const std::string text(key);
  misplaced_.erase(text);
  moving_.erase(text);
  const auto out = taken_out_.find(text);
  if (out == taken_out_.end()) return {};
  if (out->second.came) out_(*std::move(out->second.came));
  std::string to = std::move(out->second.to);
  taken_out_.erase(out);
  return to;
}

Instant Relinker::SupportOf(const std::string& claim) const {
  Instant first = kNever;
  const std::optional<ReferenceKey> key = ParseReferenceKey(claim);
  if (!key) return first;
  each_fact_(key->customer, [&](const Fact& fact) {
    if (fact.time >= first || fact.deleted || !HasReference(fact, *key)) return;
    if (!leaning_.contains(IdentityHash(fact.source, fact.id))) first = fact.time;
  });
  return first;
}

void Relinker::Correct(const std::string& claim, Instant first) {
  const std::optional<Instant> claimed = references_.FirstOf(claim);
  // One that is not known here yet may be on its way, and what withdraws it comes behind it.
  if (first != kNever && (!claimed || *claimed == first)) return;
  out_({Topic::kReferences, -1, claim, std::nullopt, {}});
  if (first == kNever) {
    withdrawn_.insert(claim);
  } else {
    SendClaim(claim, first);
  }
}

void Relinker::OnBeaten(const FactKey& key, std::string_view customer) {
  each_fact_(customer, [&](const Fact& fact) {
    if (fact.source != key.source || fact.id != key.id) return;
    for (std::string& claim : ClaimsOf(fact, customer)) suspects_[std::move(claim)] = 0;
  });
}

void Relinker::SuspectNews() {
  for (std::string& claim : references_.NewsFrom(news_, kNewsAtOnce)) {
    const std::optional<ReferenceKey> key = ParseReferenceKey(claim);
    if (!key || PartitionOf(key->customer, options_.facts.partitions) != options_.partition) continue;
    if (SupportOf(claim) != references_.FirstOf(claim)) suspects_.emplace(std::move(claim), 0);
  }
}

void Relinker::OnComplete() {
  for (auto it = suspects_.begin(); it != suspects_.end();) {
    if (it->second++ == 0) {
      ++it;
      continue;
    }
    Correct(it->first, SupportOf(it->first));
    it = suspects_.erase(it);
  }
}

void Relinker::OnTouched(const std::vector<std::uint64_t>& keys, bool anything) {
  SuspectNews();
  touched_ = touched_ || anything;
  for (std::size_t i = 0; i < keys.size() && !touched_; ++i) touched_ = rests_on_.contains(keys[i]);
}

bool Relinker::wants_pass() const {
  return state_ == State::kToCheck || (state_ == State::kIdle && (touched_ || !misplaced_.empty()));
}

void Relinker::BeginPass() {
  if (state_ == State::kToCheck) {
    state_ = State::kChecking;
    return;
  }
  state_ = State::kCopying;
  touched_ = false;
  misplaced_.clear();
}

void Relinker::OnPass(const InRecord& record) {
  Refusal refusal;
  if (!record.value || !event_.Read(*record.value, refusal) || event_.fact().customer_id.empty()) return;
  const std::optional<FactKey> key = ParseFactKey(record.key);
  // What was taken out since is still in the log.
  if (!key || !holds_(*key)) return;
  const FactLink then = LinkOf(record, event_.fact());
  const FactLink now = Now(event_, then);
  if (!IsSame(now, then) && state_ == State::kCopying) Copy(record, event_, now, then);
  if (now.customer != then.customer) return;
  moving_.erase(std::string(record.key));  // it was otherwise a moment ago
  if (now.by_itself()) Support(event_.fact(), now.customer);
}

void Relinker::Support(const Fact& fact, const std::string& customer) {
  if (doubtful_.empty() && withdrawn_.empty()) return;
  for (const std::string& claim : ClaimsOf(fact, customer)) {
    if (const auto doubt = doubtful_.find(claim); doubt != doubtful_.end())
      doubt->second = std::min(doubt->second, fact.time);
    // Linked while it was being withdrawn.
    if (withdrawn_.erase(claim) != 0) SendClaim(claim, fact.time);
  }
}

void Relinker::SendClaim(const std::string& claim, Instant first) {
  v1::Reference reference;
  SetTime(first, reference.mutable_first());
  out_({Topic::kReferences, -1, claim, reference.SerializeAsString(), {}});
}

void Relinker::ParkAgain(const InRecord& record, const v1::ContactEvent& event) {
  v1::Parked parked;
  *parked.mutable_event() = event;
  parked.mutable_event()->clear_customer_id();
  parked.set_raw(std::string(*record.value));
  parked.set_topic(std::string(NameOf(Topic::kFacts)));
  parked.set_partition(options_.partition);
  parked.set_offset(record.offset);
  Park(std::move(parked), options_.facts.partitions, out_);
}

void Relinker::Copy(const InRecord& record, const Event& event, const FactLink& now, const FactLink& then) {
  const bool moves = now.customer != then.customer;
  // The log may still have older records of the fact, which say otherwise why it was this customer's: one copy will do.
  const bool copied = moves && !moving_.emplace(record.key, now.customer).second;
  if (!copied) {
    if (moves) ++moved_;
    if (now.customer.empty()) {
      ParkAgain(record, event.message());
    } else {
      options_.facts.Write(event.message(), now, out_);
    }
    if (now.by_itself()) ClaimReferences(event.fact(), now.customer, references_, out_);
  }
  if (!then.by_itself() || (!moves && now.by_itself())) return;
  for (std::string& claim : ClaimsOf(event.fact(), then.customer)) doubtful_.emplace(std::move(claim), kNever);
}

void Relinker::EndPass() {
  if (state_ == State::kCopying) {
    state_ = moving_.empty() && doubtful_.empty() ? State::kIdle : State::kCopied;
    return;
  }
  std::erase_if(withdrawn_, [this](const std::string& claim) { return !references_.FirstOf(claim); });
  for (const auto& [claim, stays] : doubtful_) Correct(claim, stays);
  doubtful_.clear();
  state_ = State::kWithdrawn;
}

void Relinker::OnAcknowledged() {
  if (state_ == State::kCopied && !doubtful_.empty()) {
    state_ = State::kToCheck;
  } else if (waits()) {
    TakeOut();
  }
}

void Relinker::TakeOut() {
  for (auto& [key, to] : moving_) {
    out_({Topic::kFacts, options_.partition, key, std::nullopt, {}});
    taken_out_.try_emplace(key, TakenOut{std::move(to), std::nullopt});
  }
  moving_.clear();
  state_ = State::kIdle;
}

}  // namespace loopbreaker
