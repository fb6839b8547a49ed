#include "alerts/retry_queue.h"

#include <algorithm>
#include <utility>

namespace loopbreaker {

bool RetryQueue::Push(Alert&& alert) {
  if (alerts_.size() >= options_.alerts_max) return false;
  alerts_.push_back(std::move(alert));
  return true;
}

std::optional<Instant> RetryQueue::due() const {
  if (alerts_.empty()) return std::nullopt;
  return not_before_;
}

RetryQueue::After RetryQueue::OnDelivered() {
  alerts_.pop_front();
  pause_ = Nanos{0};
  not_before_ = Instant::min();
  return After::kDone;
}

RetryQueue::After RetryQueue::OnRefused() {
  OnDelivered();  // it answers: the next one may go at once
  return After::kGivenUp;
}

RetryQueue::After RetryQueue::OnFailed(Instant now) {
  pause_ = std::clamp(pause_ * 2, options_.pause_first, options_.pause_max);
  not_before_ = now + pause_;
  Alert alert = std::move(alerts_.front());
  alerts_.pop_front();
  if (now - alert.at >= options_.give_up_after) return After::kGivenUp;
  alerts_.push_back(std::move(alert));
  return After::kAgain;
}

}  // namespace loopbreaker
