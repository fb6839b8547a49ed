#include "dossier/dossier.h"

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "plumber_case.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

class DossierTest : public PlumberCase {};

constexpr const char* kHer = "tenant-1042";
constexpr const char* kBeforeVisit = "2026-02-23T09:00:00Z";

TEST_F(DossierTest, OpenLoopIsOneLine) {
  const DossierAt at = At(kHer, kBeforeVisit);
  ASSERT_THAT(at.dossier.open_loops(), SizeIs(1));
  EXPECT_EQ(at.dossier.open_loops(0).line(),
            "plumbing/leak at vlierstraat-17, since Mon 2 Feb 2026 08:52: 4 contacts, 2 visits (2 in vain); no parts "
            "(thermostatic valve 22 mm), no mandate (open the shaft wall)");
}

TEST_F(DossierTest, LoopSaysWhatBlocksItAndWhatWouldBreakIt) {
  const v1::OpenLoop loop = At(kHer, kBeforeVisit).dossier.open_loops(0);
  EXPECT_THAT(loop.blockers(), ElementsAre("NO_PARTS", "NO_AUTHORISATION"));
  EXPECT_EQ(loop.next_step(),
            "Send a fitter with part thermostatic valve 22 mm and a mandate for “open the shaft wall”.");
}

TEST_F(DossierTest, TimelineHasEveryFactOfTheLoopOldestFirst) {
  const v1::OpenLoop loop = At(kHer, kBeforeVisit).dossier.open_loops(0);
  std::vector<std::string> what;
  for (const v1::Happening& one : loop.timeline()) what.push_back(one.what());
  EXPECT_THAT(what, IsSupersetOf({"contact_ended", "case_opened", "work_order_created", "visit_completed"}));
  EXPECT_TRUE(std::is_sorted(loop.timeline().begin(), loop.timeline().end(),
                             [](const auto& a, const auto& b) { return TimeOf(a.time()) < TimeOf(b.time()); }));
  EXPECT_THAT(loop.timeline(0).line(), HasSubstr("contact"));
  EXPECT_EQ(loop.earlier(), 0);
}

TEST_F(DossierTest, LongTimelineSaysHowMuchIsNotInIt) {
  for (int i = 0; i < 40; ++i) {
    more_ += R"({"id":"m)" + std::to_string(i) + R"(","source":"phone","eventTime":"2026-02-23T08:00:)" +
             (i < 10 ? "0" : "") + std::to_string(i) +
             R"(Z","customerId":"tenant-1042","caseId":"K-7001","contactEnded":{"direction":"INBOUND"}})" + "\n";
  }
  Read(Language::kEnglish);
  const int before = At(kHer, "2026-02-23T07:59:00Z").dossier.open_loops(0).timeline_size();
  const v1::OpenLoop loop = At(kHer, kBeforeVisit).dossier.open_loops(0);
  EXPECT_THAT(loop.timeline(), SizeIs(30));
  EXPECT_EQ(loop.earlier(), before + 10);
  EXPECT_EQ(loop.timeline(29).id(), "m39");
}

TEST_F(DossierTest, CommentIsInTheTimelineWithWhoseItIs) {
  more_ =
      R"({"id":"s1","source":"page","eventTime":"2026-02-23T08:30:00Z","customerId":"tenant-1042","team":"planning",)"
      R"("caseId":"K-7001","supervisorActed":{"action":"COMMENT","comment":"We call her on Friday."}})"
      "\n";
  Read(Language::kEnglish);
  const v1::OpenLoop loop = At(kHer, kBeforeVisit).dossier.open_loops(0);
  const v1::Happening& last = loop.timeline(loop.timeline_size() - 1);
  EXPECT_EQ(last.what(), "supervisor_acted");
  EXPECT_EQ(last.line(), "supervisor: comment, We call her on Friday.");
  EXPECT_EQ(last.team(), "planning");
}

TEST_F(DossierTest, WhatBelongsToNoLoopIsAround) {
  more_ = R"({"id":"l1","source":"post","eventTime":"2026-02-23T08:30:00Z","customerId":"tenant-1042",)"
          R"("letterSent":{"letterCode":"rent-2026"}})"
          "\n";
  Read(Language::kEnglish);
  const v1::Dossier dossier = At(kHer, kBeforeVisit).dossier;
  ASSERT_THAT(dossier.around(), SizeIs(1));
  EXPECT_EQ(dossier.around(0).line(), "letter sent, rent-2026");
  EXPECT_THAT(At(kHer, "2026-02-23T08:29:00Z").dossier.around(), IsEmpty());
}

TEST_F(DossierTest, WaitSaysSinceWhen) {
  more_ =
      R"({"id":"w1","source":"crm","eventTime":"2026-02-23T08:30:00Z","customerId":"tenant-1042","caseId":"K-7001",)"
      R"("waitStarted":{"on":"THIRD_PARTY"}})"
      "\n";
  Read(Language::kEnglish);
  const v1::OpenLoop loop = At(kHer, kBeforeVisit).dossier.open_loops(0);
  EXPECT_EQ(loop.waits_on(), "THIRD_PARTY");
  EXPECT_EQ(FormatTime(TimeOf(loop.waits_since())), "2026-02-23T08:30:00Z");
}

TEST_F(DossierTest, DeskIsThatOfTheGravestEscalation) { EXPECT_EQ(At(kHer, kBeforeVisit).dossier.desk(), "planning"); }

