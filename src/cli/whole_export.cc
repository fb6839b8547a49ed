#include "cli/whole_export.h"

#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/left_out.h"
#include "input/merge.h"
#include "observe/progress.h"

namespace loopbreaker {

bool ReadWholeExport(Inputs& inputs, WholeExport& whole, int& exit_code, Stream* stream) {
  ListenForInterrupt();
  const Instant present = inputs.as_of.value_or(WallClock());
  whole.store = std::make_unique<FactStore>(inputs.rules->settings, *inputs.directory, FactStore::Options{}, nullptr);
  LeftOut left_out(inputs.as_of, present);
  std::uint64_t read = 0;
  std::uint64_t bytes = 0;
  bool known = true;
  for (const auto& reader : inputs.readers) {
    bytes += reader->bytes_total();
    known = known && reader->bytes_total() != 0;
  }
  // What is found at the end does not depend on the order of arrival; what a stream says on the way does.
  MergedEvents events(std::move(inputs.readers), stream != nullptr ? inputs.reorder : Nanos{0}, &Interrupted);
  ProgressBar progress(isatty(STDERR_FILENO) != 0);
  Event event;
  DeadLetter dead;
  Refusal refusal;
  for (std::uint64_t n = 0;; ++n) {
    if (n % 4096 == 0) {
      std::uint64_t done = 0;
      for (const auto& reader : events.readers()) done += reader->bytes_read();
      progress.Show(done, known ? bytes : 0, read);
    }
    const EventReader::Next next = events.Read(event, dead);
    if (next == EventReader::Next::kEnd) break;
    if (next == EventReader::Next::kDead) {
      left_out.CountUnusable();
      continue;
    }
    ++read;
    left_out.Count(whole.store->Add(event, present, refusal), refusal);
    if (stream == nullptr) continue;
    whole.late += event.fact().time < stream->clock() ? 1 : 0;
    stream->Add(event, present, refusal);  // refuses what the store refuses
  }
  progress.Finish();
  // A look back over a part would pass for one over the whole.
  if (Interrupted()) {
    exit_code = EndInterrupted();
    return false;
  }
  whole.store->linker().Homeless([&left_out](std::string_view) { left_out.CountUnusable(); });
  whole.store->Seal();
  whole.clock = inputs.as_of.value_or(whole.store->latest());
  if (stream != nullptr) stream->Finish(inputs.as_of);
  std::cerr << left_out.Text();
  if (whole.store->customers().size() == 0) {
    PrintError("expected events of customers, found none that can be used");
    exit_code = kWrongInput;
    return false;
  }
  return true;
}

}  // namespace loopbreaker
