// For commands that look back over a whole export: everything read into one store, in whatever order it stands.
#pragma once

#include <memory>

#include "cli/common.h"
#include "engine/fact_store.h"

namespace loopbreaker {

struct WholeExport {
  std::unique_ptr<FactStore> store;  // sealed
  Instant clock{};                   // --as-of, or the latest event
};

// Takes the readers out of `inputs`, whose rules and directory the store goes on using. Says on stderr what of it could
// not be used, or is later than the present. False: said on stderr (or
// interrupted), `exit_code` is set.
bool ReadWholeExport(Inputs& inputs, WholeExport& whole, int& exit_code);

}  // namespace loopbreaker
