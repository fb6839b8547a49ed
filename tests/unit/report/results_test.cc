// Result figures, what to do, and rules, against histories whose answer is known.
#include "unit/report/report_case.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using ResultsTest = ReportCase;

TEST_F(ResultsTest, AvoidableIsAllButTheFirstContactAndTheFirstVisit) {
  Call("2026-03-01T10:00:00Z");
  Visit("2026-03-02T10:00:00Z", "NOT_FIXED", R"(,"feeCents":"5000")");
  Call("2026-03-03T10:00:00Z");
  Visit("2026-03-04T10:00:00Z", "FIXED");
  const ResultFigures results = Report().results;
  EXPECT_EQ(results.cost_cents, 2 * 450 + 5000 + 9500);
  EXPECT_EQ(results.avoidable_cents, 450 + 9500);
  EXPECT_EQ(results.customer_days, 2u);
  EXPECT_EQ(results.avoidable_days, 1u);
}

TEST_F(ResultsTest, DayThatWeMissedIsLostAlsoWhenItWasTheOnlyOne) {
  Add("2026-03-01T10:00:00Z", R"("category":"leak","visitMissed":{"by":"COMPANY"})");
  EXPECT_EQ(Report().results.avoidable_days, 1u);
}

TEST_F(ResultsTest, LoopsThatWentRoundAreBrokenOpenLeftOrQuiet) {
  const auto twice = [this](const std::string& who) {
    Visit("2026-03-01T10:00:00Z", "NOT_FIXED", "", R"("category":"leak","customerId":")" + who + "\"");
  };
  for (const char* who : {"broken", "open", "left"}) twice(who);
  Visit("2026-03-05T10:00:00Z", "FIXED", "", R"("category":"leak","customerId":"broken")");
  Add("2026-03-05T10:00:00Z", R"("customerId":"left","customerLeft":{})");
  Call("2026-03-01T10:00:00Z", R"("category":"rent","customerId":"once")", "RESOLVED");
  const ResultFigures now = Report("2026-03-06T10:00:00Z").results;
  EXPECT_EQ(now.loops, 4u);
  EXPECT_EQ(now.went_round, 3u);
  EXPECT_EQ(now.broken, 1u);
  EXPECT_EQ(now.still_round, 1u);
  EXPECT_EQ(now.left, 1u);
  EXPECT_EQ(now.solved, 2u);
  EXPECT_EQ(now.provisional, 2u);
  EXPECT_THAT(now.to_solution, testing::UnorderedElementsAre(Nanos{Days{4}}, Nanos{0}));
  const ResultFigures later = Report("2026-12-01T10:00:00Z").results;
  EXPECT_EQ(later.quiet, 1u) << "nobody did anything for half a year";
  EXPECT_EQ(later.provisional, 0u);
}

TEST_F(ResultsTest, WordsOfManyAgentsAreNoSolutionYet) {
  Call("2026-03-01T10:00:00Z", R"("category":"leak")", "RESOLVED");
  Call("2026-03-02T10:00:00Z", R"("category":"leak")", "RESOLVED");
  EXPECT_EQ(Report("2026-03-03T10:00:00Z").results.broken, 0u);
  EXPECT_EQ(Report("2026-03-16T10:00:00Z").results.broken, 1u);
}

TEST_F(ResultsTest, AnswerCountsWithThoseWhoWentRoundFromThenOn) {
  Add("2026-02-01T10:00:00Z", R"("surveyAnswered":{"nps":9})");
  Call("2026-03-01T10:00:00Z");
  Call("2026-03-02T10:00:00Z");
  Add("2026-03-03T10:00:00Z", R"("surveyAnswered":{"nps":0})");
  Add("2026-03-04T10:00:00Z", R"("customerLeft":{})");
  Call("2026-03-01T10:00:00Z", R"("category":"rent","customerId":"c2")", "RESOLVED");
  const Outcomes outcomes = Report().outcomes;
  EXPECT_EQ(outcomes.groups[kLooped].answers, 1u);
  EXPECT_EQ(outcomes.groups[kLooped].detractors, 1u);
  EXPECT_EQ(outcomes.groups[kUnlooped].promoters, 1u);
  EXPECT_EQ(outcomes.groups[kLooped].customers, 1u);
  EXPECT_EQ(outcomes.groups[kLooped].left, 1u);
  EXPECT_EQ(outcomes.groups[kUnlooped].customers, 1u);
  EXPECT_EQ(outcomes.groups[kUnlooped].left, 0u);
}

