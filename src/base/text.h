// The one seam between std::string_view, which this project uses throughout, and absl::string_view, which is a type of
// its own in Debian 12's Abseil and the same type in newer ones.
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace loopbreaker {

inline absl::string_view Abseil(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view Standard(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace loopbreaker
