#include "base/hmac.h"

#include <sodium.h>

namespace loopbreaker {

Hmac HmacOf(std::string_view secret, std::initializer_list<std::string_view> texts) {
  static_assert(sizeof(Hmac) == crypto_auth_hmacsha256_BYTES);
  Hmac hmac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  for (const std::string_view text : texts) {
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  crypto_auth_hmacsha256_final(&state, hmac.data());
  return hmac;
}

std::string ToHex(const Hmac& hmac) {
  std::string hex(hmac.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hmac.data(), hmac.size());
  hex.pop_back();
  return hex;
}

bool IsHex(const Hmac& hmac, std::string_view text) {
  Hmac given{};
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(given.data(), given.size(), text.data(), text.size(), nullptr, &size, &end) != 0) return false;
  return size == given.size() && end == text.data() + text.size() &&
         sodium_memcmp(given.data(), hmac.data(), hmac.size()) == 0;
}

bool IsBase64(const Hmac& hmac, std::string_view text) {
  Hmac given{};
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(given.data(), given.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return false;
  }
  return size == given.size() && end == text.data() + text.size() &&
         sodium_memcmp(given.data(), hmac.data(), hmac.size()) == 0;
}

}  // namespace loopbreaker
