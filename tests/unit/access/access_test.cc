#include "access/access.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Instant kNow{seconds{1'772'445'600}};
const IpAddress kProxy = *ParseIp("10.0.0.5");
const IpAddress kStranger = *ParseIp("10.0.0.6");
constexpr const char* kToken = "lb_annas";

class AccessTest : public testing::Test {
 protected:
  static Token TokenOf(std::string user, std::string_view token, std::optional<Instant> until = {}) {
    Token made{.user = {std::move(user), {}}, .hash = HashOf(token), .until = until};
    made.user.roles.Add(Role::kRead);
    return made;
  }
  static AccessConfig Tokens() {
    AccessConfig config;
    config.tokens = {TokenOf("bert", "lb_berts"), TokenOf("anna", kToken)};
    config.session_key = "a secret";
    return config;
  }
  static AccessConfig Proxied() {
    AccessConfig config;
    config.proxy.emplace();
    config.proxy->addresses = {*ParseNetwork("10.0.0.5")};
    return config;
  }
  // Who this is; "" and why_: nobody.
  std::string Who(const AccessConfig& config, const Access::Headers& headers, const IpAddress& peer = kStranger,
                  Instant now = kNow) {
    const auto user = Access(config).Identify(headers, peer, now, why_);
    roles_ = user ? user->roles.Names() : std::vector<std::string>();
    return user ? user->name : "";
  }
  static std::string Cookie(const std::string& value) { return "a=b; " + std::string(Access::kCookie) + "=" + value; }

  std::string why_;
  std::vector<std::string> roles_;
};

TEST_F(AccessTest, WithoutAuthenticationEverybodyMayDoEverything) {
  std::string why;
  const auto user = Access().Identify({}, kStranger, kNow, why);
  ASSERT_TRUE(user);
  EXPECT_EQ(user->roles.Names(), RoleNames());
}

TEST_F(AccessTest, TokenSaysWhoSomebodyIs) {
  EXPECT_EQ(Who(Tokens(), {{"authorization", "Bearer lb_annas"}}), "anna");
  EXPECT_THAT(roles_, ElementsAre("read"));
  EXPECT_EQ(Who(Tokens(), {{"authorization", "bearer  lb_berts "}}), "bert");
}

TEST_F(AccessTest, TokenThatIsNoneIsRefused) {
  for (const char* wrong : {"Bearer lb_anna", "Bearer lb_annas0", "Bearer ", "Basic bGI=", "lb_annas", ""}) {
    EXPECT_EQ(Who(Tokens(), {{"authorization", wrong}}), "") << wrong;
    EXPECT_THAT(why_, testing::Not(HasSubstr("lb_anna"))) << "no secret in messages";
  }
  EXPECT_EQ(Who(Tokens(), {{"authorization", "Bearer lb_annas"}, {"authorization", "Bearer lb_berts"}}), "");
  EXPECT_EQ(Who(Tokens(), {}), "");
  EXPECT_THAT(why_, HasSubstr("expected 'Authorization: Bearer TOKEN'"));
}

TEST_F(AccessTest, TokenEndsAtItsTime) {
  AccessConfig config = Tokens();
  config.tokens[1].until = kNow;
  EXPECT_EQ(Who(config, {{"authorization", "Bearer lb_annas"}}, kStranger, kNow - seconds(1)), "anna");
  EXPECT_EQ(Who(config, {{"authorization", "Bearer lb_annas"}}), "");
  EXPECT_THAT(why_, HasSubstr("no longer valid"));
  EXPECT_FALSE(Access(config).OpenSession(kToken, kNow));
}

TEST_F(AccessTest, SessionIsKnownToEveryInstanceWithTheSameKey) {
  const auto session = Access(Tokens()).OpenSession(kToken, kNow);
  ASSERT_TRUE(session);
  EXPECT_EQ(Who(Tokens(), {{"cookie", Cookie(*session)}}), "anna");
  AccessConfig other = Tokens();
  other.session_key = "another";
  EXPECT_EQ(Who(other, {{"cookie", Cookie(*session)}}), "");
  other.session_key.clear();
  EXPECT_EQ(Who(other, {{"cookie", Cookie(*session)}}), "");
}

TEST_F(AccessTest, SessionEndsAfterItsTimeAndWithItsToken) {
  const auto session = Access(Tokens()).OpenSession(kToken, kNow);
  ASSERT_TRUE(session);
  const Access::Headers headers = {{"cookie", Cookie(*session)}};
  EXPECT_EQ(Who(Tokens(), headers, kStranger, kNow + Access::kSessionLasts - seconds(1)), "anna");
  EXPECT_EQ(Who(Tokens(), headers, kStranger, kNow + Access::kSessionLasts), "");
  AccessConfig without = Tokens();
  without.tokens.pop_back();
  EXPECT_EQ(Who(without, headers), "");
  AccessConfig ends = Tokens();
  ends.tokens[1].until = kNow + hours(1);
  const auto shorter = Access(ends).OpenSession(kToken, kNow);
  EXPECT_EQ(Who(Tokens(), {{"cookie", Cookie(*shorter)}}, kStranger, kNow + hours(1)), "");
}

