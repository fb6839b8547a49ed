// A mapping in a few lines, and rows through it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mapping.h"

namespace loopbreaker {

inline std::shared_ptr<const Mapping> Load(const std::string& text) {
  Diagnostics errors;
  std::shared_ptr<const Mapping> mapping = LoadMapping(text, "m.yaml", errors);
  for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  return mapping;
}

// All errors, a line each.
inline std::string Mistakes(const std::string& text) {
  Diagnostics errors;
  EXPECT_EQ(LoadMapping(text, "m.yaml", errors), nullptr);
  std::string all;
  for (const Diagnostic& error : errors.list()) all += ToText(error) + "\n";
  return all;
}

// One row of the columns in the order of `header`.
inline Mapped MapCells(const std::shared_ptr<const Mapping>& mapping, const std::vector<std::string>& header,
                       const std::vector<std::string_view>& cells) {
  std::vector<int> columns;
  std::string error;
  Mapped mapped;
  EXPECT_TRUE(mapping->Bind(header, columns, error)) << error;
  mapping->MapRow(columns, cells, mapped);
  return mapped;
}

inline Mapped MapObject(const std::shared_ptr<const Mapping>& mapping, std::string_view json) {
  Mapped mapped;
  mapping->MapJson(json, mapped);
  return mapped;
}

// The one event that the row became.
inline v1::ContactEvent Only(const Mapped& mapped) {
  for (const Refusal& refusal : mapped.refused) ADD_FAILURE() << refusal.detail;
  EXPECT_EQ(mapped.events.size(), 1u);
  return mapped.events.empty() ? v1::ContactEvent() : mapped.events[0];
}

// The one refusal that the row became.
inline std::string OnlyRefusal(const Mapped& mapped) {
  EXPECT_TRUE(mapped.events.empty());
  EXPECT_EQ(mapped.refused.size(), 1u);
  if (mapped.refused.empty()) return "";
  return std::string(NameOf(mapped.refused[0].reason)) + " " + mapped.refused[0].detail;
}

}  // namespace loopbreaker
