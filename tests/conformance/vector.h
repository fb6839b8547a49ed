// The folders of tests/vectors.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace loopbreaker {

struct Vector {
  explicit Vector(std::filesystem::path at) : folder(std::move(at)) {}
  std::filesystem::path folder;

  std::string Text(const std::string& name) const {
    std::ifstream file(folder / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string PathOf(const std::string& name) const { return (folder / name).string(); }
  std::string Events() const {
    const std::string plain = PathOf("events.jsonl");
    return std::filesystem::exists(plain) ? plain : plain + ".gz";
  }
  std::string AsOf() const {
    const std::string text = Text("as_of");
    return text.substr(0, text.find_last_not_of(" \n") + 1);
  }
};

inline std::filesystem::path VectorsFolder() { return std::filesystem::path(LOOPBREAKER_SOURCE_DIR) / "tests/vectors"; }

inline std::vector<std::string> VectorNames() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(VectorsFolder())) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// "19-count" as the name of a test may be: "19_count".
inline std::string TestNameOf(const testing::TestParamInfo<std::string>& folder) {
  std::string name = folder.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace loopbreaker
