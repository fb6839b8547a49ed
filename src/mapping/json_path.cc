#include "mapping/json_path.h"

#include <algorithm>
#include <cmath>

#include "base/read_number.h"

namespace loopbreaker {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// Parsers without a text whose memory is kept for the next.
constexpr std::size_t kParsersKept = 8;
// Of the texts, how many of the newest are looked through for one that was parsed before: those of one row.
constexpr std::size_t kTextsRemembered = 32;

// Whole numbers without a point, others with the fewest digits that give the same number back.
template <typename Number>
std::string_view Keep(Number number, std::deque<std::string>& kept) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  return kept.emplace_back(digits, end);
}

std::string_view KeepReal(double number, std::deque<std::string>& kept) {
  if (std::abs(number) >= 1e15) return Keep(number, kept);
  char digits[64];
  // Without an exponent, so that 1e3 and seconds since 1970 read like what a person would write.
  const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
  if (end.ec != std::errc()) return Keep(number, kept);
  return kept.emplace_back(digits, end.ptr);
}

// `~1` and `~0` of a pointer's step. False: another `~`.
bool Unescape(std::string_view step, std::string& name) {
  name.clear();
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      name += step[i];
    } else if (++i < step.size() && (step[i] == '0' || step[i] == '1')) {
      name += step[i] == '0' ? '~' : '/';
    } else {
      return false;
    }
  }
  return true;
}

// The length of the step that `text` begins with: up to the next slash that is not within brackets.
std::size_t StepLength(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[0] == '[' && text[i] == '[') ++depth;
    if (text[0] == '[' && text[i] == ']') --depth;
    if (text[i] == '/' && depth <= 0) return i;
  }
  return text.size();
}

}  // namespace

const element* EmbeddedJson::Parse(std::string_view text) {
  const std::size_t first = texts_.size() - std::min(texts_.size(), kTextsRemembered);
  for (std::size_t i = texts_.size(); i-- > first;) {
    const Text& known = texts_[i];
    if (known.begin == text.data() && known.length == text.size()) return known.is_json ? &known.value : nullptr;
  }
  if (parsers_used_ == parsers_.size()) parsers_.push_back(std::make_unique<simdjson::dom::parser>());
  Text& added = texts_.emplace_back(Text{text.data(), text.size(), false, {}});
  added.is_json = parsers_[parsers_used_]->parse(text.data(), text.size()).get(added.value) == simdjson::SUCCESS;
  if (!added.is_json) return nullptr;
  ++parsers_used_;
  return &added.value;
}

void EmbeddedJson::Release(std::size_t mark) {
  while (texts_.size() > mark) {
    parsers_used_ -= texts_.back().is_json ? 1 : 0;
    texts_.pop_back();
  }
  if (parsers_.size() > parsers_used_ + kParsersKept) parsers_.resize(parsers_used_ + kParsersKept);
}

bool TextOfJson(const element& value, std::deque<std::string>& kept, std::string_view& text) {
  switch (value.type()) {
    case element_type::STRING:
      text = value.get_string().value_unsafe();
      return true;
    case element_type::INT64:
      text = Keep(value.get_int64().value_unsafe(), kept);
      return true;
    case element_type::UINT64:
      text = Keep(value.get_uint64().value_unsafe(), kept);
      return true;
    case element_type::DOUBLE:
      text = KeepReal(value.get_double().value_unsafe(), kept);
      return true;
    case element_type::BOOL:
      text = value.get_bool().value_unsafe() ? "true" : "false";
      return true;
    default:
      return false;
  }
}

bool JsonPath::Parse(std::string_view text, JsonPath& path, std::string& error) {
  path = JsonPath{};
  while (!text.empty()) {
    if (text[0] != '/') {
      error = "expected '/' in front of each step";
      return false;
    }
    text.remove_prefix(1);
    const std::string_view step = text.substr(0, StepLength(text));
    text.remove_prefix(step.size());
    Step& added = path.steps_.emplace_back();
    added.written = step;
    if (step == "*") {
      added.kind = Step::Kind::kAll;
    } else if (step == "-1") {
      added.kind = Step::Kind::kLast;
    } else if (!step.empty() && step[0] == '[') {
      added.kind = Step::Kind::kWhere;
      // A path within brackets may hold brackets, and its last '=' outside of them is ours.
      const std::size_t equals = step.rfind(']', step.size() - 2) == std::string_view::npos
                                     ? step.find('=')
                                     : step.find('=', step.rfind(']', step.size() - 2));
      if (step.back() != ']' || equals == std::string_view::npos) {
        error = "expected [member=text] as the step '" + std::string(step) + "', such as [role=customer]";
        return false;
      }
      added.value = step.substr(equals + 1, step.size() - equals - 2);
      if (!Parse("/" + std::string(step.substr(1, equals - 1)), added.path.emplace_back(), error)) return false;
    } else if (!Unescape(step, added.name)) {
      error = "'~' is written '~0', and '/' in a name '~1'";
      return false;
    }
  }
  return true;
}

