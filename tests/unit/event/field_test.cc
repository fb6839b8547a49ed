#include "event/field.h"

#include <set>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const Descriptor* PayloadOf(Kind kind) {
  return v1::ContactEvent::descriptor()->FindFieldByName(NameOf(kind))->message_type();
}

FieldType ExpectedType(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_ENUM) return field.is_repeated() ? FieldType::kEnumList : FieldType::kEnum;
  if (field.type() == FieldDescriptor::TYPE_STRING)
    return field.is_repeated() ? FieldType::kTextList : FieldType::kText;
  if (field.type() == FieldDescriptor::TYPE_BOOL) return FieldType::kBool;
  if (field.type() != FieldDescriptor::TYPE_MESSAGE) return FieldType::kInt;
  return field.message_type()->name() == "Timestamp" ? FieldType::kTime : FieldType::kDuration;
}

TEST(FieldTest, EveryPayloadOfTheProtoIsAKindAtItsNumber) {
  const auto* what = v1::ContactEvent::descriptor()->FindOneofByName("what");
  ASSERT_EQ(what->field_count(), kKinds - 1);
  for (int i = 0; i < what->field_count(); ++i) {
    const std::optional<Kind> kind = FindKind(what->field(i)->name());
    ASSERT_TRUE(kind) << what->field(i)->name();
    EXPECT_EQ(static_cast<int>(*kind), what->field(i)->number() - 29);
    EXPECT_EQ(NameOf(*kind), what->field(i)->name());
  }
  EXPECT_EQ(NameOf(Kind::kNone), "");
  EXPECT_EQ(NameOf(Kind::kSupervisorActed), "supervisor_acted");
}

TEST(FieldTest, EveryFieldOfEveryPayloadIsInTheTableWithItsType) {
  for (int k = 1; k < kKinds; ++k) {
    const Kind kind = static_cast<Kind>(k);
    for (int i = 0; i < PayloadOf(kind)->field_count(); ++i) {
      const FieldDescriptor* field = PayloadOf(kind)->field(i);
      const std::vector<Field> found = FindFields(field->name(), MaskOf(kind));
      ASSERT_EQ(found.size(), 1u) << NameOf(kind) << "." << field->name();
      const FieldInfo& info = InfoOf(found[0]);
      EXPECT_FALSE(info.envelope) << field->name();
      EXPECT_EQ(info.type, ExpectedType(*field)) << field->name();
      EXPECT_EQ(info.has_presence, field->has_presence()) << field->name();
      EXPECT_EQ(info.values, field->enum_type()) << field->name();
      EXPECT_EQ(static_cast<std::size_t>(found[0]) < kTextFields, info.type == FieldType::kText) << field->name();
    }
  }
}

TEST(FieldTest, EveryFieldOfTheEnvelopeIsInTheTableOrSpecial) {
  const std::set<std::string> special = {"revision", "deleted", "event_time", "identifiers"};
  const Descriptor* envelope = v1::ContactEvent::descriptor();
  for (int i = 0; i < envelope->field_count(); ++i) {
    const FieldDescriptor* field = envelope->field(i);
    if (field->containing_oneof() != nullptr) continue;
    const std::vector<Field> found = FindFields(field->name(), 0);
    ASSERT_EQ(found.size(), special.count(field->name()) == 0 ? 1u : 0u) << field->name();
    for (const Field known : found) EXPECT_EQ(InfoOf(known).type, ExpectedType(*field)) << field->name();
  }
}

TEST(FieldTest, EveryFieldOfTheTableIsInTheProtoOrDerived) {
  ASSERT_EQ(Fields().size(), kFields);
  for (const FieldInfo& info : Fields()) {
    EXPECT_EQ(InfoOf(info.field).field, info.field);
    if (info.field == Field::kSubject || info.field == Field::kAfterLetter) continue;
    if (info.envelope) {
      EXPECT_NE(v1::ContactEvent::descriptor()->FindFieldByName(info.name), nullptr) << info.name;
      continue;
    }
    EXPECT_NE(info.kinds, 0u) << info.name;
    for (int k = 1; k < kKinds; ++k) {
      if ((info.kinds & MaskOf(static_cast<Kind>(k))) == 0) continue;
      EXPECT_NE(PayloadOf(static_cast<Kind>(k))->FindFieldByName(info.name), nullptr) << info.name;
    }
  }
}

TEST(FieldTest, ReasonIsATextOrAnEnumByItsPayload) {
  EXPECT_THAT(FindFields("reason", MaskOf(Kind::kWaitStarted)), ElementsAre(Field::kReason));
  EXPECT_THAT(FindFields("reason", MaskOf(Kind::kCustomerLeft)), ElementsAre(Field::kReason));
  EXPECT_THAT(FindFields("reason", MaskOf(Kind::kSupervisorActed)), ElementsAre(Field::kDismissReason));
  EXPECT_THAT(FindFields("reason", MaskOf(Kind::kWaitStarted) | MaskOf(Kind::kSupervisorActed)),
              ElementsAre(Field::kReason, Field::kDismissReason));
  EXPECT_THAT(FindFields("reason", MaskOf(Kind::kRaised)), IsEmpty());
}

TEST(FieldTest, DerivedFieldsAreKnownByName) {
  EXPECT_THAT(FindFields("subject", MaskOf(Kind::kRaised)), ElementsAre(Field::kSubject));
  EXPECT_THAT(FindFields("after_letter", MaskOf(Kind::kContactEnded)), ElementsAre(Field::kAfterLetter));
  EXPECT_THAT(FindFields("after_letter", MaskOf(Kind::kContactStarted)), IsEmpty());
  EXPECT_EQ(InfoOf(Field::kAfterLetter).kinds, MaskOf(Kind::kContactEnded));
}

TEST(FieldTest, EnumValuesAreFoundByNameOnly) {
  const FieldInfo& outcome = InfoOf(Field::kOutcome);
  EXPECT_EQ(FindEnumValue(outcome, "TEMPORARY_FIX"), 2);
  EXPECT_EQ(FindEnumValue(outcome, "UNSPECIFIED"), 0);
  EXPECT_EQ(FindEnumValue(outcome, "temporary_fix"), std::nullopt);
  EXPECT_EQ(FindEnumValue(InfoOf(Field::kTeam), "FIXED"), std::nullopt);
  EXPECT_THAT(EnumValueNames(outcome), ElementsAre("FIXED", "TEMPORARY_FIX", "NOT_FIXED", "STEP_DONE"));
}

TEST(FieldTest, NamesForSuggestionsHaveEachNameOnce) {
  const std::set<std::string> distinct(FieldNames().begin(), FieldNames().end());
  EXPECT_EQ(distinct.size(), FieldNames().size());
  EXPECT_THAT(FieldNames(), Contains("reason"));
  EXPECT_THAT(KindNames(), Not(Contains("")));
}

}  // namespace
}  // namespace loopbreaker
