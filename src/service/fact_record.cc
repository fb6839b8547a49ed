#include "service/fact_record.h"

#include <charconv>

#include "event/fact.h"
#include "loopbreaker/v1/internal.pb.h"
#include "service/wire.h"

namespace loopbreaker {

FactLink LinkEvent(const v1::ContactEvent& event, std::string_view named, const Directory& directory,
                   const References& references, Nanos park_for, LinkReads* reads) {
  FactLink link;
  link.named = named;
  link.directory = directory.version();
  Resolution resolution = ResolveHidden(event, named, directory, reads);
  link.customer = std::move(resolution.customer_id);
  link.reason = std::move(resolution.reason);
  if (!link.customer.empty()) return link;
  Fact fact;
  ViewOf(event, fact);
  link.customer = references.Find(fact, park_for, reads);
  link.reason = kByReference;
  if (!link.customer.empty()) return link;
  link.customer = HiddenProvisionalCustomer(event);
  link.reason = kProvisionally;
  return link;
}

FactLink LinkOf(const InRecord& record, const v1::ContactEvent& event) {
  FactLink link;
  link.customer = event.customer_id();
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

void ClaimReferences(const v1::ContactEvent& event, const std::string& customer, References& references,
                     const Outbox& out) {
  Fact fact;
  ViewOf(event, fact);
  for (ReferenceKey& key : ReferencesOf(fact)) {
    key.customer = customer;
    if (!references.Claim(key, fact.time)) continue;
    v1::Reference reference;
    *reference.mutable_first() = event.event_time();
    out({Topic::kReferences, -1, ToText(key), reference.SerializeAsString(), {}});
  }
}

FactKey KeyUnder(v1::ContactEvent event, const std::string& customer) {
  event.set_customer_id(customer);
  Fact fact;
  ViewOf(event, fact);
  return KeyOf(fact);
}

}  // namespace loopbreaker
