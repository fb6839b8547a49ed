#include "cli/rotation.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "observe/log.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Instant kNow{seconds{1'772'445'600}};

class RotationTest : public testing::Test {
 protected:
  RotationTest() {
    log_.clear();
    SetLogSink([](std::string_view line) { log_ += line; });
    std::string name = (fs::temp_directory_path() / "rotation-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    http_.token_file = folder_ / "tokens.yaml";
    Write(TokensOf("anna"));
    Diagnostics errors;
    http_.access.tokens = ReadTokens(TokensOf("anna"), http_.token_file, errors);
    access_ = std::make_unique<Access>(http_.access);
    rotation_ = std::make_unique<Rotation>(http_, server_, *access_);
  }
  ~RotationTest() override {
    SetLogSink(nullptr);
    fs::remove_all(folder_);
  }

  static std::string TokensOf(const std::string& user) {
    Roles roles;
    roles.Add(Role::kRead);
    return "tokens:\n" + TokenLine(user, roles, "lb_" + user);
  }
  // As those do who renew files: another one in its place.
  void Write(const std::string& text) {
    std::ofstream(folder_ / "new") << text;
    fs::rename(folder_ / "new", http_.token_file);
  }
  bool Knows(const std::string& user) {
    std::string why;
    return access_->Identify({{"authorization", "Bearer lb_" + user}}, IpAddress{}, kNow, why).has_value();
  }

  static inline std::string log_;
  fs::path folder_;
  HttpConfig http_;
  HttpServer server_{{}};
  std::unique_ptr<Access> access_;
  std::unique_ptr<Rotation> rotation_;
};

TEST_F(RotationTest, RenewedTokensHoldFromTheNextLook) {
  Write(TokensOf("bert"));
  EXPECT_TRUE(Knows("anna"));
  rotation_->Look();
  EXPECT_FALSE(Knows("anna"));
  EXPECT_TRUE(Knows("bert"));
  EXPECT_THAT(log_, HasSubstr("tokens renewed"));
}

TEST_F(RotationTest, WhatIsTheSameIsNotReadAgain) {
  rotation_->Look();
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(RotationTest, TokensThatCannotBeReadLeaveThoseBefore) {
  for (const char* text : {"", "tokens: [", "tokens: []", "tokens:\n  - {user: bert}\n"}) {
    Write(text);
    log_.clear();
    rotation_->Look();
    EXPECT_TRUE(Knows("anna")) << text;
    EXPECT_THAT(log_, HasSubstr("tokens not renewed, those before stay")) << text;
    log_.clear();
    rotation_->Look();
    EXPECT_THAT(log_, IsEmpty()) << "said once";
  }
  fs::remove(http_.token_file);
  rotation_->Look();
  EXPECT_TRUE(Knows("anna"));
  Write(TokensOf("bert"));
  rotation_->Look();
  EXPECT_TRUE(Knows("bert"));
}

TEST_F(RotationTest, CertificateThatCannotBeReadIsSaidOnce) {
  http_.certificate_file = folder_ / "certificate.pem";
  http_.key_file = folder_ / "key.pem";
  HttpServer server({.certificate_file = http_.certificate_file, .key_file = http_.key_file});
  Rotation rotation(http_, server, *access_);
  std::ofstream(http_.certificate_file) << "no certificate";
  rotation.Look();
  EXPECT_THAT(log_, HasSubstr("certificate not renewed, the one before stays"));
  log_.clear();
  rotation.Look();
  EXPECT_THAT(log_, IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
