// The tree keeps the promises of src/README.md: folders as in its table, includes downwards only, files that a person
// can read.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesMax = 500;
constexpr std::size_t kReasonLines = 15;

const fs::path kSource = fs::path(LOOPBREAKER_SOURCE_DIR) / "src";

std::vector<std::string> LinesOf(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

struct SourceFile {
  std::string name;    // "link/load.cc"
  std::string folder;  // "link"; of main.cc, which only calls it, "cli"
  std::vector<std::string> lines;
};

std::vector<SourceFile> SourceFiles() {
  std::vector<SourceFile> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(kSource)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
    const fs::path relative = entry.path().lexically_relative(kSource);
    const std::string folder = relative.has_parent_path() ? relative.begin()->string() : "cli";
    files.push_back({relative.string(), folder, LinesOf(entry.path())});
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  return files;
}

// The table of src/README.md: a folder and what it may include.
std::map<std::string, std::set<std::string>> Table() {
  const std::regex row(R"(^\| `([a-z_]+)/` \|.*\| ([^|]*) \|$)");
  const std::regex name("[a-z_]+");
  std::map<std::string, std::set<std::string>> table;
  for (const std::string& line : LinesOf(kSource / "README.md")) {
    std::smatch cells;
    if (!std::regex_match(line, cells, row)) continue;
    const std::string allowed = cells[2];
    std::set<std::string>& names = table[cells[1]];
    for (std::sregex_iterator it(allowed.begin(), allowed.end(), name), end; it != end; ++it) names.insert(it->str());
  }
  return table;
}

TEST(LayoutTest, TableNamesEveryFolderAndNoOther) {
  std::vector<std::string> in_table;
  for (const auto& [folder, allowed] : Table()) in_table.push_back(folder);
  std::vector<std::string> in_tree;
  for (const fs::directory_entry& entry : fs::directory_iterator(kSource)) {
    if (entry.is_directory()) in_tree.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(in_tree, testing::UnorderedElementsAreArray(in_table));
}

TEST(LayoutTest, TableHasNoCircle) {
  const auto table = Table();
  // What a folder includes, it includes with all that this one includes in turn: where every row names that too, no
  // circle can hide.
  for (const auto& [folder, allowed] : table) {
    for (const std::string& below : allowed) {
      if (below == "proto") continue;
      ASSERT_TRUE(table.contains(below)) << "'" << folder << "/' may include '" << below << "', which has no row";
      EXPECT_FALSE(table.at(below).contains(folder)) << folder << " and " << below << " include each other";
      for (const std::string& further : table.at(below)) {
        EXPECT_TRUE(allowed.contains(further))
            << "'" << folder << "/' may include '" << below << "', which brings '" << further << "': name that as well";
      }
    }
  }
}

TEST(LayoutTest, IncludesAreThoseOfTheTable) {
  const auto table = Table();
  const std::regex include("^#include \"([a-z_]+)/.*");
  for (const SourceFile& file : SourceFiles()) {
    const auto row = table.find(file.folder);
    if (row == table.end()) continue;  // said above
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_match(file.lines[i], match, include)) continue;
      const std::string folder = match[1] == "loopbreaker" ? "proto" : match[1].str();
      if (folder == file.folder || (folder != "proto" && !table.contains(folder))) continue;  // itself, or a library
      EXPECT_TRUE(row->second.contains(folder)) << "src/" << file.name << ":" << i + 1 << ": '" << file.folder
                                                << "/' may not include '" << folder << "' by src/README.md";
    }
  }
}

TEST(LayoutTest, LongFilesSayWhy) {
  for (const SourceFile& file : SourceFiles()) {
    if (file.lines.size() <= kLinesMax) continue;
    const auto end = file.lines.begin() + kReasonLines;
    const bool says_why = std::any_of(file.lines.begin(), end, [](const std::string& line) {
      return line.find("long because") != std::string::npos;
    });
    EXPECT_TRUE(says_why) << "src/" << file.name << " has " << file.lines.size() << " lines, more than " << kLinesMax
                          << ": split it by idea, or say 'long because ...' in its first " << kReasonLines << " lines";
  }
}

TEST(LayoutTest, NothingIsLeftForLater) {
  const std::regex mark("\\b(TODO|FIXME|XXX)\\b");
  for (const SourceFile& file : SourceFiles()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_FALSE(std::regex_search(file.lines[i], mark))
          << "src/" << file.name << ":" << i + 1 << ": " << file.lines[i];
    }
  }
}

}  // namespace
}  // namespace loopbreaker
