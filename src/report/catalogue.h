// What a report says, in English and Dutch. `$0`, `$1` ... are filled in. A key that is not in the catalogue does not
// compile.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/substitute.h"
#include "report/texts.h"
#include "rules/rule.h"

namespace loopbreaker {

class TextKey {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is a key.
  consteval TextKey(const char* key) : index_(Find(key)) {
    if (index_ == kTexts.size()) throw "no such key in report/texts.h";
  }
  std::string_view In(Language language) const {
    return language == Language::kDutch ? kTexts[index_].dutch : kTexts[index_].english;
  }

 private:
  static constexpr std::size_t Find(std::string_view key) {
    std::size_t i = 0;
    while (i < kTexts.size() && kTexts[i].key != key) ++i;
    return i;
  }
  std::size_t index_;
};

// Of a key that is put together at run time; empty: there is none.
std::string_view FindText(std::string_view key, Language language);

template <typename... Args>
std::string Filled(std::string_view text, const Args&... args) {
  return absl::Substitute({text.data(), text.size()}, args...);
}

}  // namespace loopbreaker
