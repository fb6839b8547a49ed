#include "report/workarounds.h"

#include <algorithm>

#include "figures/rate.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kNotesMax = 5;

}  // namespace

void Workarounds::TakeDeviation(std::string_view note, Instant at, std::uint32_t loop_number) {
  deviations_[loop_number].push_back({at, std::string(note)});
}

void Workarounds::TakeSolved(std::uint32_t loop_number, const std::string& category, bool round, Nanos took) {
  const auto deviation = deviations_.find(loop_number);
  if (deviation == deviations_.end()) {
    if (round) groups_[category].ordinary.push_back(took);
    return;
  }
  Group& group = groups_[category];
  group.took.push_back(took);
  group.customers.insert(customer_);
  for (Note& note : deviation->second) group.notes.push_back(std::move(note));
}

std::vector<Workaround> Workarounds::Result() {
  std::vector<Workaround> result;
  left_out_ = 0;
  for (auto& [category, group] : groups_) {
    if (group.took.empty()) continue;
    if (group.customers.size() < customers_min_) {
      left_out_ += group.took.size();
      continue;
    }
    Workaround& workaround = result.emplace_back();
    workaround.category = category;
    workaround.loops = group.took.size();
    workaround.customers = group.customers.size();
    workaround.solved_in = Percentile(group.took, 50);
    workaround.ordinary_loops = group.ordinary.size();
    workaround.ordinary = Percentile(group.ordinary, 50);
    std::stable_sort(group.notes.begin(), group.notes.end(), [](const Note& a, const Note& b) { return a.at > b.at; });
    for (const Note& note : group.notes) {
      if (workaround.notes.size() == kNotesMax) break;
      const bool new_one =
          std::find(workaround.notes.begin(), workaround.notes.end(), note.text) == workaround.notes.end();
      if (!note.text.empty() && new_one) workaround.notes.push_back(note.text);
    }
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Workaround& a, const Workaround& b) { return a.loops > b.loops; });
  return result;
}

}  // namespace loopbreaker
