#include "cli/demo_page.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/utf8.h"

namespace loopbreaker {
namespace {

constexpr std::string_view kPlain = "\033[0m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::size_t kTimeTextBytes = std::string_view("2026-03-02T10:00:00Z").size();

std::string_view ColourOf(v1::Severity::Value severity) {
  switch (severity) {
    case v1::Severity::CRITICAL:
      return "\033[1;31m";
    case v1::Severity::HIGH:
      return "\033[31m";
    case v1::Severity::MEDIUM:
      return "\033[33m";
    default:
      return "\033[36m";
  }
}

// Bytes of the longest front of `text` with at most `columns` characters.
std::size_t Front(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  for (; columns > 0 && bytes < text.size(); --columns) {
    bytes += std::max<std::size_t>(1, Utf8Length(text.substr(bytes)));
  }
  return bytes;
}

std::size_t Columns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    text.remove_prefix(std::max<std::size_t>(1, Utf8Length(text)));
    ++columns;
  }
  return columns;
}

}  // namespace

std::string DemoPage::Local(Instant at) const {
  return absl::FormatTime("%a %e %b %H:%M", absl::FromChrono(std::chrono::floor<seconds>(at)), zone_);
}

std::string DemoPage::WithLocalTimes(std::string_view text) const {
  std::string result;
  while (!text.empty()) {
    const bool digit = text.front() >= '0' && text.front() <= '9';
    const std::optional<Instant> time = digit ? ParseTime(text.substr(0, kTimeTextBytes)) : std::nullopt;
    if (time) {
      result += Local(*time);
      text.remove_prefix(kTimeTextBytes);
    } else {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

void DemoPage::WriteColoured(std::string_view colour, std::string_view lead, std::string_view text, int lines_max) {
  const std::size_t indent = Columns(lead);
  const std::size_t room = kWidth - indent;
  std::string start(lead);
  for (int line = 1;; ++line) {
    std::size_t bytes = Front(text, room);
    bool cut = false;
    if (bytes < text.size()) {
      cut = line == lines_max;
      if (cut) bytes = Front(text, room - 1);  // for the "…"
      const std::size_t space = text.substr(0, bytes + 1).rfind(' ');
      if (space != std::string_view::npos && space != 0) bytes = space;
    }
    const bool coloured = colours_ && line == 1 && !colour.empty();
    out_ << (coloured ? colour : "") << start << text.substr(0, bytes) << (cut ? "…" : "") << (coloured ? kPlain : "")
         << "\n";
    text.remove_prefix(bytes);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (cut || text.empty()) return;
    start.assign(indent, ' ');
  }
}

void DemoPage::Write(std::string_view lead, std::string_view text, int lines_max) {
  WriteColoured("", lead, text, lines_max);
}

void DemoPage::Heading(std::string_view text) { WriteColoured(kBold, "", text, 1); }

void DemoPage::Alert(v1::Severity::Value severity, std::string_view lead, std::string_view text) {
  WriteColoured(ColourOf(severity), lead, text, 2);
}

std::string Counted(std::int64_t n, const std::string& singular, const std::string& plural) {
  return std::to_string(n) + " " + (n == 1 ? singular : plural);
}

std::string Money(std::int64_t cents) {
  char text[48];
  std::snprintf(text, sizeof text, "€ %lld.%02d", static_cast<long long>(cents / 100), static_cast<int>(cents % 100));
  return text;
}

}  // namespace loopbreaker
