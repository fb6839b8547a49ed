// `loopbreaker replay`: events from files in, escalations and feedback out. No Kafka needed.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <optional>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/dead_letters.h"
#include "cli/revisions.h"
#include "cli/summary.h"
#include "engine/final_table.h"
#include "engine/stream.h"
#include "event/message_json.h"
#include "figures/kpi.h"
#include "figures/tally_of.h"
#include "input/merge.h"
#include "observe/progress.h"

namespace loopbreaker {
namespace {

struct ReplayOptions {
  InputOptions input;
  std::string out = "-";
  std::string dead_letters;
  std::string published;
  std::string kpi;
  bool final_table = false;
  bool loops = false;
  bool quiet = false;
};

// Reads everything; `take` sees each valid event and answers whether it became a dead letter (and why).
class Reading {
 public:
  using Take = std::function<bool(Event&, Refusal&)>;

  Reading(MergedEvents& events, DeadLetterFile& dead_letters, Summary& summary, bool progress)
      : events_(events), dead_letters_(dead_letters), summary_(summary), progress_(progress) {
    for (const auto& reader : events_.readers()) {
      total_ += reader->bytes_total();
      known_ = known_ && reader->bytes_total() != 0;
    }
  }

  void Run(const Take& take) {
    Event event;
    DeadLetter dead;
    Refusal refusal;
    for (std::uint64_t n = 0;; ++n) {
      if (n % 4096 == 0) Report();
      const EventReader::Next next = events_.Read(event, dead);
      if (next == EventReader::Next::kEnd) break;
      if (next == EventReader::Next::kDead) {
        summary_.CountDead(dead.reason);
        dead_letters_.Write(dead);
        continue;
      }
      ++summary_.events;
      if (take(event, refusal)) continue;
      summary_.CountDead(refusal.reason);
      dead_letters_.Write(refusal, event.message(), events_.file(), events_.line());
    }
    for (const auto& reader : events_.readers()) {
      summary_.ignored += reader->ignored();
      summary_.unknown_fields += reader->unknown_fields();
    }
    progress_.Finish();
  }

 private:
  void Report() {
    std::uint64_t read = 0;
    for (const auto& reader : events_.readers()) read += reader->bytes_read();
    progress_.Show(read, known_ ? total_ : 0, summary_.events);
  }

