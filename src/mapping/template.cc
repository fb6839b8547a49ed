#include "mapping/template.h"

#include <algorithm>

#include "base/diagnostic.h"

namespace loopbreaker {
namespace {

// A member's name as one step of a JSON pointer.
std::string PointerTo(std::string_view member) {
  std::string pointer = "/";
  for (const char c : member) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

}  // namespace

bool ParseOrigin(std::string_view text, const OriginSyntax& syntax, Origin& origin, std::string& error) {
  origin = Origin{};
  if (text.empty()) {
    error = syntax.json ? "expected a JSON pointer such as '/contact/id', found nothing"
                        : "expected the name of a column, found nothing";
    return false;
  }
  if (!syntax.json) {
    origin.name = std::string(text);
    if (syntax.columns == nullptr || syntax.columns->empty()) return true;
    if (std::find(syntax.columns->begin(), syntax.columns->end(), origin.name) != syntax.columns->end()) return true;
    error = "no column '" + origin.name + "' in `columns`" + DidYouMean(origin.name, *syntax.columns);
    return false;
  }
  std::string_view rest = text;
  if (rest.substr(0, 2) == "$/") {
    origin.of_document = true;
    rest.remove_prefix(1);
  }
  while (!origin.of_document && rest.substr(0, 3) == "../") {
    ++origin.up;
    rest.remove_prefix(3);
  }
  if (origin.up > syntax.levels_up) {
    error = syntax.levels_up == 0
                ? "'" + std::string(text) + "' is of a parent object, which only the elements of `each` have"
                : "'" + std::string(text) + "' goes higher than the path of `each`, which has " +
                      std::to_string(syntax.levels_up) + " step(s)";
    return false;
  }
  if (rest.empty()) {
    error = "expected the name of a member behind '../', found nothing";
    return false;
  }
  if (rest != ".") {
    origin.name = rest[0] == '/' ? std::string(rest) : origin.up > 0 ? "/" + std::string(rest) : PointerTo(rest);
  }
  if (JsonPath::Parse(origin.name, origin.path, error)) return true;
  error = "'" + std::string(text) + "' is not a place in JSON: " + error;
  return false;
}

std::string Describe(const Origin& origin, bool json) {
  if (!json) return "column '" + origin.name + "'";
  if (origin.name.empty()) return origin.of_document ? "the document" : "the element itself ('.')";
  std::string text = origin.of_document ? "'$" : "'";
  for (int i = 0; i < origin.up; ++i) text += "../";
  return text + (origin.up > 0 ? origin.name.substr(1) : origin.name) + "'";
}

bool Template::Parse(std::string_view text, const OriginSyntax& syntax, Origins& origins, Template& parsed,
                     std::string& error) {
  parsed = Template{};
  std::string before;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      before += c;
      ++i;
      continue;
    }
    if (c != '{') {
      before += c;
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string_view::npos) {
      error = "'{' without '}' in \"" + std::string(text) + "\"; a brace itself is written '{{'";
      return false;
    }
    Origin origin;
    if (!ParseOrigin(text.substr(i + 1, end - i - 1), syntax, origin, error)) {
      error += " in \"" + std::string(text) + "\"";
      return false;
    }
    parsed.pieces_.push_back({std::move(before), origins.SlotOf(origin)});
    before.clear();
    i = end;
  }
  parsed.literal_ = std::move(before);
  return true;
}

Template::Rendered Template::Render(const Row& row, std::string& scratch) const {
  if (pieces_.empty()) return {Rendered::State::kText, literal_, -1};
  for (const Piece& piece : pieces_) {
    const Cell& cell = row.cells[static_cast<std::size_t>(piece.slot)];
    if (cell.kind == Cell::Kind::kMissing) return {Rendered::State::kMissing, {}, piece.slot};
    if (cell.kind != Cell::Kind::kText) return {Rendered::State::kNotText, {}, piece.slot};
  }
  if (only_slot() >= 0) return {Rendered::State::kText, row.cells[static_cast<std::size_t>(pieces_[0].slot)].text, -1};
  scratch.clear();
  for (const Piece& piece : pieces_) {
    scratch += piece.before;
    scratch += row.cells[static_cast<std::size_t>(piece.slot)].text;
  }
  scratch += literal_;
  return {Rendered::State::kText, scratch, -1};
}

}  // namespace loopbreaker
