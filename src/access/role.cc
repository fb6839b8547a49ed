#include "access/role.h"

#include <algorithm>

#include "absl/strings/str_join.h"

namespace loopbreaker {

const std::vector<std::string>& RoleNames() {
  static const std::vector<std::string> names = {"read", "see-names", "act", "raise", "erase"};
  return names;
}

std::string_view NameOf(Role role) { return RoleNames()[static_cast<std::size_t>(role)]; }

std::optional<Role> ParseRole(std::string_view name) {
  const auto found = std::find(RoleNames().begin(), RoleNames().end(), name);
  if (found == RoleNames().end()) return std::nullopt;
  return static_cast<Role>(found - RoleNames().begin());
}

Roles Roles::All() {
  Roles roles;
  for (const std::string& name : RoleNames()) roles.Add(*ParseRole(name));
  return roles;
}

std::vector<std::string> Roles::Names() const {
  std::vector<std::string> names;
  for (const std::string& name : RoleNames()) {
    if (Has(*ParseRole(name))) names.push_back(name);
  }
  return names;
}

std::string Roles::ToText() const { return none() ? "no role" : absl::StrJoin(Names(), ", "); }

}  // namespace loopbreaker
