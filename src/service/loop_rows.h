// The rows of `loops`: what stands there of the loops of a partition's customers.
//
// A part of DetectPartition, which owns the stream and the partition. A row is written when it differs from what was
// published, some time after the change: a loop that changes with every event is not written for each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "engine/stream.h"
#include "service/config.h"
#include "service/record.h"

namespace loopbreaker {

class LoopRows {
 public:
  // An empty value takes the row out.
  using Writer =
      std::function<void(std::string_view customer, const std::string& id, std::optional<std::string> value)>;
  using Looked = std::function<void(LoopIndex loop, const std::string& id)>;

  // Directory and stream outlive it.
  LoopRows(Encoding encoding, const Directory& directory, const Stream& stream, Writer write);

  void StartLoading() { changed_.clear(); }
  // A record of `loops` from before the claim.
  void Load(const InRecord& record);
  // Somebody else has written a row: it is forgotten what stands there.
  void OnOvertaken(std::string_view id) { rows_[std::string(id)] = kOvertaken; }

  // A loop may have changed; every loop may have, and there are no others any more. Until Send.
  void OnLoop(CustomerIndex customer, LoopIndex loop) { changed_[customer].loops.push_back(loop); }
  void OnAllLoops(CustomerIndex customer) { changed_[customer].all = true; }
  // Writes what has changed of a customer; tells `looked` of each loop that may have changed.
  void Send(CustomerIndex customer, const Judge& judge, const Looked& looked);
  // The customer has no loops any more.
  void Remove(std::string_view customer) { KeepOnly(customer, {}); }
  // Calls with the id of each row.
  template <typename Visit>
  void EachId(Visit visit) const {
    for (const auto& [id, digest] : rows_) visit(id);
  }

 private:
  static constexpr std::uint64_t kOvertaken = 0;
  struct Changed {
    absl::InlinedVector<LoopIndex, 4> loops;
    bool all = false;
  };

  // Answers the id of the loop.
  std::string SendRow(std::string_view customer, const Judge& judge, LoopIndex loop, const Looked& looked);
  // `wanted` is sorted.
  void KeepOnly(std::string_view customer, const std::vector<std::string>& wanted);

  Encoding encoding_;
  const Directory& directory_;
  const Stream& stream_;
  Writer write_;
  absl::btree_map<std::string, std::uint64_t> rows_;  // loop id to the digest of its row
  absl::flat_hash_map<CustomerIndex, Changed> changed_;
};

}  // namespace loopbreaker
