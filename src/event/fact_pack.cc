// The packed form of a fact, in this order (host byte order: it never leaves the process):
//
//   shape      varint, number of the shape + 1; 0: the pool has no room, and fields and header follow, 8 bytes each
//   time       4 bytes seconds since 1970 [+ 4 bytes nanoseconds], or 8 bytes nanoseconds when it does not fit
//   revision   varint, if not 0
//   source     text, if the shape does not have it
//   id         text
//   the texts that are present, in the order of Field
//   the numbers that are present, in the order of Field
//   the lists that are present: a varint count, the texts
//
// A text is a varint whose two low bits say how it goes on:
//   0  length << 2, the bytes
//   1  symbol << 2
//   2  (symbol of the prefix << 5 | digits) << 2, a varint: "INC0000045" is "INC" and the number 45 in 7 digits. Most
//   references
//      and ids are of this form, and take half the room in it.
#include <algorithm>
#include <bit>
#include <cstring>

#include "event/fact.h"

namespace loopbreaker {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// Header of a shape.
constexpr std::uint64_t kKindBits = 0x1F;
constexpr int kRankShift = 5;
constexpr std::uint64_t kRankBits = 0x3;
constexpr std::uint64_t kDeleted = 1 << 7;
constexpr std::uint64_t kHasRevision = 1 << 8;
constexpr std::uint64_t kHasFraction = 1 << 9;
constexpr std::uint64_t kWideTime = 1 << 10;
constexpr int kSourceShift = 32;  // its symbol, or TextPool::kFull: inline

// Longer texts hardly recur, and would make the bound of the pool's texts a weak bound of its bytes.
constexpr std::size_t kInternedBytesMax = 64;

constexpr std::uint64_t kTextBits = (std::uint64_t{1} << kTextFields) - 1;
constexpr std::uint64_t kListBits = BitOf(Field::kPartsMissing) | BitOf(Field::kAuthorisationMissing);
constexpr std::uint64_t kFlagBits = BitOf(Field::kDeviation) | BitOf(Field::kGranted);
constexpr std::uint64_t kTimeBits =
    BitOf(Field::kStarts) | BitOf(Field::kEnds) | BitOf(Field::kDue) | BitOf(Field::kUntil) | BitOf(Field::kHandleTime);
// Ids of one fact, one loop or one customer.
constexpr std::uint64_t kReferences = BitOf(Field::kUnitId) | BitOf(Field::kContactId) | BitOf(Field::kCaseId) |
                                      BitOf(Field::kWorkOrderId) | BitOf(Field::kVisitId) | BitOf(Field::kPromiseId);
constexpr std::size_t kDigitsMin = 3;
constexpr std::size_t kDigitsMax = 18;
constexpr std::size_t kPrefixMax = 8;
// The id and the references of a fact, and as many again that it takes from others.
static_assert(Fact::kRoom >= 2 * 7 * (kPrefixMax + kDigitsMax));

// Texts of few values over all facts.
constexpr std::uint64_t kRecurring = BitOf(Field::kCategory) | BitOf(Field::kTeam) | BitOf(Field::kAgent) |
                                     BitOf(Field::kRegion) | BitOf(Field::kComplex) | BitOf(Field::kQueue) |
                                     BitOf(Field::kFromTeam) | BitOf(Field::kToTeam) | BitOf(Field::kSystem) |
                                     BitOf(Field::kStep) | BitOf(Field::kContractor) | BitOf(Field::kTechnician) |
                                     BitOf(Field::kLetterCode) | BitOf(Field::kBatchId) | BitOf(Field::kProduct) |
                                     BitOf(Field::kMandate) | BitOf(Field::kLevel) | BitOf(Field::kResolution) |
                                     BitOf(Field::kOwner) | BitOf(Field::kRuleId) | BitOf(Field::kAssignee);

constexpr std::size_t Index(std::uint64_t mask) { return static_cast<std::size_t>(std::countr_zero(mask)); }

std::uint64_t ZigZag(std::int64_t n) {
  return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63);
}
std::int64_t UnZigZag(std::uint64_t n) { return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1); }

