// Tokens: long random texts that say who somebody is. Only their hashes are kept.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.h"
#include "base/diagnostic.h"
#include "base/hmac.h"
#include "base/time.h"

namespace loopbreaker {

// SHA-256 of the token: enough for what has 256 random bits and cannot be guessed, so no slow hash of passwords.
using TokenHash = std::array<unsigned char, 32>;

struct Token {
  User user;
  TokenHash hash{};
  std::optional<Instant> until;  // not valid from then on

  bool IsValid(Instant now) const { return !until || now < *until; }
};

// A new one: "lb_" and 64 hexadecimal digits, 256 bits of the system's own randomness.
std::string MakeToken();
TokenHash HashOf(std::string_view token);

// Compares with every one to its end, so that the time taken tells nothing of how much was right. Null: none of them.
const Token* FindToken(const std::vector<Token>& tokens, const TokenHash& hash);

// The text of a token file:
//
//   tokens:
//     - {user: anna, roles: [read, see-names, act], sha256: 9f86…, until: 2027-01-01T00:00:00Z}
//
// What is wrong is added to `errors`; no line of it is ever shown.
std::vector<Token> ReadTokens(std::string_view text, const std::string& file, Diagnostics& errors);
// The line of a token file for this token.
std::string TokenLine(std::string_view user, const Roles& roles, std::string_view token);

}  // namespace loopbreaker
