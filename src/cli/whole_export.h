// For commands that look back over a whole export: everything read into one store, in whatever order it stands.
#pragma once

#include <cstdint>
#include <memory>

#include "cli/common.h"
#include "engine/fact_store.h"

namespace loopbreaker {

struct WholeExport {
  std::unique_ptr<FactStore> store;  // sealed
  Instant clock{};                   // --as-of, or the latest event
  std::uint64_t read = 0;            // events
  std::uint64_t ignored = 0;         // rows that the mapping leaves out
  std::uint64_t dead_letters = 0;    // those that come after --as-of are none
  std::uint64_t homeless = 0;        // of them, what belongs to nobody
};

// Takes the readers out of `inputs`, whose rules and directory the store goes on using. False: said on stderr (or
// interrupted), `exit_code` is set.
bool ReadWholeExport(Inputs& inputs, WholeExport& whole, int& exit_code);

}  // namespace loopbreaker
