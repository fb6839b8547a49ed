#include "engine/group_log.h"

namespace loopbreaker {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// Flags of an entry, below its slot.
constexpr std::uint64_t kOwnValue = 1;  // other than the customer's
constexpr std::uint64_t kWithLoop = 2;
constexpr std::uint64_t kWithFraction = 4;  // of a second
constexpr int kFlagBits = 3;

}  // namespace

void GroupLog::Put(std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes_.push_back(static_cast<std::uint8_t>(number | 0x80));
  bytes_.push_back(static_cast<std::uint8_t>(number));
}

void GroupLog::Append(const GroupEntry& entry, std::uint64_t customer_value) {
  const std::int64_t nanos = entry.time.time_since_epoch().count();
  const bool fraction = nanos % kSecond != 0;
  const bool own = entry.value != customer_value;
  const bool loop = entry.loop != kNone;
  Put(std::uint64_t{entry.slot} << kFlagBits | (own ? kOwnValue : 0) | (loop ? kWithLoop : 0) |
      (fraction ? kWithFraction : 0));
  PutSigned(std::int64_t{entry.customer} - customer_);
  customer_ = entry.customer;
  const std::int64_t time = fraction ? nanos : nanos / kSecond;
  PutSigned(time - (fraction ? 0 : time_));
  if (!fraction) time_ = time;
  if (own) Put(entry.value);
  if (!loop) return;
  PutSigned(std::int64_t{entry.loop} - loop_);
  loop_ = entry.loop;
}

void GroupLog::Read(const std::function<void(const GroupEntry&)>& visit,
                    const std::function<std::uint64_t(std::uint32_t)>& customer_value) const {
  std::size_t at = 0;
  const auto get = [&] {
    std::uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
      const std::uint64_t byte = bytes_[at++];
      number |= (byte & 0x7F) << shift;
      if (byte < 0x80) return number;
    }
  };
  const auto get_signed = [&] {
    const std::uint64_t number = get();
    return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
  };
  std::int64_t customer = 0;
  std::int64_t loop = 0;
  std::int64_t time = 0;
  while (at < bytes_.size()) {
    const std::uint64_t head = get();
    GroupEntry entry;
    entry.slot = static_cast<Slot>(head >> kFlagBits);
    customer += get_signed();
    entry.customer = static_cast<std::uint32_t>(customer);
    if ((head & kWithFraction) != 0) {
      entry.time = Instant{Nanos{get_signed()}};
    } else {
      time += get_signed();
      entry.time = Instant{seconds{time}};
    }
    entry.value = (head & kOwnValue) != 0 ? get() : customer_value(entry.customer);
    if ((head & kWithLoop) != 0) {
      loop += get_signed();
      entry.loop = static_cast<std::uint32_t>(loop);
    }
    visit(entry);
  }
}

}  // namespace loopbreaker
