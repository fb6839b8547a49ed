// Who asks, by what a request says and where it comes from: a token, a session that began with one, or a proxy that has
// asked for the name and says it in a header.
//
// Safe in any thread. Reads no clock.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/role.h"
#include "access/token.h"
#include "base/network.h"
#include "base/time.h"

namespace loopbreaker {

// A proxy that knows who people are (by OpenID Connect, say) and is believed, where it is one of these addresses. It
// must take both headers away from what comes from outside.
struct TrustedProxy {
  std::vector<Network> addresses;
  std::string user_header = "x-forwarded-user";     // lower case
  std::string roles_header = "x-forwarded-groups";  // with commas between them
  std::map<std::string, std::vector<Role>> groups;  // what a group may do; empty: the header names roles

  bool Is(const IpAddress& peer) const;
};

struct AccessConfig {
  std::optional<TrustedProxy> proxy;
  bool proxy_only = false;  // nobody else is answered, as what they say would be readable on its way
  std::vector<Token> tokens;
  std::string session_key;  // any secret; empty: one for the life of this instance
};

class Access {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

  // For this machine alone: nobody is asked who they are, and everybody may do everything.
  Access() = default;
  explicit Access(AccessConfig config);

  bool open() const { return !config_.proxy && !has_tokens_; }
  bool has_tokens() const { return has_tokens_; }

  // From now on these, where there were some: a token that is not among them lets nobody in any more, nor does a
  // session that began with it.
  void ReplaceTokens(std::vector<Token> tokens);

  // Empty: `why` says what was expected and found, with no secret in it.
  std::optional<User> Identify(const Headers& headers, const IpAddress& peer, Instant now, std::string& why) const;

  // The value of the session's cookie for somebody who shows a token. Empty: it is none, or no longer one.
  // Any instance with the same key and tokens knows it; it ends with the token, or after kSessionLasts.
  std::optional<std::string> OpenSession(std::string_view token, Instant now) const;

  // The name's beginning makes browsers take it over a safe connection only, and from no other host.
  static constexpr std::string_view kCookie = "__Host-loopbreaker";
  static constexpr hours kSessionLasts{12};

 private:
  std::optional<User> OfProxy(const Headers& headers, std::string& why) const;
  std::optional<User> OfToken(const Token* token, Instant now, std::string& why) const;
  const Token* OfSession(const std::vector<Token>& tokens, std::string_view cookie, Instant now) const;
  std::string Seal(const TokenHash& hash, std::int64_t until_seconds) const;

  using Tokens = std::shared_ptr<const std::vector<Token>>;
  Tokens tokens() const;

  AccessConfig config_;  // without the tokens
  bool has_tokens_ = false;
  mutable std::mutex mutex_;
  Tokens tokens_ = std::make_shared<const std::vector<Token>>();
  std::array<unsigned char, 32> key_{};
};

}  // namespace loopbreaker
