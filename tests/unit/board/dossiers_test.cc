#include "board/dossiers.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

v1::Dossier DossierOf(const std::string& customer, const std::string& desk) {
  v1::Dossier dossier;
  dossier.set_customer_id(customer);
  dossier.set_desk(desk);
  return dossier;
}

v1::Briefing BriefingOf(const std::string& contact) {
  v1::Briefing briefing;
  briefing.set_contact_id(contact);
  return briefing;
}

TEST(DossiersTest, LatestHolds) {
  Dossiers dossiers;
  dossiers.Put(DossierOf("c1", "planning"));
  dossiers.Put(DossierOf("c1", "director"));
  ASSERT_TRUE(dossiers.Find("c1"));
  EXPECT_EQ(dossiers.Find("c1")->desk(), "director");
  EXPECT_FALSE(dossiers.Find("c2"));
}

TEST(DossiersTest, RemovedIsGone) {
  Dossiers dossiers;
  dossiers.Put(DossierOf("c1", "planning"));
  dossiers.Remove("c1");
  EXPECT_FALSE(dossiers.Find("c1"));
}

TEST(DossiersTest, OldestBriefingMakesRoom) {
  Dossiers dossiers(2);
  for (const char* contact : {"k1", "k2", "k2", "k3"}) dossiers.Put(BriefingOf(contact));
  EXPECT_FALSE(dossiers.FindBriefing("k1"));
  EXPECT_TRUE(dossiers.FindBriefing("k2"));
  EXPECT_TRUE(dossiers.FindBriefing("k3"));
}

}  // namespace
}  // namespace loopbreaker
