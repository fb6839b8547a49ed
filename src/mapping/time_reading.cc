#include "mapping/time_reading.h"

#include <optional>

#include "base/read_number.h"
#include "base/text.h"
#include "base/time.h"

namespace loopbreaker {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// What protobuf allows: the years 1 to 9999.
constexpr std::int64_t kTimestampMin = -62135596800;
constexpr std::int64_t kTimestampMax = 253402300799;

bool SetTimestamp(std::int64_t s, std::int32_t nanos, google::protobuf::Timestamp& time) {
  if (s < kTimestampMin || s > kTimestampMax) return false;
  time.set_seconds(s);
  time.set_nanos(nanos);
  return true;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

bool ReadDecimalSeconds(std::string_view text, std::int64_t& s, std::int32_t& nanos) {
  const bool negative = !text.empty() && text[0] == '-';
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  s = 0;
  if (!ReadNumber(whole, s)) return false;
  nanos = 0;
  if (point == std::string_view::npos) return true;
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.empty()) return false;
  std::int32_t unit = 100'000'000;
  for (const char c : fraction) {
    if (c < '0' || c > '9') return false;
    nanos += unit * (c - '0');
    unit /= 10;
  }
  if (negative) nanos = -nanos;
  return true;
}

bool TimeReading::Make(std::string_view layout, std::string_view zone, TimeReading& reading, Wrong& wrong,
                       std::string& error) {
  reading = TimeReading{};
  wrong = Wrong::kZone;
  if (!zone.empty()) {
    if (!absl::LoadTimeZone(Abseil(zone), &reading.zone_)) {
      error = "no time zone '" + std::string(zone) + "'; expected an IANA name such as Europe/Amsterdam or UTC";
      return false;
    }
    reading.zoned_ = true;
  }
  wrong = Wrong::kLayout;
  if (layout.empty()) return true;
  if (layout == "unix") {
    reading.form_ = Form::kUnix;
    reading.expected_ = "seconds since 1970-01-01 (layout unix)";
    return true;
  }
  if (layout == "unix_ms") {
    reading.form_ = Form::kUnixMillis;
    reading.expected_ = "milliseconds since 1970-01-01 (layout unix_ms)";
    return true;
  }
  reading.form_ = Form::kLayout;
  reading.layout_ = std::string(layout);
  // Writing a day and reading it back finds a misspelt conversion, and a layout that names no day at all.
  const absl::Time sample = absl::FromCivil(absl::CivilSecond(2026, 12, 31, 13, 45, 0), reading.zone_);
  const std::string written = absl::FormatTime(Abseil(layout), sample, reading.zone_);
  google::protobuf::Timestamp read;
  if (!reading.Read(written, read) ||
      absl::ToCivilDay(absl::FromUnixSeconds(read.seconds()), reading.zone_) != absl::CivilDay(2026, 12, 31)) {
    error = "layout \"" + std::string(layout) + "\" does not give a whole date (31 December 2026 would be '" + written +
            "'); expected strptime form such as \"%d/%m/%Y %H:%M\", or unix or unix_ms";
    return false;
  }
  reading.expected_ = "a time like " + written + " (layout " + reading.layout_ + ")";
  return true;
}

bool TimeReading::ReadLayout(std::string_view layout, std::string_view text, google::protobuf::Timestamp& time) const {
  absl::Time at;
  if (!absl::ParseTime(Abseil(layout), Abseil(text), zone_, &at, nullptr)) return false;
  // Abseil reads "infinite-future" whatever the layout says.
  if (at == absl::InfiniteFuture() || at == absl::InfinitePast()) return false;
  const std::int64_t s = absl::ToUnixSeconds(at);
  const auto nanos = absl::ToInt64Nanoseconds(at - absl::FromUnixSeconds(s));
  return SetTimestamp(s, static_cast<std::int32_t>(nanos), time);
}

bool TimeReading::Read(std::string_view text, google::protobuf::Timestamp& time) const {
  text = Trimmed(text);
  switch (form_) {
    case Form::kLayout:
      return ReadLayout(layout_, text, time);
    case Form::kRfc3339: {
      if (const std::optional<Instant> at = ParseTime(text)) {
        const std::int64_t nanos = at->time_since_epoch().count();
        std::int64_t s = nanos / kNanosPerSecond;
        if (nanos % kNanosPerSecond < 0) --s;
        return SetTimestamp(s, static_cast<std::int32_t>(nanos - s * kNanosPerSecond), time);
      }
      return zoned_ && ReadLayout("%Y-%m-%dT%H:%M:%E*S", text, time);
    }
    case Form::kUnix: {
      std::int64_t s = 0;
      std::int32_t nanos = 0;
      if (!ReadDecimalSeconds(text, s, nanos)) return false;
      if (nanos < 0) {
        --s;
        nanos += kNanosPerSecond;
      }
      return SetTimestamp(s, nanos, time);
    }
    case Form::kUnixMillis: {
      std::int64_t millis = 0;
      if (!ReadNumber(text, millis)) return false;
      std::int64_t s = millis / 1000;
      if (millis % 1000 < 0) --s;
      return SetTimestamp(s, static_cast<std::int32_t>((millis - s * 1000) * 1'000'000), time);
    }
  }
  return false;
}

}  // namespace loopbreaker
