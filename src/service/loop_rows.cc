#include "service/loop_rows.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "reconcile/escalation.h"
#include "reconcile/loop_record.h"
#include "service/keys_of_customer.h"
#include "service/wire.h"

namespace loopbreaker {
namespace {

// Never the one that stands for something else.
std::uint64_t DigestOf(std::string_view row) { return Hash64(row) | 1; }

}  // namespace

LoopRows::LoopRows(Encoding encoding, const Directory& directory, const Stream& stream, Writer write)
    : encoding_(encoding), directory_(directory), stream_(stream), write_(std::move(write)) {}

void LoopRows::Load(const InRecord& record) {
  v1::LoopRecord row;
  if (!record.value) {
    rows_.erase(std::string(record.key));
  } else if (IsProtobuf(record)) {
    rows_[std::string(record.key)] = DigestOf(*record.value);
  } else if (Decode(record, row)) {
    rows_[row.loop_id()] = DigestOf(row.SerializeAsString());
  }
}

void LoopRows::Send(CustomerIndex customer, const Judge& judge, const Looked& looked) {
  const auto changed = changed_.find(customer);
  if (changed == changed_.end()) return;
  Changed now = std::move(changed->second);
  changed_.erase(changed);
  const std::string name(stream_.store().customers().NameOf(customer));
  const LoopIndex loops = judge.fold().loops();
  if (now.all) {
    std::vector<std::string> wanted;
    for (LoopIndex loop = 0; loop < loops; ++loop) wanted.push_back(SendRow(name, judge, loop, looked));
    std::sort(wanted.begin(), wanted.end());
    return KeepOnly(name, wanted);
  }
  std::sort(now.loops.begin(), now.loops.end());
  const auto end = std::unique(now.loops.begin(), now.loops.end());
  for (auto loop = now.loops.begin(); loop != end && *loop < loops; ++loop) SendRow(name, judge, *loop, looked);
}

std::string LoopRows::SendRow(std::string_view customer, const Judge& judge, LoopIndex loop, const Looked& looked) {
  const v1::LoopRecord row = LoopRecordOf(judge, loop, customer, directory_, stream_.clock());
  looked(loop, row.loop_id());
  std::string bytes = row.SerializeAsString();
  const std::uint64_t digest = DigestOf(bytes);
  if (digest != std::exchange(rows_[row.loop_id()], digest))
    write_(customer, row.loop_id(), encoding_ == Encoding::kProtobuf ? std::move(bytes) : Encode(row, encoding_));
  return row.loop_id();
}

void LoopRows::KeepOnly(std::string_view customer, const std::vector<std::string>& wanted) {
  loopbreaker::KeepOnly(rows_, customer, wanted, [&](const std::string& id) { write_(customer, id, std::nullopt); });
}

}  // namespace loopbreaker
