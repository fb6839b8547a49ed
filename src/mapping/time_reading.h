// How a mapping reads times.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace loopbreaker {

// Immutable after Make. By default RFC 3339 with its own offset.
class TimeReading {
 public:
  // `layout`: strptime form ("%d/%m/%Y %H:%M"), "unix" or "unix_ms", or empty for RFC 3339. `zone`: IANA name, or empty
  // for UTC; with RFC 3339 it is the zone of times that carry no offset. False: `error` says which of the two is wrong,
  // and why.
  enum class Wrong { kLayout, kZone };
  static bool Make(std::string_view layout, std::string_view zone, TimeReading& reading, Wrong& wrong,
                   std::string& error);

  // False when `text` does not fit. A local time that a change of the clocks skips or repeats is read by the offset
  // before the change.
  bool Read(std::string_view text, google::protobuf::Timestamp& time) const;

  // For messages: "a time like 31/12/2026 13:45 (layout %d/%m/%Y %H:%M)".
  const std::string& expected() const { return expected_; }

 private:
  enum class Form { kRfc3339, kLayout, kUnix, kUnixMillis };
  bool ReadLayout(std::string_view layout, std::string_view text, google::protobuf::Timestamp& time) const;

  Form form_ = Form::kRfc3339;
  std::string layout_;
  bool zoned_ = false;
  absl::TimeZone zone_ = absl::UTCTimeZone();
  std::string expected_ = "a time like 2026-12-31T13:45:00Z (RFC 3339)";
};

// "1700000000", "1700000000.25": seconds and nanoseconds, further digits cut off. False: not a decimal number, or out
// of range.
bool ReadDecimalSeconds(std::string_view text, std::int64_t& seconds, std::int32_t& nanos);

}  // namespace loopbreaker
