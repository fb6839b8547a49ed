// The part of DetectPartition that forgets customers: what of them is taken out of which topic, and in which order.
#include <algorithm>
#include <map>

#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"
#include "service/detect_partition.h"
#include "service/references.h"

namespace loopbreaker {
namespace {

// Customers who are looked at for what can be forgotten, about once a second: half an hour for a million of them in
// twelve partitions.
constexpr std::size_t kForgottenAtOnce = 50;
// Nothing is forgotten for so long after a fact came that was older than the horizon: somebody writes the past years,
// and what is old and alone now may be the beginning of something that has not ended.
constexpr Nanos kQuietFor = Days{1};

}  // namespace

void DetectPartition::OnErasure(const std::string& customer) {
  if (PartitionOf(customer, options_.partitions) != partition()) return;
  if (running()) {
    Erase(customer);
  } else {
    erased_.insert(customer);
  }
}

void DetectPartition::Erase(const std::string& customer) {
  const auto covered = [&](Instant at) { return erasures_.Cover(customer, at); };
  if (!stream_->Erase(customer, covered, [this](const Fact& fact) { EraseFact(fact); })) return;
  RemoveShadow(customer);  // what a shadow rule found was not read back with its revision
  if (!HasFacts(customer)) ForgetCustomer(customer);
  KeepReferences(customer);
}

void DetectPartition::ForgetSome() {
  if (complete_ < old_came_ + kQuietFor) return;
  const std::size_t customers = stream_->store().customers().size();
  for (std::size_t i = 0; i < std::min(customers, kForgottenAtOnce); ++i) {
    forget_at_ = forget_at_ + 1 < customers ? forget_at_ + 1 : 0;
    if (!stream_->Forget(forget_at_, [this](const Fact& fact) { EraseFact(fact); })) continue;
    KeepReferences(stream_->store().customers().NameOf(forget_at_));
  }
}

void DetectPartition::KeepReferences(std::string_view customer) {
  std::map<std::string, Instant> first;
  EachFact(customer, [&](const Fact& fact) {
    if (erasures_.Cover(customer, fact.time)) return;
    for (ReferenceKey& reference : ReferencesOf(fact)) {
      reference.customer = std::string(customer);
      const auto [it, fresh] = first.emplace(ToText(reference), fact.time);
      it->second = std::min(it->second, fact.time);
    }
  });
  for (const auto& [key, time] : first) {
    v1::Reference reference;
    SetTime(time, reference.mutable_first());
    Send({Topic::kReferences, -1, key, reference.SerializeAsString(), {}});
  }
}

void DetectPartition::EraseFact(const Fact& fact) {
  const std::string key = ToText(KeyOf(fact));
  if (fact.revision != 0 || fact.deleted) Send({Topic::kCorrections, -1, key, std::nullopt, {}});
  for (ReferenceKey& reference : ReferencesOf(fact)) {
    reference.customer = std::string(fact.customer_id);
    Send({Topic::kReferences, -1, ToText(reference), std::nullopt, {}});
  }
  // Last: as long as the fact is there, all of this is done again after a crash.
  Send({Topic::kFacts, partition(), key, std::nullopt, {}});
}

}  // namespace loopbreaker
