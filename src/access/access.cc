#include "access/access.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/read_number.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

enum class Found { kNone, kOne, kMore };

Found Find(const Access::Headers& headers, std::string_view name, std::string_view& value) {
  Found found = Found::kNone;
  for (const auto& [other, text] : headers) {
    if (other != name) continue;
    if (found != Found::kNone) return Found::kMore;
    found = Found::kOne;
    value = text;
  }
  return found;
}

// The value of a cookie among "a=b; c=d".
std::string_view CookieIn(std::string_view header, std::string_view name) {
  for (const absl::string_view part : absl::StrSplit(Abseil(header), ';')) {
    const std::string_view pair = Standard(absl::StripAsciiWhitespace(part));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace

bool TrustedProxy::Is(const IpAddress& peer) const {
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const Network& network) { return network.Contains(peer); });
}

Access::Access(AccessConfig config) : config_(std::move(config)), has_tokens_(!config_.tokens.empty()) {
  tokens_ = std::make_shared<const std::vector<Token>>(std::move(config_.tokens));
  config_.tokens.clear();
  [[maybe_unused]] const int ready = sodium_init();
  if (config_.session_key.empty()) {
    randombytes_buf(key_.data(), key_.size());
    return;
  }
  // Another key than those that pseudonyms are made with, though the secret is the same.
  constexpr std::string_view kUse = "loopbreaker session";
  crypto_generichash(key_.data(), key_.size(), Bytes(config_.session_key), config_.session_key.size(), Bytes(kUse),
                     kUse.size());
}

void Access::ReplaceTokens(std::vector<Token> tokens) {
  auto replaced = std::make_shared<const std::vector<Token>>(std::move(tokens));
  const std::scoped_lock lock(mutex_);
  if (has_tokens_) tokens_ = std::move(replaced);
}

Access::Tokens Access::tokens() const {
  const std::scoped_lock lock(mutex_);
  return tokens_;
}

std::optional<User> Access::Identify(const Headers& headers, const IpAddress& peer, Instant now,
                                     std::string& why) const {
  if (open()) return User{"", Roles::All()};
  const bool of_proxy = config_.proxy && config_.proxy->Is(peer);
  if (config_.proxy_only && !of_proxy) {
    why = absl::StrCat("this server is asked through its proxy only, and ", ToText(peer), " is not one");
    return std::nullopt;
  }
  if (of_proxy && std::any_of(headers.begin(), headers.end(),
                              [&](const auto& header) { return header.first == config_.proxy->user_header; })) {
    return OfProxy(headers, why);
  }
  std::string_view value;
  if (Find(headers, "authorization", value) == Found::kOne) {
    constexpr std::string_view kBearer = "bearer ";
    if (!absl::StartsWithIgnoreCase(Abseil(value), Abseil(kBearer))) {
      why = "expected 'Authorization: Bearer TOKEN', found another kind";
      return std::nullopt;
    }
    const std::string_view token = Standard(absl::StripAsciiWhitespace(Abseil(value.substr(kBearer.size()))));
    const Tokens known = tokens();
    return OfToken(FindToken(*known, HashOf(token)), now, why);
  }
  if (Find(headers, "cookie", value) == Found::kOne) {
    if (const std::string_view cookie = CookieIn(value, kCookie); !cookie.empty()) {
      const Tokens known = tokens();
      const Token* token = OfSession(*known, cookie, now);
      if (token == nullptr) why = "the session is over; sign in again";
      return token == nullptr ? std::nullopt : std::optional(token->user);
    }
  }
  why = has_tokens() ? "expected 'Authorization: Bearer TOKEN' or a session, found neither"
                     : absl::StrCat("expected the header ", config_.proxy->user_header, " of the proxy, found none",
                                    of_proxy ? "" : absl::StrCat("; ", ToText(peer), " is not the proxy"));
  return std::nullopt;
}

std::optional<User> Access::OfProxy(const Headers& headers, std::string& why) const {
  const TrustedProxy& proxy = *config_.proxy;
  std::string_view name;
  std::string_view groups;
  // Twice: one of them came from outside, and the proxy has not taken it away.
  if (Find(headers, proxy.user_header, name) != Found::kOne || name.empty()) {
    why = absl::StrCat("expected the header ", proxy.user_header, " once and not empty");
    return std::nullopt;
  }
  if (Find(headers, proxy.roles_header, groups) == Found::kMore) {
    why = absl::StrCat("expected the header ", proxy.roles_header, " once, found it more often");
    return std::nullopt;
  }
  User user{std::string(name), {}};
  for (const absl::string_view part : absl::StrSplit(Abseil(groups), ',')) {
    const std::string group(absl::StripAsciiWhitespace(part));
    if (proxy.groups.empty()) {
      if (const auto role = ParseRole(group)) user.roles.Add(*role);
    } else if (const auto found = proxy.groups.find(group); found != proxy.groups.end()) {
      for (const Role role : found->second) user.roles.Add(role);
    }
  }
  return user;
}

std::optional<User> Access::OfToken(const Token* token, Instant now, std::string& why) const {
  if (token != nullptr && token->IsValid(now)) return token->user;
  why = token == nullptr ? "this token is not known" : "this token is no longer valid";
  return std::nullopt;
}

std::optional<std::string> Access::OpenSession(std::string_view token, Instant now) const {
  const TokenHash hash = HashOf(token);
  const Tokens known = tokens();
  const Token* found = FindToken(*known, hash);
  if (found == nullptr || !found->IsValid(now)) return std::nullopt;
  Instant until = now + kSessionLasts;
  if (found->until) until = std::min(until, *found->until);
  const std::int64_t until_seconds = std::chrono::floor<seconds>(until).time_since_epoch().count();
  // The user's place among the tokens by the token's hash, which is no secret to somebody who has the token.
  return absl::StrCat(ToHex(hash), ".", until_seconds, ".", Seal(hash, until_seconds));
}

std::string Access::Seal(const TokenHash& hash, std::int64_t until_seconds) const {
  const std::string text = absl::StrCat(ToHex(hash), ".", until_seconds);
  TokenHash seal;
  crypto_generichash(seal.data(), seal.size(), Bytes(text), text.size(), key_.data(), key_.size());
  return ToHex(seal);
}

const Token* Access::OfSession(const std::vector<Token>& tokens, std::string_view cookie, Instant now) const {
  const std::vector<std::string> parts = absl::StrSplit(Abseil(cookie), '.');
  std::int64_t until = 0;
  if (parts.size() != 3 || !ReadNumber(parts[1], until)) return nullptr;
  const Token* found = nullptr;
  for (const Token& token : tokens) {
    const std::string hex = ToHex(token.hash);
    const std::string seal = Seal(token.hash, until);
    if (hex.size() == parts[0].size() && seal.size() == parts[2].size() &&
        sodium_memcmp(hex.data(), parts[0].data(), hex.size()) == 0 &&
        sodium_memcmp(seal.data(), parts[2].data(), seal.size()) == 0) {
      found = &token;
    }
  }
  // Only what is sealed is looked at.
  return found != nullptr && now < Instant(seconds(until)) && found->IsValid(now) ? found : nullptr;
}

}  // namespace loopbreaker
