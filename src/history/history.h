// The facts of one customer in their total order, with the values that they have in it: those of their contact filled
// in, the subject, the letter that they came after.
//
// Facts stay packed where they are, with whoever remembers them; a history knows where each begins. They have slots
// that never move; a position is a place in the order. Adding facts tells from which position on the effective facts
// have changed, so that a fold knows how far to go back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "event/fact.h"
#include "history/hash_index.h"
#include "history/settings.h"
#include "history/snapshot.h"

namespace loopbreaker {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xFFFFFFFF;

// Whether version `a` of a fact replaces version `b`: the higher revision; then a deletion; then the greater
// deterministic serialisation. `conflict` is set when equal revisions differ in content. Equal contents: false.
bool Replaces(const Fact& a, const Fact& b, bool& conflict);

class History {
 public:
  History(const HistorySettings& settings, const TextPool& pool) : settings_(settings), pool_(pool) {}

  void Clear();
  // The linked customer, which every fact here has. The view must outlive its use.
  void SetCustomer(std::string_view customer) { customer_ = customer; }
  std::string_view customer() const { return customer_; }
  // Replaces everything by the facts in `packed` (records as AppendRecord makes them), in any order, with doubles and
  // versions. The bytes are not copied: they must outlive the use of this history, or be passed again to Extend.
  void Load(std::string_view packed);

  // `packed` is what was loaded, perhaps at another address, with further records behind it: adds those, and reads the
  // facts from there from now on. `changed_from`: the first position whose effective fact is not what it was (size() if
  // none). Answers how many of the new records were not ignored as doubles or old versions.
  std::size_t Extend(std::string_view packed, std::size_t& changed_from);

  // Everything but the packed facts, the counts of doubles and conflicts, and whose they are.
  void Save(SnapshotWriter& out) const;
  // Takes the place of everything. Extend comes next, before anything is looked at.
  void Restore(SnapshotReader& in);

  std::size_t size() const { return order_.size(); }
  Slot SlotAt(std::size_t position) const { return order_[position]; }
  Instant TimeOf(Slot slot) const { return entries_[slot].time; }
  // Whether any fact has exactly this time.
  bool HasFactAt(Instant time) const;

  // The effective fact at a position or in a slot. Views live until the next change of this history. `View` uses one
  // scratch fact of its own for what comes from the contact.
  void View(Slot slot, Fact& fact) const;
  // The fact as it came.
  void ViewOwn(Slot slot, Fact& fact) const { UnpackSlot(slot, fact); }
  // When a contact began: the earlier of its earliest fact and event_time - handle_time. For a contact_ended.
  Instant Began(const Fact& fact) const;
  // kNoSlot when the fact is not here (or deleted).
  Slot Find(std::string_view source, std::string_view id) const;

  std::uint64_t conflicts() const { return conflicts_; }
  // Versions that were the same as one already here.
  std::uint64_t duplicates() const { return duplicates_; }

  const HistorySettings& settings() const { return settings_; }
  const TextPool& pool() const { return pool_; }

  // A length in front of packed bytes, so that records can stand one behind the other.
  static void AppendRecord(std::string_view packed, std::string& records);
  // The first record, which is taken off the front of `records`.
  static std::string_view TakeRecord(std::string_view& records);

 private:
  static constexpr int kFilled = 4;  // unit, category, case, work order
  struct Entry {
    Instant time;
    std::uint64_t identity;  // 0: replaced
    std::uint64_t contact;   // hash of the contact_id; 0: none
    std::uint32_t offset;    // of the packed fact
    std::uint32_t size;
    std::uint8_t rank;
    std::uint8_t own;  // which of the fields that a contact fills in the fact has itself, as a mask
    bool deleted;
    bool letter;
  };
  struct Contact {
    std::uint64_t key;
    Instant first_time = kNever;
    std::uint32_t facts = 0;
    Slot latest[kFilled] = {kNoSlot, kNoSlot, kNoSlot, kNoSlot};  // the latest fact with an own value
    Slot first_empty[kFilled] = {kNoSlot, kNoSlot, kNoSlot, kNoSlot};
  };

  std::string_view Packed(Slot slot) const { return {packed_.data() + entries_[slot].offset, entries_[slot].size}; }
  auto IdentityOf() const {
    return [this](std::uint32_t slot) { return entries_[slot].identity; };
  }
  auto ContactKeyOf() const {
    return [this](std::uint32_t row) { return contacts_[row].key; };
  }
  const Contact* FindContact(std::uint64_t key) const;
  void UnpackSlot(Slot slot, Fact& fact) const { Unpack(Packed(slot), pool_, fact); }
  bool SlotBefore(Slot a, Slot b) const;
  std::size_t PositionOf(Slot slot) const;
  std::size_t FirstPositionAt(Instant time) const;
  // Makes a slot for the fact in that record, instead of `old` if that is not kNoSlot.
  Slot AppendEntry(const Fact& fact, std::string_view record, std::uint64_t identity, Slot old);
  // Whether the fact is a new one or replaces a version that is here, `old`.
  bool IsNews(const Fact& fact, std::uint64_t identity, Slot& old);
  // False: it is ignored.
  bool Add(std::string_view record, std::size_t& changed_from);
  // Enters the fact in slot into the indices of contacts and letters; lowers `changed_from` to what that changes.
  void Index(Slot slot, std::size_t& changed_from);
  void Reindex();
  Slot SlotOfIdentity(std::uint64_t identity, std::string_view source, std::string_view id) const;

  const HistorySettings& settings_;
  const TextPool& pool_;
  std::string_view customer_;
  std::string_view packed_;
  std::size_t taken_bytes_ = 0;  // of packed_: the records that have been looked at
  std::vector<Entry> entries_;   // by slot
  std::vector<Slot> order_;      // by position; without deleted and replaced ones
  HashIndex by_identity_;        // of entries_
  std::vector<Contact> contacts_;
  HashIndex by_contact_;       // of contacts_
  std::vector<Slot> letters_;  // in order
  std::uint64_t conflicts_ = 0;
  std::uint64_t duplicates_ = 0;
  mutable Fact scratch_;
  mutable Fact other_;
  Fact incoming_;
};

}  // namespace loopbreaker
