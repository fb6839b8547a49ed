#include "base/yaml.h"

#include <algorithm>
#include <sstream>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/exceptions.h"
#include "yaml-cpp/mark.h"
#include "yaml-cpp/parser.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kBytesMax = 16u << 20;
constexpr int kDepthMax = 64;
// Aliases repeat what they stand for; this bounds what a few lines of them can grow to.
constexpr std::size_t kNodesMax = 1'000'000;

int DepthOf(const YamlNode& node) {
  int deepest = 0;
  for (const YamlNode& item : node.items) deepest = std::max(deepest, DepthOf(item));
  for (const auto& [key, value] : node.entries) deepest = std::max(deepest, DepthOf(value));
  return node.IsList() || node.IsMap() ? deepest + 1 : deepest;
}

std::size_t NodesOf(const YamlNode& node) {
  std::size_t nodes = 1;
  for (const YamlNode& item : node.items) nodes += NodesOf(item);
  for (const auto& [key, value] : node.entries) nodes += 1 + NodesOf(value);
  return nodes;
}

// The part of a line before `column` is white space with a tab in it.
bool IndentedByTab(std::string_view line, std::size_t column) {
  const std::string_view indent = line.substr(0, column);
  return indent.find_first_not_of(" \t") == std::string_view::npos && indent.find('\t') != std::string_view::npos;
}

constexpr char kTabMessage[] = "a tab in the indentation; expected spaces";

