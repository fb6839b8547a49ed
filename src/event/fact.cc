#include "event/fact.h"

#include <algorithm>
#include <functional>

#include "base/hash.h"

namespace loopbreaker {

bool Fact::Holds(std::string_view text) const {
  const std::less_equal<const char*> before;
  return before(room_.data(), text.data()) && before(text.data(), room_.data() + kRoom - 1);
}

Fact& Fact::operator=(const Fact& other) {
  if (this == &other) return *this;
  const auto rebased = [&](std::string_view text) {
    return other.Holds(text) ? std::string_view{room_.data() + (text.data() - other.room_.data()), text.size()} : text;
  };
  time = other.time;
  kind = other.kind;
  rank = other.rank;
  deleted = other.deleted;
  revision = other.revision;
  source = rebased(other.source);
  id = rebased(other.id);
  customer_id = other.customer_id;
  subject = other.subject;
  after_letter = other.after_letter;
  parts_missing = other.parts_missing;
  authorisation_missing = other.authorisation_missing;
  present_ = other.present_;
  for (std::size_t i = 0; i < kTextFields; ++i) {
    if (Has(static_cast<Field>(i))) text_[i] = rebased(other.text_[i]);
  }
  for (std::size_t i = 0; i < kNumberFields; ++i) {
    if (Has(static_cast<Field>(i + kFirstNumber))) number_[i] = other.number_[i];
  }
  std::copy_n(other.room_.data(), other.room_used_, room_.data());
  room_used_ = other.room_used_;
  return *this;
}

void Fact::TakeText(Field field, const Fact& other) {
  std::string_view text = other.Text(field);
  if (other.Holds(text)) {
    char* const copy = room_.data() + room_used_;
    std::copy_n(text.data(), text.size(), copy);
    room_used_ += static_cast<std::uint32_t>(text.size());
    text = {copy, text.size()};
  }
  SetText(field, text);
}

void Fact::Clear() {
  time = Instant{};
  kind = Kind::kNone;
  rank = 2;
  deleted = false;
  revision = 0;
  source = id = customer_id = subject = after_letter = {};
  parts_missing.clear();
  authorisation_missing.clear();
  present_ = 0;
  room_used_ = 0;
}

std::string_view Fact::AnyText(Field field) const {
  switch (field) {
    case Field::kSource:
      return source;
    case Field::kId:
      return id;
    case Field::kCustomerId:
      return customer_id;
    case Field::kSubject:
      return subject;
    case Field::kAfterLetter:
      return after_letter;
    default:
      return Text(field);
  }
}

std::uint64_t IdentityHash(std::string_view source, std::string_view id) { return Combine(Hash64(source), Hash64(id)); }

bool IsInbound(const Fact& fact) { return fact.Number(Field::kDirection) == v1::Direction::INBOUND; }

bool IsInboundContact(const Fact& fact) {
  if (fact.kind != Kind::kContactEnded || !IsInbound(fact)) return false;
  const std::int64_t disposition = fact.Number(Field::kDisposition);
  return disposition != v1::Disposition::ABANDONED && disposition != v1::Disposition::WRONG_NUMBER;
}

bool IsResolving(const Fact& fact) {
  switch (fact.kind) {
    case Kind::kCaseResolved:
      return true;
    case Kind::kVisitCompleted:
      return fact.Number(Field::kOutcome) == v1::Outcome::FIXED;
    case Kind::kContactEnded:
      return fact.Number(Field::kDisposition) == v1::Disposition::RESOLVED;
    case Kind::kSupervisorActed:
      return fact.Number(Field::kAction) == v1::Action::RESOLVE;
    default:
      return false;
  }
}

std::uint8_t RankOf(const Fact& fact) {
  constexpr std::uint8_t kFirst = 0;
  constexpr std::uint8_t kOpening = 1;
  constexpr std::uint8_t kBetween = 2;
  constexpr std::uint8_t kResolving = 3;
  if (IsResolving(fact)) return kResolving;
  switch (fact.kind) {
    case Kind::kContactStarted:
      return kFirst;
    case Kind::kSelfServiceFailed:
    case Kind::kCaseOpened:
    case Kind::kCaseReopened:
    case Kind::kWorkOrderCreated:
    case Kind::kVisitScheduled:
    case Kind::kVisitCompleted:
    case Kind::kVisitMissed:
    case Kind::kPromiseMade:
    case Kind::kRaised:
    case Kind::kWaitStarted:
    case Kind::kAuthorityRequested:
      return kOpening;
    case Kind::kContactEnded:
      return IsInboundContact(fact) ? kOpening : kBetween;
    case Kind::kContactTransferred:
      return fact.Has(Field::kCategory) ? kOpening : kBetween;
    default:
      return kBetween;
  }
}

}  // namespace loopbreaker