std::int64_t FloorSeconds(std::int64_t nanos) {
  const std::int64_t s = nanos / kNanosPerSecond;
  return nanos - s * kNanosPerSecond < 0 ? s - 1 : s;
}

class Writer {
 public:
  // Writes from `at` on, where there is room for everything: see RoomFor.
  explicit Writer(char* at) : at_(at) {}
  char* at() const { return at_; }

  void Varint(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) *at_++ = static_cast<char>(n | 0x80);
    *at_++ = static_cast<char>(n);
  }
  template <typename T>
  void Fixed(T n) {
    std::memcpy(at_, &n, sizeof(T));
    at_ += sizeof(T);
  }
  void Inline(std::string_view text) {
    Varint(text.size() << 2);
    at_ = std::copy_n(text.data(), text.size(), at_);
  }
  // An id or reference.
  void Reference(std::string_view text, TextPool& pool) {
    std::size_t prefix = text.size();
    while (prefix > 0 && text[prefix - 1] >= '0' && text[prefix - 1] <= '9') --prefix;
    const std::size_t digits = text.size() - prefix;
    if (digits < kDigitsMin || digits > kDigitsMax || prefix > kPrefixMax) return Inline(text);
    const std::uint32_t symbol = pool.Intern(text.substr(0, prefix));
    if (symbol == TextPool::kFull) return Inline(text);
    std::uint64_t number = 0;
    for (std::size_t i = prefix; i < text.size(); ++i) number = number * 10 + static_cast<std::uint64_t>(text[i] - '0');
    Varint((std::uint64_t{symbol} << 5 | digits) << 2 | 2);
    Varint(number);
  }
  void Recurring(std::string_view text, TextPool& pool) {
    const std::uint32_t symbol = text.size() <= kInternedBytesMax ? pool.Intern(text) : TextPool::kFull;
    if (symbol == TextPool::kFull) {
      Inline(text);
    } else {
      Varint(std::uint64_t{symbol} << 2 | 1);
    }
  }
  // Seconds, with a fraction only where there is one.
  void Seconds(std::int64_t nanos, std::int64_t base_seconds) {
    const std::int64_t s = FloorSeconds(nanos);
    const auto fraction = static_cast<std::uint32_t>(nanos - s * kNanosPerSecond);
    Varint(ZigZag(s - base_seconds) << 1 | (fraction != 0 ? 1 : 0));
    if (fraction != 0) Fixed(fraction);
  }

 private:
  char* at_;
};

class Reader {
 public:
  explicit Reader(const char* at) : at_(at) {}

  std::uint64_t Varint() {
    std::uint64_t n = static_cast<unsigned char>(*at_++);
    if (n < 0x80) return n;
    n &= 0x7F;
    for (int shift = 7;; shift += 7) {
      const std::uint64_t next = static_cast<unsigned char>(*at_++);
      n |= (next & 0x7F) << shift;
      if (next < 0x80) return n;
    }
  }
  template <typename T>
  T Fixed() {
    T n;
    std::memcpy(&n, at_, sizeof(T));
    at_ += sizeof(T);
    return n;
  }
  // `room` takes a text that has to be put together: at most kPrefixMax + kDigitsMax characters.
  std::string_view Text(const TextPool& pool, char*& room) {
    const std::uint64_t n = Varint();
    if ((n & 3) == 1) return pool.Get(static_cast<std::uint32_t>(n >> 2));
    if ((n & 3) == 0) {
      const std::string_view text{at_, n >> 2};
      at_ += text.size();
      return text;
    }
    const std::string_view prefix = pool.Get(static_cast<std::uint32_t>(n >> 7));
    const std::size_t digits = n >> 2 & 31;
    char* const text = room;
    std::copy_n(prefix.data(), prefix.size(), text);  // it may be empty, and then points nowhere
    room += prefix.size() + digits;
    std::uint64_t number = Varint();
    for (char* at = room; at != text + prefix.size(); number /= 10) *--at = static_cast<char>('0' + number % 10);
    return {text, static_cast<std::size_t>(room - text)};
  }
  std::int64_t Seconds(std::int64_t base_seconds) {
    const std::uint64_t n = Varint();
    const std::int64_t fraction = (n & 1) != 0 ? Fixed<std::uint32_t>() : 0;
    return (UnZigZag(n >> 1) + base_seconds) * kNanosPerSecond + fraction;
  }

