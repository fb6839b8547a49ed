// Work figures against histories whose answer is known.
#include "unit/report/report_case.h"

namespace loopbreaker {
namespace {

// Compared as text, so that a failure reads.
std::string Text(const Rate& rate) {
  return std::to_string(rate.hits) + " of " + std::to_string(rate.of) + ", " + std::to_string(rate.young) + " young";
}

using WorkTest = ReportCase;

TEST_F(WorkTest, FirstContactWithinEachWindow) {
  Call("2026-03-01T10:00:00Z", R"("customerId":"a","category":"leak")");
  Call("2026-03-01T10:00:00Z", R"("customerId":"b","category":"leak")");
  Call("2026-03-04T10:00:00Z", R"("customerId":"b","category":"leak")");
  const WorkFigures work = Report("2026-03-10T10:00:00Z").work;
  EXPECT_EQ(work.contacts, 3u);
  EXPECT_EQ(Text(work.first_contact[0]), "2 of 2, 0 young") << "what follows in a loop is no first contact";
  EXPECT_EQ(Text(work.first_contact[1]), "1 of 2, 0 young") << "within 7 days b came back";
  EXPECT_EQ(Text(work.first_contact[2]), "0 of 0, 2 young") << "14 days have not passed for either";
  EXPECT_EQ(Text(work.repeats[0]), "1 of 3, 0 young");
}

TEST_F(WorkTest, ContactIsMatureWhenItsWindowHasPassed) {
  Call("2026-03-01T10:00:00Z");
  EXPECT_EQ(Text(Report("2026-03-08T09:59:59Z").work.first_contact[1]), "0 of 0, 1 young");
  EXPECT_EQ(Text(Report("2026-03-08T10:00:00Z").work.first_contact[1]), "1 of 1, 0 young");
}

TEST_F(WorkTest, YoungContactIsLeftOutAlsoWhenItCameBack) {
  Call("2026-03-01T10:00:00Z");
  Call("2026-03-02T10:00:00Z");
  EXPECT_EQ(Text(Report("2026-03-03T10:00:00Z").work.first_contact[1]), "0 of 0, 1 young");
}

TEST_F(WorkTest, RedialIsTheSameCall) {
  Call("2026-03-01T10:00:00Z");
  Call("2026-03-01T10:09:00Z");
  const WorkFigures work = Report("2026-05-01T10:00:00Z").work;
  EXPECT_EQ(work.contacts, 2u);
  EXPECT_EQ(work.redials, 1u);
  EXPECT_EQ(Text(work.first_contact[3]), "1 of 1, 0 young");
}

TEST_F(WorkTest, RepeatIsSeenAfterTheLoopHasClosed) {
  Call("2026-03-01T10:00:00Z", R"("category":"leak")", "RESOLVED");
  Call("2026-03-21T10:00:00Z", R"("category":"leak")", "RESOLVED");
  const ReportResult report = Report("2026-05-01T10:00:00Z");
  EXPECT_EQ(report.results.loops, 2u);
  EXPECT_EQ(Text(report.work.first_contact[2]), "2 of 2, 0 young");
  EXPECT_EQ(Text(report.work.first_contact[3]), "0 of 1, 0 young");
}

TEST_F(WorkTest, OtherCategoryOrUnitIsNoRepeat) {
  Call("2026-03-01T10:00:00Z", R"("category":"leak","unitId":"u1")");
  Call("2026-03-02T10:00:00Z", R"("category":"rent")");
  Call("2026-03-03T10:00:00Z", R"("category":"leak","unitId":"u2")");
  EXPECT_EQ(Text(Report("2026-05-01T10:00:00Z").work.first_contact[3]), "3 of 3, 0 young");
}

TEST_F(WorkTest, OneContactAboutTwoProblemsIsOne) {
  Call("2026-03-01T10:00:00Z", R"("contactId":"k1","category":"leak","team":"t")");
  Call("2026-03-01T10:00:00Z", R"("contactId":"k1","category":"rent","team":"t")");
  const ReportResult report = Report();
  EXPECT_EQ(report.work.contacts, 1u);
  for (const PartFigures& category : report.categories) EXPECT_EQ(category.work.contacts, 1u) << category.name;
  EXPECT_EQ(report.teams.at(0).work.contacts, 1u);
}

TEST_F(WorkTest, FirstFixUnlessAnotherVisitFollows) {
  Visit("2026-03-01T10:00:00Z", "FIXED", "", R"("customerId":"a","category":"leak")");
  Visit("2026-03-01T10:00:00Z", "FIXED", "", R"("customerId":"b","category":"leak")");
  Visit("2026-03-21T10:00:00Z", "FIXED", "", R"("customerId":"b","category":"leak")");
  Visit("2026-03-01T10:00:00Z", "NOT_FIXED", "", R"("customerId":"c","category":"leak")");
  const WorkFigures work = Report("2026-05-01T10:00:00Z").work;
  EXPECT_EQ(work.visits, 4u);
  EXPECT_EQ(work.failed_visits, 1u);
  EXPECT_EQ(Text(work.first_fix[0]), "3 of 4, 0 young") << "after 20 days it is a loop of its own";
  EXPECT_EQ(Text(work.first_fix[1]), "1 of 3, 0 young");
}

TEST_F(WorkTest, NobodyHomeAndPlannedStepsAreNoFailedVisit) {
  Visit("2026-03-01T10:00:00Z", "NOT_FIXED", R"(,"blockers":["NO_ACCESS"])");
  Visit("2026-03-02T10:00:00Z", "STEP_DONE");
  Visit("2026-03-03T10:00:00Z", "FIXED");
  const WorkFigures work = Report("2026-05-01T10:00:00Z").work;
  EXPECT_EQ(work.no_access, 1u);
  EXPECT_EQ(work.steps, 1u);
  EXPECT_EQ(Text(work.first_fix[1]), "1 of 1, 0 young");
}

TEST_F(WorkTest, CorrectedVisitCountsAsItsLastReport) {
  Visit("2026-03-01T10:00:00Z", "NOT_FIXED", "", R"("visitId":"v1","category":"leak")");
  Visit("2026-03-01T11:00:00Z", "FIXED", "", R"("visitId":"v1","category":"leak")");
  EXPECT_EQ(Text(Report("2026-05-01T10:00:00Z").work.first_fix[1]), "1 of 1, 0 young");
}

TEST_F(WorkTest, ContractorIsShownFromThirtyVisitsOn) {
  for (int i = 0; i < 30; ++i) {
    const std::string who = R"("category":"leak","customerId":"k)" + std::to_string(i) + "\"";
    Visit("2026-03-01T10:00:00Z", i < 15 ? "FIXED" : "NOT_FIXED", R"(,"contractor":"Large")", who);
    if (i != 0) Visit("2026-03-01T10:00:00Z", "FIXED", R"(,"contractor":"Small")", who + R"(,"unitId":"u2")");
  }
  const ReportResult report = Report("2026-05-01T10:00:00Z");
  ASSERT_EQ(report.contractors.size(), 1u);
  EXPECT_EQ(report.contractors[0].name, "Large");
  EXPECT_EQ(report.contractors[0].work.failed_visits, 15u);
  EXPECT_EQ(report.small_contractors, 1u);
  EXPECT_THAT(ReportHtml(report, rules_->settings, Language::kEnglish), testing::HasSubstr("33 % – 67 %"));
}

TEST_F(WorkTest, TeamOfOnePersonIsLeftOut) {
  for (const std::string who : {"ann", "bram"}) {
    Call("2026-03-01T10:00:00Z",
         R"("category":"leak","team":"front","agent":")" + who + R"(","customerId":")" + who + "\"");
  }
  Call("2026-03-02T10:00:00Z", R"("category":"rent","team":"rent","agent":"eva")");
  const ReportResult report = Report();
  ASSERT_EQ(report.teams.size(), 1u);
  EXPECT_EQ(report.teams[0].name, "front");
  EXPECT_EQ(report.teams[0].work.contacts, 2u);
  EXPECT_EQ(report.teams_of_one, 1u);
}

}  // namespace
}  // namespace loopbreaker
