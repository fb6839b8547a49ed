#include "access/token.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "base/yaml.h"
#include "base/yaml_reader.h"

namespace loopbreaker {
namespace {

std::optional<TokenHash> ParseHash(std::string_view text) {
  TokenHash hash;
  std::size_t size = 0;
  const char* end = nullptr;
  const bool read = sodium_hex2bin(hash.data(), hash.size(), text.data(), text.size(), nullptr, &size, &end) == 0;
  if (!read || size != hash.size() || end != text.data() + text.size()) return std::nullopt;
  return hash;
}

class TokenReader {
 public:
  TokenReader(const YamlDocument& document, Diagnostics& errors) : reader_(document, errors) {}

  void Read(const YamlNode& item, std::vector<Token>& tokens) {
    if (!reader_.Map(item, "a token", {"user", "roles", "sha256", "until"})) return;
    Token token;
    const YamlNode* user = reader_.Required(item, "a token", "user");
    const YamlNode* roles = reader_.Required(item, "a token", "roles");
    const YamlNode* hash = reader_.Required(item, "a token", "sha256");
    if (user != nullptr) token.user.name = reader_.Text(*user, "'user'").value_or("");
    if (roles != nullptr) {
      for (const YamlNode* role : reader_.OneOrMore(*roles, "'roles'")) {
        if (const auto choice = reader_.Choice(*role, "a role", RoleNames())) {
          token.user.roles.Add(static_cast<Role>(*choice));
        }
      }
    }
    if (hash != nullptr) {
      const auto parsed = hash->IsScalar() ? ParseHash(hash->text) : std::nullopt;
      if (!parsed) {
        // Not what stands there: it may be the token itself.
        reader_.Error(*hash,
                      "expected the 64 hexadecimal digits of the token's SHA-256 for 'sha256', found something "
                      "else; `loopbreaker token` makes a token and its line");
      } else if (FindToken(tokens, *parsed) != nullptr) {
        reader_.Error(*hash, "this token is there already");
      } else {
        token.hash = *parsed;
      }
    }
    if (const YamlNode* until = item.Find("until")) {
      token.until = until->IsScalar() ? ParseTime(until->text) : std::nullopt;
      if (!token.until) reader_.Expected(*until, "'until'", "a time such as 2027-01-01T00:00:00Z");
    }
    tokens.push_back(std::move(token));
  }

 private:
  YamlReader reader_;
};

}  // namespace

std::string MakeToken() {
  std::array<unsigned char, 32> bytes;
  [[maybe_unused]] const int ready = sodium_init();
  randombytes_buf(bytes.data(), bytes.size());
  return "lb_" + ToHex(bytes);
}

TokenHash HashOf(std::string_view token) {
  TokenHash hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  return hash;
}

const Token* FindToken(const std::vector<Token>& tokens, const TokenHash& hash) {
  const Token* found = nullptr;
  for (const Token& token : tokens) {
    if (sodium_memcmp(token.hash.data(), hash.data(), hash.size()) == 0) found = &token;
  }
  return found;
}

std::vector<Token> ReadTokens(std::string_view text, const std::string& file, Diagnostics& errors) {
  Diagnostics found;
  const YamlDocument document = ParseYaml(text, file, found);
  std::vector<Token> tokens;
  const YamlReader reader(document, found);
  if (document.complete && reader.Map(document.root, "the file of tokens", {"tokens"})) {
    const YamlNode* list = reader.Required(document.root, "the file of tokens", "tokens");
    if (list != nullptr && (!list->IsList() || list->items.empty())) {
      reader.Expected(*list, "'tokens'", "a list of tokens");
    } else if (list != nullptr) {
      TokenReader token_reader(document, found);
      for (const YamlNode& item : list->items) token_reader.Read(item, tokens);
    }
  }
  for (Diagnostic error : found.list()) {
    error.source.clear();
    errors.Add(std::move(error));
  }
  return tokens;
}

std::string TokenLine(std::string_view user, const Roles& roles, std::string_view token) {
  return absl::StrCat("  - {user: ", Abseil(user), ", roles: [", absl::StrJoin(roles.Names(), ", "),
                      "], sha256: ", ToHex(HashOf(token)), "}\n");
}

}  // namespace loopbreaker
