// What several commands share: loading rules and mappings with their errors on stderr, files, interruption.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "engine/fact_store.h"
#include "input/reader.h"
#include "link/directory.h"
#include "mapping/mapping.h"
#include "rules/load.h"
#include "rules/rule.h"

namespace loopbreaker {

// The whole file; "-" is standard input. Empty: `error` says why.
std::optional<std::string> ReadFile(const std::string& path, std::string& error);

// Prints every diagnostic on stderr. Null: there were any, and `exit_code` is set.
std::shared_ptr<const RuleSet> LoadRulesFile(const std::string& path, int& exit_code);
std::shared_ptr<const Mapping> LoadMappingFile(const std::string& path, int& exit_code);
void PrintDiagnostics(const Diagnostics& diagnostics);
// "loopbreaker: error: ..." on stderr.
void PrintError(const std::string& message);

// Standard output, or a file that takes its name only when it is complete.
class OutputFile {
 public:
  // "-": standard output. False: `error`.
  bool Open(const std::string& path, std::string& error);
  void Write(std::string_view bytes);
  // False: something could not be written (a full disk, a closed pipe).
  bool Close(std::string& error);
  ~OutputFile();

 private:
  void Flush();
  std::string CannotWrite() const;

  int fd_ = -1;
  int error_ = 0;  // of the first write that failed
  std::string path_;
  std::string temporary_;
  std::string buffer_;
};

// Writes a text whole, to a file or ("-") to standard output. False: said on stderr, and `exit_code` is set.
bool WriteWhole(const std::string& path, std::string_view text, int& exit_code);

// The time of this machine.
Instant WallClock();

// Set by Ctrl-C or SIGTERM once ListenForInterrupt was called.
void ListenForInterrupt();
bool Interrupted();
// Says so, for a command that has written nothing yet. Its exit code.
int EndInterrupted();

// The options that say what is read: FILE…, --rules, --mapping, --customers, --units, --as-of, --reorder.
struct InputOptions {
  std::vector<std::string> files;
  std::string rules;
  std::string mapping;
  std::string customers;
  std::string units;
  std::string as_of;
  std::string reorder = "1d";
};
void AddInputOptions(CLI::App& command, InputOptions& options);

// What they name, opened and checked.
struct Inputs {
  std::shared_ptr<const RuleSet> rules;
  std::unique_ptr<Directory> directory;
  std::vector<std::unique_ptr<EventReader>> readers;
  std::optional<Instant> as_of;
  Nanos reorder{0};
};
// False: said on stderr, `exit_code` is set.
bool OpenInputs(const InputOptions& options, Inputs& inputs, int& exit_code);

}  // namespace loopbreaker