 private:
  const char* at_;
};

// Times of a payload are near the time of the fact; a duration is near nothing.
std::int64_t BaseOf(std::size_t field, std::int64_t fact_seconds) {
  return field == static_cast<std::size_t>(Field::kHandleTime) ? 0 : fact_seconds;
}

// The bits of what is packed: a flag that is false is absent, and lists count by what is in them.
std::uint64_t PackedFields(const Fact& fact, FieldSet keep) {
  std::uint64_t fields = fact.present() & ~kListBits;
  for (std::uint64_t flags = fields & kFlagBits; flags != 0; flags &= flags - 1) {
    if (fact.Number(static_cast<Field>(Index(flags))) == 0) fields &= ~(flags & -flags);
  }
  if (!fact.parts_missing.empty()) fields |= BitOf(Field::kPartsMissing);
  if (!fact.authorisation_missing.empty()) fields |= BitOf(Field::kAuthorisationMissing);
  return fields & static_cast<std::uint64_t>(keep);
}

void PackList(const std::vector<std::string_view>& texts, TextPool& pool, Writer& writer) {
  writer.Varint(texts.size());
  for (const std::string_view text : texts) writer.Recurring(text, pool);
}

void UnpackList(const TextPool& pool, Reader& reader, std::vector<std::string_view>& texts) {
  char* no_room = nullptr;  // names of lists are not references
  for (std::uint64_t left = reader.Varint(); left != 0; --left) texts.push_back(reader.Text(pool, no_room));
}

// More than a fact takes: a text takes its bytes and a length, or less, and anything else at most two varints.
std::size_t RoomFor(const Fact& fact, std::uint64_t fields) {
  constexpr std::size_t kVarints = 20;
  std::size_t room = 8 * kVarints + fact.source.size() + fact.id.size();
  room += kVarints * static_cast<std::size_t>(std::popcount(fields));
  for (std::uint64_t left = fields & kTextBits; left != 0; left &= left - 1) {
    room += fact.Text(static_cast<Field>(Index(left))).size();
  }
  for (const auto* list : {&fact.parts_missing, &fact.authorisation_missing}) {
    for (const std::string_view text : *list) room += kVarints + text.size();
  }
  return room;
}

}  // namespace

void Pack(const Fact& fact, FieldSet keep, TextPool& pool, std::string& out) {
  const std::int64_t nanos = fact.time.time_since_epoch().count();
  const std::int64_t fact_seconds = FloorSeconds(nanos);
  const auto fraction = static_cast<std::uint32_t>(nanos - fact_seconds * kNanosPerSecond);
  const bool wide = fact_seconds < 0 || fact_seconds > 0xFFFFFFFF;
  const std::uint32_t source = fact.source.size() <= kInternedBytesMax ? pool.Intern(fact.source) : TextPool::kFull;

  const std::uint64_t fields = PackedFields(fact, keep);
  const std::size_t begin = out.size();
  out.resize(begin + RoomFor(fact, fields));
  Writer writer(out.data() + begin);
  const std::uint64_t header = static_cast<std::uint64_t>(fact.kind) | std::uint64_t{fact.rank} << kRankShift |
                               (fact.deleted ? kDeleted : 0) | (fact.revision != 0 ? kHasRevision : 0) |
                               (wide ? kWideTime : 0) | (!wide && fraction != 0 ? kHasFraction : 0) |
                               std::uint64_t{source} << kSourceShift;
  const std::uint32_t shape = pool.InternShape(fields, header);
  if (shape == TextPool::kFull) {
    writer.Varint(0);
    writer.Fixed(fields);
    writer.Fixed(header);
  } else {
    writer.Varint(std::uint64_t{shape} + 1);
  }

  if (wide) {
    writer.Fixed(nanos);
  } else {
    writer.Fixed(static_cast<std::uint32_t>(fact_seconds));
    if (fraction != 0) writer.Fixed(fraction);
  }
  if (fact.revision != 0) writer.Varint(fact.revision);
  if (source == TextPool::kFull) writer.Inline(fact.source);
  writer.Reference(fact.id, pool);

  for (std::uint64_t left = fields & kTextBits; left != 0; left &= left - 1) {
    const std::string_view text = fact.Text(static_cast<Field>(Index(left)));
    if ((kRecurring & left & -left) != 0) {
      writer.Recurring(text, pool);
    } else if ((kReferences & left & -left) != 0) {
      writer.Reference(text, pool);
    } else {
      writer.Inline(text);
    }
  }
  for (std::uint64_t left = fields & ~kTextBits & ~kListBits & ~kFlagBits; left != 0; left &= left - 1) {
    const std::int64_t number = fact.Number(static_cast<Field>(Index(left)));
    if ((kTimeBits & left & -left) != 0) {
      writer.Seconds(number, BaseOf(Index(left), fact_seconds));
    } else {
      writer.Varint(ZigZag(number));
    }
  }
  if ((fields & BitOf(Field::kPartsMissing)) != 0) PackList(fact.parts_missing, pool, writer);
  if ((fields & BitOf(Field::kAuthorisationMissing)) != 0) PackList(fact.authorisation_missing, pool, writer);
  out.resize(static_cast<std::size_t>(writer.at() - out.data()));
}

