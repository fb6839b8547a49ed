#include "observe/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>

#include "observe/json_quote.h"

namespace loopbreaker {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warning", "error"};

std::atomic<LogLevel> lowest{LogLevel::kInfo};
std::atomic<LogSink> sink{nullptr};

template <typename T>
void AppendNumber(std::string& out, T number) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), end);
}

struct AppendValue {
  std::string& out;
  void operator()(std::int64_t number) const { AppendNumber(out, number); }
  void operator()(std::uint64_t number) const { AppendNumber(out, number); }
  void operator()(double number) const {
    if (std::isfinite(number)) {
      AppendNumber(out, number);
    } else {
      out += "null";  // JSON has no other word for it
    }
  }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(std::string_view text) const { AppendJsonQuoted(out, text); }
};

void AppendKey(std::string& out, std::string_view name) {
  out += ',';
  AppendJsonQuoted(out, name);
  out += ':';
}

void WriteToStandardError(std::string_view line) {
  while (!line.empty()) {
    const ssize_t n = write(STDERR_FILENO, line.data(), line.size());
    if (n > 0) {
      line.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
    if (kLevelNames[i] == text) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void SetLogLevel(LogLevel level) { lowest.store(level, std::memory_order_relaxed); }
bool LogEnabled(LogLevel level) { return level >= lowest.load(std::memory_order_relaxed); }
void SetLogSink(LogSink to) { sink.store(to); }

std::string LogLine(Instant at, LogLevel level, std::string_view message, LogFields fields) {
  std::string line = "{\"time\":\"";
  line += FormatTime(std::chrono::floor<std::chrono::milliseconds>(at));
  line += "\",\"level\":\"";
  line += kLevelNames[static_cast<std::size_t>(level)];
  line += '"';
  AppendKey(line, "message");
  AppendJsonQuoted(line, message);
  for (const LogField& field : fields) {
    AppendKey(line, field.name);
    std::visit(AppendValue{line}, field.value);
  }
  line += "}\n";
  return line;
}

void Log(LogLevel level, std::string_view message, LogFields fields) {
  if (!LogEnabled(level)) return;
  const std::string line = LogLine(std::chrono::system_clock::now(), level, message, fields);
  const LogSink to = sink.load();
  (to == nullptr ? &WriteToStandardError : to)(line);
}

}  // namespace loopbreaker
