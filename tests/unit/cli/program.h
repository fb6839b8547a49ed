// The program as a person runs it: arguments and standard input in, output, diagnostics and exit code out.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

extern char** environ;

namespace loopbreaker {

struct Ran {
  int exit_code = -1;  // 128 + n when signal n ended it
  std::string out;
  std::string err;
};

// An event of customer c1 on a day of March 2026 that adds to one loop.
inline std::string Call(int day, const std::string& id) {
  return R"({"source":"phone","id":")" + id + R"(","eventTime":"2026-03-)" + (day < 10 ? "0" : "") +
         std::to_string(day) +
         R"(T10:00:00Z","customerId":"c1","category":"leak","contactEnded":{"direction":"INBOUND","disposition":"UNRESOLVED"}})"
         "\n";
}

// A folder of its own for each test, gone afterwards.
class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    std::string name = (std::filesystem::temp_directory_path() / "loopbreaker-cli-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    Write("rules.yaml", kRules);
  }
  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  std::string PathOf(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(PathOf(name), std::ios::binary) << text;
    return PathOf(name);
  }
  std::string Read(const std::string& name) const {
    std::ifstream in(PathOf(name), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
  }

  // Starts the program; its standard input is the file `in`.
  pid_t Start(std::vector<std::string> arguments, const std::string& in = "/dev/null") const {
    arguments.insert(arguments.begin(), LOOPBREAKER_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, PathOf("stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, PathOf("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    pid_t pid = -1;
    EXPECT_EQ(posix_spawn(&pid, LOOPBREAKER_PROGRAM, &files, nullptr, argv.data(), environ), 0) << LOOPBREAKER_PROGRAM;
    posix_spawn_file_actions_destroy(&files);
    return pid;
  }
  Ran Wait(pid_t pid) const {
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return Told(status);
  }
  // What it left behind, with the status that waitpid gave.
  Ran Told(int status) const {
    Ran ran;
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.out = Read("stdout");
    ran.err = Read("stderr");
    return ran;
  }
  Ran Run(const std::vector<std::string>& arguments, const std::string& in = "/dev/null") const {
    return Wait(Start(arguments, in));
  }
  // What reads "-" is given calls by a pipe that never ends, and then Ctrl-C: only the signal can end it.
  Ran RunUntilControlC(const std::vector<std::string>& arguments) const {
    const std::string pipe = PathOf("pipe");
    EXPECT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const int writer = open(pipe.c_str(), O_RDWR);
    EXPECT_GE(writer, 0);
    const pid_t pid = Start(arguments, pipe);
    std::string calls;
    for (int i = 0; i < 6000; ++i) calls += Call(1 + i % 20, "e" + std::to_string(i));
    // More than a pipe and a block of the reader hold: when it is written, the program is reading, and listens.
    EXPECT_EQ(write(writer, calls.data(), calls.size()), static_cast<ssize_t>(calls.size()));
    kill(pid, SIGINT);
    fcntl(writer, F_SETFL, O_NONBLOCK);
    int status = 0;
    for (std::size_t i = 0; waitpid(pid, &status, WNOHANG) == 0; ++i) {
      const std::string call = Call(21, "f" + std::to_string(i));
      pollfd room = {writer, POLLOUT, 0};
      if (poll(&room, 1, 10) <= 0) continue;
      EXPECT_GT(write(writer, call.data(), call.size()), 0);
    }
    close(writer);
    std::filesystem::remove(pipe);
    return Told(status);
  }
  // `replay` with the rules of this fixture.
  Ran Replay(std::vector<std::string> arguments, const std::string& in = "/dev/null") const {
    arguments.insert(arguments.begin(), {"replay", "--rules", PathOf("rules.yaml")});
    return Run(arguments, in);
  }

  static constexpr const char* kRules =
      "version: 1\n"
      "rules:\n"
      "  - id: second-call\n"
      "    title: Second call\n"
      "    severity: HIGH\n"
      "    route: front-office\n"
      "    count: {of: {event: contact_ended}, at_least: 2, within: 14d}\n";

 private:
  std::filesystem::path folder_;
};

}  // namespace loopbreaker
