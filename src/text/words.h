// Numbers, days and lengths as a person says them, in English, as the rule language is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

// Of days since 1970-01-01: "Tue 3 May 2016", "2016-05-03".
std::string DayText(std::int32_t day);
std::string IsoDay(std::int32_t day);
// "Tue 3 May 2016 09:40".
std::string MinuteText(Instant at, absl::TimeZone zone);
// "09:00-10:00".
std::string HourText(int hour);
// "12", "0.4", "0.03": enough digits to tell it from nothing.
std::string Ratio(std::uint64_t part, std::uint64_t whole);
// "12 %", "0.4 %"; "-" when there is no whole.
std::string Percent(std::uint64_t part, std::uint64_t whole);
// "12 days", "5 hours": whole ones, rounded down.
std::string LengthText(Nanos length);
// "3 alerts", "1 alert".
std::string Counted(std::uint64_t n, const std::string& one, const std::string& many);
// 1234567 as "1,234,567".
std::string Grouped(std::uint64_t n);
// Text in HTML, attributes included.
std::string Escaped(std::string_view text);

}  // namespace loopbreaker
