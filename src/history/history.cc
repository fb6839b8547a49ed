#include "history/history.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "base/hash.h"

namespace loopbreaker {
namespace {

constexpr std::array<Field, 4> kFilledFields = {Field::kUnitId, Field::kCategory, Field::kCaseId, Field::kWorkOrderId};

std::string Serialise(const Fact& fact) {
  // Without maps in the message, protobuf writes fields in the order of their numbers: one content, one form.
  return ToEvent(fact).SerializeAsString();
}

}  // namespace

bool Replaces(const Fact& a, const Fact& b, bool& conflict) {
  conflict = false;
  if (a.revision != b.revision) return a.revision > b.revision;
  const std::string left = Serialise(a);
  const std::string right = Serialise(b);
  if (left == right) return false;
  conflict = true;
  if (a.deleted != b.deleted) return a.deleted;
  return left > right;
}

void History::AppendRecord(std::string_view packed, std::string& records) {
  std::size_t size = packed.size();
  while (size >= 0x80) {
    records.push_back(static_cast<char>(size | 0x80));
    size >>= 7;
  }
  records.push_back(static_cast<char>(size));
  records.append(packed);
}

std::string_view History::TakeRecord(std::string_view& records) {
  std::size_t size = 0;
  std::size_t at = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(records[at++]);
    size |= static_cast<std::size_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) break;
  }
  const std::string_view record = records.substr(at, size);
  records.remove_prefix(at + size);
  return record;
}

void History::Clear() {
  constexpr std::size_t kKeptEntries = 4096;
  if (entries_.capacity() > kKeptEntries) {  // of a huge history: not kept for the small ones after it
    entries_ = {};
    order_ = {};
    contacts_ = {};
  }
  packed_ = {};
  taken_bytes_ = 0;
  entries_.clear();
  order_.clear();
  by_identity_.Clear();
  contacts_.clear();
  by_contact_.Clear();
  letters_.clear();
}

void History::Save(SnapshotWriter& out) const {
  out.Value(static_cast<std::uint64_t>(taken_bytes_));
  out.Rows(std::span<const Entry>(entries_));
  out.Rows(std::span<const Slot>(order_));
  out.Rows(std::span<const Contact>(contacts_));
  out.Rows(std::span<const Slot>(letters_));
}

void History::Restore(SnapshotReader& in) {
  std::uint64_t taken_bytes = 0;
  in.Value(taken_bytes);
  taken_bytes_ = taken_bytes;
  in.Rows(entries_);
  in.Rows(order_);
  in.Rows(contacts_);
  in.Rows(letters_);
  packed_ = {};
  by_identity_.Make(static_cast<std::uint32_t>(entries_.size()), IdentityOf());
  by_contact_.Make(static_cast<std::uint32_t>(contacts_.size()), ContactKeyOf());
}

Slot History::AppendEntry(const Fact& fact, std::string_view record, std::uint64_t identity, Slot old) {
  const auto slot = static_cast<Slot>(entries_.size());
  std::uint8_t own = 0;
  for (std::size_t i = 0; i < kFilledFields.size(); ++i)
    own |= static_cast<std::uint8_t>(fact.Has(kFilledFields[i]) ? 1u << i : 0);
  entries_.push_back({fact.time, identity, Hash64(fact.Text(Field::kContactId)),
                      static_cast<std::uint32_t>(record.data() - packed_.data()),
                      static_cast<std::uint32_t>(record.size()), fact.rank, own, fact.deleted,
                      fact.kind == Kind::kLetterSent});
  by_identity_.Added(slot + 1, IdentityOf());
  if (old != kNoSlot) entries_[old].identity = 0;
  return slot;
}

bool History::SlotBefore(Slot a, Slot b) const {
  const Entry& x = entries_[a];
  const Entry& y = entries_[b];
  if (x.time != y.time) return x.time < y.time;
  if (x.rank != y.rank) return x.rank < y.rank;
  UnpackSlot(a, scratch_);
  UnpackSlot(b, other_);
  return std::tie(scratch_.source, scratch_.id) < std::tie(other_.source, other_.id);
}