TEST_F(ResultsTest, SaleCountsByWhatWasGoingOn) {
  const auto sale = [this](const std::string& time) { Add(time, R"("saleMade":{"amountCents":"100"})"); };
  Call("2026-03-01T10:00:00Z");
  sale("2026-03-01T11:00:00Z");
  Visit("2026-03-02T10:00:00Z", "NOT_FIXED");
  sale("2026-03-03T10:00:00Z");
  Visit("2026-03-04T10:00:00Z", "FIXED");
  sale("2026-03-05T10:00:00Z");
  sale("2026-03-06T10:00:00Z");
  const auto sales = Report().outcomes.sales;
  EXPECT_EQ(sales[0].sales, 1u);
  EXPECT_EQ(sales[1].sales, 1u);
  EXPECT_EQ(sales[2].sales, 2u);
  EXPECT_EQ(sales[2].amount_cents, 200);
}

TEST_F(ResultsTest, ThirdPartyIsToldApartFromUs) {
  Call("2026-03-01T10:00:00Z");
  const auto wait = [this](const std::string& time, const std::string& on) {
    Add(time, R"("category":"leak","waitStarted":{"on":")" + on + "\"}");
  };
  wait("2026-03-01T12:00:00Z", "COMPANY");
  wait("2026-03-02T12:00:00Z", "THIRD_PARTY");
  Add("2026-03-05T12:00:00Z", R"("category":"leak","waitEnded":{})");
  wait("2026-03-06T12:00:00Z", "CUSTOMER");
  const auto waiting = Report("2026-03-08T12:00:00Z").waiting;
  EXPECT_EQ(waiting[v1::WaitsOn::COMPANY].total, Days{1});
  EXPECT_EQ(waiting[v1::WaitsOn::THIRD_PARTY].total, Days{3});
  EXPECT_EQ(waiting[v1::WaitsOn::CUSTOMER].total, Days{2});
  EXPECT_EQ(waiting[v1::WaitsOn::CUSTOMER].longest, Days{2});
  EXPECT_EQ(waiting[v1::WaitsOn::CUSTOMER].loops, 1u);
  EXPECT_EQ(waiting[v1::WaitsOn::THIRD_PARTY].loops, 0u);
}

TEST_F(ResultsTest, WorkaroundStandsBesideLoopsThatWentRoundAsPrescribed) {
  const auto loop = [this](const std::string& customer, int days, const std::string& resolved) {
    const std::string who = R"("customerId":")" + customer + R"(","category":"leak","caseId":"K-)" + customer + "\"";
    Add("2026-03-01T10:00:00Z", who + R"(,"caseOpened":{})");
    Add("2026-03-02T10:00:00Z", who + R"(,"visitCompleted":{"outcome":"NOT_FIXED"})");
    Add("2026-03-0" + std::to_string(1 + days) + "T10:00:00Z", who + R"(,"caseResolved":{)" + resolved + "}");
  };
  loop("c1", 2, R"("deviation":true,"deviationNote":"fetched it at the wholesaler")");
  loop("c2", 4, R"("deviation":true,"deviationNote":"fetched it at the wholesaler")");
  loop("c3", 8, "");
  const ReportResult report = Report();
  ASSERT_EQ(report.workarounds.size(), 1u);
  const Workaround& workaround = report.workarounds[0];
  EXPECT_EQ(workaround.category, "leak");
  EXPECT_EQ(workaround.loops, 2u);
  EXPECT_THAT(workaround.notes, ElementsAre("fetched it at the wholesaler"));
  EXPECT_EQ(workaround.solved_in, Nanos{Days{2}});
  EXPECT_EQ(workaround.ordinary, Nanos{Days{8}});
  EXPECT_EQ(workaround.ordinary_loops, 1u);
}

TEST_F(ResultsTest, WorkaroundOfTooFewCustomersIsNotShown) {
  UseRules("version: 1\nsettings: {feedback_min_customers: 2}\nrules: []\n");
  Add("2026-03-01T10:00:00Z", R"("category":"leak","caseId":"K","caseOpened":{})");
  Add("2026-03-02T10:00:00Z",
      R"("category":"leak","caseId":"K","caseResolved":{"deviation":true,"deviationNote":"by the roof"})");
  EXPECT_TRUE(Report().workarounds.empty());
  EXPECT_EQ(Report().workarounds_left_out, 1u);
  EXPECT_THAT(Page(), testing::Not(testing::HasSubstr("by the roof")));
}

TEST_F(ResultsTest, LoopThatTheWorkaroundDidNotSolveIsNone) {
  Add("2026-03-01T10:00:00Z", R"("category":"leak","caseId":"K","caseOpened":{})");
  Add("2026-03-02T10:00:00Z",
      R"("category":"leak","caseId":"K","caseResolved":{"deviation":true,"deviationNote":"x"})");
  Call("2026-03-03T10:00:00Z");
  EXPECT_TRUE(Report().workarounds.empty());
  EXPECT_EQ(Report().workarounds_left_out, 0u);
}

