// Histories by chance, from a seed: few customers, few categories and few references, so that facts meet in every way
// that the semantics knows.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "link/directory.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

enum class Shape : std::uint8_t {
  kDense,  // hours between facts: everything meets everything
  kLong,   // years, with gaps at the edges of the confirm window, the expiry and the horizon
  kTies,   // times rounded to six hours: the total order decides
};
std::string_view NameOf(Shape shape);

class RandomHistory {
 public:
  // What may happen. Everything, unless a test says otherwise.
  struct Allowed {
    bool hidden_customers = true;  // events that do not name their customer
    bool corrections = true;       // revisions and deletions
    bool conflicts = true;         // one revision with two contents
  };
  void Allow(const Allowed& allowed) { allowed_ = allowed; }

  // `rule_ids`: what supervisors name.
  RandomHistory(std::uint64_t seed, Shape shape, std::vector<std::string> rule_ids);

  // About `count` valid events in the order of their times: facts, corrections of them, deletions.
  std::vector<v1::ContactEvent> Events(int count);
  // A fact like the others, somewhere between the first and the last of `events`.
  v1::ContactEvent LateFact(const std::vector<v1::ContactEvent>& events);
  // Adds supervisor actions on escalations of these ids, at any time, keeping the order.
  void ActOn(const std::vector<std::string>& escalation_ids, int count, std::vector<v1::ContactEvent>& events);
  // Another order of arrival, some events twice or three times.
  std::vector<v1::ContactEvent> Shuffled(const std::vector<v1::ContactEvent>& events);

  std::int64_t Below(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random_); }

 private:
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename List>
  const auto& AnyOf(const List& list) {
    return list[static_cast<std::size_t>(Below(static_cast<std::int64_t>(list.size())))];
  }
  void PassTime();
  v1::ContactEvent Envelope(Instant at);
  void Refer(v1::ContactEvent& event);
  void FillPayload(Instant at, v1::ContactEvent& event);
  void FillWork(Instant at, int kind, v1::ContactEvent& event);
  void FillPerson(Instant at, int kind, v1::ContactEvent& event);
  void FillAction(Instant at, v1::ContactEvent& event);
  void HideCustomer(v1::ContactEvent& event);
  void AddCall(std::vector<v1::ContactEvent>& events);
  v1::ContactEvent Correction(const v1::ContactEvent& of);

  std::mt19937_64 random_;
  Shape shape_;
  Allowed allowed_;
  std::vector<std::string> rule_ids_;
  Instant now_;
  int made_ = 0;
  int corrected_ = 0;
};

// The directory that the identifiers and units of these histories fit: two customers share a phone.
std::vector<v1::Customer> DirectoryEntries();
void FillDirectory(Directory& directory);

}  // namespace loopbreaker
