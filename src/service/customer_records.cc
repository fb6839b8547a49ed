#include "service/customer_records.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"
#include "dossier/briefing.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kReasonsMax = 256;
constexpr std::size_t kCallersMax = 10'000;

// Never one of the two that stand for something else.
std::uint64_t DigestOf(const v1::Dossier& dossier) { return Hash64(dossier.SerializeAsString()) | 2; }

}  // namespace

CustomerRecords::CustomerRecords(Options options, const Directory& directory, Stream& stream, PutOff& put_off,
                                 Writer write)
    : options_(std::move(options)),
      directory_(directory),
      stream_(stream),
      put_off_(put_off),
      write_(std::move(write)) {}

CustomerRecords::Row& CustomerRecords::RowOf(CustomerIndex customer) {
  if (rows_.size() <= customer) rows_.resize(customer + std::size_t{1});
  return rows_[customer];
}

void CustomerRecords::StartLoading() {
  // What was known before somebody else had the partition is read again from there on.
  for (CustomerIndex customer = 0; customer < rows_.size(); ++customer) {
    Row& row = rows_[customer];
    if (row.digest != kAbsent) loaded_[std::string(stream_.store().customers().NameOf(customer))] = row.digest;
    row = {};
  }
  due_ = {};
  beginning_ = true;
}

void CustomerRecords::Load(const InRecord& record) {
  v1::Dossier dossier;
  if (!record.value) {
    loaded_.erase(std::string(record.key));
  } else if (Decode(record, dossier)) {
    dossier.clear_updated_at();
    loaded_[std::string(record.key)] = DigestOf(dossier);
  } else {
    loaded_[std::string(record.key)] = kOvertaken;
  }
}

void CustomerRecords::Begin(Instant complete) {
  complete_ = complete;
  for (const auto& [customer, digest] : loaded_) {
    const CustomerIndex index = stream_.store().customers().Find(customer);
    if (index == kNobody) {
      SendTombstone(customer);
    } else {
      RowOf(index).digest = digest;
    }
  }
  loaded_ = {};
}

void CustomerRecords::EndBeginning() {
  beginning_ = false;
  // Those who begin while the partition changes hands wait on the line.
  SendBriefings();
}

std::uint8_t CustomerRecords::NumberOfReason(std::string_view reason) {
  const auto known = std::find(reason_texts_.begin(), reason_texts_.end(), reason);
  if (known == reason_texts_.end() && reason_texts_.size() == kReasonsMax) return 0;
  const auto number = static_cast<std::uint8_t>(known - reason_texts_.begin());
  if (known == reason_texts_.end()) reason_texts_.emplace_back(reason);
  return number;
}

std::string_view CustomerRecords::ReasonOf(std::string_view source, std::string_view id) const {
  const auto reason = reasons_.find(IdentityHash(source, id));
  return reason == reasons_.end() ? std::string_view{} : reason_texts_[reason->second];
}

void CustomerRecords::OnFact(const Fact& fact, std::string_view linked_by) {
  if (fact.kind == Kind::kContactEnded && !linked_by.empty())
    reasons_[IdentityHash(fact.source, fact.id)] = NumberOfReason(linked_by);
  if (fact.kind != Kind::kContactStarted || fact.deleted) return;
  if (callers_.size() == kCallersMax) callers_.pop_front();
  std::string contact_id(fact.Text(Field::kContactId));
  if (contact_id.empty()) contact_id = absl::StrCat(EncodePercent(fact.source), "/", EncodePercent(fact.id));
  callers_.push_back({std::string(fact.customer_id), std::move(contact_id), std::string(fact.Text(Field::kQueue)),
                      std::string(linked_by), fact.time});
}

void CustomerRecords::OnRemoved(const FactKey& key) { reasons_.erase(IdentityHash(key.source, key.id)); }

void CustomerRecords::SendBriefings() {
  while (!callers_.empty()) {
    const Caller caller = std::move(callers_.front());
    callers_.pop_front();
    if (caller.started_at < stream_.clock() - kBriefingWithin) continue;
    v1::Dossier dossier;
    dossier.set_customer_id(caller.customer);
    if (const CustomerIndex customer = stream_.store().customers().Find(caller.customer); customer != kNobody) {
      stream_.LookAt(customer, [&](const Judge& judge) { dossier = Compile(customer, judge).dossier; });
    }
    const v1::Briefing briefing =
        BriefingOf(dossier, {caller.contact_id, caller.started_at, caller.queue, caller.reason},
                   stream_.store().settings().language);
    write_(Topic::kBriefings, caller.contact_id, Encode(briefing, options_.encoding),
           {"loopbreaker.briefing", options_.source_name, caller.contact_id, caller.customer, stream_.clock()});
  }
}

DossierAt CustomerRecords::Compile(CustomerIndex customer, const Judge& judge) const {
  const Instant clock = stream_.clock();
  return DossierOf(judge, stream_.store().customers().NameOf(customer), directory_, clock, std::min(clock, complete_),
                   [this](std::string_view source, std::string_view id) { return ReasonOf(source, id); });
}

void CustomerRecords::Send(CustomerIndex customer, const Judge& judge) {
  DossierAt now = Compile(customer, judge);
  Row& row = RowOf(customer);
  row.due = now.changes;
  if (row.due < row.in_heap) {
    row.in_heap = row.due;
    due_.push({row.due, customer});
  }
  const std::uint64_t digest = now.empty() ? kAbsent : DigestOf(now.dossier);
  if (digest == std::exchange(row.digest, digest)) return;
  const std::string id = now.dossier.customer_id();
  if (digest == kAbsent) return SendTombstone(id);
  SetTime(stream_.clock(), now.dossier.mutable_updated_at());
  write_(Topic::kDossiers, id, Encode(now.dossier, options_.encoding),
         {"loopbreaker.dossier", options_.source_name, id, id, stream_.clock()});
}

void CustomerRecords::SendTombstone(const std::string& customer) {
  write_(Topic::kDossiers, customer, std::nullopt,
         {"loopbreaker.dossier", options_.source_name, customer, customer, stream_.clock()});
}

void CustomerRecords::CompleteTo(Instant complete) {
  complete_ = complete;
  while (!due_.empty() && due_.top().at <= complete) {
    const Due due = due_.top();
    due_.pop();
    Row& row = RowOf(due.customer);
    if (row.in_heap != due.at) continue;
    row.in_heap = kNever;
    if (row.due <= complete) {
      put_off_.Mark(due.customer);
    } else if (row.due != kNever) {
      row.in_heap = row.due;
      due_.push({row.due, due.customer});
    }
  }
}

void CustomerRecords::OnOvertaken(const InRecord& record) {
  const std::string id(record.key);
  if (beginning_) {
    loaded_[id] = kOvertaken;
    return;
  }
  const CustomerIndex customer = stream_.store().customers().Find(id);
  if (customer == kNobody) {
    if (record.value) SendTombstone(id);
    return;
  }
  RowOf(customer).digest = kOvertaken;
  put_off_.Mark(customer);
}

}  // namespace loopbreaker
