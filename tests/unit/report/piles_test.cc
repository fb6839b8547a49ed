#include "report/piles.h"

#include "report/json.h"
#include "report_case.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class PilesTest : public ReportCase {
 protected:
  static const Pile& Named(const std::vector<Pile>& piles, const std::string& name) {
    static const Pile kNothing;
    for (const Pile& pile : piles) {
      if (pile.name == name) return pile;
    }
    ADD_FAILURE() << "nothing of " << name;
    return kNothing;
  }
};

constexpr const char* kLadder =
    "version: 1\n"
    "settings: {lead_times: {desk: 3d}}\n"
    "rules:\n"
    "  - id: second-visit\n"
    "    title: A second visit in vain\n"
    "    severity: HIGH\n"
    "    route: desk\n"
    "    ladder: [{after: 5d, to: director}]\n"
    "    count: {of: {event: visit_completed, outcome: NOT_FIXED}, at_least: 1}\n";

TEST_F(PilesTest, ADeskHasWhatCallsItUntilTheLadderGoesOn) {
  UseRules(kLadder);
  Visit("2026-03-02T10:00:00Z", "NOT_FIXED");
  Visit("2026-03-12T10:00:00Z", "FIXED");
  const ReportResult report = Report("2026-03-20T10:00:00Z");
  const Pile& desk = Named(report.desks, "desk");
  EXPECT_EQ(desk.in, 1u);
  EXPECT_EQ(desk.out, 1u);
  EXPECT_EQ(desk.late, 1u);  // five days
  ASSERT_THAT(desk.causes, SizeIs(1));
  EXPECT_EQ(desk.causes[0].what, "A second visit in vain · leak");
  const Pile& director = Named(report.desks, "director");
  EXPECT_EQ(director.in, 1u);
  EXPECT_EQ(director.out, 1u);
  EXPECT_EQ(director.late, 0u);
  EXPECT_EQ(director.pile(), 0u);
}

TEST_F(PilesTest, WeeksCountWhatCameWhatWentAndWhatLiesThere) {
  UseRules(kLadder);
  Visit("2026-03-02T10:00:00Z", "NOT_FIXED", "", R"("customerId":"c1","team":"plumbing","category":"leak")");
  Visit("2026-03-10T10:00:00Z", "NOT_FIXED", "", R"("customerId":"c2","team":"plumbing","category":"leak")");
  Visit("2026-03-18T10:00:00Z", "FIXED", "", R"("customerId":"c1","team":"plumbing","category":"leak")");
  const ReportResult report = Report("2026-03-20T10:00:00Z");
  const Pile& team = Named(report.team_piles, "plumbing");
  ASSERT_THAT(team.weeks, SizeIs(3));
  EXPECT_EQ(team.weeks[0].in, 1u);
  EXPECT_EQ(team.weeks[0].pile, 1u);
  EXPECT_EQ(team.weeks[1].in, 1u);
  EXPECT_EQ(team.weeks[1].pile, 2u);
  EXPECT_EQ(team.weeks[1].oldest,
            ParseTime("2026-03-16T00:00:00Z").value() - ParseTime("2026-03-02T10:00:00Z").value());
  EXPECT_EQ(team.weeks[2].out, 1u);
  EXPECT_EQ(team.weeks[2].late, 1u);  // sixteen days
  EXPECT_EQ(team.pile(), 1u);
  EXPECT_EQ(team.pile_late, 0u);  // ten days to the hour
  EXPECT_EQ(team.trend.course, Course::kTooShort);
}

TEST_F(PilesTest, ATeamOfOneIsLeftOut) {
  Call("2026-03-02T10:00:00Z", R"("team":"alone","agent":"a1","category":"leak")");
  EXPECT_THAT(Report().team_piles, IsEmpty());
}

TEST_F(PilesTest, ThePageSaysWhatShrinksAndWhatFeedsIt) {
  UseRules(kLadder);
  int customer = 0;
  for (int week = 0; week < 20; ++week) {
    for (int n = 0; n < 20 - week; ++n) {
      const std::string day = FormatTime(ParseTime("2026-01-05T10:00:00Z").value() + Days{7 * week});
      Visit(day, "NOT_FIXED", "", R"("customerId":"c)" + std::to_string(++customer) + R"(","category":"leak")");
    }
  }
  const ReportResult report = Report("2026-05-26T10:00:00Z");
  EXPECT_EQ(Named(report.desks, "desk").trend.course, Course::kShrinking);
  const std::string page = ReportHtml(report, rules_->settings, Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("The desks: what comes in, and what goes out"));
  EXPECT_THAT(page, HasSubstr("at this rate superfluous by "));
  EXPECT_THAT(page, HasSubstr("A second visit in vain · leak"));
  EXPECT_THAT(page, Not(HasSubstr("The teams: what lies there")));
  EXPECT_THAT(ReportJson(report), HasSubstr(R"("course":"SHRINKING")"));
}

// A team is not there to become superfluous, as a desk that breaks loops is.
TEST_F(PilesTest, OfATeamNobodySaysThatItBecomesSuperfluous) {
  int customer = 0;
  for (int week = 0; week < 20; ++week) {
    for (int n = 0; n < 20 - week; ++n) {
      const std::string day = FormatTime(ParseTime("2026-01-05T10:00:00Z").value() + Days{7 * week});
      Call(day, R"("customerId":"c)" + std::to_string(++customer) + R"(","category":"leak","team":"plumbing")");
    }
  }
  const ReportResult report = Report("2026-05-26T10:00:00Z");
  EXPECT_EQ(Named(report.team_piles, "plumbing").trend.course, Course::kShrinking);
  EXPECT_THAT(ReportHtml(report, rules_->settings, Language::kEnglish),
              AllOf(HasSubstr("shrinking: "), Not(HasSubstr("superfluous by "))));
}

}  // namespace
}  // namespace loopbreaker
