#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace loopbreaker {

std::uint64_t Hash64(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint64_t h = XXH3_64bits(text.data(), text.size());
  return h == 0 ? 1 : h;
}

}  // namespace loopbreaker