  MergedEvents& events_;
  DeadLetterFile& dead_letters_;
  Summary& summary_;
  ProgressBar progress_;
  std::uint64_t total_ = 0;
  bool known_ = true;
};

// By day, then by category.
void WriteKpi(const Tally& tally, OutputFile& out) {
  tally.Each(TallyKind::kCategory, [&](const TallyKey& key, const TallyPart& sum) {
    std::string line = ToJson(KpiOf(key, sum));
    out.Write(line.insert(1, R"("kind":"kpi",)"));
    out.Write("\n");
  });
}

// What a table reads of the facts, and the figures of days if they are wanted.
FieldSet Needed(const RuleIndex& rules, bool days) {
  return days ? FieldSet{static_cast<std::uint64_t>(rules.needed()) | kTallyNeeds} : rules.needed();
}

// One reading of everything. Empty: there are conflicts that what was kept cannot decide.
std::optional<int> Run(const ReplayOptions& options, bool keep_all) {
  int exit_code = kDone;
  Inputs inputs;
  if (!OpenInputs(options.input, inputs, exit_code)) return exit_code;
  std::string error;
  OutputFile out;
  DeadLetterFile dead_letters;
  OutputFile kpi;
  if (!out.Open(options.out, error) || (!options.kpi.empty() && !kpi.Open(options.kpi, error)) ||
      !dead_letters.Open(options.dead_letters, error)) {
    PrintError(error);
    return kEnvironment;
  }
  ListenForInterrupt();
  const RuleIndex rules(inputs.rules);
  const Instant present = inputs.as_of ? *inputs.as_of : WallClock();
  const auto sink = [&out](const std::string& line) {
    out.Write(line);
    out.Write("\n");
  };
  Summary summary(*inputs.rules);
  const bool progress = !options.quiet && isatty(STDERR_FILENO) != 0;
  // A final table does not depend on the order of arrival: no need to merge.
  const bool table = options.final_table || options.loops;
  MergedEvents events(std::move(inputs.readers), table ? Nanos{0} : inputs.reorder, &Interrupted);
  Reading reading(events, dead_letters, summary, progress);

  if (table) {
    FactStore store(inputs.rules->settings, *inputs.directory,
                    {.keep = keep_all ? kAllFields : Needed(rules, !options.kpi.empty())}, nullptr);
    reading.Run([&](Event& event, Refusal& refusal) {
      return store.Add(event, present, refusal) != FactStore::Outcome::kDead;
    });
    if (!keep_all && store.CountConflicts() != 0 && !Interrupted()) return std::nullopt;
    store.Seal();
    const Instant clock = inputs.as_of ? *inputs.as_of : store.latest();
    Tally days;
    Tally* const count = options.kpi.empty() ? nullptr : &days;
    const FinalSummary done = options.loops ? WriteFinalLoops(store, rules, clock, sink, count)
                                            : WriteFinalVerdicts(store, rules, clock, sink, count);
    WriteUnresolved(store, done.unknown_actions, dead_letters, summary);
    summary.Take(store);
    summary.Take(done);
    if (!options.kpi.empty()) WriteKpi(days, kpi);
  } else {
    RevisionWriter writer(sink, summary);
    Stream stream(rules, *inputs.directory, writer);
    if (!options.published.empty() && !LoadPublished(options.published, stream, error)) {
      PrintError(error);
      return kWrongInput;
    }
    reading.Run([&](Event& event, Refusal& refusal) { return stream.Add(event, present, refusal); });
    if (!Interrupted()) stream.Finish(inputs.as_of);
    if (!options.kpi.empty()) WriteKpi(stream.CountDays(), kpi);
    WriteUnresolved(stream.store(), stream.UnknownActions(), dead_letters, summary);
    summary.Take(stream.store());
  }

  const bool written = out.Close(error) && (options.kpi.empty() || kpi.Close(error));
  std::string dead_error;
  if (!dead_letters.Close(dead_error) || !written) {
    PrintError(written ? dead_error : error);
    return kEnvironment;
  }
  if (!options.quiet) std::cerr << summary.Text();
  if (Interrupted()) {
    std::cerr << "interrupted: what was read until then is above\n";
    return 130;
  }
  return kDone;
}

// A table needs only what rules read, which takes half the memory. Where two versions of one revision differ, the rest
// decides between them: then everything is read once more, and kept.
int Run(const ReplayOptions& options) {
  const bool once = std::find(options.input.files.begin(), options.input.files.end(), "-") != options.input.files.end();
  const auto done = Run(options, once || !options.dead_letters.empty());
  return done ? *done : *Run(options, true);
}

}  // namespace

void AddReplay(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("replay", "Read events from files; write escalations and process feedback");
  auto options = std::make_shared<ReplayOptions>();
  AddInputOptions(*command, options->input);
  command->add_option("--out", options->out, "Where revisions go, as JSON lines; '-' is standard output")
      ->capture_default_str();
  command->add_option("--dead-letters", options->dead_letters, "Where events go that could not be used, as JSON lines");
  command->add_option("--published", options->published,
                      "Revisions of an earlier replay: publish only what differs from them");
  command->add_option("--kpi", options->kpi, "Where the figures of each day and category go, as JSON lines");
  command->add_flag("--final", options->final_table, "Write the final table of verdicts instead of the revisions");
  command->add_flag("--loops", options->loops, "Write the final table of loops (with or without --final)");
  command->add_flag("--quiet", options->quiet, "No summary");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
