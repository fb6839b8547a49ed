#include "serve/url.h"

#include <algorithm>

#include "base/percent.h"

namespace loopbreaker {
namespace {

// Up to the separator, which is taken off `text` with it.
std::string_view TakePart(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

}  // namespace

std::optional<Parameters> ParseQuery(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    std::string pair(TakePart(query, '&'));
    if (pair.empty()) continue;
    std::replace(pair.begin(), pair.end(), '+', ' ');
    std::string_view rest = pair;
    const auto name = DecodePercent(TakePart(rest, '='));
    const auto value = DecodePercent(rest);
    if (!name || !value) return std::nullopt;
    parameters.emplace_back(*name, *value);
  }
  return parameters;
}

bool MatchPath(std::string_view pattern, std::string_view path, Parameters& parameters) {
  parameters.clear();
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/')) return false;
  while (!pattern.empty() || !path.empty()) {
    const std::string_view wanted = TakePart(pattern, '/');
    const std::string_view found = TakePart(path, '/');
    if (!wanted.starts_with('{')) {
      if (wanted != found) return false;
      continue;
    }
    const auto value = DecodePercent(found);
    if (!value || value->empty()) return false;
    parameters.emplace_back(wanted.substr(1, wanted.size() - 2), *value);
  }
  return true;
}

}  // namespace loopbreaker
