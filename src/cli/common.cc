#include "cli/common.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace loopbreaker {
namespace {

std::atomic<bool> interrupted{false};

void OnSignal(int) { interrupted.store(true, std::memory_order_relaxed); }

}  // namespace

void ListenForInterrupt() {
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends the program at once
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

bool Interrupted() { return interrupted.load(std::memory_order_relaxed); }

int EndInterrupted() {
  std::cerr << "interrupted: nothing was written\n";
  return 130;
}

void PrintError(const std::string& message) { std::cerr << "loopbreaker: error: " << message << "\n"; }

void PrintDiagnostics(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.list()) std::cerr << ToTextWithSource(diagnostic);
}

std::optional<std::string> ReadFile(const std::string& path, std::string& error) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (std::error_code none; std::filesystem::is_directory(path, none)) {
    error = "cannot read '" + path + "': expected a file, found a folder";
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || in.bad()) {
    error = "cannot read '" + path + "': " + std::strerror(errno);
    return std::nullopt;
  }
  return std::move(text).str();
}

namespace {

// What `load` makes of the file, with its errors on stderr; null, and `exit_code` set, when there are any.
template <typename T, typename Load>
std::shared_ptr<const T> LoadChecked(const std::string& path, int& exit_code, Load load) {
  std::string error;
  const auto text = ReadFile(path, error);
  if (!text) {
    PrintError(error);
    exit_code = kEnvironment;
    return nullptr;
  }
  Diagnostics diagnostics;
  std::shared_ptr<const T> loaded = load(*text, diagnostics);
  PrintDiagnostics(diagnostics);
  if (loaded == nullptr) exit_code = kWrongInput;
  return loaded;
}

// False: `errno` says why not all of it could be written.
bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(descriptor, bytes.data(), bytes.size());
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::shared_ptr<const RuleSet> LoadRulesFile(const std::string& path, int& exit_code) {
  return LoadChecked<RuleSet>(path, exit_code, [&](const std::string& text, Diagnostics& diagnostics) {
    return LoadRules(text, path, diagnostics);
  });
}

std::shared_ptr<const Mapping> LoadMappingFile(const std::string& path, int& exit_code) {
  return LoadChecked<Mapping>(path, exit_code, [&](const std::string& text, Diagnostics& diagnostics) {
    return LoadMapping(text, path, diagnostics);
  });
}

bool OutputFile::Open(const std::string& path, std::string& error) {
  path_ = path;
  if (path == "-") {
    fd_ = STDOUT_FILENO;
    return true;
  }
  // What is no plain file (a pipe, /dev/null) cannot be replaced by renaming.
  const bool special = access(path.c_str(), F_OK) == 0 && !std::ifstream(path).seekg(0, std::ios::end);
  temporary_ = special || path.starts_with("/dev/") ? "" : path + ".part";
  const std::string& name = temporary_.empty() ? path : temporary_;
  fd_ = open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) error = "cannot write '" + name + "': " + std::strerror(errno);
  return fd_ >= 0;
}

std::string OutputFile::CannotWrite() const {
  return "cannot write to " + (path_ == "-" ? "standard output" : "'" + path_ + "'") + ": " + std::strerror(error_);
}

void OutputFile::Flush() {
  if (error_ == 0 && !WriteAll(fd_, buffer_)) error_ = errno;
  buffer_.clear();
}

void OutputFile::Write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= (1u << 16)) Flush();
}

bool OutputFile::Close(std::string& error) {
  Flush();
  if (fd_ > STDERR_FILENO && close(fd_) != 0 && error_ == 0) error_ = errno;
  fd_ = -1;
  if (error_ != 0) {
    error = CannotWrite();
  } else if (!temporary_.empty() && rename(temporary_.c_str(), path_.c_str()) != 0) {
    error_ = errno;
    error = "cannot rename '" + temporary_ + "' to '" + path_ + "': " + std::strerror(error_);
  }
  return error_ == 0;
}

bool WriteWhole(const std::string& path, std::string_view text, int& exit_code) {
  OutputFile out;
  std::string error;
  const bool open = out.Open(path, error);
  if (open) out.Write(text);
  if (open && out.Close(error)) return true;
  PrintError(error);
  exit_code = kEnvironment;
  return false;
}

Instant WallClock() { return std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()); }

OutputFile::~OutputFile() {
  if (fd_ > STDERR_FILENO) close(fd_);
}

void AddInputOptions(CLI::App& command, InputOptions& options) {
  command
      .add_option("files", options.files,
                  "Events: .jsonl, .pb (length-delimited), .csv (with --mapping); .gz, .zst; '-' is standard input")
      ->required();
  command.add_option("--rules", options.rules, "Rules (YAML)")->required();
  command.add_option("--mapping", options.mapping, "Mapping of foreign CSV or JSON into events (YAML)");
  command.add_option("--customers", options.customers, "Customer directory (JSON lines)");
  command.add_option("--units", options.units, "Units: complex, region, contractor (JSON lines)");
  command.add_option("--as-of", options.as_of, "The clock at the end, RFC 3339 (default: the latest event)");
  command.add_option("--reorder", options.reorder, "Merge by event time within this span; 0: as they come")
      ->capture_default_str();
}

bool OpenInputs(const InputOptions& options, Inputs& inputs, int& exit_code) {
  exit_code = kUsage;
  if (!options.as_of.empty()) {
    inputs.as_of = ParseTime(options.as_of);
    if (!inputs.as_of) {
      PrintError("--as-of: expected a time as 2026-03-02T10:00:00Z, found '" + options.as_of + "'");
      return false;
    }
  }
  const auto reorder = options.reorder == "0" ? std::optional<Nanos>(Nanos{0}) : ParseDuration(options.reorder);
  if (!reorder) {
    PrintError("--reorder: expected a duration as 1d, 12h or 0, found '" + options.reorder + "'");
    return false;
  }
  inputs.reorder = *reorder;
  inputs.rules = LoadRulesFile(options.rules, exit_code);
  if (inputs.rules == nullptr) return false;
  std::shared_ptr<const Mapping> mapping;
  if (!options.mapping.empty()) {
    mapping = LoadMappingFile(options.mapping, exit_code);
    if (mapping == nullptr) return false;
  }
  inputs.directory = std::make_unique<Directory>(inputs.rules->settings.phone_region);
  std::string error;
  std::vector<std::string> warnings;
  if ((!options.customers.empty() && !LoadCustomers(options.customers, *inputs.directory, error, &warnings)) ||
      (!options.units.empty() && !LoadUnits(options.units, *inputs.directory, error, &warnings))) {
    std::cerr << error << "\n";
    exit_code = kWrongInput;
    return false;
  }
  for (const std::string& warning : warnings) std::cerr << warning << "\n";
  for (const std::string& file : options.files) {
    auto reader = OpenEvents(file, mapping, error);
    if (reader == nullptr) {
      PrintError(error);
      exit_code = kEnvironment;
      return false;
    }
    inputs.readers.push_back(std::move(reader));
  }
  exit_code = kDone;
  return true;
}

}  // namespace loopbreaker
