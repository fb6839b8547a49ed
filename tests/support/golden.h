// Texts that people have read and found good. LOOPBREAKER_REWRITE=1 writes them anew, and the difference is reviewed.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace loopbreaker {

inline void ExpectGolden(const std::string& path, const std::string& text) {
  if (std::getenv("LOOPBREAKER_REWRITE") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  std::ostringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(text, expected.str()) << "if this is better, write it: LOOPBREAKER_REWRITE=1";
}

}  // namespace loopbreaker
