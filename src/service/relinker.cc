#include "service/relinker.h"

#include <algorithm>
#include <utility>

#include "event/decode.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {
namespace {

bool ReadFact(const InRecord& record, v1::ContactEvent& event) {
  Refusal refusal;
  return record.value && DecodeProto(*record.value, event, refusal) && Validate(event, refusal) &&
         !event.customer_id().empty();
}

// As keys of `references`.
std::vector<std::string> ClaimsOf(const v1::ContactEvent& event, const std::string& customer) {
  Fact fact;
  ViewOf(event, fact);
  std::vector<std::string> claims;
  for (ReferenceKey& key : ReferencesOf(fact)) {
    key.customer = customer;
    claims.push_back(ToText(key));
  }
  return claims;
}

// Whether the record says what it should: its reason counts as far as it makes the fact claim its references or not.
bool IsSame(const FactLink& a, const FactLink& b) { return a.customer == b.customer && a.by_itself() == b.by_itself(); }

}  // namespace

Relinker::Relinker(Options options, const Directory& directory, References& references, Holds holds, Outbox out)
    : options_(std::move(options)),
      directory_(directory),
      references_(references),
      holds_(std::move(holds)),
      out_(std::move(out)) {}

void Relinker::Start() {
  state_ = State::kIdle;
  touched_ = true;  // somebody else may have been in the middle of it
  misplaced_.clear();
  moving_.clear();
  doubtful_.clear();
  withdrawn_.clear();
  taken_out_.clear();
}

FactLink Relinker::Now(const v1::ContactEvent& event, const FactLink& then, LinkReads* reads) const {
  FactLink now = LinkEvent(event, then.named, directory_, references_, options_.park_for, reads);
  // A claim that is not known here yet decided it; or nobody has it any more, who then stays with whom it was.
  const bool unclaimed = then.reason == kByReference && now.reason == kProvisionally && !references_.AnyClaim(event);
  return now.customer.empty() || unclaimed || directory_.version() < then.directory ? then : now;
}

void Relinker::OnFact(const InRecord& record, const v1::ContactEvent& event) {
  if (event.customer_id().empty()) return;
  const FactLink then = LinkOf(record, event);
  LinkReads reads;
  const FactLink now = Now(event, then, &reads);
  rests_on_.insert(reads.begin(), reads.end());
  const std::string key(record.key);
  if (IsSame(now, then)) {
    misplaced_.erase(key);
  } else {
    misplaced_.insert(key);
  }
  if (now.customer == then.customer && now.by_itself()) {
    Support(event, now.customer);
    ClaimReferences(event, now.customer, references_, out_);
  }
  moving_.erase(key);  // it came back: looked at anew
  if (const auto out = taken_out_.find(key); out != taken_out_.end()) {
    out->second = OutRecord{Topic::kFacts, options_.partition, key, std::string(*record.value), {}};
    if (record.headers != nullptr) out->second->headers = *record.headers;
  }
}

void Relinker::OnTombstone(std::string_view key) {
  const std::string text(key);
  misplaced_.erase(text);
  moving_.erase(text);
  const auto out = taken_out_.find(text);
  if (out == taken_out_.end()) return;
  if (out->second) out_(*std::move(out->second));
  taken_out_.erase(out);
}

void Relinker::OnTouched(const std::vector<std::uint64_t>& keys, bool anything) {
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
  v1::ContactEvent event;
  const std::optional<FactKey> key = ParseFactKey(record.key);
  // What was taken out since is still in the log.
  if (!key || !ReadFact(record, event) || !holds_(*key)) return;
  const FactLink then = LinkOf(record, event);
  LinkReads reads;
  const FactLink now = Now(event, then, &reads);
  rests_on_.insert(reads.begin(), reads.end());
  if (!IsSame(now, then) && state_ == State::kCopying) Copy(record, event, now, then);
  if (now.customer != then.customer) return;
  moving_.erase(std::string(record.key));  // it was otherwise a moment ago
  if (now.by_itself()) Support(event, now.customer);
}

void Relinker::Support(const v1::ContactEvent& event, const std::string& customer) {
  if (doubtful_.empty() && withdrawn_.empty()) return;
  const Instant at = TimeOf(event.event_time());
  for (const std::string& claim : ClaimsOf(event, customer)) {
    if (const auto doubt = doubtful_.find(claim); doubt != doubtful_.end()) doubt->second = std::min(doubt->second, at);
    // Linked while it was being withdrawn.
    if (withdrawn_.erase(claim) != 0) SendClaim(claim, at);
  }
}

void Relinker::SendClaim(const std::string& claim, Instant first) {
  v1::Reference reference;
  SetTime(first, reference.mutable_first());
  out_({Topic::kReferences, -1, claim, reference.SerializeAsString(), {}});
}

void Relinker::Copy(const InRecord& record, const v1::ContactEvent& event, const FactLink& now, const FactLink& then) {
  if (now.customer != then.customer) {
    if (!moving_.insert(std::string(record.key)).second) return;
    ++moved_;
  }
  options_.facts.Write(event, now, out_);
  if (now.by_itself()) ClaimReferences(event, now.customer, references_, out_);
  if (!then.by_itself() || (now.customer == then.customer && now.by_itself())) return;
  for (const std::string& claim : ClaimsOf(event, then.customer)) doubtful_.emplace(claim, kNever);
}

void Relinker::EndPass() {
  if (state_ == State::kCopying) {
    state_ = moving_.empty() && doubtful_.empty() ? State::kIdle : State::kCopied;
    return;
  }
  withdrawn_.clear();
  for (const auto& [claim, stays] : doubtful_) {
    const std::optional<Instant> first = references_.FirstOf(claim);
    if (!first || *first == stays) continue;
    out_({Topic::kReferences, -1, claim, std::nullopt, {}});
    if (stays == kNever) {
      withdrawn_.insert(claim);
    } else {
      SendClaim(claim, stays);
    }
  }
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
  for (const std::string& key : moving_) {
    out_({Topic::kFacts, options_.partition, key, std::nullopt, {}});
    taken_out_.emplace(key, std::nullopt);
  }
  moving_.clear();
  state_ = State::kIdle;
}

}  // namespace loopbreaker
