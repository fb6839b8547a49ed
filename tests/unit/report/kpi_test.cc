// The figures of days are those of the report, cut up: together they are the same.
#include "figures/kpi.h"
#include "report_case.h"
#include "support/days.h"

namespace loopbreaker {
namespace {

class KpiTest : public ReportCase {
 protected:
  // Of a category over all days.
  TallyPart Sum(Instant clock, const std::string& category) const {
    TallyPart sum;
    CountDays(*store_, RuleIndex(rules_), clock).Each(TallyKind::kCategory, [&](const TallyKey& key, const auto& part) {
      if (key.name != category) return;
      for (const auto& [figure, number] : part.figures) sum.Add(figure, number);
    });
    return sum;
  }
};

TEST_F(KpiTest, TheDaysOfACategoryAddUpToItsRowInTheReport) {
  Call("2026-01-02T10:00:00Z", R"("category":"leak","contactId":"k1")");
  Call("2026-01-02T10:05:00Z", R"("category":"leak","contactId":"k2")");  // the same call, dialled again
  Call("2026-01-20T10:00:00Z", R"("category":"leak","contactId":"k3")", "RESOLVED");
  Visit("2026-01-08T10:00:00Z", "NOT_FIXED", R"(,"feeCents":12000)");
  Visit("2026-01-09T10:00:00Z", "FIXED");
  Visit("2026-01-12T10:00:00Z", "STEP_DONE");
  Visit("2026-01-13T10:00:00Z", "NOT_FIXED", R"(,"blockers":["NO_ACCESS"])");
  Call("2026-01-05T10:00:00Z", R"("customerId":"c2","category":"rent")", "RESOLVED");
  Call("2026-01-25T10:00:00Z", R"("customerId":"c2","category":"rent")");
  Add("2026-01-26T10:00:00Z", R"("customerId":"c2","category":"rent","contactTransferred":{"fromTeam":"a"})");
  Call("2026-02-01T10:00:00Z", R"("customerId":"c3","category":"leak")");
  Add("2026-02-03T10:00:00Z", R"("customerId":"c3","customerLeft":{})");
  // So late that nothing is too young to be counted.
  const Instant clock = ParseTime("2026-06-01T00:00:00Z").value();
  const ReportResult report = RunReport(*store_, RuleIndex(rules_), clock);
  ASSERT_EQ(report.categories.size(), 2u);
  for (const PartFigures& part : report.categories) {
    SCOPED_TRACE(part.name);
    const TallyPart sum = Sum(clock, part.name);
    const auto same = [&](Figure figure, auto wanted) {
      EXPECT_EQ(sum.Of(figure), static_cast<std::int64_t>(wanted)) << figure;
    };
    same(figure::kContacts, part.work.contacts);
    same(figure::kRedials, part.work.redials);
    same(figure::kTransfers, part.work.transfers);
    same(figure::kVisits, part.work.visits);
    same(figure::kFailedVisits, part.work.failed_visits);
    same(figure::kNoAccess, part.work.no_access);
    same(figure::kSteps, part.work.steps);
    for (std::size_t i = 0; i < kFirstContactDays.size(); ++i) {
      EXPECT_EQ(part.work.first_contact[i].young, 0u);
      same(static_cast<Figure>(figure::kFirstContactOf + i), part.work.first_contact[i].of);
      same(static_cast<Figure>(figure::kFirstContactEnough + i), part.work.first_contact[i].hits);
    }
    for (std::size_t i = 0; i < kRepeatDays.size(); ++i) {
      same(static_cast<Figure>(figure::kRepeats + i), part.work.repeats[i].hits);
      EXPECT_EQ(part.work.repeats[i].of, part.work.contacts - part.work.redials);
    }
    for (std::size_t i = 0; i < kFirstFixDays.size(); ++i) {
      same(static_cast<Figure>(figure::kFirstFixOf + i), part.work.first_fix[i].of);
      same(static_cast<Figure>(figure::kFirstFixEnough + i), part.work.first_fix[i].hits);
    }
    same(figure::kLoops, part.results.loops);
    same(figure::kOpen, part.results.open);
    same(figure::kWentRound, part.results.went_round);
    same(figure::kBroken, part.results.broken);
    same(figure::kLeft, part.results.left);
    same(figure::kQuiet, part.results.quiet);
    same(figure::kSolved, part.results.solved);
    same(figure::kCostCents, part.results.cost_cents);
    same(figure::kAvoidableCents, part.results.avoidable_cents);
    same(figure::kCustomerDays, part.results.customer_days);
    same(figure::kEnded, part.results.loops - part.results.open);
  }
}

}  // namespace
}  // namespace loopbreaker
