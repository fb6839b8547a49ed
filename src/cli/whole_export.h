// For commands that look back over a whole export: everything read into one store, in whatever order it stands.
#pragma once

#include <memory>

#include "cli/common.h"
#include "engine/fact_store.h"
#include "engine/stream.h"

namespace loopbreaker {

struct WholeExport {
  std::unique_ptr<FactStore> store;  // sealed
  Instant clock{};                   // --as-of, or the latest event
  std::uint64_t late = 0;            // events that the stream was given after one of a later time
};

// Takes the readers out of `inputs`, whose rules and directory the store goes on using. Says on stderr what of it could
// not be used, or is later than the present. `stream`, if given, takes the same events as they came, and ends at the
// same clock. False: said on stderr (interrupted, too), `exit_code` is set.
bool ReadWholeExport(Inputs& inputs, WholeExport& whole, int& exit_code, Stream* stream = nullptr);

}  // namespace loopbreaker