void Unpack(std::string_view packed, const TextPool& pool, Fact& fact) {
  fact.Clear();
  Reader reader(packed.data());
  TextPool::Shape shape{};
  const std::uint64_t number = reader.Varint();
  if (number != 0) {
    shape = pool.GetShape(static_cast<std::uint32_t>(number - 1));
  } else {
    shape.fields = reader.Fixed<std::uint64_t>();
    shape.header = reader.Fixed<std::uint64_t>();
  }
  fact.kind = static_cast<Kind>(shape.header & kKindBits);
  fact.rank = static_cast<std::uint8_t>(shape.header >> kRankShift & kRankBits);
  fact.deleted = (shape.header & kDeleted) != 0;

  std::int64_t nanos = 0;
  if ((shape.header & kWideTime) != 0) {
    nanos = reader.Fixed<std::int64_t>();
  } else {
    nanos = std::int64_t{reader.Fixed<std::uint32_t>()} * kNanosPerSecond;
    if ((shape.header & kHasFraction) != 0) nanos += reader.Fixed<std::uint32_t>();
  }
  fact.time = Instant{Nanos{nanos}};
  if ((shape.header & kHasRevision) != 0) fact.revision = static_cast<std::uint32_t>(reader.Varint());
  const auto source = static_cast<std::uint32_t>(shape.header >> kSourceShift);
  char* room = fact.room_.data();
  fact.source = source == TextPool::kFull ? reader.Text(pool, room) : pool.Get(source);
  fact.id = reader.Text(pool, room);

  fact.present_ = shape.fields;
  for (std::uint64_t left = shape.fields & kTextBits; left != 0; left &= left - 1) {
    fact.text_[Index(left)] = reader.Text(pool, room);
  }
  fact.room_used_ = static_cast<std::uint32_t>(room - fact.room_.data());
  std::uint64_t left = shape.fields & ~kTextBits & ~kListBits;
  if (left == 0 && (shape.fields & kListBits) == 0) return;
  const std::int64_t fact_seconds = FloorSeconds(nanos);
  for (; left != 0; left &= left - 1) {
    std::int64_t& target = fact.number_[Index(left) - kFirstNumber];
    if ((kTimeBits & left & -left) != 0) {
      target = reader.Seconds(BaseOf(Index(left), fact_seconds));
    } else if ((kFlagBits & left & -left) != 0) {
      target = 1;
    } else {
      target = UnZigZag(reader.Varint());
    }
  }
  if ((shape.fields & BitOf(Field::kPartsMissing)) != 0) UnpackList(pool, reader, fact.parts_missing);
  if ((shape.fields & BitOf(Field::kAuthorisationMissing)) != 0) UnpackList(pool, reader, fact.authorisation_missing);
}

}  // namespace loopbreaker
