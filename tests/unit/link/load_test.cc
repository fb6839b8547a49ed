#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "link/directory.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class LoadTest : public testing::Test {
 protected:
  ~LoadTest() override { std::filesystem::remove(path_); }
  void Write(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }
  bool Customers() { return LoadCustomers(path_, directory_, error_, &warnings_); }

  // One test is one process under ctest, and several run at once.
  std::string path_ = (std::filesystem::temp_directory_path() / ("load_test." + std::to_string(getpid()))).string();
  Directory directory_{"NL"};
  std::string error_;
  std::vector<std::string> warnings_;
};

TEST_F(LoadTest, CustomersAreRead) {
  Write(
      "{\"customerId\":\"c1\",\"identifiers\":[{\"kind\":\"PHONE\",\"value\":\"0612345678\"}]}\r\n"
      "\n"
      "{\"customerId\":\"c2\",\"mergedInto\":\"c1\",\"vulnerable\":true}");
  ASSERT_TRUE(Customers()) << error_;
  EXPECT_EQ(directory_.customers(), 2u);
  EXPECT_EQ(directory_.Current("c2"), "c1");
  EXPECT_TRUE(directory_.IsVulnerable("c2"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(LoadTest, UnitsAreRead) {
  Write(R"({"unitId":"u1","complex":"oak","region":"north","contractor":"acme"})");
  ASSERT_TRUE(LoadUnits(path_, directory_, error_)) << error_;
  ASSERT_NE(directory_.FindUnit("u1"), nullptr);
  EXPECT_EQ(directory_.FindUnit("u1")->contractor(), "acme");
}

TEST_F(LoadTest, LaterLineOfACustomerHolds) {
  Write(
      R"({"customerId":"c1","units":[{"unitId":"u1"}]}
{"customerId":"c1","units":[{"unitId":"u2"}]})");
  ASSERT_TRUE(Customers()) << error_;
  const Instant at = *ParseTime("2026-03-02T10:00:00Z");
  EXPECT_THAT(directory_.FindByUnit("u1", at), IsEmpty());
  EXPECT_THAT(directory_.FindByUnit("u2", at), ElementsAre("c1"));
}

TEST_F(LoadTest, ErrorsNameFileAndLine) {
  Write("{\"customerId\":\"c1\"}\n{\"customerId\":");
  EXPECT_FALSE(Customers());
  EXPECT_THAT(error_, StartsWith(path_ + ":2: error: "));
  EXPECT_EQ(directory_.customers(), 1u);
}

TEST_F(LoadTest, EntriesWithoutTheirKeysAreRefused) {
  Write(R"({"vulnerable":true})");
  EXPECT_FALSE(Customers());
  EXPECT_EQ(error_, path_ + ":1: error: expected a customerId, found none");
  Write(R"({"customerId":"c1","identifiers":[{"kind":"PHONE","value":"1"},{"value":"77"}]})");
  EXPECT_FALSE(Customers());
  EXPECT_THAT(error_, HasSubstr("identifiers[1]: expected a kind, one of PHONE, EMAIL, ACCOUNT, EXTERNAL"));
  Write(R"({"customerId":"c1","units":[{"from":"2026-03-02T10:00:00Z"}]})");
  EXPECT_FALSE(Customers());
  EXPECT_THAT(error_, HasSubstr("units[0]: expected a unitId"));
  Write(R"({"complex":"oak"})");
  EXPECT_FALSE(LoadUnits(path_, directory_, error_));
  EXPECT_THAT(error_, HasSubstr(":1: error: expected a unitId, found none"));
}

TEST_F(LoadTest, UnknownFieldsAreSkippedAndToldOnce) {
  Write(
      R"({"customerId":"c1","mergedInt":"c2","name":"Bo"}
{"customerId":"c3","mergedInt":"c4"})");
  ASSERT_TRUE(Customers()) << error_;
  EXPECT_EQ(directory_.customers(), 2u);
  EXPECT_THAT(warnings_, ElementsAre(path_ + ":1: warning: the unknown field 'mergedInt' is skipped; did you mean "
                                             "'mergedInto'?",
                                     path_ + ":1: warning: the unknown field 'name' is skipped"));
}

TEST_F(LoadTest, MissingFileIsAnError) {
  EXPECT_FALSE(Customers());
  EXPECT_THAT(error_, HasSubstr("cannot be read: No such file or directory"));
}

}  // namespace
}  // namespace loopbreaker
