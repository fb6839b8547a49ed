// Percent-encoding (RFC 3986), as in ids, keys of topics and paths of HTTP.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace loopbreaker {

// Everything but unreserved characters. Appends to `out`.
void EncodePercent(std::string_view text, std::string& out);
std::string EncodePercent(std::string_view text);

// The reverse, of any percent-encoding. Empty: a percent sign without two hexadecimal digits behind it.
std::optional<std::string> DecodePercent(std::string_view text);

}  // namespace loopbreaker
