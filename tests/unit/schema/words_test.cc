// Nothing that a person can point at is without words.
#include "schema/words.h"

#include "event/field.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "rules/rule.h"

namespace loopbreaker::schema {
namespace {

TEST(WordsTest, EveryEventAndEveryFieldHasWords) {
  const auto& type = *v1::ContactEvent::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (field.containing_oneof() == nullptr) {
      EXPECT_NE(WordsOfField({}, field.name()), "") << field.name();
      continue;
    }
    EXPECT_NE(WordsOfEvent(field.name()), "") << field.name();
    for (int j = 0; j < field.message_type()->field_count(); ++j) {
      const std::string& inner = field.message_type()->field(j)->name();
      EXPECT_NE(WordsOfField(field.name(), inner), "") << field.name() << "." << inner;
    }
  }
  for (const std::string& name : FieldNames()) EXPECT_NE(WordsOfField({}, name), "") << name;
}

TEST(WordsTest, EveryMeasureHasWords) {
  for (int i = 0; i < kMeasures; ++i) {
    EXPECT_NE(WordsOfMeasure(NameOf(static_cast<Measure>(i))), "") << NameOf(static_cast<Measure>(i));
  }
}

TEST(WordsTest, OneNameMayMeanTwoThings) {
  EXPECT_NE(WordsOfField("supervisor_acted", "reason"), WordsOfField("customer_left", "reason"));
}

}  // namespace
}  // namespace loopbreaker::schema
