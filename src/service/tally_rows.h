// What the customers of one partition of `facts` add to the figures of days, as records of `observations`.
//
// A part of DetectPartition, which owns the stream and the partition. A customer is counted some time after a change,
// so many facts in a round (EndPutOff), and few customers of it at a time (SendPutOff): nobody waits for a figure of
// the day, and whoever calls does. Nothing is sent before every customer was counted once, or sums would be published
// that lack most of them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/stream.h"
#include "figures/tally.h"

namespace loopbreaker {

class TallyRows {
 public:
  using Writer = std::function<void(std::string key, std::optional<std::string> value)>;
  // Facts of the customers that are counted in one round.
  static constexpr std::size_t kFactsInRound = 5'000;

  // The stream outlives it.
  TallyRows(std::int32_t partition, Stream& stream, Writer write);

  void StartLoading();
  // A record of `observations` from before the claim. False: it is not about figures.
  bool Load(std::string_view key, std::optional<std::string_view> value);
  // Somebody else has written a record since. False: it is not about figures.
  bool OnOvertaken(std::string_view key);

  void OnCustomer(CustomerIndex customer) { MarkChanged(customer); }
  void CompleteTo(Instant complete);
  // Begins a round.
  void EndPutOff() { facts_left_ = kFactsInRound; }
  // Counts so many customers of it, and sends what has changed when it is over. Whether it is not.
  bool SendPutOff(std::size_t at_most);

 private:
  struct Due {
    Instant at;
    CustomerIndex customer;
    friend bool operator>(const Due& a, const Due& b) { return a.at > b.at; }
  };
  struct Row {
    bool changed = false;
    Instant due = kNever;  // when time alone changes what it adds; of due_ the entry that counts
  };

  void MarkChanged(CustomerIndex customer);
  // Answers how many facts that were.
  std::size_t CountAgain(CustomerIndex customer);
  void Send(const TallyKey& key);

  std::int32_t partition_;
  Stream& stream_;
  Writer write_;
  Tally tally_;
  Instant complete_ = Instant::min();
  bool counted_all_ = false;
  std::size_t facts_left_ = 0;  // of the round; 0: none is under way
  std::vector<Row> rows_;       // by CustomerIndex
  std::deque<CustomerIndex> changed_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::map<TallyKey, std::uint64_t> published_;  // digests
  std::set<TallyKey> unsent_;
};

}  // namespace loopbreaker
