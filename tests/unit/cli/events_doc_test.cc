// docs/events.md is held to the proto and to the reader.
#include <fstream>
#include <set>
#include <sstream>

#include "event/decode.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

std::string Page() {
  std::ifstream in(std::string(LOOPBREAKER_SOURCE_DIR) + "/docs/events.md");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool Names(const std::string& page, const std::string& name) {
  return page.find("`" + name + "`") != std::string::npos;
}

// The examples: lines of JSON.
std::vector<std::string> Examples() {
  std::vector<std::string> examples;
  std::istringstream page(Page());
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("{\"")) examples.push_back(line);
  }
  return examples;
}

TEST(EventsDocTest, NamesEveryFieldAndEveryValue) {
  const std::string page = Page();
  std::vector<const Descriptor*> messages = {v1::ContactEvent::descriptor()};
  for (std::size_t m = 0; m < messages.size(); ++m) {
    for (int i = 0; i < messages[m]->field_count(); ++i) {
      const FieldDescriptor& field = *messages[m]->field(i);
      EXPECT_TRUE(Names(page, field.json_name())) << field.full_name();
      if (field.message_type() != nullptr && field.message_type()->file() == messages[m]->file()) {
        messages.push_back(field.message_type());
      }
      const EnumDescriptor* values = field.enum_type();
      for (int v = 1; values != nullptr && v < values->value_count(); ++v) {
        EXPECT_TRUE(Names(page, values->value(v)->name())) << values->value(v)->full_name();
      }
    }
  }
}

TEST(EventsDocTest, EveryExampleIsReadWhole) {
  JsonDecoder decoder;
  v1::ContactEvent event;
  Refusal refusal;
  for (const std::string& example : Examples()) {
    EXPECT_TRUE(decoder.Decode(example, event, refusal) && Validate(event, refusal)) << refusal.detail << "\n"
                                                                                     << example;
  }
  EXPECT_EQ(decoder.unknown_fields(), 0u);
}

TEST(EventsDocTest, EveryPayloadHasAnExample) {
  std::set<int> shown;
  JsonDecoder decoder;
  v1::ContactEvent event;
  Refusal refusal;
  for (const std::string& example : Examples()) {
    if (decoder.Decode(example, event, refusal)) shown.insert(event.what_case());
  }
  const auto& payloads = *v1::ContactEvent::descriptor()->oneof_decl(0);
  for (int i = 0; i < payloads.field_count(); ++i) {
    EXPECT_TRUE(shown.contains(payloads.field(i)->number())) << payloads.field(i)->json_name();
  }
}

TEST(EventsDocTest, NamesEveryReasonForRefusal) {
  const std::string page = Page();
  for (int i = 0; i < kDeadReasons; ++i) {
    const std::string reason(NameOf(static_cast<DeadReason>(i)));
    EXPECT_TRUE(Names(page, reason)) << reason;
  }
}

}  // namespace
}  // namespace loopbreaker
