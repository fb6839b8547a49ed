#include "cli/whole_export.h"

#include <unistd.h>

#include <chrono>
#include <iostream>

#include "input/merge.h"
#include "observe/progress.h"

namespace loopbreaker {

bool ReadWholeExport(Inputs& inputs, WholeExport& whole, int& exit_code) {
  ListenForInterrupt();
  const Instant present = inputs.as_of.value_or(WallClock());
  whole.store = std::make_unique<FactStore>(inputs.rules->settings, *inputs.directory, FactStore::Options{}, nullptr);
  std::uint64_t bytes = 0;
  bool known = true;
  for (const auto& reader : inputs.readers) {
    bytes += reader->bytes_total();
    known = known && reader->bytes_total() != 0;
  }
  // What is found does not depend on the order of arrival: no need to merge.
  MergedEvents events(std::move(inputs.readers), Nanos{0});
  ProgressBar progress(isatty(STDERR_FILENO) != 0);
  Event event;
  DeadLetter dead;
  Refusal refusal;
  for (std::uint64_t n = 0;; ++n) {
    if (n % 4096 == 0) {
      if (Interrupted()) {
        exit_code = 130;
        return false;
      }
      std::uint64_t done = 0;
      for (const auto& reader : events.readers()) done += reader->bytes_read();
      progress.Show(done, known ? bytes : 0, whole.read);
    }
    const EventReader::Next next = events.Read(event, dead);
    if (next == EventReader::Next::kEnd) break;
    if (next == EventReader::Next::kDead) {
      ++whole.dead_letters;
      continue;
    }
    ++whole.read;
    if (whole.store->Add(event, present, refusal) == FactStore::Outcome::kDead &&
        refusal.reason != DeadReason::kFromTheFuture) {
      ++whole.dead_letters;
    }
  }
  progress.Finish();
  for (const auto& reader : events.readers()) whole.ignored += reader->ignored();
  whole.store->linker().Homeless([&whole](std::string_view) { ++whole.homeless; });
  whole.dead_letters += whole.homeless;
  whole.store->Seal();
  whole.clock = inputs.as_of.value_or(whole.store->latest());
  if (whole.dead_letters != 0) {
    std::cerr << "loopbreaker: " << whole.dead_letters
              << " events could not be used; `loopbreaker replay --dead-letters` says why\n";
  }
  if (whole.store->customers().size() == 0) {
    PrintError("expected events of customers, found none that can be used");
    exit_code = kWrongInput;
    return false;
  }
  return true;
}

}  // namespace loopbreaker