int JsonPath::levels() const {
  return static_cast<int>(std::count_if(steps_.begin(), steps_.end(), [](const Step& step) {
    return step.kind == Step::Kind::kName || step.kind == Step::Kind::kLast;
  }));
}

bool JsonPath::gives_many() const {
  return std::any_of(steps_.begin(), steps_.end(), [](const Step& step) { return step.kind == Step::Kind::kAll; });
}

bool JsonPath::ListOf(const Element& value, EmbeddedJson& embedded, simdjson::dom::array& list) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return value.get(list) == simdjson::SUCCESS;
  const Element* inner = embedded.Parse(text);
  return inner != nullptr && inner->get(list) == simdjson::SUCCESS;
}

bool JsonPath::TakeStep(const Element& from, const Step& step, EmbeddedJson& embedded, Element& found) {
  std::string_view text;
  Element value = from;
  if (value.get(text) == simdjson::SUCCESS) {
    const Element* inner = embedded.Parse(text);
    if (inner == nullptr) return false;
    value = *inner;
  }
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS || step.kind == Step::Kind::kWhere) return false;
    return object.at_key(step.kind == Step::Kind::kLast ? step.written : step.name).get(found) == simdjson::SUCCESS;
  }
  if (step.kind == Step::Kind::kLast) {
    return list.size() > 0 && list.at(list.size() - 1).get(found) == simdjson::SUCCESS;
  }
  if (step.kind == Step::Kind::kName) {
    std::size_t index = 0;
    return ReadNumber(step.name, index) && list.at(index).get(found) == simdjson::SUCCESS;
  }
  std::vector<Element> candidates;
  std::deque<std::string> kept;
  for (const Element item : list) {
    candidates.clear();
    step.path[0].Find(item, embedded, candidates);
    for (const Element& candidate : candidates) {
      if (!TextOfJson(candidate, kept, text) || text != step.value) continue;
      found = item;
      return true;
    }
  }
  return false;
}

void JsonPath::Find(const Element& from, EmbeddedJson& embedded, std::vector<Element>& found) const {
  FindFrom(from, steps_, 0, embedded, found);
}

void JsonPath::FindFrom(const Element& from, const std::vector<Step>& steps, std::size_t at, EmbeddedJson& embedded,
                        std::vector<Element>& found) {
  if (at == steps.size()) {
    found.push_back(from);
  } else if (steps[at].kind == Step::Kind::kAll) {
    simdjson::dom::array list;
    if (!ListOf(from, embedded, list)) return;
    for (const Element item : list) FindFrom(item, steps, at + 1, embedded, found);
  } else if (Element next; TakeStep(from, steps[at], embedded, next)) {
    FindFrom(next, steps, at + 1, embedded, found);
  }
}

bool JsonPath::Elements(std::vector<Element>& above, EmbeddedJson& embedded, const std::string& place,
                        const TakePlace& take) const {
  return ElementsFrom(0, above, embedded, place, take);
}

bool JsonPath::ElementsFrom(std::size_t at, std::vector<Element>& above, EmbeddedJson& embedded,
                            const std::string& place, const TakePlace& take) const {
  const Element whole = above.back();
  if (at == steps_.size() || steps_[at].kind == Step::Kind::kAll) {
    simdjson::dom::array list;
    if (!ListOf(whole, embedded, list)) return false;
    bool any = at == steps_.size();
    std::size_t index = 0;
    for (const Element item : list) {
      // What a list holds stands in the place of the list, so that "../" is the object around it.
      above.back() = item;
      const std::string where = place + "/" + std::to_string(index++);
      if (at == steps_.size()) {
        take(where);
      } else {
        any = ElementsFrom(at + 1, above, embedded, where, take) || any;
      }
    }
    above.back() = whole;
    return any;
  }
  Element next;
  if (!TakeStep(whole, steps_[at], embedded, next)) return false;
  const bool in_place = steps_[at].kind == Step::Kind::kWhere;
  if (in_place) {
    above.back() = next;
  } else {
    above.push_back(next);
  }
  const bool any = ElementsFrom(at + 1, above, embedded, place + "/" + steps_[at].written, take);
  if (in_place) {
    above.back() = whole;
  } else {
    above.pop_back();
  }
  return any;
}

}  // namespace loopbreaker