std::size_t History::PositionOf(Slot slot) const {
  const auto it =
      std::lower_bound(order_.begin(), order_.end(), slot, [this](Slot a, Slot b) { return SlotBefore(a, b); });
  return static_cast<std::size_t>(it - order_.begin());
}

std::size_t History::FirstPositionAt(Instant time) const {
  const auto it =
      std::lower_bound(order_.begin(), order_.end(), time, [this](Slot a, Instant t) { return entries_[a].time < t; });
  return static_cast<std::size_t>(it - order_.begin());
}

Slot History::SlotOfIdentity(std::uint64_t identity, std::string_view source, std::string_view id) const {
  return by_identity_.Find(identity, static_cast<std::uint32_t>(entries_.size()), IdentityOf(), [&](Slot slot) {
    UnpackSlot(slot, other_);
    return other_.source == source && other_.id == id;
  });
}

const History::Contact* History::FindContact(std::uint64_t key) const {
  const std::uint32_t row = by_contact_.Find(key, static_cast<std::uint32_t>(contacts_.size()), ContactKeyOf(),
                                             [](std::uint32_t) { return true; });
  return row == HashIndex::kNoRow ? nullptr : &contacts_[row];
}

bool History::HasFactAt(Instant time) const {
  const std::size_t position = FirstPositionAt(time);
  return position < order_.size() && TimeOf(order_[position]) == time;
}

Slot History::Find(std::string_view source, std::string_view id) const {
  const Slot slot = SlotOfIdentity(IdentityHash(source, id), source, id);
  return slot == kNoSlot || entries_[slot].deleted ? kNoSlot : slot;
}

bool History::IsNews(const Fact& fact, std::uint64_t identity, Slot& old) {
  old = SlotOfIdentity(identity, fact.source, fact.id);
  if (old == kNoSlot) return true;
  UnpackSlot(old, other_);
  bool conflict = false;
  const bool replaces = Replaces(fact, other_, conflict);
  conflicts_ += conflict ? 1 : 0;
  if (!replaces && !conflict && fact.revision == other_.revision) ++duplicates_;
  return replaces;
}

void History::Load(std::string_view packed) {
  Clear();
  packed_ = packed;
  taken_bytes_ = packed.size();
  Fact fact;
  while (!packed.empty()) {
    const std::string_view record = TakeRecord(packed);
    Unpack(record, pool_, fact);
    const std::uint64_t identity = IdentityHash(fact.source, fact.id);
    Slot old = kNoSlot;
    if (IsNews(fact, identity, old)) AppendEntry(fact, record, identity, old);
  }
  for (Slot slot = 0; slot < entries_.size(); ++slot) {
    if (!entries_[slot].deleted && entries_[slot].identity != 0) order_.push_back(slot);
  }
  const auto before = [this](Slot a, Slot b) { return SlotBefore(a, b); };
  if (!std::is_sorted(order_.begin(), order_.end(), before)) std::sort(order_.begin(), order_.end(), before);
  Reindex();
}

std::size_t History::Extend(std::string_view packed, std::size_t& changed_from) {
  packed_ = packed;
  changed_from = order_.size();
  std::size_t added = 0;
  std::string_view rest = packed.substr(taken_bytes_);
  taken_bytes_ = packed.size();
  while (!rest.empty()) added += Add(TakeRecord(rest), changed_from) ? 1 : 0;
  return added;
}

void History::Reindex() {
  contacts_.clear();
  by_contact_.Clear();
  letters_.clear();
  std::size_t ignored = 0;
  for (const Slot slot : order_) Index(slot, ignored);
}

