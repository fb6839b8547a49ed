// The files of the directory where no topics `customers` and `units` can be written by others: what is in them becomes
// the records of these topics.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "base/time.h"
#include "embedded/topic_log.h"
#include "service/config.h"

namespace loopbreaker::embedded {

// One thread.
class DirectoryFiles {
 public:
  // `log` outlives it.
  DirectoryFiles(const ServiceConfig& config, TopicLog& log);

  // To be called now and then, first at the start: reads those that have changed, and appends what is another than in
  // the log; who is in the file no more gets a tombstone. InvalidArgument: a file cannot be read or has a mistake, and
  // changes nothing.
  absl::Status Look(Instant now);

 private:
  struct File {
    std::string path;  // empty: there is none
    Topic topic;
    std::filesystem::file_time_type changed{};
    std::uintmax_t bytes = 0;
  };
  using Entries = std::map<std::string, std::string>;  // by id
  absl::Status Look(File& file, Instant now);
  absl::Status Read(const File& file, Entries& entries) const;
  void Put(Topic topic, Entries entries, Instant now);

  const ServiceConfig& config_;
  TopicLog& log_;
  File customers_;
  File units_;
  std::chrono::steady_clock::time_point due_{};
};

}  // namespace loopbreaker::embedded
