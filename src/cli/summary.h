// What a replay did, for the person who ran it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "engine/fact_store.h"
#include "engine/final_table.h"
#include "event/decode.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

class Summary {
 public:
  explicit Summary(const RuleSet& rules) : rules_(rules), started_(std::chrono::steady_clock::now()) {}

  void CountDead(DeadReason reason) { ++dead_[static_cast<std::size_t>(reason)]; }
  // A revision of an escalation or of feedback.
  void CountRevision(const std::string& rule, const std::string& id, v1::State::Value state, bool shadow);
  void Take(const FactStore& store);
  void Take(const FinalSummary& done);

  std::string Text() const;

  std::uint64_t events = 0;
  std::uint64_t ignored = 0;         // rows that the mapping leaves out
  std::uint64_t unknown_fields = 0;  // of JSON

 private:
  struct Row {
    std::map<v1::State::Value, std::uint64_t> revisions;
    std::uint64_t open = 0;
    std::uint64_t resolved = 0;
    bool shadow = false;
  };
  const RuleSet& rules_;
  std::chrono::steady_clock::time_point started_;
  std::array<std::uint64_t, kDeadReasons> dead_{};
  std::map<std::string, Row> rows_;
  std::map<std::string, v1::State::Value> states_;  // by id
  std::uint64_t customers_ = 0;
  std::uint64_t loops_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t conflicts_ = 0;
  bool table_ = false;
};

}  // namespace loopbreaker