void History::Index(Slot slot, std::size_t& changed_from) {
  const Entry& entry = entries_[slot];
  if (entry.letter) {
    const auto at =
        std::upper_bound(letters_.begin(), letters_.end(), slot, [this](Slot a, Slot b) { return SlotBefore(a, b); });
    letters_.insert(at, slot);
    changed_from = std::min(changed_from, FirstPositionAt(entry.time));
  }
  if (entry.contact == 0) return;
  const Contact* known = FindContact(entry.contact);
  if (known == nullptr) {
    known = &contacts_.emplace_back(Contact{entry.contact});
    by_contact_.Added(static_cast<std::uint32_t>(contacts_.size()), ContactKeyOf());
  }
  Contact& contact = contacts_[static_cast<std::size_t>(known - contacts_.data())];
  contact.first_time = std::min(contact.first_time, entry.time);
  ++contact.facts;
  for (int i = 0; i < kFilled; ++i) {
    if ((entry.own >> i & 1) == 0) {
      Slot& empty = contact.first_empty[i];
      if (empty == kNoSlot || SlotBefore(slot, empty)) empty = slot;
      continue;
    }
    Slot& latest = contact.latest[i];
    if (latest != kNoSlot && SlotBefore(slot, latest)) continue;
    latest = slot;
    if (contact.first_empty[i] != kNoSlot) changed_from = std::min(changed_from, PositionOf(contact.first_empty[i]));
  }
}

bool History::Add(std::string_view record, std::size_t& changed_from) {
  Fact& fact = incoming_;
  Unpack(record, pool_, fact);
  const std::uint64_t identity = IdentityHash(fact.source, fact.id);
  Slot old = kNoSlot;
  if (!IsNews(fact, identity, old)) return false;
  if (old != kNoSlot) {
    // What a version means to its contact or letters reaches backwards: rare, so fold anew.
    if (!fact.deleted || !entries_[old].deleted) changed_from = 0;
    if (!entries_[old].deleted) order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(PositionOf(old)));
  }
  const Slot slot = AppendEntry(fact, record, identity, old);
  if (!fact.deleted) {
    std::size_t position = order_.size();
    if (!order_.empty() && SlotBefore(slot, order_.back())) position = PositionOf(slot);
    order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(position), slot);
    changed_from = std::min(changed_from, position);
    if (old == kNoSlot) Index(slot, changed_from);
  }
  if (old != kNoSlot) Reindex();
  return true;
}

void History::View(Slot slot, Fact& fact) const {
  UnpackSlot(slot, fact);
  fact.customer_id = customer_;
  const Entry& entry = entries_[slot];
  if (entry.contact != 0 && entry.own != (1 << kFilled) - 1) {
    const Contact* contact = FindContact(entry.contact);
    if (contact != nullptr && contact->facts > 1) {
      for (int i = 0; i < kFilled; ++i) {
        const Field field = kFilledFields[static_cast<std::size_t>(i)];
        if ((entry.own >> i & 1) != 0 || contact->latest[i] == kNoSlot) continue;
        UnpackSlot(contact->latest[i], other_);
        fact.TakeText(field, other_);
      }
    }
  }
  fact.subject = settings_.subjects.Of(fact.Text(Field::kCategory));
  fact.after_letter = {};
  if (!letters_.empty() && fact.kind == Kind::kContactEnded && IsInbound(fact)) {
    const auto after = std::upper_bound(letters_.begin(), letters_.end(), fact.time,
                                        [this](Instant t, Slot letter) { return t < entries_[letter].time; });
    if (after != letters_.begin()) {
      const Slot letter = *(after - 1);
      if (fact.time - entries_[letter].time < settings_.letter_window) {
        UnpackSlot(letter, other_);
        fact.after_letter = other_.Text(Field::kLetterCode);
      }
    }
  }
}

Instant History::Began(const Fact& fact) const {
  Instant began = fact.time - Nanos{fact.Number(Field::kHandleTime)};
  if (fact.Has(Field::kContactId)) {
    const Contact* contact = FindContact(Hash64(fact.Text(Field::kContactId)));
    if (contact != nullptr) began = std::min(began, contact->first_time);
  }
  return began;
}

}  // namespace loopbreaker
