// Length-delimited protobuf: before each event its length in bytes as a varint.
#pragma once

#include <string>

#include "input/cutter.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// Appends one record to `out`.
void WriteDelimited(const v1::ContactEvent& event, std::string& out);

// Cuts a file of such records. A record above kEventBytesMax is refused and skipped; behind a length that is none, or a
// record that is cut off, nothing can be found any more, and the file ends. line() counts records.
class DelimitedCutter : public RecordCutter {
 public:
  explicit DelimitedCutter(ByteWindow& window) : RecordCutter(window) {}
  Cut Next(std::string_view& record) override;

 private:
  Cut SkipOversized(std::uint64_t length, std::string_view& record);
  Cut Break(std::string problem, std::string_view& record);
  bool broken_ = false;
};

}  // namespace loopbreaker
