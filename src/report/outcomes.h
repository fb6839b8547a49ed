// What customers thought, did and bought, those who went round beside those who did not.
//
// A customer belongs to those who went round from the instant at which a loop of theirs first did. What is compared is
// no proof of a cause.
#pragma once

#include <array>
#include <cstdint>

#include "event/fact.h"
#include "report/loop_track.h"

namespace loopbreaker {

inline constexpr int kUnlooped = 0;
inline constexpr int kLooped = 1;

struct CustomerOutcomes {
  std::uint64_t customers = 0;
  std::uint64_t left = 0;
  // Answers to the question whether they would recommend us, from 0 to 10.
  std::uint64_t promoters = 0;   // 9 and 10
  std::uint64_t detractors = 0;  // 0 to 6
  std::uint64_t answers = 0;
};

// Sales by what was going on with the customer at that moment.
enum class SaleMoment : std::uint8_t { kNoLoop, kWhileRound, kAfterSolved };
inline constexpr int kSaleMoments = 3;
struct Sales {
  std::uint64_t sales = 0;
  std::int64_t amount_cents = 0;
};

struct Outcomes {
  std::array<CustomerOutcomes, 2> groups;  // kUnlooped, kLooped
  std::array<Sales, kSaleMoments> sales;
  std::uint64_t Answers() const { return groups[kUnlooped].answers + groups[kLooped].answers; }
  std::uint64_t Left() const { return groups[kUnlooped].left + groups[kLooped].left; }
  std::uint64_t SalesMade() const;
};

// The facts of one customer, after its loops are known.
class OutcomesOfCustomer {
 public:
  OutcomesOfCustomer(const LoopTracks& tracks, std::uint32_t loops, Outcomes& out)
      : tracks_(tracks), loops_(loops), out_(out) {}
  void Take(const Fact& fact);
  // After the last fact.
  void Finish(Instant clock);

 private:
  int GroupAt(Instant t) const;
  SaleMoment MomentAt(Instant t) const;

  const LoopTracks& tracks_;
  std::uint32_t loops_;
  Outcomes& out_;
  Instant left_ = kNever;
};

}  // namespace loopbreaker
