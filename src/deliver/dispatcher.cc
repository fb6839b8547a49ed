#include "deliver/dispatcher.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "observe/log.h"

namespace loopbreaker {

class Dispatcher::Line {
 public:
  Line(AlertReceiver receiver, Carrier& carrier, const RetryQueue::Options& options, std::function<Instant()> clock,
       const OnEnd& on_end)
      : receiver_(std::move(receiver)),
        carrier_(carrier),
        clock_(std::move(clock)),
        on_end_(on_end),
        queue_(options),
        thread_([this] { Run(); }) {}

  // False: there is no room; it is counted as dead, and stays the caller's.
  bool Push(Alert&& alert) {
    const std::scoped_lock lock(mutex_);
    const bool room = queue_.Push(std::move(alert));
    if (!room) ++state_.dead;
    changed_.notify_one();
    return room;
  }

  State state() const {
    const std::scoped_lock lock(mutex_);
    State state = state_;
    state.receiver = receiver_.name;
    state.waiting = queue_.size();
    return state;
  }

  void BeginStop() {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      const std::optional<Instant> due = queue_.due();
      const Instant now = clock_();
      if (!due) {
        changed_.wait(lock);
      } else if (*due > now) {
        changed_.wait_for(lock, *due - now);
      } else {
        Alert alert = queue_.next();
        lock.unlock();
        Carried carried = carrier_.Carry(receiver_, alert, now);
        lock.lock();
        if (!stopping_ || carried.how == Carried::How::kDelivered) Settle(lock, std::move(alert), std::move(carried));
      }
    }
  }

  void Settle(std::unique_lock<std::mutex>& lock, Alert alert, Carried carried) {
    const bool delivered = carried.how == Carried::How::kDelivered;
    const auto after = delivered                               ? queue_.OnDelivered()
                       : carried.how == Carried::How::kRefused ? queue_.OnRefused()
                                                               : queue_.OnFailed(clock_());
    state_.last_error = carried.error;
    if (delivered) {
      ++state_.delivered;
    } else {
      ++state_.failures;
      if (after == RetryQueue::After::kGivenUp) ++state_.dead;
      LogWarning(after == RetryQueue::After::kGivenUp ? "alert not delivered, and given up" : "alert not delivered yet",
                 {{"receiver", receiver_.name}, {"alert", alert.id}, {"error", carried.error}});
    }
    if (after == RetryQueue::After::kAgain) return;
    lock.unlock();
    on_end_({std::move(alert), delivered, std::move(carried.error)});
    lock.lock();
  }

  const AlertReceiver receiver_;
  Carrier& carrier_;
  const std::function<Instant()> clock_;
  const OnEnd& on_end_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  RetryQueue queue_;
  State state_;
  std::thread thread_;  // last: it uses all of the above
};

Dispatcher::Dispatcher(const std::vector<AlertReceiver>& receivers, std::shared_ptr<Carrier> carrier,
                       const RetryQueue::Options& options, std::function<Instant()> clock, OnEnd on_end)
    : carrier_(std::move(carrier)), on_end_(std::move(on_end)) {
  for (const AlertReceiver& receiver : receivers) {
    lines_[receiver.name] = std::make_unique<Line>(receiver, *carrier_, options, clock, on_end_);
  }
}

Dispatcher::~Dispatcher() { Stop(); }

void Dispatcher::Send(Alert alert) {
  const auto line = lines_.find(alert.receiver);
  if (line != lines_.end() && line->second->Push(std::move(alert))) return;
  on_end_({std::move(alert), false, line == lines_.end() ? "there is no such receiver" : "too many wait already"});
}

std::vector<Dispatcher::State> Dispatcher::states() const {
  std::vector<State> states;
  for (const auto& [name, line] : lines_) states.push_back(line->state());
  return states;
}

void Dispatcher::Stop() {
  carrier_->Stop();
  for (const auto& [name, line] : lines_) line->BeginStop();
  for (const auto& [name, line] : lines_) line->Join();
}

}  // namespace loopbreaker
