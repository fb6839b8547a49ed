// Topics in memory: what was appended stays, in order, at a time that only grows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/record.h"

namespace loopbreaker {

class SimulatedLog {
 public:
  struct Record {
    std::string key;
    std::optional<std::string> value;
    Headers headers;
    Instant appended{};
  };
  using Place = std::pair<std::string, std::int32_t>;  // topic and partition

  void set_now(Instant now) { now_ = now; }
  Instant now() const { return now_; }

  // Answers the offset.
  std::int64_t Append(const Place& place, Record record) {
    record.appended = now_;
    std::vector<Record>& records = records_[place];
    records.push_back(std::move(record));
    return static_cast<std::int64_t>(records.size()) - 1;
  }
  std::int64_t End(const Place& place) const {
    const auto it = records_.find(place);
    return it == records_.end() ? 0 : static_cast<std::int64_t>(it->second.size());
  }
  const Record& At(const Place& place, std::int64_t offset) const {
    return records_.at(place)[static_cast<std::size_t>(offset)];
  }
  // As a stage sees it.
  static InRecord View(const Record& record, std::int32_t partition, std::int64_t offset) {
    InRecord view;
    view.partition = partition;
    view.offset = offset;
    view.appended = record.appended;
    view.key = record.key;
    if (record.value) view.value = *record.value;
    view.headers = &record.headers;
    return view;
  }

 private:
  std::map<Place, std::vector<Record>> records_;
  Instant now_{};
};

}  // namespace loopbreaker
