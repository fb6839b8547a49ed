// Whole numbers in texts.
#pragma once

#include <charconv>
#include <string_view>

namespace loopbreaker {

// False: the text is not wholly a number, or one that does not fit. No spaces, no plus sign.
template <typename Integer>
bool ReadNumber(std::string_view text, Integer& number, int base = 10) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && rest == end;
}

}  // namespace loopbreaker