TEST_F(DossierTest, WithoutEscalationTheDeskIsTheOwner) {
  EXPECT_EQ(At(kHer, "2026-02-02T09:00:00Z").dossier.desk(), "repairs");
}

TEST_F(DossierTest, KnownIsWhatSheNeedNotTellAgain) {
  EXPECT_THAT(At(kHer, kBeforeVisit).dossier.open_loops(0).known(),
              ElementsAre("the cause is known: the thermostatic valve behind the shaft wall leaks",
                          "needed: thermostatic valve 22 mm, open the shaft wall", "the story was told 4 times"));
}

TEST_F(DossierTest, LastContactsAreThreeNewestFirst) {
  const v1::Dossier dossier = At(kHer, kBeforeVisit).dossier;
  ASSERT_THAT(dossier.last_contacts(), SizeIs(3));
  EXPECT_EQ(dossier.last_contacts(0).contact_id(), "C-5190");
  EXPECT_EQ(dossier.last_contacts(1).contact_id(), "C-5133");
  EXPECT_EQ(dossier.last_contacts(2).contact_id(), "C-5090");
  EXPECT_EQ(dossier.last_contacts(0).channel(), v1::Channel::EMAIL);
  EXPECT_THAT(dossier.last_contacts(1).line(), HasSubstr("Tells it for the third time"));
}

TEST_F(DossierTest, ContactSaysWhyItIsHers) {
  EXPECT_EQ(At(kHer, kBeforeVisit).dossier.last_contacts(1).linked_by(), "by its phone number");
}

TEST_F(DossierTest, PromiseIsBrokenFromItsTimeOn) {
  const DossierAt before = At(kHer, "2026-02-17T15:59:59Z");
  ASSERT_THAT(before.dossier.promises(), SizeIs(1));
  EXPECT_FALSE(before.dossier.promises(0).broken());
  EXPECT_EQ(FormatTime(before.changes), "2026-02-17T16:00:00Z");
  const DossierAt then = At(kHer, "2026-02-17T16:00:00Z");
  ASSERT_THAT(then.dossier.promises(), SizeIs(1));
  EXPECT_TRUE(then.dossier.promises(0).broken());
  EXPECT_EQ(then.dossier.promises(0).to_do(), "call back with a date, and say whether the wall may be opened");
}

TEST_F(DossierTest, WithdrawnPromiseIsGone) {
  const DossierAt at = At(kHer, "2026-02-25T09:00:00Z");
  ASSERT_THAT(at.dossier.promises(), SizeIs(1));
  EXPECT_EQ(at.dossier.promises(0).promise_id(), "P-302");
}

TEST_F(DossierTest, ResolvedLoopLeavesTheContactsOnly) {
  const DossierAt at = At(kHer, "2026-02-28T09:00:00Z");
  EXPECT_THAT(at.dossier.open_loops(), IsEmpty());
  EXPECT_THAT(at.dossier.promises(), IsEmpty());
  EXPECT_EQ(at.dossier.desk(), "");
  EXPECT_THAT(at.dossier.last_contacts(), SizeIs(3));
}

TEST_F(DossierTest, ForgottenCustomerIsEmpty) {
  const DossierAt remembered = At(kHer, "2027-03-01T00:00:00Z");
  EXPECT_FALSE(remembered.empty());
  EXPECT_TRUE(At(kHer, "2027-08-01T00:00:00Z").empty());
}

TEST_F(DossierTest, ChangesWhenItWillBeForgotten) {
  const DossierAt at = At(kHer, "2026-03-20T00:00:00Z");
  ASSERT_NE(at.changes, kNever);
  EXPECT_LT(at.changes, ParseTime("2027-08-01T00:00:00Z"));
}

TEST_F(DossierTest, WaitIsOnTheCustomer) {
  const DossierAt at = At("tenant-1120", "2026-02-20T09:00:00Z");
  EXPECT_THAT(at.dossier.waits_on(), ElementsAre("CUSTOMER"));
  EXPECT_THAT(at.dossier.open_loops(0).line(), HasSubstr("waiting for the customer"));
}

TEST_F(DossierTest, NobodyOfUsIsNamed) {
  const std::string text = At(kHer, kBeforeVisit).dossier.DebugString();
  for (const char* agent : {"ann", "bram", "chris"}) EXPECT_EQ(text.find("\"" + std::string(agent)), std::string::npos);
  EXPECT_EQ(text.find("t-07"), std::string::npos);
}

TEST_F(DossierTest, StrangerIsEmpty) { EXPECT_TRUE(At("nobody", kBeforeVisit).empty()); }

TEST_F(DossierTest, SpeaksDutchWhereTheRulesDo) {
  Read(Language::kDutch);
  const v1::Dossier dossier = At(kHer, kBeforeVisit).dossier;
  EXPECT_EQ(dossier.open_loops(0).line(),
            "plumbing/leak, vlierstraat-17, sinds ma 2 feb 2026 08:52: 4 contacten, 2 bezoeken (2 vergeefs); geen "
            "onderdelen (thermostatic valve 22 mm), geen mandaat (open the shaft wall)");
  EXPECT_THAT(dossier.open_loops(0).known(),
              ElementsAre("de oorzaak is bekend: the thermostatic valve behind the shaft wall leaks",
                          "nodig: thermostatic valve 22 mm, open the shaft wall", "het verhaal is al 4 keer verteld"));
  EXPECT_EQ(dossier.last_contacts(1).linked_by(), "via telefoonnummer");
}

}  // namespace
}  // namespace loopbreaker
