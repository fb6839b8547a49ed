#include "service/link_stage.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"
#include "mapping/record.h"
#include "rules/target.h"
#include "service/tally_record.h"
#include "service/wire.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kDeadBytesMax = 16 << 20;
constexpr std::size_t kDeadBytesKept = 64 << 10;

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool Refers(const Fact& fact) {
  return fact.Has(Field::kCaseId) || fact.Has(Field::kWorkOrderId) || fact.Has(Field::kVisitId);
}

}  // namespace

std::string_view WithoutFrame(std::string_view value, bool protobuf) {
  constexpr std::size_t kFrame = 5;
  // Neither JSON nor protobuf begins with a zero byte.
  if (value.size() <= kFrame || value[0] != '\0') return value;
  value.remove_prefix(kFrame);
  if (!protobuf) return value;
  // How many numbers follow, then these, as zigzag varints; a single zero stands for "the first message".
  const auto varint = [&value]() -> std::uint64_t {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64 && !value.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(value.front());
      value.remove_prefix(1);
      number |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) break;
    }
    return number >> 1;
  };
  for (std::uint64_t left = varint(); left != 0 && !value.empty(); --left) varint();
  return value;
}

LinkStage::LinkStage(Options options, const Directory& directory, const Pseudonyms& pseudonyms, References& references,
                     const TouchLog& touched, const Erasures& erasures, Outbox out)
    : options_(std::move(options)),
      directory_(directory),
      pseudonyms_(pseudonyms),
      references_(references),
      touch_log_(touched),
      erasures_(erasures),
      out_(std::move(out)) {}

void LinkStage::SetLimits(Nanos max_clock_skew, Nanos park_for) {
  options_.max_clock_skew = max_clock_skew;
  if (std::exchange(options_.park_for, park_for) != park_for) waiting_.TouchAll();
}

void LinkStage::Dead(DeadReason reason, const std::string& detail, std::string_view key, std::string_view raw,
                     const Origin& origin) {
  ++counts_.dead[static_cast<int>(reason)];
  OutRecord record{Topic::kDeadLetters, -1, std::string(key), std::string(raw), {}};
  record.headers = {{"lb_reason", std::string(NameOf(reason))},
                    {"lb_detail", detail},
                    {"lb_topic", std::string(origin.topic)},
                    {"lb_partition", std::to_string(origin.partition)},
                    {"lb_offset", std::to_string(origin.offset)}};
  if (raw.size() > kDeadBytesMax) {
    record.value = std::string(raw.substr(0, kDeadBytesKept));
    record.headers.emplace_back("lb_truncated", std::to_string(raw.size()));
  }
  out_(std::move(record));
}

void LinkStage::OnSource(const LinkSource& source, const InRecord& record) {
  const Origin origin{source.topic, record.partition, record.offset};
  Refusal refusal;
  if (!record.value || record.value->empty()) {
    Dead(DeadReason::kUnreadable, "expected an event, found an empty record", record.key, "", origin);
    return;
  }
  const std::string_view type = record.Header(kContentTypeHeader);
  const bool protobuf = type.empty() ? source.protobuf : Contains(type, "protobuf");
  const std::string_view bytes = WithoutFrame(*record.value, protobuf);
  v1::ContactEvent event;
  if (!protobuf && source.mapping != nullptr) {
    Mapped mapped;
    MapRecord(*source.mapping, bytes, mapped);
    for (const Refusal& refused : mapped.refused)
      Dead(refused.reason, refused.detail, record.key, *record.value, origin);
    for (v1::ContactEvent& one : mapped.events) Take(one, record, origin);
    counts_.ignored += mapped.ignored ? 1 : 0;
    return;
  }
  const bool read = protobuf ? DecodeProto(bytes, event, refusal) : json_.Decode(bytes, event, refusal);
  if (!read || !Validate(event, refusal)) {
    Dead(refusal.reason, refusal.detail, record.key, *record.value, origin);
    return;
  }
  Take(event, record, origin);
}

void LinkStage::Take(v1::ContactEvent& event, const InRecord& record, const Origin& origin) {
  ++counts_.events;
  ViewOf(event, fact_);
  if (fact_.time - options_.max_clock_skew > record.appended) {
    Dead(DeadReason::kFromTheFuture,
         absl::StrCat("eventTime ", FormatTime(fact_.time), " is more than ", FormatDuration(options_.max_clock_skew),
                      " after the record's own time, ", FormatTime(record.appended)),
         record.key, *record.value, origin);
    return;
  }
  const std::string named = event.customer_id();
  // From here on nobody needs to know who they are.
  if (options_.hide_people) pseudonyms_.HidePeople(event);
  pseudonyms_.HideIdentifiers(event, directory_.phone_region());
  ViewOf(event, fact_);

  if (fact_.kind == Kind::kProcessChanged) {
    WriteFact(event, {}, record.appended);
    return;
  }
  if (fact_.kind == Kind::kSupervisorActed && NamesFeedback(fact_.Text(Field::kEscalationId))) {
    // For learn, who owns feedback. Each version has a key of its own, as facts do.
    ++counts_.facts;
    out_({Topic::kObservations,
          0,
          absl::StrCat(Abseil(kActionPrefix), ToText(KeyOf(fact_))),
          event.SerializeAsString(),
          {}});
    return;
  }
  const FactLink link = LinkEvent(fact_, event.identifiers(), named, directory_, references_, options_.park_for);
  if (IsErased(link.customer, fact_.time)) {
    if (link.by_itself()) Unclaim(event, link.customer);
    return;
  }
  if (!link.customer.empty()) WriteFact(event, link, record.appended);
  if (link.by_itself()) {
    ClaimReferences(fact_, link.customer, references_, out_);
  } else if (Refers(fact_)) {
    Park(event, HiddenProvisionalCustomer(event.identifiers()), link.customer, *record.value, origin);
  } else if (link.customer.empty() && event.deleted()) {
    TakeBack(event, out_);
  } else if (link.customer.empty()) {
    Dead(DeadReason::kNoCustomer,
         "expected a customerId, an identifier, or a caseId, workOrderId or visitId that belongs to a customer; found "
         "none",
         record.key, *record.value, origin);
  }
}

bool LinkStage::IsErased(std::string_view customer, Instant at) {
  if (!erasures_.Cover(customer, at)) return false;
  ++counts_.erased;
  return true;
}

// A claim may have been written, and the fact not any more.
void LinkStage::Unclaim(const v1::ContactEvent& event, const std::string& customer) {
  ViewOf(event, fact_);
  for (ReferenceKey& key : ReferencesOf(fact_)) {
    key.customer = customer;
    std::string claim = ToText(key);
    if (references_.FirstOf(claim) == fact_.time) out_({Topic::kReferences, -1, std::move(claim), std::nullopt, {}});
  }
}

void LinkStage::WriteFact(const v1::ContactEvent& event, const FactLink& link, std::optional<Instant> appended) {
  ++counts_.facts;
  FactWriter{options_.partitions, options_.source_name}.Write(event, link, out_, appended);
}

void LinkStage::Park(const v1::ContactEvent& event, const std::string& provisional, const std::string& owner,
                     std::string_view raw, const Origin& origin) {
  ++counts_.parked;
  v1::Parked parked;
  *parked.mutable_event() = event;
  parked.set_provisional(provisional);
  parked.set_owner(owner);
  if (provisional.empty()) parked.set_raw(std::string(raw));
  parked.set_topic(std::string(origin.topic));
  parked.set_partition(origin.partition);
  parked.set_offset(origin.offset);
  loopbreaker::Park(std::move(parked), options_.partitions, out_);
}

void LinkStage::OnParked(const InRecord& record) {
  const std::string key(record.key);
  v1::Parked parked;
  if (!Parse(record, parked)) return waiting_.Remove(key);
  const bool fresh = waiting_.Find(key) == nullptr;
  WaitingEvent& waiting = waiting_.Put(key, record.appended);
  waiting.event = parked.event().SerializeAsString();
  waiting.provisional = parked.provisional();
  waiting.owner = parked.owner();
  // Whoever takes a fact out parks it too, and does not know where it came from.
  if (fresh || parked.topic() != NameOf(Topic::kFacts)) {
    waiting.raw = parked.raw();
    waiting.topic = parked.topic();
    waiting.source_partition = parked.partition();
    waiting.offset = parked.offset();
  }
  waiting.partition = record.partition;
}

void LinkStage::DropParked(std::int32_t partition) { waiting_.RemovePartition(partition); }

void LinkStage::ReviewParked(Instant complete) {
  const TouchLog::News news = touch_log_.From(touched_);
  touched_ = news.end;
  if (news.anything) {
    waiting_.TouchAll();
  } else {
    waiting_.Touch(news.keys);
  }
  if (const std::vector<std::string> erased = erasures_.From(erased_); !erased.empty()) {
    erased_ += erased.size();
    const std::set<std::string> customers(erased.begin(), erased.end());
    waiting_.TouchWhere([&](const WaitingEvent& waiting) {
      return customers.contains(waiting.owner) || customers.contains(waiting.provisional);
    });
  }
  const Instant over = complete > kEarliest ? complete - options_.park_for : Instant::min();
  for (const std::string& key : waiting_.TakeTouched(over)) Review(key, over);
}

void LinkStage::Review(const std::string& key, Instant over) {
  const WaitingEvent& waiting = *waiting_.Find(key);
  v1::ContactEvent event;
  event.ParseFromString(waiting.event);
  ViewOf(event, fact_);
  const auto remove = [&] {
    out_({Topic::kParked, waiting.partition, key, std::nullopt, {}});
    waiting_.Remove(key);
  };
  if (erasures_.Cover(waiting.owner, fact_.time) || erasures_.Cover(waiting.provisional, fact_.time)) return remove();
  LinkReads reads;
  const FactLink link = LinkEvent(fact_, event.identifiers(), "", directory_, references_, options_.park_for, &reads);
  const std::string& owner = link.customer;
  const Origin origin{waiting.topic, waiting.source_partition, waiting.offset};
  if (owner != waiting.owner) {
    // The new one first: between the two it must not be lost.
    if (!IsErased(owner, fact_.time)) {
      if (!owner.empty()) WriteFact(event, link);
      if (link.by_itself()) {
        ClaimReferences(fact_, owner, references_, out_);
      } else {
        Park(event, waiting.provisional, owner, waiting.raw, origin);
      }
    }
    // The old fact is taken out by who owns it, and knows what it supported (relinker.h).
    return remove();
  }
  if (waiting.parked_at > over) return waiting_.SetRestsOn(key, std::move(reads));
  if (owner.empty() && !event.deleted())
    Dead(DeadReason::kNoCustomer, std::string(kNoCustomerDetail), key, waiting.raw, origin);
  remove();
}

}  // namespace loopbreaker
