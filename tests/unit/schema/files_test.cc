// The schemas that are shipped are those that the program prints, and every file of the project fits its own.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/schema.h"
#include "validate.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::StartsWith;

const fs::path kRoot = LOOPBREAKER_SOURCE_DIR;

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

TEST(SchemaFilesTest, ShippedSchemaIsWhatTheProgramPrints) {
  for (const Schema& schema : Schemas()) {
    const std::string file = "schemas/" + std::string(schema.name) + ".schema.json";
    EXPECT_TRUE(TextOf(kRoot / file) == schema.make().Pretty())
        << file << " differs; write it anew: build/release/loopbreaker schema " << schema.name << " > " << file;
  }
}

TEST(SchemaFilesTest, EveryFileNamesItsSchemaInTheFirstLine) {
  const auto check = [](const char* folder, const std::string& line) {
    for (const auto& entry : fs::directory_iterator(kRoot / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      EXPECT_THAT(TextOf(entry.path()), StartsWith(line + "\n")) << entry;
    }
  };
  check("rules", "# yaml-language-server: $schema=../schemas/rules.schema.json");
  check("rules/tests", "# yaml-language-server: $schema=../../schemas/tests.schema.json");
  check("mappings", "# yaml-language-server: $schema=../schemas/mapping.schema.json");
  check("deploy", "# yaml-language-server: $schema=../schemas/service.schema.json");
}

TEST(SchemaFilesTest, RulesFit) {
  const CommandResult rules = Validate("schemas/rules.schema.json rules/*.yaml tests/vectors/*/rules.yaml");
  EXPECT_EQ(rules.exit_code, 0) << rules.out;
  EXPECT_THAT(rules.out, EndsWith(" documents, 0 refused\n"));
}

TEST(SchemaFilesTest, TestsFit) {
  const CommandResult tests = Validate("--block '# test' schemas/tests.schema.json rules/tests/*.yaml docs/rules.md");
  EXPECT_EQ(tests.exit_code, 0) << tests.out;
  EXPECT_THAT(tests.out, EndsWith(" documents, 0 refused\n"));
}

TEST(SchemaFilesTest, MappingsFit) {
  const CommandResult mappings =
      Validate("--block '# mapping' schemas/mapping.schema.json mappings/*.yaml docs/mappings.md");
  EXPECT_EQ(mappings.exit_code, 0) << mappings.out;
  EXPECT_THAT(mappings.out, EndsWith(" documents, 0 refused\n"));
}

TEST(SchemaFilesTest, ServiceFits) {
  const CommandResult service = Validate("schemas/service.schema.json deploy/*.yaml");
  EXPECT_EQ(service.exit_code, 0) << service.out;
  EXPECT_THAT(service.out, EndsWith("1 documents, 0 refused\n"));
}

}  // namespace
}  // namespace loopbreaker
