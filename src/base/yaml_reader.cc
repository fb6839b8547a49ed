#include "base/yaml_reader.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/read_number.h"
#include "base/text.h"
#include "base/yaml_advice.h"

namespace loopbreaker {
namespace {

// Longer values are cut in messages.
constexpr std::size_t kShownBytes = 60;

}  // namespace

std::string Described(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return node.items.empty() ? "an empty list" : "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node.text.empty()) return "an empty text";
  const bool whole = node.text.size() <= kShownBytes;
  std::size_t end = std::min(kShownBytes, node.text.size());
  while (!whole && end > 0 && (static_cast<unsigned char>(node.text[end]) & 0xC0) == 0x80) --end;
  std::string shown = node.text.substr(0, end);
  // A message is one line, and nothing in it that a terminal would obey.
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return absl::StrCat("'", shown, whole ? "'" : "...'");
}

void YamlReader::Expected(const YamlNode& node, std::string_view what, std::string_view expected) const {
  Error(node, absl::StrCat("expected ", Abseil(expected), " for ", Abseil(what), ", found ", Described(node)));
}

bool YamlReader::Map(const YamlNode& node, std::string_view what, const std::vector<std::string>& keys) const {
  if (!node.IsMap()) {
    Expected(node, what, keys.empty() ? "a map" : absl::StrCat("a map with the keys ", absl::StrJoin(keys, ", ")));
    return false;
  }
  for (const auto& [key, value] : node.entries) {
    if (keys.empty() || std::find(keys.begin(), keys.end(), key.text) != keys.end()) continue;
    Error(key, absl::StrCat("unknown key ", Described(key), " in ", Abseil(what), "; expected one of ",
                            absl::StrJoin(keys, ", "), DidYouMean(key.text, keys)));
  }
  return true;
}

const YamlNode* YamlReader::Required(const YamlNode& map, std::string_view what, std::string_view key) const {
  const YamlNode* value = map.Find(key);
  if (value == nullptr)
    Error(map, absl::StrCat("expected the key '", Abseil(key), "' in ", Abseil(what), ", found none"));
  return value;
}

std::optional<std::string> YamlReader::Text(const YamlNode& node, std::string_view what) const {
  if (node.IsScalar() && !node.text.empty()) return node.text;
  Expected(node, what, "a text");
  return std::nullopt;
}

std::optional<bool> YamlReader::Flag(const YamlNode& node, std::string_view what) const {
  if (node.IsScalar() && node.text == "true") return true;
  if (node.IsScalar() && node.text == "false") return false;
  Error(node,
        absl::StrCat("expected true or false for ", Abseil(what), ", found ", Described(node), FlagAdvice(node.text)));
  return std::nullopt;
}

std::optional<std::int64_t> YamlReader::Integer(const YamlNode& node, std::string_view what, std::int64_t min,
                                                std::int64_t max) const {
  if (node.IsScalar()) {
    std::int64_t number = 0;
    if (ReadNumber(node.text, number) && number >= min && number <= max) return number;
  }
  const bool any = min == std::numeric_limits<std::int64_t>::min() && max == std::numeric_limits<std::int64_t>::max();
  const std::string expected = min == max ? absl::StrCat(min)
                               : any      ? "a whole number"
                                          : absl::StrCat("a whole number from ", min, " to ", max);
  Error(node, absl::StrCat("expected ", expected, " for ", Abseil(what), ", found ", Described(node),
                           IntegerAdvice(node.text, what)));
  return std::nullopt;
}

std::optional<Nanos> YamlReader::Duration(const YamlNode& node, std::string_view what, Nanos min) const {
  const std::optional<Nanos> length = node.IsScalar() ? ParseDuration(node.text) : std::nullopt;
  if (length && *length >= min) return length;
  if (length) {
    Expected(node, what, absl::StrCat("a duration of at least ", FormatDuration(min)));
  } else if (node.IsScalar() && (node.text.ends_with("bd") || node.text.ends_with("bh"))) {
    Expected(node, what,
             "calendar time such as 90d or 36h (business time serves 'within' of an absence and ladders only)");
  } else {
    Error(node, absl::StrCat("expected a duration in whole units such as 90d, 36h, 15m, 30s or 1d12h, at most ",
                             FormatDuration(kLongest), ", for ", Abseil(what), ", found ", Described(node),
                             DurationAdvice(node.text, false)));
  }
  return std::nullopt;
}

std::optional<Span> YamlReader::BusinessSpan(const YamlNode& node, std::string_view what,
                                             const Calendar& calendar) const {
  std::optional<Span> span = node.IsScalar() ? ParseSpan(node.text, calendar) : std::nullopt;
  if (!span) {
    Error(node, absl::StrCat("expected a duration in whole units such as 90d, 36h, 15m, 30s, 5bd or 8bh, at most 20 "
                             "years, for ",
                             Abseil(what), ", found ", Described(node), DurationAdvice(node.text, true)));
  }
  return span;
}

std::optional<std::size_t> YamlReader::Choice(const YamlNode& node, std::string_view what,
                                              const std::vector<std::string>& names) const {
  if (node.IsScalar()) {
    const auto name = std::find(names.begin(), names.end(), node.text);
    if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
  }
  Error(node, absl::StrCat("expected one of ", absl::StrJoin(names, ", "), " for ", Abseil(what), ", found ",
                           Described(node), DidYouMean(node.text, names)));
  return std::nullopt;
}

std::vector<const YamlNode*> YamlReader::OneOrMore(const YamlNode& node, std::string_view what) const {
  std::vector<const YamlNode*> nodes;
  if (node.IsScalar()) nodes.push_back(&node);
  for (const YamlNode& item : node.items) {
    if (item.IsScalar()) {
      nodes.push_back(&item);
    } else {
      Expected(item, what, "a value");
    }
  }
  if (!node.IsScalar() && node.items.empty()) Expected(node, what, "a value or a list of values");
  return nodes;
}

std::vector<std::string> YamlReader::OneOrMoreTexts(const YamlNode& node, std::string_view what) const {
  std::vector<std::string> texts;
  for (const YamlNode* item : OneOrMore(node, what)) {
    if (std::optional<std::string> text = Text(*item, what)) texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace loopbreaker