// Hours by party and last step, as "CUSTOMER after contact_ended 48".
std::vector<std::string> Told(const std::vector<StandstillSum>& sums) {
  std::vector<std::string> told;
  for (const StandstillSum& sum : sums) {
    told.push_back(v1::WaitsOn::Value_Name(sum.at.on) + " after " + NameOf(sum.at.after) + " " +
                   std::to_string(sum.total / hours{1}));
  }
  return told;
}

TEST_F(ResultsTest, TimeOfOpenLoopsGoesToWhomTheyWaitedOnAndTheStepBefore) {
  Call("2026-03-01T10:00:00Z");
  Add("2026-03-01T12:00:00Z", R"("category":"leak","waitStarted":{"on":"CUSTOMER"})");
  Add("2026-03-03T12:00:00Z", R"("category":"leak","customerDelivered":{"detail":"photo"})");
  Add("2026-03-03T13:00:00Z", R"("category":"leak","letterSent":{"letterCode":"x"})");  // no step
  Visit("2026-03-04T12:00:00Z", "NOT_FIXED");
  Add("2026-03-04T12:00:00Z", R"("category":"leak","waitStarted":{"on":"THIRD_PARTY"})");
  Visit("2026-03-05T00:00:00Z", "FIXED");
  EXPECT_THAT(Told(Report("2026-03-20T00:00:00Z").standstills),
              ElementsAre("CUSTOMER after contact_ended 48", "COMPANY after customer_delivered 24",
                          "THIRD_PARTY after visit_completed 12", "COMPANY after contact_ended 2"));
}

TEST_F(ResultsTest, TimeRunsToTheClockAndStopsWithTheLoop) {
  Call("2026-03-01T10:00:00Z");
  EXPECT_THAT(Told(Report("2026-03-02T10:00:00Z").standstills), ElementsAre("COMPANY after contact_ended 24"));
  Call("2026-03-03T10:00:00Z", R"("category":"leak")", "RESOLVED");
  // Open again after a week of silence, in which nobody waited.
  Call("2026-03-10T10:00:00Z");
  EXPECT_THAT(Told(Report("2026-03-11T10:00:00Z").standstills), ElementsAre("COMPANY after contact_ended 72"));
}

TEST_F(ResultsTest, WeeksCountWhatBeganAndWhatWasLeft) {
  Visit("2026-03-04T10:00:00Z", "NOT_FIXED");                                             // a Wednesday
  Call("2026-03-05T10:00:00Z", R"("category":"rent","customerId":"c2")", "RESOLVED");     // same week
  Visit("2026-03-11T10:00:00Z", "FIXED");                                                 // the next one
  Call("2026-03-17T10:00:00Z", R"("category":"noise","customerId":"c3")", "UNRESOLVED");  // the third
  std::string told;
  for (const Week& week : Report().weeks) {
    told += std::to_string(week.began) + "/" + std::to_string(week.open) + "/" + std::to_string(week.round) + " ";
  }
  EXPECT_EQ(told, "2/1/1 0/0/0 1/1/0 ");
}

TEST_F(ResultsTest, LoopsToBreakComeGravestThenDearestFirst) {
  Visit("2026-03-01T10:00:00Z", "NOT_FIXED", R"(,"feeCents":"90000")", R"("category":"leak","customerId":"dear")");
  for (const char* day : {"2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"}) {
    Visit(day, "NOT_FIXED", R"(,"blockers":["NO_PARTS"],"partsMissing":["valve"])",
          R"("category":"leak","customerId":"grave")");
  }
  Call("2026-03-03T10:00:00Z", R"("category":"rent","customerId":"once")");
  const ReportResult report = Report();
  ASSERT_EQ(report.to_break.size(), 2u) << "one call is no loop yet";
  EXPECT_EQ(report.to_break[0].customer, "grave");
  EXPECT_THAT(report.to_break[0].why, ElementsAre("A second visit in vain"));
  EXPECT_THAT(report.to_break[0].parts, ElementsAre("valve"));
  EXPECT_EQ(report.to_break[1].customer, "dear");
}

