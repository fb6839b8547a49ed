#include "support/service_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

std::vector<char*> PointersTo(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  return pointers;
}

pid_t Spawn(const std::vector<std::string>& words, const std::filesystem::path& log,
            const std::vector<std::string>& more_environment = {}) {
  std::vector<char*> arguments = PointersTo(words);
  arguments.push_back(nullptr);
  std::vector<char*> environment = PointersTo(more_environment);
  for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t process = -1;
  const int error = posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << words[0];
  return process;
}

}  // namespace

ServiceProcess::ServiceProcess(Options options, std::filesystem::path folder, std::string name)
    : options_(std::move(options)), folder_(std::move(folder)), name_(std::move(name)) {
  std::ofstream file(folder_ / (name_ + ".yaml"));
  std::string properties;
  for (const auto& [property, value] : options_.properties)
    properties += (properties.empty() ? "" : ", ") + property + ": \"" + value + "\"";
  std::string sources = "{topic: " + options_.source + ", format: json";
  sources += (options_.source_keys.empty() ? "" : ", ") + options_.source_keys + "}";
  for (const std::string& topic : options_.more_sources) sources += ", {topic: " + topic + ", format: json}";
  if (!options_.bootstrap.empty()) {
    file << "kafka: {brokers: \"" << options_.bootstrap << "\", group: " << options_.prefix << "g, instance: " << name_
         << ", properties: {" << properties << "}}\n"
         << "workers: " << options_.workers << "\n";
  }
  file << "sources: [" << sources << "]\n"
       << "topics: {prefix: \"" << options_.prefix << "\", encoding: " << options_.encoding
       << ", partitions: " << options_.partitions << "}\n"
       << "rules: " << options_.rules << "\n"
       << "http: {listen: \"127.0.0.1:0\"}\n"
       << options_.more;
  if (options_.store) file << "store: {path: \"" << StoreFolder().string() << "\"}\n";
}

ServiceProcess::~ServiceProcess() {
  if (running()) Kill();
}

bool ServiceProcess::CreateTopics() {
  const pid_t process =
      Spawn({options_.program, "topics", "--config", folder_ / (name_ + ".yaml"), "--create"}, folder_ / "topics.log");
  int status = 0;
  waitpid(process, &status, 0);
  EXPECT_EQ(status, 0) << Log();
  return status == 0;
}

void ServiceProcess::Start() {
  logged_before_ = Log().size();
  process_ = Spawn({options_.program, "run", "--config", folder_ / (name_ + ".yaml")}, folder_ / (name_ + ".log"),
                   options_.environment);
}

bool ServiceProcess::HasEnded() {
  if (!running() || waitpid(process_, nullptr, WNOHANG) != process_) return !running();
  process_ = -1;
  return true;
}

void ServiceProcess::Signal(int signal) {
  ASSERT_TRUE(running());
  kill(process_, signal);
  if (signal != SIGKILL) return;
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

int ServiceProcess::Stop(std::chrono::milliseconds* took) {
  const auto began = std::chrono::steady_clock::now();
  kill(process_, SIGTERM);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  if (took != nullptr) {
    *took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string ServiceProcess::Log() const {
  std::ifstream file(folder_ / (name_ + ".log"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool Eventually(const std::function<bool()>& is_true, std::chrono::seconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!is_true()) {
    if (std::chrono::steady_clock::now() > until) return false;
    // The one place where a test waits for another process.
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
  return true;
}

}  // namespace loopbreaker
