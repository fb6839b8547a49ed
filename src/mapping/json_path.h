// Places in a JSON document: JSON pointers (RFC 6901), with more that lists need.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

namespace loopbreaker {

// JSON that stands in the texts of a document ("payload": "{\"id\":1}"). What it gives lives until that is released.
class EmbeddedJson {
 public:
  // Null: the text is not JSON.
  const simdjson::dom::element* Parse(std::string_view text);
  // How much there is, and back to that: a list may hold a text of JSON in each of a million elements.
  std::size_t Mark() const { return texts_.size(); }
  void Release(std::size_t mark);

 private:
  struct Text {
    const char* begin;
    std::size_t length;
    bool is_json;
    simdjson::dom::element value;
  };
  std::deque<Text> texts_;
  std::vector<std::unique_ptr<simdjson::dom::parser>> parsers_;
  std::size_t parsers_used_ = 0;
};

// A pointer whose steps are, behind each '/':
//   name             a member of an object (`~1` is a slash, `~0` a tilde), or of a list the element of that number
//   -1               of a list the last
//   *                of a list each
//   [path=value]     of a list the first element whose value at `path` (written without the slash in front) is that
//   text
// A step into a text reads the text as JSON. The empty path is the value itself.
class JsonPath {
 public:
  using Element = simdjson::dom::element;

  JsonPath() = default;
  // False: `error` says what was expected, without naming the path.
  static bool Parse(std::string_view text, JsonPath& path, std::string& error);

  // How many values it goes down, for "../": `*` and `[]` stay on the level of their list.
  int levels() const;
  // Whether it gives a list of values.
  bool gives_many() const;

  // Appends what is there to `found`.
  void Find(const Element& from, EmbeddedJson& embedded, std::vector<Element>& found) const;

  // Calls `take(place)` for each element of the list, or with `*` of the lists, at this path. `above` holds the values
  // on the way, the outermost first, and ends with the one where the path begins; at each call it is longer by the
  // levels of this path and ends with the element. False: there is no list.
  using TakePlace = std::function<void(const std::string& place)>;
  bool Elements(std::vector<Element>& above, EmbeddedJson& embedded, const std::string& place,
                const TakePlace& take) const;

 private:
  struct Step {
    enum class Kind { kName, kLast, kAll, kWhere };
    Kind kind = Kind::kName;
    std::string written;         // for messages
    std::string name;            // of kName
    std::vector<JsonPath> path;  // of kWhere: one
    std::string value;           // of kWhere
  };

  // The value that a step gives, which is not kAll.
  static bool TakeStep(const Element& from, const Step& step, EmbeddedJson& embedded, Element& found);
  static void FindFrom(const Element& from, const std::vector<Step>& steps, std::size_t at, EmbeddedJson& embedded,
                       std::vector<Element>& found);
  // The list that `value` is, or that its text holds.
  static bool ListOf(const Element& value, EmbeddedJson& embedded, simdjson::dom::array& list);
  bool ElementsFrom(std::size_t at, std::vector<Element>& above, EmbeddedJson& embedded, const std::string& place,
                    const TakePlace& take) const;

  std::vector<Step> steps_;
};

// The text of a single value: a string as it is, numbers and flags as a person writes them, kept in `kept`. False:
// null, a list, an object.
bool TextOfJson(const simdjson::dom::element& value, std::deque<std::string>& kept, std::string_view& text);

}  // namespace loopbreaker
