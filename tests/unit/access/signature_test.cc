#include "access/signature.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

// HMAC-SHA256 by another program: openssl dgst -sha256 -hmac secret.
constexpr const char* kOfBody = "77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13";
constexpr const char* kOfTimeAndBody = "d916fa651a5f534da3e1cf1d658933efaee882dda6976579437eca155162c106";

Instant At(const char* text) { return *ParseTime(text); }

std::string Timestamped(const std::string& header) {
  return MistakeOfSignature(SignatureForm::kTimestamped, "secret", {{"x-loopbreaker-signature", header}}, "{}",
                            At("2026-03-02T10:00:00Z"));
}

TEST(SignatureTest, WhatAnotherProgramSignsFits) {
  EXPECT_EQ(MistakeOfSignature(SignatureForm::kBody, "secret",
                               {{"x-hub-signature-256", std::string("sha256=") + kOfBody}}, "{}", Instant()),
            "");
  EXPECT_EQ(Timestamped(std::string("t=1772445600,v1=") + kOfTimeAndBody), "");
  EXPECT_EQ(Timestamped(std::string("v0=other,v1=") + kOfTimeAndBody + ",t=1772445600"), "");
}

TEST(SignatureTest, EveryPartIsNeeded) {
  const std::string expected = "expected the header X-Loopbreaker-Signature: t=SECONDS,v1=HEX";
  EXPECT_EQ(Timestamped(""), expected);
  EXPECT_EQ(Timestamped(std::string("v1=") + kOfTimeAndBody), expected);
  EXPECT_EQ(Timestamped(std::string("t=99999999999999,v1=") + kOfTimeAndBody), expected);
  EXPECT_EQ(Timestamped("t=1772445600"), "the signature does not fit");
  EXPECT_EQ(Timestamped(std::string("t=1772445601,v1=") + kOfTimeAndBody), "the signature does not fit");
  EXPECT_EQ(Timestamped(std::string("t=1772445600,v1=") + std::string(kOfTimeAndBody).substr(2)),
            "the signature does not fit");
}

TEST(SignatureTest, SecretOfTheOtherIsNone) {
  EXPECT_EQ(MistakeOfSignature(SignatureForm::kBody, "Secret",
                               {{"x-hub-signature-256", std::string("sha256=") + kOfBody}}, "{}", Instant()),
            "the signature does not fit");
}

}  // namespace
}  // namespace loopbreaker
