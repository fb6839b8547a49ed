// The rules file of this instance, on its way into the topic `rules`.
//
// Read at the start and whenever it changes; checked first: a file with mistakes changes nothing, and the log has every
// mistake with its place. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "kafka/shared.h"

namespace loopbreaker::kafka {

class RulesFile {
 public:
  // Sends a record until it is written.
  using Send = std::function<void(OutRecord record)>;
  // `shared` outlives it.
  RulesFile(std::string path, Shared& shared, Send send)
      : path_(std::move(path)), shared_(shared), send_(std::move(send)) {}

  // Publishes the file where it is new; once, when everything was read whole.
  void Offer();
  // Whether what was offered has been read back, or will not be.
  bool settled() const;
  // To be called now and then: publishes the file when it has changed.
  void Look();

 private:
  bool Read(std::string& text);
  void Publish(std::string text);

  std::string path_;
  Shared& shared_;
  Send send_;
  std::uint64_t offered_ = 0;  // hash of what was published last
  std::uint64_t seen_ = 0;     // hash of the file when it was looked at last
  std::filesystem::file_time_type changed_{};
  std::chrono::steady_clock::time_point due_{};
  std::chrono::steady_clock::time_point settled_by_{};
};

}  // namespace loopbreaker::kafka
