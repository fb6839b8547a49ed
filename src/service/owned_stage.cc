#include "service/owned_stage.h"

#include <algorithm>
#include <atomic>

#include "absl/strings/str_cat.h"

namespace loopbreaker {
namespace {

// Of all stages of the process: one that is made anew must not take the claim of the one before it for its own.
std::uint64_t NextClaim() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

OwnedStage::OwnedStage(std::int32_t partition, std::string writer, std::vector<Output> outputs, Outbox out)
    : partition_(partition), writer_(std::move(writer)), outputs_(std::move(outputs)), out_(std::move(out)) {}

std::string OwnedStage::ClaimKeyOf(const Output& output) const {
  const std::string key(kClaimKey);
  return output.shared ? absl::StrCat(key, "/", partition_) : key;
}

std::string OwnedStage::ClaimValue() const { return absl::StrCat(writer_, "#", claim_); }

std::int32_t OwnedStage::PartitionOfOutput(Topic topic) const {
  const auto output =
      std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& one) { return one.topic == topic; });
  return output != outputs_.end() && output->shared ? 0 : partition_;
}

void OwnedStage::Claim() {
  claim_ = NextClaim();
  running_ = rest_ = false;
  unclaimed_ = static_cast<int>(outputs_.size());
  OnClaim();
  for (const Output& output : outputs_) {
    claimed_at_[output.topic] = -1;
    out_({output.topic, PartitionOfOutput(output.topic), ClaimKeyOf(output), ClaimValue(), {}});
  }
}

void OwnedStage::Begin(Instant complete) {
  running_ = rest_ = true;
  OnBegin(complete);
}

bool OwnedStage::JudgeRest(std::size_t customers_max) {
  rest_ = rest_ && OnJudgeRest(customers_max);
  return rest_;
}

void OwnedStage::OnOutput(Topic topic, const InRecord& record) {
  std::int64_t& claimed_at = claimed_at_[topic];
  if (record.key.starts_with(kClaimKey)) {
    const auto output =
        std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& one) { return one.topic == topic; });
    if (claimed_at < 0 && record.key == ClaimKeyOf(*output) && record.value == ClaimValue()) {
      claimed_at = record.offset;
      --unclaimed_;
    }
    return;
  }
  if (claimed_at < 0) {
    if (const auto clock = ParseTime(record.Header(kClockHeader))) clock_loaded_ = std::max(clock_loaded_, *clock);
    OnLoad(topic, record);
  } else if (record.offset > claimed_at && record.Header(kWriterHeader) != writer_) {
    // Behind the own claim, and not by the own hand.
    OnOvertaken(topic, record);
  }
}

void OwnedStage::OnCorrection(const FactKey& /*key*/, std::string_view /*customer*/, Instant /*time*/,
                              bool /*deleted*/) {}

void OwnedStage::OnErasure(const std::string& /*customer*/) {}

void OwnedStage::Send(OutRecord record) {
  ++published_;
  out_(std::move(record));
}

}  // namespace loopbreaker
