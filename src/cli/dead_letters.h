// Dead letters as JSON lines: {"reason","detail","file","line","raw"}, `rawBase64` where it is not text.
#pragma once

#include <string>
#include <vector>

#include "cli/common.h"
#include "cli/summary.h"
#include "engine/fact_store.h"
#include "input/reader.h"

namespace loopbreaker {

class DeadLetterFile {
 public:
  // An empty path: counted elsewhere, written nowhere.
  bool Open(const std::string& path, std::string& error);
  void Write(const DeadLetter& letter);
  // An event that was valid by itself; `line` 0: not known any more.
  void Write(const Refusal& refusal, const v1::ContactEvent& event, const std::string& file, std::uint64_t line);
  bool Close(std::string& error);

 private:
  bool open_ = false;
  OutputFile out_;
};

// What is known to be dead at the end only: events that belong to nobody, actions on escalations that nobody knows.
void WriteUnresolved(const FactStore& store, const std::vector<std::string>& unknown_actions, DeadLetterFile& out,
                     Summary& summary);

}  // namespace loopbreaker
