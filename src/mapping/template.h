// Text with places for values: "{number}/{sys_mod_count}", "{/contact/id}". "{{" and "}}" are braces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/row.h"

namespace loopbreaker {

// What names may stand between braces, and in the keys of `when`.
struct OriginSyntax {
  bool json = false;
  int levels_up = 0;                                  // how many "../" there may be
  const std::vector<std::string>* columns = nullptr;  // of a CSV without a header row; null or none: any name
};

// A column as it is written. Of JSON: a place as in json_path.h ("/a/b"), "../id" above the object, "$/id" in the whole
// document, "." the element itself, or the bare name of a member. Empty or malformed: false, and `error` says what was
// expected.
bool ParseOrigin(std::string_view text, const OriginSyntax& syntax, Origin& origin, std::string& error);

// For messages: "column 'number'" or "'../id'".
std::string Describe(const Origin& origin, bool json);

class Template {
 public:
  struct Rendered {
    enum class State { kText, kMissing, kNotText };
    State state = State::kText;
    std::string_view text;
    int slot = -1;  // what is missing, or a list or object
  };

  static bool Parse(std::string_view text, const OriginSyntax& syntax, Origins& origins, Template& parsed,
                    std::string& error);

  bool IsLiteral() const { return pieces_.empty(); }
  const std::string& literal() const { return literal_; }
  // The slot, if the template is one placeholder and nothing else; else -1.
  int only_slot() const {
    return pieces_.size() == 1 && pieces_[0].before.empty() && literal_.empty() ? pieces_[0].slot : -1;
  }

  // The text is a view into the row, the template or `scratch`.
  Rendered Render(const Row& row, std::string& scratch) const;

 private:
  struct Piece {
    std::string before;
    int slot;
  };
  std::vector<Piece> pieces_;
  std::string literal_;  // behind the last piece
};

}  // namespace loopbreaker
