// Text for a person at a terminal: lines that fit, local times, a colour where there is one to be had.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/time.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

class DemoPage {
 public:
  // `colours` only repeat what the words say.
  DemoPage(std::ostream& out, bool colours, absl::TimeZone zone) : out_(out), colours_(colours), zone_(zone) {}

  // `text` wrapped at words to `lines_max` lines of kWidth columns, all but the first indented like the first's
  // `lead`; what does not fit ends with "…".
  void Write(std::string_view lead, std::string_view text, int lines_max = 2);
  void Blank() { out_ << "\n"; }
  void Heading(std::string_view text);
  // As Write, its first line in the colour of the severity.
  void Alert(v1::Severity::Value severity, std::string_view lead, std::string_view text);

  // "Mon  2 Feb 08:52", always kTimeColumns wide.
  std::string Local(Instant at) const;
  // The text with each RFC 3339 time in it in that form.
  std::string WithLocalTimes(std::string_view text) const;

  static constexpr std::size_t kWidth = 90;
  static constexpr std::size_t kTimeColumns = 16;

 private:
  void WriteColoured(std::string_view colour, std::string_view lead, std::string_view text, int lines_max);

  std::ostream& out_;
  bool colours_;
  absl::TimeZone zone_;
};

// "3 visits", "1 visit".
std::string Counted(std::int64_t n, const std::string& singular, const std::string& plural);
// "€ 303.00"
std::string Money(std::int64_t cents);

}  // namespace loopbreaker
