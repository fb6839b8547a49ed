// What the customers of one partition of `facts` add to the figures of days, as records of `observations`.
//
// A part of DetectPartition, which owns the stream and the partition. A customer is counted some time after a change
// (Count), and those for whom that was not done so many facts at a time (SendPutOff): nobody waits for a figure of the
// day, and whoever calls does. Nothing is sent before every customer was counted once, or sums would be published that
// lack most of them.
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

#include "base/local_days.h"
#include "engine/stream.h"
#include "figures/tally.h"
#include "service/put_off.h"

namespace loopbreaker {

class TallyRows {
 public:
  using Writer = std::function<void(std::string key, std::optional<std::string> value)>;
  // Facts of the customers that are counted at one time.
  static constexpr std::size_t kFactsAtOnce = 5'000;

  // The stream outlives it.
  TallyRows(std::int32_t partition, Stream& stream, Writer write);

  void StartLoading();
  // A record of `observations` from before the claim. False: it is not about figures.
  bool Load(std::string_view key, std::optional<std::string_view> value);
  // Somebody else has written a record since. False: it is not about figures.
  bool OnOvertaken(std::string_view key);

  void OnCustomer(CustomerIndex customer) { MarkChanged(customer); }
  void CompleteTo(Instant complete);
  // Counts a customer again where she has changed.
  void Count(CustomerIndex customer, const Judge& judge);
  // `waiting`: who is looked at soon anyway.
  void SendPutOff(const PutOff& waiting);

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
  void Send(const TallyKey& key);

  std::int32_t partition_;
  Stream& stream_;
  Writer write_;
  LocalDays local_days_;
  Tally tally_;
  Instant complete_ = Instant::min();
  bool counted_all_ = false;
  std::vector<Row> rows_;  // by CustomerIndex
  std::deque<CustomerIndex> changed_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::map<TallyKey, std::uint64_t> published_;  // digests
  std::set<TallyKey> unsent_;
};

}  // namespace loopbreaker
