#include "event/wire_reader.h"

#include <array>
#include <cstring>

#include "base/utf8.h"
#include "event/decode.h"
#include "google/protobuf/descriptor.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using E = v1::ContactEvent;

constexpr int kVarint = 0;
constexpr int kBytes = 2;
constexpr int kSizeBytesMax = 4;  // of a length
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
// Less than any limit of a list or an amount: what is above goes the long way.
constexpr std::size_t kListElementsMax = 16;
constexpr std::uint64_t kPlainNumberMax = 1'000'000'000;
// Seconds of times from 1970 to 2200, within every limit.
constexpr std::uint64_t kSecondsMax = 7'258'118'400;
constexpr std::uint64_t kHandleSecondsMax = 10 * 365 * 86'400;

// Reads the tokens of one message. After a false answer it is of no use.
class Tokens {
 public:
  explicit Tokens(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool done() const { return at_ == end_; }
  bool Varint(std::uint64_t& value) {
    if (at_ == end_) return false;
    value = static_cast<unsigned char>(*at_++);
    if (value < 0x80) return true;
    value &= 0x7F;
    for (int shift = 7; shift < 63; shift += 7) {
      if (at_ == end_) return false;
      const std::uint64_t byte = static_cast<unsigned char>(*at_++);
      value |= (byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;  // negative, or none
  }
  // Our tags take at most two bytes.
  bool Tag(std::uint64_t& tag) {
    const char* const begin = at_;
    return Varint(tag) && at_ - begin <= 2;
  }
  bool Bytes(std::string_view& bytes) {
    const char* const begin = at_;
    std::uint64_t size = 0;
    if (!Varint(size) || at_ - begin > kSizeBytesMax || size > static_cast<std::uint64_t>(end_ - at_)) return false;
    bytes = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

 private:
  const char* at_;
  const char* end_;
};

bool IsAscii(std::string_view text) {
  std::uint64_t bits = 0;
  std::size_t i = 0;
  for (; i + sizeof(bits) <= text.size(); i += sizeof(bits)) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + i, sizeof(eight));
    bits |= eight;
  }
  unsigned char rest = 0;
  for (; i < text.size(); ++i) rest |= static_cast<unsigned char>(text[i]);
  return (bits & 0x8080808080808080U) == 0 && rest < 0x80;
}

// Within the least limit of any text.
bool ReadText(Tokens& tokens, std::string_view& text, std::size_t bytes_max = kIdentityBytesMax) {
  return tokens.Bytes(text) && text.size() <= bytes_max && (IsAscii(text) || IsUtf8(text));
}

// Timestamp and Duration have the same fields: seconds and nanos.
bool ReadSeconds(Tokens& tokens, std::uint64_t seconds_max, std::int64_t& nanos) {
  std::string_view bytes;
  if (!tokens.Bytes(bytes)) return false;
  Tokens fields(bytes);
  std::uint64_t seconds = 0;
  std::uint64_t fraction = 0;
  while (!fields.done()) {
    std::uint64_t tag = 0;
    if (!fields.Tag(tag)) return false;
    if (tag == (1 << 3 | kVarint)) {
      if (!fields.Varint(seconds)) return false;
    } else if (tag == (2 << 3 | kVarint)) {
      if (!fields.Varint(fraction)) return false;
    } else {
      return false;
    }
  }
  nanos = static_cast<std::int64_t>(seconds * kNanosPerSecond + fraction);
  return seconds < seconds_max && fraction < kNanosPerSecond;
}

// What a field number of one message stands for.
struct Slot {
  bool known = false;
  Field field{};
  FieldType type{};
  bool has_presence = false;
  int last_value = 0;  // of an enum; the least and the greatest of a number that has such
  int least = 0;
};
constexpr std::size_t kSlots = 32;  // field numbers below
using Slots = std::array<Slot, kSlots>;

// The stored fields of the envelope, and of each payload, by number.
class Layout {
 public:
  Layout() {
    const Descriptor* envelope = E::descriptor();
    Fill(*envelope, Kind::kNone, envelope_);
    for (int kind = 1; kind < kKinds; ++kind) {
      Fill(*envelope->FindFieldByName(NameOf(static_cast<Kind>(kind)))->message_type(), static_cast<Kind>(kind),
           payloads_[static_cast<std::size_t>(kind)]);
    }
  }
  const Slots& envelope() const { return envelope_; }
  const Slots& Of(Kind kind) const { return payloads_[static_cast<std::size_t>(kind)]; }

 private:
  // kNone: the envelope.
  static void Fill(const Descriptor& message, Kind kind, Slots& slots) {
    for (std::size_t i = 0; i < kStoredFields; ++i) {
      const FieldInfo& info = Fields()[i];
      if (info.envelope != (kind == Kind::kNone) || (!info.envelope && (info.kinds & MaskOf(kind)) == 0)) continue;
      const FieldDescriptor* field = message.FindFieldByName(info.name);
      if (field->number() >= static_cast<int>(kSlots)) continue;  // the note, which has a case of its own
      Slot& slot = slots[static_cast<std::size_t>(field->number())];
      slot = {true, info.field, info.type, info.has_presence, 0, 0};
      if (info.values != nullptr) slot.last_value = info.values->value(info.values->value_count() - 1)->number();
      if (info.type == FieldType::kBool) slot.last_value = 1;
      if (info.field == Field::kNps) slot.last_value = 10;
      if (info.field == Field::kCsat) slot.least = 1, slot.last_value = 5;
    }
  }

  Slots envelope_{};
  std::array<Slots, kKinds> payloads_{};
};

bool ReadEnumList(Tokens& tokens, const Slot& slot, Fact& fact) {
  std::string_view bytes;
  if (!tokens.Bytes(bytes)) return false;  // packed, as every library writes it
  Tokens values(bytes);
  std::int64_t mask = fact.Number(slot.field);
  for (std::size_t n = 0; !values.done(); ++n) {
    std::uint64_t value = 0;
    if (n == kListElementsMax || !values.Varint(value)) return false;
    if (value > static_cast<std::uint64_t>(slot.last_value)) return false;
    if (value != 0) mask |= std::int64_t{1} << value;
  }
  if (mask != 0) fact.SetNumber(slot.field, mask);
  return true;
}

bool ReadNumber(Tokens& tokens, const Slot& slot, Fact& fact) {
  std::uint64_t value = 0;
  if (!tokens.Varint(value)) return false;
  const bool bounded = slot.last_value != 0;
  if (value > (bounded ? static_cast<std::uint64_t>(slot.last_value) : kPlainNumberMax)) return false;
  if (value < static_cast<std::uint64_t>(slot.least)) return false;
  // Where a zero and nothing are the same, a zero behind another value would have to take that out.
  if (value == 0 && !slot.has_presence) return !fact.Has(slot.field);
  fact.SetNumber(slot.field, static_cast<std::int64_t>(value));
  return true;
}

bool ReadField(Tokens& tokens, int wire_type, const Slot& slot, Fact& fact) {
  if (!slot.known) return false;
  std::string_view text;
  std::int64_t nanos = 0;
  switch (slot.type) {
    case FieldType::kText:
      if (wire_type != kBytes || !ReadText(tokens, text)) return false;
      fact.SetText(slot.field, text);
      return true;
    case FieldType::kTextList:
      if (wire_type != kBytes || !ReadText(tokens, text)) return false;
      fact.AddText(slot.field, text);
      return fact.parts_missing.size() <= kListElementsMax && fact.authorisation_missing.size() <= kListElementsMax;
    case FieldType::kEnumList:
      return wire_type == kBytes && ReadEnumList(tokens, slot, fact);
    case FieldType::kTime:
    case FieldType::kDuration:
      // A second one would be merged with the first.
      if (wire_type != kBytes || fact.Has(slot.field)) return false;
      if (!ReadSeconds(tokens, slot.type == FieldType::kTime ? kSecondsMax : kHandleSecondsMax, nanos)) return false;
      fact.SetNumber(slot.field, nanos);
      return true;
    case FieldType::kBool:
    case FieldType::kInt:
    case FieldType::kEnum:
      return wire_type == kVarint && ReadNumber(tokens, slot, fact);
  }
  return false;
}

bool ReadPayload(std::string_view bytes, const Slots& slots, Fact& fact) {
  Tokens tokens(bytes);
  while (!tokens.done()) {
    std::uint64_t tag = 0;
    if (!tokens.Tag(tag) || tag >> 3 >= kSlots) return false;
    if (!ReadField(tokens, static_cast<int>(tag & 7), slots[tag >> 3], fact)) return false;
  }
  return true;
}

constexpr std::uint64_t TagOf(int number, int wire_type) {
  return static_cast<std::uint64_t>(number) << 3 | static_cast<std::uint64_t>(wire_type);
}

}  // namespace

bool ReadWire(std::string_view bytes, Fact& fact) {
  static const Layout layout;
  constexpr int kFirstKind = E::kContactStarted - static_cast<int>(Kind::kContactStarted);
  fact.Clear();
  if (bytes.size() > kEventBytesMax) return false;
  Tokens tokens(bytes);
  bool timed = false;
  while (!tokens.done()) {
    std::uint64_t tag = 0;
    if (!tokens.Tag(tag)) return false;
    std::uint64_t number = 0;
    std::int64_t nanos = 0;
    std::string_view text;
    switch (tag) {
      case TagOf(E::kSourceFieldNumber, kBytes):
        if (!ReadText(tokens, fact.source)) return false;
        break;
      case TagOf(E::kIdFieldNumber, kBytes):
        if (!ReadText(tokens, fact.id)) return false;
        break;
      case TagOf(E::kCustomerIdFieldNumber, kBytes):
        if (!ReadText(tokens, fact.customer_id)) return false;
        break;
      case TagOf(E::kRevisionFieldNumber, kVarint):
        if (!tokens.Varint(number) || number > 0xFFFFFFFF) return false;
        fact.revision = static_cast<std::uint32_t>(number);
        break;
      case TagOf(E::kDeletedFieldNumber, kVarint):
        if (!tokens.Varint(number)) return false;
        fact.deleted = number != 0;
        break;
      case TagOf(E::kEventTimeFieldNumber, kBytes):
        if (timed || !ReadSeconds(tokens, kSecondsMax, nanos)) return false;
        fact.time = Instant{Nanos{nanos}};
        timed = true;
        break;
      case TagOf(E::kNoteFieldNumber, kBytes):
        // A character is a byte at least.
        if (!ReadText(tokens, text, kNoteCharactersMax)) return false;
        fact.SetText(Field::kNote, text);
        break;
      default: {
        number = tag >> 3;
        const auto wire_type = static_cast<int>(tag & 7);
        if (number >= E::kContactStarted && number <= E::kProcessChanged) {
          if (wire_type != kBytes || fact.kind != Kind::kNone || !tokens.Bytes(text)) return false;
          fact.kind = static_cast<Kind>(static_cast<int>(number) - kFirstKind);
          if (!ReadPayload(text, layout.Of(fact.kind), fact)) return false;
        } else if (number >= kSlots || !ReadField(tokens, wire_type, layout.envelope()[number], fact)) {
          return false;
        }
      }
    }
  }
  if (!timed || fact.source.empty() || fact.id.empty() || (fact.kind == Kind::kNone && !fact.deleted)) return false;
  fact.rank = RankOf(fact);
  return true;
}

}  // namespace loopbreaker
