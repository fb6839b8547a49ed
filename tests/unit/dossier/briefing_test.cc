#include "dossier/briefing.h"

#include "dossier/certainty.h"
#include "gmock/gmock.h"
#include "plumber_case.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class BriefingTest : public PlumberCase {
 protected:
  v1::Briefing Brief(const std::string& customer, const std::string& time, std::string_view reason) {
    return BriefingOf(At(customer, time).dossier, {"C-9", ParseTime(time).value(), "repairs", reason},
                      rules_->set().settings.language);
  }
};

TEST_F(BriefingTest, SaysWhoCallsAndHowSure) {
  const v1::Briefing briefing = Brief("tenant-1042", "2026-02-23T09:00:00Z", "by its phone number");
  EXPECT_EQ(briefing.customer_id(), "tenant-1042");
  EXPECT_EQ(briefing.contact_id(), "C-9");
  EXPECT_EQ(briefing.certainty(), v1::Certainty::LIKELY);
  EXPECT_EQ(briefing.linked_by(), "by its phone number");
}

TEST_F(BriefingTest, HasWhatTheAgentMustKnow) {
  const v1::Briefing briefing = Brief("tenant-1042", "2026-02-23T09:00:00Z", "by its account");
  EXPECT_THAT(briefing.open_loops(), SizeIs(1));
  EXPECT_THAT(briefing.last_contacts(), SizeIs(3));
  ASSERT_THAT(briefing.promises(), SizeIs(1));
  EXPECT_TRUE(briefing.promises(0).broken());
  EXPECT_THAT(briefing.blockers(), ElementsAre("NO_PARTS", "NO_AUTHORISATION"));
  EXPECT_THAT(briefing.do_not_ask(), SizeIs(3));
  EXPECT_EQ(briefing.desk(), "planning");
}

TEST_F(BriefingTest, OfAStrangerSaysThatItIsOne) {
  const v1::Briefing briefing = Brief("~phone:31", "2026-02-23T09:00:00Z", "by an identifier that is nobody's yet");
  EXPECT_EQ(briefing.certainty(), v1::Certainty::PROVISIONAL);
  EXPECT_THAT(briefing.open_loops(), IsEmpty());
  EXPECT_EQ(briefing.desk(), "");
}

TEST(CertaintyTest, FollowsFromTheReason) {
  EXPECT_EQ(CertaintyOf("c1", "by its customer id, merged since"), v1::Certainty::CERTAIN);
  EXPECT_EQ(CertaintyOf("c1", "by its account"), v1::Certainty::CERTAIN);
  EXPECT_EQ(CertaintyOf("c1", "by its phone number together with its unit"), v1::Certainty::CERTAIN);
  EXPECT_EQ(CertaintyOf("c1", "by its unit"), v1::Certainty::LIKELY);
  EXPECT_EQ(CertaintyOf("c1", "by its reference"), v1::Certainty::LIKELY);
  EXPECT_EQ(CertaintyOf("~phone:1", "by its reference"), v1::Certainty::PROVISIONAL);
  EXPECT_EQ(CertaintyOf("", ""), v1::Certainty::UNKNOWN);
}

}  // namespace
}  // namespace loopbreaker