TEST_F(ResultsTest, ChangesComeByAvoidableCost) {
  for (const char* who : {"a", "b"}) {
    const std::string fields = R"("category":"leak","customerId":")" + std::string(who) + "\"";
    Visit("2026-03-01T10:00:00Z", "NOT_FIXED", R"(,"blockers":["NO_PARTS","NO_TIME"],"partsMissing":["valve"])",
          fields);
    Visit("2026-03-02T10:00:00Z", "NOT_FIXED", R"(,"blockers":["NO_AUTHORISATION"],"authorisationMissing":["wall"])",
          fields);
  }
  Visit("2026-03-02T10:00:00Z", "NOT_FIXED", R"(,"partsMissing":["pump"])", R"("category":"heat","customerId":"c")");
  std::string told;
  for (const ProcessChange& change : Report().changes) {
    told += std::string(NameOf(change.kind)) + " " + change.what + " " + std::to_string(change.loops) + " " +
            std::to_string(change.avoidable_cents) + "\n";
  }
  EXPECT_EQ(told,
            "PART valve 2 19000\n"
            "MANDATE wall 2 19000\n"
            "BLOCKER NO_TIME 2 19000\n"
            "FEEDBACK same-blocker 2 19000\n"
            "FEEDBACK same-blocker 2 19000\n"
            "FEEDBACK same-blocker 2 19000\n"
            "PART pump 1 0\n");
}

TEST_F(ResultsTest, FeedbackOnTooFewCustomersIsNoChange) {
  for (const bool shown : {true, false}) {
    UseRules(std::string("version: 1\nsettings: {feedback_min_customers: ") + (shown ? "2" : "3") + "}\nrules:\n" +
             kRules);
    for (const char* customer : {"c1", "c2"}) {
      Visit("2026-03-02T10:00:00Z", "NOT_FIXED", R"(,"blockers":["NO_TIME"])",
            R"("category":"leak","customerId":")" + std::string(customer) + "\"");
    }
    const std::vector<ProcessChange> changes = Report().changes;
    const bool found = std::any_of(changes.begin(), changes.end(),
                                   [](const ProcessChange& change) { return change.kind == ChangeKind::kFeedback; });
    EXPECT_EQ(found, shown);
  }
}

TEST_F(ResultsTest, RuleIsBelowHalfWhenMoreWereDismissedThanTakenUp) {
  const auto raised = [this](const std::string& who, const std::string& action) {
    const std::string fields = R"("category":"leak","caseId":"k-)" + who + R"(","customerId":")" + who + "\"";
    Add("2026-03-01T10:00:00Z", fields + R"(,"raised":{})");
    if (!action.empty()) {
      Add("2026-03-02T10:00:00Z", fields + R"(,"supervisorActed":{"ruleId":"told-by-hand",)" + action + "}");
    }
  };
  raised("a", R"("action":"ACKNOWLEDGE")");
  raised("b", R"("action":"DISMISS","reason":"FALSE_ALARM")");
  raised("c", R"("action":"DISMISS","reason":"KNOWN")");
  raised("d", "");
  const ReportResult report = Report();
  const RuleUse& use = report.rules[1];
  EXPECT_EQ(use.opened, 4u);
  EXPECT_EQ(use.open, 2u);
  EXPECT_EQ(use.acted, 1u);
  EXPECT_EQ(use.dismissed, 2u);
  EXPECT_EQ(use.by_reason[v1::DismissReason::FALSE_ALARM], 1u);
  EXPECT_TRUE(use.BelowHalf());
  EXPECT_FALSE(report.rules[0].BelowHalf()) << "nobody judged it";
  EXPECT_THAT(ReportHtml(report, rules_->settings, Language::kEnglish), HasSubstr("below half of use: 1 of 3"));
}

TEST_F(ResultsTest, LeadIsFromTheFirstCallToTheSolution) {
  Visit("2026-03-01T10:00:00Z", "NOT_FIXED");
  Visit("2026-03-03T10:00:00Z", "NOT_FIXED");
  Visit("2026-03-09T10:00:00Z", "FIXED");
  const ReportResult report = Report();
  EXPECT_EQ(report.rules[0].solved, 1u);
  EXPECT_EQ(report.rules[0].lead, Days{6});
}

TEST_F(ResultsTest, WhatIsNotInTheDataIsSaidAndNotZero) {
  UseRules("version: 1\nrules: []\n");
  Add("2026-03-01T10:00:00Z", R"("category":"leak","caseOpened":{})");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("give a price"));
  EXPECT_THAT(page, HasSubstr("NPS not known"));
  EXPECT_THAT(page, HasSubstr("Who left is not known"));
  EXPECT_THAT(page, HasSubstr("Sales not known"));
  EXPECT_THAT(page, HasSubstr("no wait_started in the data"));
  EXPECT_THAT(page, HasSubstr("no inbound contact_ended in the data"));
  EXPECT_THAT(page, HasSubstr("no visit_completed in the data"));
  EXPECT_THAT(page, Not(HasSubstr("€")));
}

}  // namespace
}  // namespace loopbreaker
