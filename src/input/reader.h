// Files into events: format by name, decompression, one event after another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "event/event.h"
#include "mapping/mapping.h"

namespace loopbreaker {

// What could not become an event, as it came.
struct DeadLetter {
  DeadReason reason = DeadReason::kInvalid;
  std::string detail;
  std::string file;
  std::uint64_t line = 0;  // from 1; of a protobuf file the number of the record
  std::string raw;
};

class EventReader {
 public:
  virtual ~EventReader() = default;

  enum class Next { kEvent, kDead, kEnd };
  // Reads on. kEvent: `event` holds a valid event, until the next call. kDead: `dead` holds what was refused. An
  // unreadable file (torn gzip, cut record) ends with a kDead of its own and then kEnd.
  virtual Next Read(Event& event, DeadLetter& dead) = 0;

  // For messages and progress.
  virtual const std::string& file() const = 0;
  virtual std::uint64_t line() const = 0;         // of what was read last
  virtual std::uint64_t bytes_read() const = 0;   // of the file as it is stored
  virtual std::uint64_t bytes_total() const = 0;  // 0: not known (standard input)
  virtual std::uint64_t ignored() const = 0;      // rows that the mapping leaves out
  virtual std::uint64_t unknown_fields() const = 0;
};

// Opens `path` ("-": standard input). The format follows the name: .jsonl/.json/.ndjson, .pb (length-delimited), .csv
// (with a mapping); behind it .gz or .zst, which are recognised by their first bytes too. With a JSON mapping, JSON
// goes through it as well; a CSV mapping leaves JSON files as they are, and every mapping .pb. JSON is one object a
// line, or one list of objects, or, if the mapping has `each`, one document over several lines. Standard input, and a
// name with another ending if there is a mapping, is what the mapping says; standard input without one is JSON. Null:
// `error` is a sentence for a person.
std::unique_ptr<EventReader> OpenEvents(const std::string& path, std::shared_ptr<const Mapping> mapping,
                                        std::string& error);

}  // namespace loopbreaker
