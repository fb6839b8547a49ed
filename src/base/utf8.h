// Well-formed UTF-8, as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace loopbreaker {

// The length in bytes of the character at the front of `text`, which is not empty; 0 when that is none.
std::size_t Utf8Length(std::string_view text);

bool IsUtf8(std::string_view text);

}  // namespace loopbreaker
