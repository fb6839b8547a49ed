// The mappings that come with the project, and those in its documentation, load.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "mapping_case.h"

namespace loopbreaker {
namespace {

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(MappingFilesTest, EveryMappingOfTheProjectLoads) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(LOOPBREAKER_SOURCE_DIR "/mappings")) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    Diagnostics errors;
    EXPECT_NE(LoadMapping(TextOf(entry.path()), entry.path().filename(), errors), nullptr);
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  }
  EXPECT_GE(count, 2);
}

// A mapping in the documentation is a ```yaml block whose first line is "# mapping".
TEST(MappingFilesTest, EveryMappingOfTheDocumentationLoads) {
  const std::string text = TextOf(LOOPBREAKER_SOURCE_DIR "/docs/mappings.md");
  const std::string begin = "```yaml\n# mapping";
  int count = 0;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const std::size_t from = at + std::string("```yaml\n").size();
    const std::string block = text.substr(from, text.find("```", from) - from);
    ++count;
    Diagnostics errors;
    EXPECT_NE(LoadMapping(block, "docs/mappings.md", errors), nullptr) << block;
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error) << "\n" << block;
  }
  EXPECT_GE(count, 8);
}

}  // namespace
}  // namespace loopbreaker
