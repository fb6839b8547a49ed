#include "backtest/yardstick.h"

#include <algorithm>

#include "base/diagnostic.h"
#include "base/read_number.h"

namespace loopbreaker {
namespace {

constexpr std::int64_t kMost = 1'000'000'000'000;

std::optional<std::int64_t> Whole(std::string_view text) {
  std::int64_t number = 0;
  if (!ReadNumber(text, number) || number < 0 || number > kMost) return std::nullopt;
  return number;
}

}  // namespace

bool SetYardstick(std::string_view text, Yardstick& yardstick, std::string& error) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string name(text.substr(0, equals));
  const std::string_view value = text.substr(std::min(equals + 1, text.size()));
  const auto expected = [&](const std::string& what) {
    error = "expected " + what + ", found '" + std::string(text) + "'";
    return false;
  };
  if (name == "age") {
    const auto length = value == "0" ? std::optional<Nanos>(Nanos{0}) : ParseDuration(value);
    if (!length) return expected("a duration as in age=30d");
    yardstick.age = *length;
    return true;
  }
  if (name != "failed_visits" && name != "cost_cents") {
    expected("failed_visits=N, cost_cents=N or age=D");
    error += DidYouMean(name, {"failed_visits", "cost_cents", "age"});
    return false;
  }
  const auto number = Whole(value);
  if (!number) return expected("a whole number as in " + name + "=" + (name == "cost_cents" ? "30000" : "3"));
  if (name == "cost_cents") {
    yardstick.cost_cents = *number;
  } else {
    yardstick.failed_visits = static_cast<std::uint32_t>(std::min<std::int64_t>(*number, 1'000'000));
  }
  return true;
}

std::string YardstickText(const Yardstick& yardstick) {
  std::vector<std::string> parts;
  if (yardstick.failed_visits != 0) parts.push_back(std::to_string(yardstick.failed_visits) + " failed visits");
  if (yardstick.cost_cents != 0) {
    const std::string cents = std::to_string(yardstick.cost_cents % 100);
    parts.push_back("a cost of " + std::to_string(yardstick.cost_cents / 100) + "." + (cents.size() < 2 ? "0" : "") +
                    cents);
  }
  if (yardstick.age != Nanos{0}) parts.push_back("an age of " + FormatDuration(yardstick.age));
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == parts.size() ? " or " : ", ") + parts[i];
  }
  return text;
}

void DraggedOn::Look(const Fold& fold, LoopIndex index, Instant t) {
  if (loops_.size() <= index) loops_.resize(index + 1);
  State& state = loops_[index];
  const Loop& loop = fold.loop(index);
  if (state.of_age < t) state.since = std::min(state.since, state.of_age);
  state.of_age = kNever;
  if (state.since != kNever) return;
  if ((yardstick_.failed_visits != 0 && loop.failed_visits >= yardstick_.failed_visits) ||
      (yardstick_.cost_cents != 0 && fold.CostCents(loop) >= yardstick_.cost_cents)) {
    state.since = t;
  } else if (yardstick_.age != Nanos{0}) {
    const Instant old_at = std::max(t, AddSaturated(loop.first_time, yardstick_.age));
    if (old_at < fold.UnsettledUntil(loop)) state.of_age = old_at;
  }
}

std::optional<Instant> DraggedOn::Since(LoopIndex index, Instant clock) const {
  if (index >= loops_.size()) return std::nullopt;
  const Instant since = std::min(loops_[index].since, loops_[index].of_age);
  return since <= clock ? std::optional<Instant>(since) : std::nullopt;
}

}  // namespace loopbreaker
