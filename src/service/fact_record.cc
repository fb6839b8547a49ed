#include "service/fact_record.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "base/percent.h"
#include "event/fact.h"
#include "event/timestamp.h"
#include "service/wire.h"

namespace loopbreaker {

FactLink LinkEvent(const Fact& fact, const Identifiers& identifiers, std::string_view named, const Directory& directory,
                   const References& references, Nanos park_for, LinkReads* reads) {
  FactLink link;
  link.named = named;
  link.directory = directory.version();
  Resolution resolution = ResolveHidden(fact, identifiers, named, directory, reads);
  link.customer = std::move(resolution.customer_id);
  link.reason = std::move(resolution.reason);
  if (!link.customer.empty()) return link;
  link.customer = references.Find(fact, park_for, reads);
  link.reason = kByReference;
  if (!link.customer.empty()) return link;
  link.customer = HiddenProvisionalCustomer(identifiers);
  link.reason = kProvisionally;
  return link;
}

FactLink LinkOf(const InRecord& record, const Fact& fact) {
  FactLink link;
  link.customer = fact.customer_id;
  link.reason = record.Header(kLinkedByHeader);
  link.named = record.Header(kNamedHeader);
  if (link.named.empty() && link.reason.starts_with("by its customer id")) link.named = link.customer;
  const std::string_view version = record.Header(kDirectoryHeader);
  std::from_chars(version.data(), version.data() + version.size(), link.directory);
  return link;
}

void FactWriter::Write(v1::ContactEvent event, const FactLink& link, const Outbox& out,
                       std::optional<Instant> appended) const {
  event.set_customer_id(link.customer);
  Fact fact;
  ViewOf(event, fact);
  const std::string key = ToText(KeyOf(fact));
  OutRecord record{Topic::kFacts, PartitionOf(link.customer, partitions), key, event.SerializeAsString(), {}};
  record.headers = CloudEventHeaders({"loopbreaker.fact", source_name, key, link.customer, fact.time}, true);
  record.headers.emplace_back(kLinkedByHeader, link.reason);
  if (!link.named.empty() && link.named != link.customer) record.headers.emplace_back(kNamedHeader, link.named);
  if (link.directory != 0) record.headers.emplace_back(kDirectoryHeader, std::to_string(link.directory));
  if (appended) {
    const auto since = appended->time_since_epoch();
    record.headers.emplace_back(kAppendedHeader,
                                std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(since).count()));
  }
  out(std::move(record));
  if (event.revision() == 0 && !event.deleted()) return;
  v1::Correction correction;
  correction.set_customer_id(link.customer);
  *correction.mutable_event_time() = event.event_time();
  correction.set_deleted(event.deleted());
  out({Topic::kCorrections, -1, key, correction.SerializeAsString(), {}});
}

void ClaimReferences(const Fact& fact, const std::string& customer, References& references, const Outbox& out) {
  if (fact.deleted) return;
  for (ReferenceKey& key : ReferencesOf(fact)) {
    key.customer = customer;
    if (!references.Claim(key, fact.time)) continue;
    v1::Reference reference;
    SetTime(fact.time, reference.mutable_first());
    out({Topic::kReferences, -1, ToText(key), reference.SerializeAsString(), {}});
  }
}

void TakeBack(const v1::ContactEvent& deletion, const Outbox& out) {
  v1::Correction correction;
  *correction.mutable_event_time() = deletion.event_time();
  correction.set_deleted(true);
  out({Topic::kCorrections, -1, ToText(KeyUnder(deletion, "")), correction.SerializeAsString(), {}});
}

void Park(v1::Parked parked, std::int32_t partitions, const Outbox& out) {
  const v1::ContactEvent& event = parked.event();
  if (event.deleted() && parked.owner().empty()) TakeBack(event, out);
  // All owners of an event in one partition.
  const std::int32_t partition =
      PartitionOf(absl::StrCat(EncodePercent(event.source()), "/", EncodePercent(event.id())), partitions);
  std::string key = ToText(KeyUnder(event, parked.owner()));
  out({Topic::kParked, partition, std::move(key), parked.SerializeAsString(), {}});
}

FactKey KeyUnder(v1::ContactEvent event, const std::string& customer) {
  event.set_customer_id(customer);
  Fact fact;
  ViewOf(event, fact);
  return KeyOf(fact);
}

}  // namespace loopbreaker
