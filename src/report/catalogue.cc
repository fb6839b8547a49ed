#include "report/catalogue.h"

namespace loopbreaker {

std::string_view FindText(std::string_view key, Language language) {
  for (const ReportText& text : kTexts) {
    if (text.key == key) return language == Language::kDutch ? text.dutch : text.english;
  }
  return {};
}

}  // namespace loopbreaker
