// What a person or a program may do over HTTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

enum class Role : std::uint8_t {
  kRead,      // "read": what stands, without whom it is about
  kSeeNames,  // "see-names": with the customer, the dwelling and what was said
  kAct,       // "act": acknowledge, assign, snooze, dismiss, resolve, comment
  kRaise,     // "raise": report a case by hand
  kErase,     // "erase": have everything about a customer removed
};

const std::vector<std::string>& RoleNames();  // in the order of Role
std::string_view NameOf(Role role);
std::optional<Role> ParseRole(std::string_view name);

class Roles {
 public:
  static Roles All();
  void Add(Role role) { bits_ |= Bit(role); }
  bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  bool none() const { return bits_ == 0; }
  // "read, act"; "no role".
  std::string ToText() const;
  std::vector<std::string> Names() const;

 private:
  static unsigned Bit(Role role) { return 1u << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

struct User {
  std::string name;  // of the token, or as the proxy says; empty where nobody is asked
  Roles roles;
};

}  // namespace loopbreaker
