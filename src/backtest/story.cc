#include "backtest/story.h"

#include "text/words.h"

namespace loopbreaker {

void LoopStory::TellLoop(const Loop& loop, std::string& text) const {
  const Fold& fold = batch_.fold();
  Fact fact;
  if (loop.category_from == kNoSlot) {
    text = "No category";
  } else {
    batch_.history().View(loop.category_from, fact);
    text = std::string(fact.subject);
  }
  text += " since " + wording_.When(loop.first_time);
  const char* separator = ": ";
  const auto add = [&](const std::string& part) {
    text.append(separator).append(part);
    separator = ", ";
  };
  const auto counted = [&](std::uint32_t n, const char* one, const char* many) {
    if (n != 0) add(Counted(n, one, many));
  };
  counted(loop.contacts, "contact", "contacts");
  if (loop.visits != 0)
    add(std::to_string(loop.failed_visits) + " of " + Counted(loop.visits, "visit", "visits") + " in vain");
  counted(loop.missed_by_company, "appointment missed by us", "appointments missed by us");
  counted(loop.transfers, "time passed on", "times passed on");
  if (loop.reopens != 0) add("came back " + Counted(loop.reopens, "time", "times"));
  if (fold.CostCents(loop) != 0) add("cost " + wording_.Money(fold.CostCents(loop)));
  const Nanos waited = fold.WaitingOnCustomerAt(loop, clock_);
  if (waited >= Days{1} && !(loop.resolved && loop.waits_on != 0)) add(LengthText(waited) + " waiting on the customer");
  if (loop.resolved) {
    add((loop.by_leaving ? "until the customer left after " : "settled after ") +
        LengthText(loop.resolved_at - loop.first_time));
  } else if (fold.StatusAt(loop, clock_) == LoopStatus::kExpired) {
    add("never settled");
  } else {
    add("open for " + LengthText(clock_ - loop.first_time));
  }
}

std::string LoopStory::Tell(const Verdict& verdict) const {
  std::string text;
  if (verdict.loop != kNone) TellLoop(batch_.fold().loop(verdict.loop), text);
  if (verdict.evidence.empty()) return text;
  Fact fact;
  batch_.history().View(verdict.evidence.back(), fact);
  const std::size_t n = verdict.evidence.size();
  text += text.empty() ? "Rests on " : "; rests on ";
  return text + (n == 1 ? "" : Grouped(n) + " events, the last: ") + wording_.When(fact.time) + " " +
         wording_.Line(fact, true);
}

}  // namespace loopbreaker
