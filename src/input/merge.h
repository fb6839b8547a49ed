// Several files as one stream, by event time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "input/reader.h"

namespace loopbreaker {

// Reads the files side by side and gives out their events in the order of their times, as far as each file is itself in
// order within `reorder`; what is later than that comes when it is read. With `reorder` 0: one file after the other, as
// they are.
class MergedEvents {
 public:
  // `stop`, if given, is asked before each record is read: true is the end.
  MergedEvents(std::vector<std::unique_ptr<EventReader>> readers, Nanos reorder, bool (*stop)() = nullptr);
  ~MergedEvents();

  // As EventReader::Read. Dead letters come at once.
  EventReader::Next Read(Event& event, DeadLetter& dead);

  // Where the event that was given out last was read.
  const std::string& file() const { return readers_[from_]->file(); }
  std::uint64_t line() const { return line_; }

  const std::vector<std::unique_ptr<EventReader>>& readers() const { return readers_; }

 private:
  struct Waiting {
    Instant time;
    std::uint64_t order;  // of reading: equal times stay as they came
    std::size_t reader;
    std::uint64_t line;
    std::string bytes;
  };
  bool Stopped() const { return stop_ != nullptr && stop_(); }
  static bool Later(const Waiting& a, const Waiting& b);

  std::vector<std::unique_ptr<EventReader>> readers_;
  Nanos reorder_;
  bool (*stop_)();
  std::vector<bool> ended_;
  std::vector<Instant> newest_;  // of each reader
  std::vector<Waiting> heap_;
  std::string given_;  // the bytes of what was given out last
  std::uint64_t order_ = 0;
  std::size_t current_ = 0;
  std::size_t from_ = 0;
  std::uint64_t line_ = 0;
};

}  // namespace loopbreaker
