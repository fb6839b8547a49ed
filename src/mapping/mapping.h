// A mapping file turns foreign CSV rows or JSON objects into events, without code. See docs/mappings.md for the
// language.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "event/decode.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// What one row or object became.
struct Mapped {
  std::vector<v1::ContactEvent> events;  // valid ones
  std::vector<Refusal> refused;  // values without a place in the map, required ones missing, times that cannot be read
  bool ignored = false;          // no event fits (with `each`: any element), and the mapping says that this is fine
};

// How a CSV is written.
struct CsvForm {
  char separator = ',';
  bool quotes = true;                // a cell may stand in quotes
  std::vector<std::string> columns;  // none: the first row names them
};

// Immutable; safe to share between threads.
class Mapping {
 public:
  virtual ~Mapping() = default;
  virtual bool is_csv() const = 0;
  virtual CsvForm csv() const = 0;
  // Of JSON: one object holds a list of what becomes events.
  virtual bool has_each() const = 0;
  // The columns of the header row (or those of the form), before any row. False: `error` names the columns that the
  // mapping needs and the file lacks. The result is passed to MapRow.
  virtual bool Bind(const std::vector<std::string>& header, std::vector<int>& columns, std::string& error) const = 0;
  // `row`: the cells of one record, perhaps fewer or more than there are columns. Overwrites `out`.
  virtual void MapRow(const std::vector<int>& columns, const std::vector<std::string_view>& row, Mapped& out) const = 0;
  // One JSON object, or with `each` a document that holds a list of them. Overwrites `out`.
  virtual void MapJson(std::string_view json, Mapped& out) const = 0;
};

// Null when there is any error; all errors are added to `errors` with their place.
std::shared_ptr<const Mapping> LoadMapping(std::string_view text, const std::string& file, Diagnostics& errors);

}  // namespace loopbreaker
