// What happens, for the people who run it: a JSON object a line on standard error. Identities only, no personal data
// and no secrets: who logs sees to it.
//
//   LogInfo("partition taken", {{"topic", topic}, {"partition", 3}, {"facts", count}});
//   {"time":"2026-03-02T10:00:00.123Z","level":"info","message":"partition taken","topic":"facts","partition":3,...}
//
// Safe in any thread; a line is written whole, by one call of the system. A line that cannot be written is lost.
// Not for every record: what happens that often is counted (metrics.h).
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace loopbreaker {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning", "error".
std::optional<LogLevel> ParseLogLevel(std::string_view text);

// Name and value, both of which must live until Log returns. Names are words joined by underscores.
struct LogField {
  using Value = std::variant<std::int64_t, std::uint64_t, double, bool, std::string_view>;

  LogField(std::string_view of, std::string_view text) : name(of), value(text) {}
  LogField(std::string_view of, const std::string& text) : name(of), value(std::string_view(text)) {}
  LogField(std::string_view of, const char* text) : name(of), value(std::string_view(text)) {}
  LogField(std::string_view of, bool flag) : name(of), value(flag) {}
  template <std::signed_integral T>
  LogField(std::string_view of, T number) : name(of), value(static_cast<std::int64_t>(number)) {}
  template <std::unsigned_integral T>
  LogField(std::string_view of, T number) : name(of), value(static_cast<std::uint64_t>(number)) {}
  LogField(std::string_view of, double number) : name(of), value(number) {}

  std::string_view name;
  Value value;
};
using LogFields = std::initializer_list<LogField>;

// Lines below this level are left out; kInfo unless set.
void SetLogLevel(LogLevel level);
bool LogEnabled(LogLevel level);
// Where lines go instead of standard error; for the time of one test. Null: standard error.
using LogSink = void (*)(std::string_view line);
void SetLogSink(LogSink sink);

void Log(LogLevel level, std::string_view message, LogFields fields = {});
inline void LogDebug(std::string_view message, LogFields fields = {}) { Log(LogLevel::kDebug, message, fields); }
inline void LogInfo(std::string_view message, LogFields fields = {}) { Log(LogLevel::kInfo, message, fields); }
inline void LogWarning(std::string_view message, LogFields fields = {}) { Log(LogLevel::kWarning, message, fields); }
inline void LogError(std::string_view message, LogFields fields = {}) { Log(LogLevel::kError, message, fields); }

// The line itself, with its line feed. Texts that are not UTF-8 have U+FFFD for each wrong byte.
std::string LogLine(Instant at, LogLevel level, std::string_view message, LogFields fields);

}  // namespace loopbreaker
