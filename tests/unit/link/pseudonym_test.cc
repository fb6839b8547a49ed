#include "link/pseudonym.h"

#include <gtest/gtest.h>

namespace loopbreaker {
namespace {

TEST(PseudonymTest, SameKeyAndTextGiveTheSameName) {
  EXPECT_EQ(Pseudonyms("k").Of("phone", "+31612345678"), Pseudonyms("k").Of("phone", "+31612345678"));
  EXPECT_EQ(Pseudonyms("k").Of("phone", "x").size(), 32u);
}

TEST(PseudonymTest, AnotherKeyDomainOrTextGivesAnother) {
  const std::string name = Pseudonyms("k").Of("phone", "1");
  EXPECT_NE(Pseudonyms("l").Of("phone", "1"), name);
  EXPECT_NE(Pseudonyms("k").Of("email", "1"), name);
  EXPECT_NE(Pseudonyms("k").Of("phone", "2"), name);
  EXPECT_NE(Pseudonyms("k").Of("phone1", ""), Pseudonyms("k").Of("phone", "1"));
}

TEST(PseudonymTest, HidesAgentAndTechnicianAsOnePerson) {
  v1::ContactEvent event;
  event.set_agent("ann");
  event.mutable_visit_completed()->set_technician("ann");
  Pseudonyms("k").HidePeople(event);
  EXPECT_NE(event.agent(), "ann");
  EXPECT_EQ(event.agent(), event.visit_completed().technician());
}

TEST(PseudonymTest, NobodyStaysNobody) {
  v1::ContactEvent event;
  event.mutable_visit_completed();
  Pseudonyms("k").HidePeople(event);
  EXPECT_EQ(event.agent(), "");
  EXPECT_EQ(event.visit_completed().technician(), "");
}

TEST(PseudonymTest, IdentifiersAreNormalisedFirstAndHiddenCallersLeftOut) {
  v1::ContactEvent event;
  for (const char* value : {"anonymous", "06 12345678", "+31 6 1234 5678"}) {
    v1::Identifier& identifier = *event.add_identifiers();
    identifier.set_kind(v1::IdentifierKind::PHONE);
    identifier.set_value(value);
  }
  const Pseudonyms pseudonyms("k");
  pseudonyms.HideIdentifiers(event, "NL");
  ASSERT_EQ(event.identifiers_size(), 2);
  EXPECT_EQ(event.identifiers(0).value(), pseudonyms.Of("phone", "+31612345678"));
  EXPECT_EQ(event.identifiers(1).value(), event.identifiers(0).value());
}

TEST(PseudonymTest, ProvisionalCustomerKeepsItsKind) {
  const Pseudonyms pseudonyms("k");
  EXPECT_EQ(pseudonyms.HideProvisional("~phone:+31612345678"), "~phone:" + pseudonyms.Of("phone", "+31612345678"));
}

}  // namespace
}  // namespace loopbreaker
