// Signatures by a shared secret: HMAC-SHA256.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

namespace loopbreaker {

using Hmac = std::array<unsigned char, 32>;

// Of the texts, one behind the other.
Hmac HmacOf(std::string_view secret, std::initializer_list<std::string_view> texts);

// Of any 32 bytes.
std::string ToHex(const Hmac& hmac);
// Whether `text` is the HMAC in hexadecimal digits, or in base64. The time that this takes does not tell how much of it
// is right.
bool IsHex(const Hmac& hmac, std::string_view text);
bool IsBase64(const Hmac& hmac, std::string_view text);

}  // namespace loopbreaker