TEST_F(AccessTest, ReplacedTokensEndWhatBeganWithTheOnesBefore) {
  Access access(Tokens());
  const std::string session = *access.OpenSession(kToken, kNow);
  access.ReplaceTokens({TokenOf("carl", "lb_carls")});
  const auto who = [&](const Access::Headers& headers) { return access.Identify(headers, kStranger, kNow, why_); };
  EXPECT_FALSE(who({{"cookie", Cookie(session)}}));
  EXPECT_FALSE(who({{"authorization", std::string("Bearer ") + kToken}}));
  EXPECT_EQ(who({{"authorization", "Bearer lb_carls"}})->name, "carl");
}

TEST_F(AccessTest, ReplacingTokensNeitherOpensNorClosesTheDoor) {
  Access access(Tokens());
  access.ReplaceTokens({});
  EXPECT_FALSE(access.open());
  EXPECT_FALSE(access.Identify({}, kStranger, kNow, why_));
  Access open;
  open.ReplaceTokens({TokenOf("carl", "lb_carls")});
  EXPECT_TRUE(open.open());
}

TEST_F(AccessTest, SessionThatWasChangedIsNone) {
  const std::string session = *Access(Tokens()).OpenSession(kToken, kNow);
  for (std::size_t i = 0; i < session.size(); ++i) {
    std::string changed = session;
    changed[i] = changed[i] == '1' ? '2' : '1';
    EXPECT_EQ(Who(Tokens(), {{"cookie", Cookie(changed)}}), "") << i;
  }
  const std::string other = ToHex(HashOf("lb_berts")) + session.substr(64);
  for (const std::string& wrong : {other, session + ".", session.substr(1), std::string("a.b.c"), std::string("."),
                                   session.substr(0, 65) + "99999999999999999999" + session.substr(75)}) {
    EXPECT_EQ(Who(Tokens(), {{"cookie", Cookie(wrong)}}), "") << wrong;
  }
  EXPECT_FALSE(Access(Tokens()).OpenSession("lb_anna", kNow));
}

TEST_F(AccessTest, ProxyIsBelieved) {
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", "carla"}, {"x-forwarded-groups", "staff, act ,read"}}, kProxy),
            "carla");
  EXPECT_THAT(roles_, ElementsAre("read", "act"));
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", "carla"}}, kProxy), "carla");
  EXPECT_THAT(roles_, IsEmpty());
}

TEST_F(AccessTest, GroupsAreTranslatedWhereTheyAreNamed) {
  AccessConfig config = Proxied();
  config.proxy->groups = {{"team-leads", {Role::kRead, Role::kSeeNames}}};
  Who(config, {{"x-forwarded-user", "c"}, {"x-forwarded-groups", "team-leads,erase"}}, kProxy);
  EXPECT_THAT(roles_, ElementsAre("read", "see-names")) << "a group that happens to be called as a role is none";
}

TEST_F(AccessTest, NobodyElseIsBelieved) {
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", "carla"}, {"x-forwarded-groups", "read"}}, kStranger), "");
  EXPECT_THAT(why_, HasSubstr("10.0.0.6 is not the proxy"));
  EXPECT_EQ(Who(Proxied(), {}, kProxy), "");
}

TEST_F(AccessTest, HeaderThatComesTwiceIsNotBelieved) {
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", "admin"}, {"x-forwarded-user", "carla"}}, kProxy), "");
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", "c"}, {"x-forwarded-groups", "erase"}, {"x-forwarded-groups", "read"}},
                kProxy),
            "");
  EXPECT_EQ(Who(Proxied(), {{"x-forwarded-user", ""}}, kProxy), "");
}

TEST_F(AccessTest, WithoutTlsOnlyTheProxyIsAnswered) {
  AccessConfig config = Tokens();
  config.proxy = Proxied().proxy;
  const Access::Headers token = {{"authorization", "Bearer lb_annas"}};
  EXPECT_EQ(Who(config, token, kStranger), "anna");
  EXPECT_EQ(Who(config, token, kProxy), "anna") << "a program that comes through the proxy";
  config.proxy_only = true;
  EXPECT_EQ(Who(config, token, kProxy), "anna");
  EXPECT_EQ(Who(config, token, kStranger), "");
  EXPECT_THAT(why_, HasSubstr("through its proxy only"));
}

}  // namespace
}  // namespace loopbreaker
