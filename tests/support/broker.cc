#include "support/broker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

extern char** environ;

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScript = LOOPBREAKER_SOURCE_DIR "/tests/broker/kafka";

std::string TextOf(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// Runs the script to its end. What it writes goes to `log`, which lies beside the broker's folder, as that is to be
// new.
absl::Status RunScript(std::vector<std::string> arguments, const fs::path& log) {
  arguments.insert(arguments.begin(), kScript);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, kScript, &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) return absl::UnavailableError(std::string("cannot run ") + kScript);

  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::UnavailableError("tests/broker/kafka " + arguments[1] + " failed:\n" + TextOf(log));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Broker>> Broker::Connect() {
  const char* running = std::getenv("LOOPBREAKER_TEST_KAFKA");
  if (running == nullptr || *running == 0) return Start();
  return std::unique_ptr<Broker>(new Broker({}, running, 0));
}

absl::StatusOr<std::unique_ptr<Broker>> Broker::Start(int nodes) {
  std::string folder = (fs::temp_directory_path() / "loopbreaker-broker-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return absl::UnavailableError("cannot make a folder " + folder);
  // From here on it is cleaned up, whatever fails.
  std::unique_ptr<Broker> broker(new Broker(folder, "", nodes));
  const fs::path nodes_folder = broker->folder_ / "kafka";
  if (const absl::Status started = RunScript(
          {"start", nodes_folder, std::to_string(nodes), "--owner", std::to_string(getpid())}, broker->folder_ / "log");
      !started.ok()) {
    return started;
  }
  std::getline(std::ifstream(nodes_folder / "bootstrap"), broker->bootstrap_);
  return broker;
}

Broker::Broker(fs::path folder, std::string bootstrap, int nodes)
    : folder_(std::move(folder)), bootstrap_(std::move(bootstrap)), nodes_(nodes) {}

Broker::~Broker() {
  if (folder_.empty()) return;
  // Their data go as well, so they need not be put in order first, which takes three nodes five seconds. One that did
  // not come up is gone already.
  for (int node = 1; node <= nodes_; ++node) (void)KillNode(node);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

absl::Status Broker::Own(std::string_view wish) const {
  if (!folder_.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError("expected a broker of one's own to " + std::string(wish) +
                                       ", found that of LOOPBREAKER_TEST_KAFKA");
}

absl::Status Broker::KillNode(int node) {
  if (const absl::Status own = Own("kill"); !own.ok()) return own;
  return RunScript({"kill", folder_ / "kafka", std::to_string(node)}, folder_ / "log");
}

absl::Status Broker::RestartNode(int node) {
  if (const absl::Status own = Own("restart"); !own.ok()) return own;
  return RunScript({"restart", folder_ / "kafka", std::to_string(node)}, folder_ / "log");
}

}  // namespace loopbreaker
