#include "base/yaml.h"

#include <algorithm>
#include <sstream>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "base/yaml_advice.h"
#include "base/yaml_trouble.h"
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

bool StartsWithDigit(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }
bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Builds the tree from the parser's events. What makes going on pointless is thrown as the parser's own exception;
// everything else is added to `errors`.
class Builder : public YAML::EventHandler {
 public:
  Builder(YamlDocument& document, Diagnostics& errors) : document_(document), errors_(errors) {}

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
    CheckQuotes(node);
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
        IndentedByTab(document_.source.Line(node.line), static_cast<std::size_t>(mark.column))) {
      tab_line_ = node.line;
      ErrorAt(document_, node, std::string(kTabMessage), errors_);
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

  // The parser takes the end of the file for the closing quote, and curly quotes for letters.
  void CheckQuotes(YamlNode& node) {
    constexpr std::size_t kCurlyBytes = 3;
    if (!node.quoted && InCurlyQuotes(node.text)) {
      // What is between them is what was meant, so that the reader does not complain once more.
      node.text = node.text.substr(kCurlyBytes, node.text.size() - 2 * kCurlyBytes);
      ErrorAt(document_, node,
              absl::StrCat("curly quotes are letters here; expected straight quotes, or none",
                           DidYouMean(absl::StrCat("\"", node.text, "\""))),
              errors_);
    } else if (node.quoted && !QuoteCloses(document_.source, node.line, node.column)) {
      YAML::Mark mark;
      mark.line = node.line - 1;
      mark.column = node.column - 1;
      throw YAML::ParserException(mark, "a quote begins here and is not closed");
    }
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
      if (node.IsNull() && IsRestOfNumber(parent)) return;
      if (!parent.drop_value) parent.node.entries.push_back({std::move(parent.key), std::move(node)});
    }
  }

  // Inside { } a comma ends the value: `{at_least: 2,5}` has a key `5`.
  bool IsRestOfNumber(const Container& map) {
    if (map.drop_value || map.node.entries.empty() || map.key.quoted || !StartsWithDigit(map.key.text)) return false;
    const YamlNode& before = map.node.entries.back().second;
    if (!before.IsScalar() || before.quoted || before.line != map.key.line || !IsDigits(before.text)) return false;
    ErrorAt(document_, before,
            absl::StrCat("inside { } a comma ends the value, so '", before.text, ",", map.key.text.substr(0, 20),
                         "' is read as '", before.text, "' and a key '", map.key.text.substr(0, 20),
                         "'; expected a number without comma"),
            errors_);
    return true;
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

  YamlDocument& document_;
  Diagnostics& errors_;
  std::vector<Container> open_;
  absl::flat_hash_map<YAML::anchor_t, YamlNode> anchored_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  int tab_line_ = 0;
};

void AddAt(const YamlDocument& document, int line, int column, std::string message, Diagnostics& errors) {
  Diagnostic diagnostic{.file = document.file, .line = line, .column = column, .message = std::move(message)};
  document.source.Show(diagnostic);
  errors.Add(std::move(diagnostic));
}

// Bytes that YAML does not allow. The parser takes some for the end of the file and copies others, so they are looked
// for first.
bool CheckCharacters(const YamlDocument& document, Diagnostics& errors) {
  for (int n = 1; n <= document.source.lines(); ++n) {
    const std::string_view line = document.source.Line(n);
    for (std::size_t i = 0; i < line.size();) {
      const auto byte = static_cast<unsigned char>(line[i]);
      const std::size_t length = Utf8Length(line.substr(i));
      const bool control = (byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F;
      if (length == 0 || control) {
        AddAt(document, n, static_cast<int>(i) + 1,
              absl::StrCat("expected text in UTF-8, found ", control ? "the control character " : "the byte ", "0x",
                           absl::Hex(byte, absl::kZeroPad2),
                           length == 0 ? "; save the file with the encoding UTF-8" : ""),
              errors);
        return false;
      }
      i += length;
    }
  }
  return true;
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
  document.source = SourceText(text);
  if (!CheckCharacters(document, errors)) return document;

  document.complete = true;
  Builder builder(document, errors);
  std::istringstream stream(document.source.text());
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& e) {
    builder.CloseAll();
    document.complete = false;
    // A tab explains what the parser stumbles over behind it.
    if (e.mark.line + 1 != builder.tab_line()) {
      const YamlTrouble trouble = ExplainTrouble(document.source, e.mark.line + 1, e.mark.column + 1, e.msg);
      AddAt(document, trouble.line, trouble.column, trouble.message, errors);
    }
  }
  return document;
}

void ErrorAt(const YamlDocument& document, const YamlNode& node, std::string message, Diagnostics& errors) {
  AddAt(document, node.line, node.column, std::move(message), errors);
}

}  // namespace loopbreaker
