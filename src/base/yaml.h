// YAML with the place of everything, and none of its surprises: duplicate keys and cycles are errors, and a scalar is
// the text that was written (`NO` is not false, `010` is not 8): who reads it decides what it means.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/source_text.h"

namespace loopbreaker {

struct YamlEntry;

class YamlNode {
 public:
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  std::string text;  // of a scalar
  bool quoted = false;
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a map, in order
  int line = 0;
  int column = 0;

  bool IsNull() const { return kind == Kind::kNull; }
  bool IsScalar() const { return kind == Kind::kScalar; }
  bool IsList() const { return kind == Kind::kList; }
  bool IsMap() const { return kind == Kind::kMap; }
  // The value of a key of a map, or null.
  const YamlNode* Find(std::string_view key) const;
};

struct YamlEntry {
  YamlNode first;   // the key, a scalar
  YamlNode second;  // its value
};

// A parsed document and its file name, for messages.
struct YamlDocument {
  std::string file;
  YamlNode root;
  bool complete = true;  // false: the text could not be read to its end
  SourceText source = SourceText();
};

// Parses one document of at most 16 MiB, 64 levels and a million values. Aliases are written out; merge keys (`<<`) and
// tags are errors. On an error adds to `errors` and returns what could be read.
YamlDocument ParseYaml(std::string_view text, std::string file, Diagnostics& errors);

// Adds "file:line:column: error: message" at the place of `node`, with the line itself.
void ErrorAt(const YamlDocument& document, const YamlNode& node, std::string message, Diagnostics& errors);

}  // namespace loopbreaker
