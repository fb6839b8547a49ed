// Figures by day that many add up to: what each customer adds to the days of a category, a team or a workaround, or
// what each partition does.
//
// Whoever adds something is a number, and what it adds takes the place of what it added before: so late facts,
// corrections and erasures come out of the sums again. Not safe for concurrent use.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/time.h"
#include "figures/figures.h"

namespace loopbreaker {

enum class TallyKind : std::uint8_t { kCategory, kTeam, kWorkaround };

struct TallyKey {
  TallyKind kind = TallyKind::kCategory;
  std::int32_t day = 0;  // local, since 1970-01-01
  std::string name;      // of the category or the team
  auto operator<=>(const TallyKey&) const = default;
};

// What is counted, by number: these stand in records of the service and are never given to another figure.
using Figure = std::uint16_t;
namespace figure {
// Of a category: work of the day. One number for each window of kFirstContactDays and so on.
inline constexpr Figure kContacts = 1;
inline constexpr Figure kRedials = 2;
inline constexpr Figure kTimed = 3;
inline constexpr Figure kHandleSeconds = 4;
inline constexpr Figure kTransfers = 5;
inline constexpr Figure kVisits = 6;
inline constexpr Figure kFailedVisits = 7;
inline constexpr Figure kNoAccess = 8;
inline constexpr Figure kSteps = 9;
inline constexpr Figure kFirstContactOf = 10;
inline constexpr Figure kFirstContactEnough = 20;
inline constexpr Figure kRepeats = 40;
inline constexpr Figure kFirstFixOf = 50;
inline constexpr Figure kFirstFixEnough = 60;
// Results of the loops that began on the day.
inline constexpr Figure kLoops = 70;
inline constexpr Figure kOpen = 71;
inline constexpr Figure kWentRound = 72;
inline constexpr Figure kBroken = 73;
inline constexpr Figure kStillRound = 74;
inline constexpr Figure kLeft = 75;
inline constexpr Figure kQuiet = 76;
inline constexpr Figure kSolved = 77;
inline constexpr Figure kProvisional = 78;
inline constexpr Figure kCostCents = 79;
inline constexpr Figure kAvoidableCents = 80;
inline constexpr Figure kCustomerDays = 81;
inline constexpr Figure kAvoidableDays = 82;
inline constexpr Figure kSolutionSeconds = 83;
inline constexpr Figure kEnded = 84;  // loops that ended on the day
// Of a team: loops that came to it and that it was done with, and of those how many later than its lead time.
inline constexpr Figure kIn = 100;
inline constexpr Figure kOut = 101;
inline constexpr Figure kLate = 102;
// Facts of the team by a hash of their agent: two that are not 0 are more than one person.
inline constexpr Figure kAgents = 110;
inline constexpr Figure kAgentSlots = 16;
// Of a category: loops solved that day by leaving the process, and those that went round and were solved as prescribed;
// both by how long they took (TookSlot).
inline constexpr Figure kWorkarounds = 130;
inline constexpr Figure kWorkaroundCustomers = 131;  // on the latest day of each of them
inline constexpr Figure kWorkaroundTook = 200;
inline constexpr Figure kOrdinaryTook = 300;
inline constexpr Figure kTookSlots = 80;
}  // namespace figure

// Lengths in steps of a fifth, up from a quarter of an hour; and about the middle of a step.
Figure TookSlot(Nanos took);
Nanos TookOf(Figure slot);

struct TallyText {
  Instant at{};
  std::string text;
  auto operator<=>(const TallyText&) const = default;
};

// What is added to one key. Figures ascending and never 0.
struct TallyPart {
  std::vector<std::pair<Figure, std::int64_t>> figures;
  std::vector<TallyText> texts;

  void Add(Figure figure, std::int64_t number);
  std::int64_t Of(Figure figure) const;
  bool empty() const { return figures.empty() && texts.empty(); }
};
using TallyParts = std::map<TallyKey, TallyPart>;

class Tally {
 public:
  // Of what the texts of a key are shown: the newest ones.
  static constexpr std::size_t kTextsMax = 5;

  void Put(std::uint32_t owner, const TallyParts& now);
  void Clear();

  // The sum at a key, with at most kTextsMax texts, the newest first; empty where nothing is added any more.
  TallyPart At(const TallyKey& key) const;
  // Calls visit(key, row) for those of a kind that are not empty, by day.
  template <typename Visit>
  void Each(TallyKind kind, const Visit& visit) const {
    for (auto it = rows_.lower_bound({kind, INT32_MIN, ""}); it != rows_.end() && it->first.kind == kind; ++it) {
      if (!it->second.sum.figures.empty()) visit(it->first, it->second.sum);
    }
  }
  // Keys whose sum may have changed since the last call.
  std::vector<TallyKey> TakeTouched();

 private:
  struct Row {
    TallyPart sum;  // without texts
    std::multiset<TallyText> texts;
    std::uint32_t number = 0;
    bool touched = false;
  };
  using Rows = std::map<TallyKey, Row>;
  void Apply(Rows::value_type& row, const TallyPart& part, int sign);
  Rows::value_type& RowOf(const TallyKey& key);
  std::string Pack(const TallyParts& parts);

  Rows rows_;
  std::vector<Rows::value_type*> by_number_;
  absl::flat_hash_map<std::uint32_t, std::string> added_;  // by owner, packed
  std::vector<TallyKey> touched_;
};

}  // namespace loopbreaker
