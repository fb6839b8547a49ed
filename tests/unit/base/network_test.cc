#include "base/network.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

bool Contains(std::string_view network, std::string_view address) {
  return ParseNetwork(network)->Contains(*ParseIp(address));
}

TEST(NetworkTest, ContainsWhatBeginsAlike) {
  EXPECT_TRUE(Contains("10.1.0.0/16", "10.1.255.3"));
  EXPECT_FALSE(Contains("10.1.0.0/16", "10.2.0.3"));
  EXPECT_TRUE(Contains("172.16.0.0/12", "172.31.0.1"));
  EXPECT_FALSE(Contains("172.16.0.0/12", "172.32.0.1"));
  EXPECT_TRUE(Contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(Contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(Contains("10.0.0.5", "10.0.0.5"));
  EXPECT_FALSE(Contains("10.0.0.5", "10.0.0.6"));
}

TEST(NetworkTest, AddressHasOneFormHoweverItCame) {
  EXPECT_EQ(*ParseIp("10.0.0.5"), *ParseIp("::ffff:10.0.0.5"));
  EXPECT_EQ(ToText(*ParseIp("::ffff:10.0.0.5")), "10.0.0.5");
  EXPECT_EQ(ToText(*ParseIp("0:0::1")), "::1");
}

TEST(NetworkTest, WhatIsNoNetworkIsNone) {
  for (const char* text : {"", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "a.example",
                           "10.0.0.0/8x", "[::1]", "fe80::1%eth0", "010.0.0.1"}) {
    EXPECT_FALSE(ParseNetwork(text)) << text;
  }
}

TEST(NetworkTest, OnlyTheInternetIsPublic) {
  for (const char* text : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                           "0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "::1", "fd00::1", "fe80::1", "ff02::1",
                           "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.2.1"}) {
    EXPECT_FALSE(IsPublic(*ParseIp(text))) << text;
  }
  for (const char* text : {"1.1.1.1", "9.255.255.255", "172.32.0.1", "192.169.0.1", "2606:4700::1", "2a00:1450::1"}) {
    EXPECT_TRUE(IsPublic(*ParseIp(text))) << text;
  }
}

}  // namespace
}  // namespace loopbreaker