// Builds the tree from the parser's events. What makes going on pointless is thrown as the parser's own exception;
// everything else is added to `errors`.
class Builder : public YAML::EventHandler {
 public:
  Builder(const std::vector<std::string_view>& lines, YamlDocument& document, Diagnostics& errors)
      : lines_(lines), document_(document), errors_(errors) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) throw YAML::ParserException(mark, "a second document; expected one document in the file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Place(mark, anchor, Make(YamlNode::Kind::kNull, mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto anchored = anchored_.find(anchor);
    if (anchored == anchored_.end()) throw YAML::ParserException(mark, "an alias inside the node that it stands for");
    if (static_cast<int>(open_.size()) + DepthOf(anchored->second) > kDepthMax) TooDeep(mark);
    Count(mark, NodesOf(anchored->second));
    YamlNode copy = anchored->second;
    Place(mark, 0, std::move(copy));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = Make(YamlNode::Kind::kScalar, mark);
    node.text = value;
    // "?" is a plain scalar without a tag, "!" a quoted one.
    node.quoted = tag != "?";
    CheckTag(node, tag, "tag:yaml.org,2002:str");
    Place(mark, anchor, std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(mark, anchor, YamlNode::Kind::kList);
    CheckTag(open_.back().node, tag, "tag:yaml.org,2002:seq");
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(mark, anchor, YamlNode::Kind::kMap);
    CheckTag(open_.back().node, tag, "tag:yaml.org,2002:map");
  }
  void OnMapEnd() override { Close(); }

  // The line in which a tab was reported last; 0: none.
  int tab_line() const { return tab_line_; }

  // Puts what is still open into its parents, so that an error halfway leaves what was read before it.
  void CloseAll() {
    // It must not throw in its turn.
    nodes_ = 0;
    while (!open_.empty()) {
      open_.back().anchor = 0;
      Close();
    }
  }

 private:
  struct Container {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    // Of a map: the key that waits for its value, and the keys so far by their text.
    YamlNode key;
    bool has_key = false;
    bool drop_value = false;
    absl::flat_hash_map<std::string, int> key_lines;
  };

  YamlNode Make(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    // A tab that the parser let pass moves the node to another level than the one that people see.
    if (node.line != tab_line_ && kind != YamlNode::Kind::kNull &&
        static_cast<std::size_t>(mark.line) < lines_.size() &&
        IndentedByTab(lines_[static_cast<std::size_t>(mark.line)], static_cast<std::size_t>(mark.column))) {
      tab_line_ = node.line;
      ErrorAt(document_, node, kTabMessage, errors_);
    }
    return node;
  }

  void Count(const YAML::Mark& mark, std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > kNodesMax) {
      throw YAML::ParserException(mark, absl::StrCat("more than ", kNodesMax, " values, aliases written out"));
    }
  }

  [[noreturn]] static void TooDeep(const YAML::Mark& mark) {
    throw YAML::ParserException(mark, absl::StrCat("more than ", kDepthMax, " levels of lists and maps"));
  }

  void CheckTag(const YamlNode& node, const std::string& tag, std::string_view plain) {
    if (tag.empty() || tag == "?" || tag == "!" || tag == plain) return;
    ErrorAt(document_, node, absl::StrCat("the tag '", tag, "'; expected a value without a tag"), errors_);
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode::Kind kind) {
    if (static_cast<int>(open_.size()) >= kDepthMax) TooDeep(mark);
    Container container;
    container.node = Make(kind, mark);
    container.anchor = anchor;
    open_.push_back(std::move(container));
  }

  void Close() {
    Container closed = std::move(open_.back());
    open_.pop_back();
    const YAML::Mark mark = [&closed] {
      YAML::Mark at;
      at.line = closed.node.line - 1;
      at.column = closed.node.column - 1;
      return at;
    }();
    Place(mark, closed.anchor, std::move(closed.node));
  }

  void Place(const YAML::Mark& mark, YAML::anchor_t anchor, YamlNode node) {
    Count(mark, 1);
    if (anchor != 0) {
      Count(mark, NodesOf(node));
      anchored_[anchor] = node;
    }
    if (open_.empty()) {
      document_.root = std::move(node);
      return;
    }
    Container& parent = open_.back();
    if (parent.node.IsList()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      PlaceKey(parent, std::move(node));
    } else {
      parent.has_key = false;
      // The parser places a value that is missing at whatever comes next; people look for it at its key.
      if (node.IsNull()) {
        node.line = parent.key.line;
        node.column = parent.key.column;
      }
      if (!parent.drop_value) parent.node.entries.push_back({std::move(parent.key), std::move(node)});
    }
  }

  void PlaceKey(Container& map, YamlNode key) {
    map.has_key = true;
    map.drop_value = true;
    if (!key.IsScalar()) {
      const char* found = key.IsNull() ? "null" : key.IsList() ? "a list" : "a map";
      ErrorAt(document_, key, absl::StrCat("expected a text as key, found ", found), errors_);
    } else if (key.text == "<<" && !key.quoted) {
      ErrorAt(document_, key, "the merge key '<<' is not supported; expected its entries written out", errors_);
    } else if (const auto [first, is_new] = map.key_lines.try_emplace(key.text, key.line); !is_new) {
      ErrorAt(
          document_, key,
          absl::StrCat("the key '", key.text, "' is given twice, first in line ", first->second, "; expected it once"),
          errors_);
    } else {
      map.drop_value = false;
    }
    map.key = std::move(key);
  }

  const std::vector<std::string_view>& lines_;
  YamlDocument& document_;
  Diagnostics& errors_;
  std::vector<Container> open_;
  absl::flat_hash_map<YAML::anchor_t, YamlNode> anchored_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  int tab_line_ = 0;
};

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// Bytes that YAML does not allow. The parser takes some for the end of the file and copies others, so they are looked
// for first.
bool CheckCharacters(const std::vector<std::string_view>& lines, const std::string& file, Diagnostics& errors) {
  for (std::size_t n = 0; n < lines.size(); ++n) {
    for (std::size_t i = 0; i < lines[n].size();) {
      const auto byte = static_cast<unsigned char>(lines[n][i]);
      const std::size_t length = Utf8Length(lines[n].substr(i));
      const bool control = (byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F;
      if (length == 0 || control) {
        errors.Add({file, static_cast<int>(n) + 1, static_cast<int>(i) + 1,
                    absl::StrCat("expected text in UTF-8, found ", control ? "the control character " : "the byte ",
                                 "0x", absl::Hex(byte, absl::kZeroPad2))});
        return false;
      }
      i += length;
    }
  }
  return true;
}

// The parser's message for what people do most often, in plainer words.
std::string Explain(const YAML::ParserException& e, const std::vector<std::string_view>& lines) {
  const std::size_t line = static_cast<std::size_t>(std::max(e.mark.line, 0));
  if (line < lines.size() && IndentedByTab(lines[line], lines[line].find_first_not_of(" \t"))) return kTabMessage;
  if (e.msg == YAML::ErrorMsg::MAP_VALUE) {
    return "expected no ': ' here; is the indentation wrong, or does a text with ': ' need quotes?";
  }
  if (e.msg == YAML::ErrorMsg::END_OF_MAP) return "expected a 'key: value' of the map above; is the indentation wrong?";
  if (e.msg == YAML::ErrorMsg::END_OF_SEQ) return "expected a '- item' of the list above; is the indentation wrong?";
  if (e.msg == YAML::ErrorMsg::END_OF_MAP_FLOW) return "expected ',' or '}' of the map that starts with '{'";
  if (e.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW) return "expected ',' or ']' of the list that starts with '['";
  if (e.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    return "expected the name of an earlier anchor ('&name') after '*', found none of that name";
  }
  return e.msg;
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

YamlDocument ParseYaml(std::string_view text, std::string file, Diagnostics& errors) {
  YamlDocument document{.file = std::move(file), .root = {}, .complete = false};
  document.root.line = 1;
  document.root.column = 1;
  if (text.size() > kBytesMax) {
    errors.Add({document.file, 0, 0, absl::StrCat("expected at most ", kBytesMax, " bytes, found ", text.size())});
    return document;
  }
  const std::vector<std::string_view> lines = LinesOf(text);
  if (!CheckCharacters(lines, document.file, errors)) return document;

  document.complete = true;
  Builder builder(lines, document, errors);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& e) {
    builder.CloseAll();
    document.complete = false;
    // A tab explains what the parser stumbles over behind it.
    if (e.mark.line + 1 != builder.tab_line()) {
      errors.Add({document.file, e.mark.line + 1, e.mark.column + 1, Explain(e, lines)});
    }
  }
  return document;
}

void ErrorAt(const YamlDocument& document, const YamlNode& node, std::string message, Diagnostics& errors) {
  errors.Add({document.file, node.line, node.column, std::move(message)});
}

}  // namespace loopbreaker
