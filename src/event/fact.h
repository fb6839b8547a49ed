// The fact: a decoded, valid event as the engine sees it.
//
// A Fact is a view: its texts point into the event, the packed bytes or the pool that it was made from, or into the
// fact itself, and live until one of these changes. Hold it in a scratch variable and fill it again and again; filling
// it allocates nothing once its lists have grown.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/time.h"
#include "event/field.h"
#include "event/pool.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

class Fact {
 public:
  Fact() = default;
  Fact(const Fact& other) { *this = other; }
  Fact& operator=(const Fact& other);  // a text that points into `other` then points into this

  Instant time{};
  Kind kind = Kind::kNone;
  std::uint8_t rank = 2;  // within an instant; see RankOf
  bool deleted = false;
  std::uint32_t revision = 0;
  std::string_view source;
  std::string_view id;
  std::string_view customer_id;   // the linked one, once linked; not packed
  std::string_view subject;       // derived by the history: mapped category
  std::string_view after_letter;  // derived by the history
  std::vector<std::string_view> parts_missing;
  std::vector<std::string_view> authorisation_missing;

  bool Has(Field field) const { return (present_ & BitOf(field)) != 0; }
  std::uint64_t present() const { return present_; }

  // Of a stored text; empty when absent.
  std::string_view Text(Field field) const {
    return Has(field) ? text_[static_cast<std::size_t>(field)] : std::string_view{};
  }
  // Of any text field, the derived ones included.
  std::string_view AnyText(Field field) const;
  // Of an enum, flag, integer, time or duration (nanoseconds); 0 when absent. kBlockers: a mask of 1 << value.
  std::int64_t Number(Field field) const {
    return Has(field) ? number_[static_cast<std::size_t>(field) - kFirstNumber] : 0;
  }
  Instant TimeOf(Field field) const { return Instant{Nanos{Number(field)}}; }

  // An empty text is absent.
  void SetText(Field field, std::string_view value) {
    if (value.empty()) {
      present_ &= ~BitOf(field);
    } else {
      present_ |= BitOf(field);
      text_[static_cast<std::size_t>(field)] = value;
    }
  }
  // Sets a text to that of another fact, and does not depend on that fact afterwards (only on what it was made from).
  void TakeText(Field field, const Fact& other);
  void SetNumber(Field field, std::int64_t value) {
    present_ |= BitOf(field);
    number_[static_cast<std::size_t>(field) - kFirstNumber] = value;
  }
  // Adds an element to kPartsMissing or kAuthorisationMissing; an empty one is absent.
  void AddText(Field list, std::string_view value) {
    if (value.empty()) return;
    present_ |= BitOf(list);
    (list == Field::kPartsMissing ? parts_missing : authorisation_missing).push_back(value);
  }
  void Clear();

  // Bytes for texts that are put together when the fact is unpacked.
  static constexpr std::size_t kRoom = 384;

 private:
  friend void Unpack(std::string_view, const TextPool&, Fact&);
  // Whether a text points into this fact.
  bool Holds(std::string_view text) const;
  std::uint64_t present_ = 0;
  std::array<std::string_view, kTextFields> text_;
  std::array<std::int64_t, kNumberFields> number_;
  std::array<char, kRoom> room_;
  std::uint32_t room_used_ = 0;
};

// The identity that duplicates and corrections share.
std::uint64_t IdentityHash(std::string_view source, std::string_view id);

// The total order of facts: (time, rank, source, id), strings as bytes.
inline bool Before(const Fact& a, const Fact& b) {
  return std::tie(a.time, a.rank, a.source, a.id) < std::tie(b.time, b.rank, b.source, b.id);
}

// Rank within an instant, so that day-stamped exports make sense (semantics, section 2). Needs kind and own fields.
std::uint8_t RankOf(const Fact& fact);

// Inbound contact_ended other than ABANDONED and WRONG_NUMBER: what counts as a contact of the customer.
bool IsInboundContact(const Fact& fact);
bool IsInbound(const Fact& fact);
// contact_ended, visit_completed, case_resolved or supervisor_acted that can resolve a loop.
bool IsResolving(const Fact& fact);

// Fills `fact` with views into `event`, which must outlive it, be valid (see decode.h) and not change. Computes the
// rank.
void ViewOf(const v1::ContactEvent& event, Fact& fact);

// Packs a fact into bytes: what it holds of the event, without the identifiers, and of the fields only those in `keep`.
// Texts of few values are interned in `pool`. Appends to `out`.
void Pack(const Fact& fact, FieldSet keep, TextPool& pool, std::string& out);

// The reverse: views into `packed` and `pool`. `packed` is exactly what one Pack call appended; it is trusted, not
// checked. The customer and the derived texts are left empty.
void Unpack(std::string_view packed, const TextPool& pool, Fact& fact);

// The event that a fact was made from, less identifiers and unknown fields, with the linked customer. Times outside
// kEarliest..kLatest stay saturated. For comparing contents and for output.
v1::ContactEvent ToEvent(const Fact& fact);

}  // namespace loopbreaker
