// A customer's facts in their order, and what each of them did to the loops.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explain/attribution.h"
#include "history/fold.h"
#include "rules/rule_index.h"

namespace loopbreaker {

struct StoryFact {
  Slot slot = kNoSlot;
  LoopIndex loop = kNone;
  bool opened = false;
  bool reopened = false;
  bool pending = false;   // open again, because something is still to do
  bool resolved = false;  // by this fact
  bool by_word = false;
  bool end = false;                // an end of a loop that was resolved already
  bool only_one = false;           // joined by being the only one
  std::optional<Field> reference;  // by which it joined
};

struct Story {
  std::vector<StoryFact> facts;
  std::vector<Attribution> waits;  // by the number of the loop
};

// Folds the facts up to `clock` anew. Loops have the numbers that any fold of the same facts gives them.
Story TellStory(const History& history, const RuleIndex& rules, Instant clock);

}  // namespace loopbreaker
