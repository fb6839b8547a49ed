// Folders of sources: files that other systems drop become records of the source's topic.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/service_file.h"
#include "input/drop_folder.h"
#include "observe/metrics.h"
#include "service/running_service.h"

namespace loopbreaker {

// A thread that looks into all of them, one file at a time.
class Folders {
 public:
  // Both outlive it. Stops before the service does.
  Folders(RunningService& service, Metrics& metrics) : service_(service), metrics_(metrics) {}
  ~Folders() { Stop(); }
  Folders(const Folders&) = delete;
  Folders& operator=(const Folders&) = delete;

  // False: a folder cannot be used, and `error` says why. Starts nothing where no source has a folder.
  bool Start(const ServiceFile& file, std::string& error);
  // Gives up a file under way; it is read anew next time.
  void Stop();

 private:
  struct Watched {
    std::string topic;
    std::unique_ptr<DropFolder> folder;
  };
  void Run();
  void Look(Watched& watched);

  RunningService& service_;
  Metrics& metrics_;
  std::vector<Watched> watched_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker
