#include "scenario/junit.h"

#include <algorithm>

namespace loopbreaker {
namespace {

// Escapes what XML reserves; control characters have no place in it.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

void AddCase(const std::string& file, const std::string& name, const std::string& failure, std::string& xml) {
  xml += "    <testcase classname=\"" + Escaped(file) + "\" name=\"" + Escaped(name) + "\"";
  if (failure.empty()) {
    xml += "/>\n";
  } else {
    xml += ">\n      <failure message=\"not as expected\">" + Escaped(failure) + "</failure>\n    </testcase>\n";
  }
}

}  // namespace

std::string ToJUnit(const std::vector<RuleTestReport>& reports) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const RuleTestReport& report : reports) {
    const std::size_t unread = report.errors.empty() ? 0 : 1;
    const auto failed = static_cast<std::size_t>(std::count_if(
        report.results.begin(), report.results.end(), [](const RuleTestResult& result) { return !result.passed(); }));
    xml += "  <testsuite name=\"" + Escaped(report.file) + "\" tests=\"" +
           std::to_string(report.results.size() + unread) + "\" failures=\"" + std::to_string(failed + unread) +
           "\">\n";
    if (unread != 0) AddCase(report.file, "the file can be read", report.errors, xml);
    for (const RuleTestResult& result : report.results) {
      std::string failure;
      for (const std::string& text : result.failures) failure += text;
      AddCase(report.file, result.name, failure, xml);
    }
    xml += "  </testsuite>\n";
  }
  return xml + "</testsuites>\n";
}

}  // namespace loopbreaker
