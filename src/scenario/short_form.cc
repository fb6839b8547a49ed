#include "scenario/short_form.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loopbreaker/v1/contact_event.pb.h"
#include "scenario/phrases.h"

namespace loopbreaker {
namespace {

struct Word {
  std::string text;   // without the comma or colon behind it
  std::size_t begin;  // in the line
  bool last = false;  // of its segment
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::vector<Word> WordsOf(std::string_view line) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == ' ') {
      ++i;
      continue;
    }
    const std::size_t end = std::min(line.find(' ', i), line.size());
    Word word{std::string(line.substr(i, end - i)), i, end == line.size()};
    if (word.text.size() > 1 && (word.text.back() == ',' || word.text.back() == ':')) {
      word.text.pop_back();
      word.last = true;
    }
    words.push_back(std::move(word));
    i = end;
  }
  return words;
}

using Captures = std::vector<std::pair<std::string, std::string>>;

// Matches one pattern against the words of a line.
class Matcher {
 public:
  Matcher(std::string_view line, const std::vector<Word>& words) : line_(line), words_(words) {}

  // How many words from `at` on the pattern takes; 0: it does not match.
  std::size_t Match(std::string_view pattern, std::size_t at, Captures& captures) const {
    captures.clear();
    std::size_t i = at;
    while (!pattern.empty()) {
      const std::size_t end = std::min(pattern.find(' '), pattern.size());
      if (!Take(pattern.substr(0, end), at, i, captures)) return 0;
      pattern.remove_prefix(std::min(end + 1, pattern.size()));
    }
    return i - at;
  }

 private:
  // One element of a pattern, at word `i`. A phrase does not go on behind a comma.
  bool Take(std::string_view element, std::size_t at, std::size_t& i, Captures& captures) const {
    const bool optional = element.front() == '[';
    const bool here = i < words_.size() && (i == at || !words_[i - 1].last);
    if (element.front() != '{' && !optional) return here && words_[i++].text == element;
    std::string name(element.substr(1, element.size() - 2));
    const std::size_t first = i;
    if (name.ends_with("$")) {
      name.pop_back();
      if (!here) return optional;
      i = words_.size();
      captures.emplace_back(name, line_.substr(words_[first].begin));
    } else if (!here) {
      return optional;
    } else if (name.ends_with("...")) {
      name.resize(name.size() - 3);
      while (!words_[i++].last) {
      }
      const Word& end = words_[i - 1];
      captures.emplace_back(name, line_.substr(words_[first].begin, end.begin + end.text.size() - words_[first].begin));
    } else if (name.ends_with("@")) {
      name.pop_back();
      std::string when = words_[i++].text;
      if (when.find('T') == std::string::npos && i < words_.size()) when += " " + words_[i++].text;
      captures.emplace_back(name, when);
    } else if (!optional || std::any_of(words_[i].text.begin(), words_[i].text.end(), IsDigit)) {
      captures.emplace_back(name, words_[i++].text);
    }
    return true;
  }

  std::string_view line_;
  const std::vector<Word>& words_;
};

// The phrase of `phrases` that takes the most words at `at`; null: none does.
template <typename Phrase, typename Fits>
const Phrase* Longest(std::span<const Phrase> phrases, const Matcher& matcher, std::size_t at, Fits fits,
                      std::size_t& taken, Captures& captures) {
  const Phrase* best = nullptr;
  taken = 0;
  Captures found;
  for (const Phrase& phrase : phrases) {
    if (!fits(phrase)) continue;
    const std::size_t words = matcher.Match(phrase.pattern, at, found);
    if (words <= taken) continue;
    best = &phrase;
    taken = words;
    captures = found;
  }
  return best;
}

