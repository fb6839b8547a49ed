#include "access/token.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string ErrorsOf(std::string_view text) {
  Diagnostics errors;
  ReadTokens(text, "tokens.yaml", errors);
  std::string all;
  for (const Diagnostic& error : errors.list()) all += ToTextWithSource(error);
  return all;
}

TEST(TokenTest, LineThatIsMadeIsRead) {
  const std::string token = MakeToken();
  Roles roles;
  roles.Add(Role::kRead);
  roles.Add(Role::kAct);
  Diagnostics errors;
  const auto tokens = ReadTokens("tokens:\n" + TokenLine("anna", roles, token), "tokens.yaml", errors);
  ASSERT_TRUE(errors.empty());
  const Token* found = FindToken(tokens, HashOf(token));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->user.name, "anna");
  EXPECT_THAT(found->user.roles.Names(), ElementsAre("read", "act"));
  EXPECT_FALSE(found->until);
}

TEST(TokenTest, HashIsThatOfSha256sum) {
  EXPECT_EQ(ToHex(HashOf("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(TokenTest, NoTwoAreAlike) {
  std::set<std::string> made;
  for (int i = 0; i < 100; ++i) made.insert(MakeToken());
  EXPECT_EQ(made.size(), 100);
  EXPECT_EQ(made.begin()->size(), 67);
}

TEST(TokenTest, MistakesAreToldWithoutShowingWhatMayBeSecret) {
  EXPECT_THAT(
      ErrorsOf("tokens: [{user: anna, roles: [read], sha256: lb_secret}]"),
      AllOf(HasSubstr("tokens.yaml:1:46: error: expected the 64 hexadecimal digits"), Not(HasSubstr("lb_secret"))));
  EXPECT_THAT(ErrorsOf("tokens:\n- {user: a, roles: [reed], sha256: " + ToHex(HashOf("x")) + "}\n"),
              HasSubstr("did you mean 'read'?"));
  EXPECT_THAT(ErrorsOf("tokens: [{}]"), AllOf(HasSubstr("'user'"), HasSubstr("'roles'"), HasSubstr("'sha256'")));
  EXPECT_THAT(ErrorsOf("tokens: []"), HasSubstr("a list of tokens"));
  EXPECT_THAT(ErrorsOf(""), HasSubstr("error"));
  const std::string one = "{user: a, roles: [read], sha256: " + ToHex(HashOf("x")) + ", until: 2027}";
  EXPECT_THAT(ErrorsOf("tokens: [" + one + ", " + one + "]"),
              AllOf(HasSubstr("'until'"), HasSubstr("this token is there already")));
}

}  // namespace
}  // namespace loopbreaker
