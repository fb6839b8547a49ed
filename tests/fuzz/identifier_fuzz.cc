// What somebody says they are reached by, in the form in which it is looked up: always the same, and not much longer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "link/directory.h"

namespace {
// The code of a country in front of a number.
constexpr std::size_t kLongerBytesMax = 8;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace loopbreaker;
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  for (int kind = v1::IdentifierKind::Value_MIN; kind <= v1::IdentifierKind::Value_MAX; ++kind) {
    if (!v1::IdentifierKind::Value_IsValid(kind)) continue;
    const auto of = static_cast<v1::IdentifierKind::Value>(kind);
    const std::string form = NormaliseIdentifier(of, value, "NL");
    if (form.size() <= value.size() + kLongerBytesMax && form == NormaliseIdentifier(of, value, "NL")) continue;
    std::fprintf(stderr, "'%.*s' becomes '%s'\n", static_cast<int>(value.size()), value.data(), form.c_str());
    std::abort();
  }
  return 0;
}