// "call out" of "call out {x}".
std::string Plain(std::string_view pattern) {
  const std::size_t end = pattern.find_first_of("{[");
  std::string plain(pattern.substr(0, end));
  while (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

class Expansion {
 public:
  Expansion(const YamlReader& yaml, const YamlNode& node, std::string line)
      : yaml_(yaml), node_(node), line_(std::move(line)), words_(WordsOf(line_)), matcher_(line_, words_) {}

  bool Run(YamlNode& map) {
    std::size_t at = 1;
    std::string when = words_.empty() ? "" : words_[0].text;
    if (when.find('T') == std::string::npos && words_.size() > 1) when += " " + words_[at++].text;
    map = At(0);
    map.kind = YamlNode::Kind::kMap;
    map.text.clear();
    Set(map, "at", when, 0);

    std::size_t taken = 0;
    Captures captures;
    const Opening* opening = at >= words_.size()
                                 ? nullptr
                                 : Longest(
                                       Openings(), matcher_, at, [](const Opening&) { return true; }, taken, captures);
    if (opening == nullptr)
      return Unknown(at, "what happened, such as 'call', 'mail', 'visit' or 'case opened',", Openings(), "");
    YamlNode payload = At(at);
    payload.kind = YamlNode::Kind::kMap;
    payload.text.clear();
    if (!SetAll(opening->fields, captures, at, map, payload)) return false;
    for (at += taken; at < words_.size(); at += taken) {
      taken = 1;
      if (words_[at].text == "and" && !words_[at].last) continue;
      const auto fits = [&](const Clause& clause) {
        return clause.payload.empty() || clause.payload == opening->payload;
      };
      const Clause* clause = Longest(Clauses(), matcher_, at, fits, taken, captures);
      const std::string what = "what there is to say of '" + Plain(opening->pattern) + "'";
      if (clause == nullptr) return Unknown(at, what, Clauses(), opening->payload);
      if (!SetAll(clause->fields, captures, at, map, payload)) return false;
    }
    map.entries.push_back({Scalar(std::string(opening->payload), 0), std::move(payload)});
    return true;
  }

 private:
  // A node at the place of a word, as far as the line stands as it was written.
  YamlNode At(std::size_t word) const {
    YamlNode node;
    node.line = node_.line;
    node.column = node_.column;
    if (word < words_.size()) node.column += static_cast<int>(words_[word].begin) + (node_.quoted ? 1 : 0);
    return node;
  }
  YamlNode Scalar(std::string text, std::size_t word) const {
    YamlNode node = At(word);
    node.kind = YamlNode::Kind::kScalar;
    node.text = std::move(text);
    return node;
  }

  bool Set(YamlNode& map, const std::string& name, const std::string& value, std::size_t word) const {
    const auto* field = v1::VisitCompleted::descriptor()->FindFieldByName(name);
    const bool list = field != nullptr && field->is_repeated();
    for (auto& [key, old] : map.entries) {
      if (key.text != name) continue;
      if (list) {
        old.items.push_back(Scalar(value, word));
        return true;
      }
      yaml_.Error(At(word), "expected '" + name + "' once, found '" + old.text + "' and '" + value + "'");
      return false;
    }
    YamlNode node = Scalar(value, word);
    if (list) {
      node.kind = YamlNode::Kind::kList;
      node.items.push_back(Scalar(value, word));
    }
    map.entries.push_back({Scalar(name, word), std::move(node)});
    return true;
  }

  bool SetAll(std::string_view fields, const Captures& captures, std::size_t word, YamlNode& map,
              YamlNode& payload) const {
    Captures all = captures;
    while (!fields.empty()) {
      const std::size_t end = std::min(fields.find(' '), fields.size());
      const std::string_view pair = fields.substr(0, end);
      all.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
      fields.remove_prefix(std::min(end + 1, fields.size()));
    }
    for (const auto& [name, value] : all) {
      const bool envelope = v1::ContactEvent::descriptor()->FindFieldByName(name) != nullptr;
      if (!Set(envelope ? map : payload, name, value, word)) return false;
    }
    return true;
  }

  static bool Fits(const Opening&, std::string_view) { return true; }
  static bool Fits(const Clause& clause, std::string_view payload) {
    return clause.payload.empty() || clause.payload == payload;
  }

  template <typename Phrase>
  bool Unknown(std::size_t at, const std::string& what, std::span<const Phrase> phrases,
               std::string_view payload) const {
    if (at >= words_.size()) {
      yaml_.Error(node_, "expected a time and " + what + " found '" + line_ + "'");
      return false;
    }
    std::size_t end = at;
    while (!words_[end].last) ++end;
    const std::string found =
        line_.substr(words_[at].begin, words_[end].begin + words_[end].text.size() - words_[at].begin);
    std::vector<std::string> known;
    std::string listed;
    for (const Phrase& phrase : phrases) {
      if (!Fits(phrase, payload)) continue;
      known.push_back(Plain(phrase.pattern));
      if (!payload.empty()) listed += (listed.empty() ? "" : ", ") + known.back();
    }
    std::string advice = DidYouMean(found, known);
    if (advice.empty()) advice = DidYouMean(words_[at].text, known);
    if (!listed.empty()) listed = " (" + listed + ")";
    yaml_.Error(At(at), "expected " + what + listed + " found '" + found + "'" + advice);
    return false;
  }

  const YamlReader& yaml_;
  const YamlNode& node_;
  std::string line_;
  std::vector<Word> words_;
  Matcher matcher_;
};

}  // namespace

bool IsShortForm(const YamlNode& node) {
  if (node.IsScalar()) return true;
  return node.IsMap() && node.entries.size() == 1 && !node.entries[0].first.text.empty() &&
         IsDigit(node.entries[0].first.text[0]) && node.entries[0].second.IsScalar();
}

bool ExpandShortForm(const YamlReader& yaml, const YamlNode& node, YamlNode& map) {
  std::string line = node.IsScalar() ? node.text : node.entries[0].first.text + ": " + node.entries[0].second.text;
  return Expansion(yaml, node, std::move(line)).Run(map);
}

}  // namespace loopbreaker
