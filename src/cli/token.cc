// `loopbreaker token`: makes a token for a person or a program.
#include "access/token.h"

#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "base/diagnostic.h"
#include "cli/commands.h"
#include "cli/common.h"

namespace loopbreaker {
namespace {

// What needs no quotes in YAML, and reads well in a log.
bool IsName(const std::string& text) {
  if (text.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(text[0]))) return false;
  for (const unsigned char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_' && c != '.' && c != '@') return false;
  }
  return true;
}

int Make(const std::string& user, const std::vector<std::string>& names) {
  if (!IsName(user)) {
    PrintError("expected a name of letters, digits, '-', '_', '.' and '@' for --user, found '" + user + "'");
    return kUsage;
  }
  Roles roles;
  for (const std::string& name : names) {
    const auto role = ParseRole(name);
    if (!role) {
      PrintError("expected read, see-names, act, raise or erase for --roles, found '" + name + "'" +
                 DidYouMean(name, RoleNames()));
      return kUsage;
    }
    roles.Add(*role);
  }
  const std::string token = MakeToken();
  std::cout << TokenLine(user, roles, token);
  std::cerr
      << "The line above belongs under 'tokens:' in the file that http.token_file names. This is the token, shown "
         "only now:\n"
      << token << "\n";
  return kDone;
}

}  // namespace

void AddToken(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("token", "Makes a token with which somebody may use the service's HTTP");
  auto user = std::make_shared<std::string>();
  auto roles = std::make_shared<std::vector<std::string>>(std::vector<std::string>{"read"});
  command->add_option("--user", *user, "Who it is for, as logs will call them")->required();
  command->add_option("--roles", *roles, "Of read, see-names, act, raise, erase, with commas")
      ->delimiter(',')
      ->capture_default_str();
  command->callback([user, roles, &exit_code] { exit_code = Make(*user, *roles); });
}

}  // namespace loopbreaker
