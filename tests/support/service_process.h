// The program as a service, on a real Kafka or without one, started and stopped by a test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace loopbreaker {

// Topics and configuration of one service; its instances are processes.
class ServiceProcess {
 public:
  struct Options {
    std::string program = LOOPBREAKER_PROGRAM;
    std::string bootstrap;  // empty: without Kafka
    std::string prefix;
    std::string rules;   // path
    std::string source;  // topic, of JSON
    std::vector<std::string> more_sources;
    std::string source_keys;  // of `source`, beside its topic and format: "folder: /a"
    int partitions = 4;
    int workers = 1;
    std::string encoding = "json";
    std::map<std::string, std::string> properties;  // of librdkafka
    std::vector<std::string> environment;           // NAME=VALUE, beside that of the test
    std::string more;                               // lines of service.yaml
    bool store = false;                             // a local store of its own
  };
  // Writes service.yaml for the instance `name` into `folder`.
  ServiceProcess(Options options, std::filesystem::path folder, std::string name);
  // Kills it.
  ~ServiceProcess();
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  // `loopbreaker topics --create`. False: said by a failure of the test.
  bool CreateTopics();
  void Start();
  // SIGTERM. Answers the exit code and how long it took.
  int Stop(std::chrono::milliseconds* took = nullptr);
  void Kill() { Signal(9); }
  // Any other signal; the process stays ours.
  void Signal(int signal);
  bool running() const { return process_ > 0; }
  // Whether it has ended by itself; what it said is in Log().
  bool HasEnded();
  // Of its local store.
  std::filesystem::path StoreFolder() const { return folder_ / (name_ + ".store"); }
  // What it has logged, also before it was started again.
  std::string Log() const;
  // What it has logged since Start.
  std::string LogSinceStart() const { return Log().substr(logged_before_); }

 private:
  Options options_;
  std::filesystem::path folder_;
  std::string name_;
  pid_t process_ = -1;
  std::size_t logged_before_ = 0;
};

// Asks until it is true or the time is over.
bool Eventually(const std::function<bool()>& is_true, std::chrono::seconds at_most);

}  // namespace loopbreaker
