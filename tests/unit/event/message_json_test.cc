#include "event/message_json.h"

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "unit/event/random_event.h"

namespace loopbreaker {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Read {
 public:
  explicit Read(std::string_view json) { ok_ = FromJson(json, event_, unknown_, error_); }
  bool ok() const { return ok_; }
  const v1::ContactEvent& event() const { return event_; }
  const std::vector<std::string>& unknown() const { return unknown_; }
  const std::string& error() const { return error_; }

 private:
  bool ok_ = false;
  v1::ContactEvent event_;
  std::vector<std::string> unknown_;
  std::string error_;
};

TEST(FromJsonTest, ReadsBothFormsOfNames) {
  const Read read(R"({"unit_id": "u", "workOrderId": "w", "visit_completed": {"parts_missing": ["valve"]}})");
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(read.event().unit_id(), "u");
  EXPECT_EQ(read.event().work_order_id(), "w");
  EXPECT_EQ(read.event().visit_completed().parts_missing(0), "valve");
  EXPECT_THAT(read.unknown(), IsEmpty());
}

TEST(FromJsonTest, ReadsIntegersAsNumberOrText) {
  EXPECT_EQ(Read(R"({"visitCompleted": {"feeCents": 9500}})").event().visit_completed().fee_cents(), 9500);
  EXPECT_EQ(Read(R"({"visitCompleted": {"feeCents": "-9500"}})").event().visit_completed().fee_cents(), -9500);
  EXPECT_EQ(Read(R"({"visitCompleted": {"feeCents": 95e2}})").event().visit_completed().fee_cents(), 9500);
  EXPECT_EQ(Read(R"({"revision": 4294967295})").event().revision(), 4294967295u);
  EXPECT_THAT(Read(R"({"visitCompleted": {"feeCents": 0.5}})").error(),
              HasSubstr("visitCompleted.feeCents: expected a whole number of 64 bits, found 0.5"));
  EXPECT_FALSE(Read(R"({"visitCompleted": {"feeCents": "95x"}})").ok());
  EXPECT_FALSE(Read(R"({"visitCompleted": {"feeCents": ""}})").ok());
  EXPECT_FALSE(Read(R"({"visitCompleted": {"feeCents": 9223372036854775808}})").ok());
  EXPECT_FALSE(Read(R"({"visitCompleted": {"feeCents": 1e19}})").ok());
  EXPECT_FALSE(Read(R"({"revision": 4294967296})").ok());
  EXPECT_FALSE(Read(R"({"revision": -1})").ok());
  EXPECT_FALSE(Read(R"({"surveyAnswered": {"nps": 2147483648}})").ok());
}

TEST(FromJsonTest, ReadsEnumsByNameOrNumber) {
  EXPECT_EQ(Read(R"({"channel": "CHAT"})").event().channel(), v1::Channel::CHAT);
  EXPECT_EQ(Read(R"({"channel": 3})").event().channel(), v1::Channel::CHAT);
  EXPECT_EQ(static_cast<int>(Read(R"({"channel": 99})").event().channel()), 99) << "validation decides";
  const Read wrong(R"({"visitCompleted": {"blockers": ["NO_PARTS", "NO_PART"]}})");
  EXPECT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.error(), HasSubstr("visitCompleted.blockers[1]: expected one of "));
  EXPECT_THAT(wrong.error(), HasSubstr("found 'NO_PART'"));
  EXPECT_THAT(wrong.error(), HasSubstr("did you mean 'NO_PARTS'?"));
}

TEST(FromJsonTest, ReadsTimesOfTheYears1To9999Exactly) {
  auto seconds_of = [](const char* time) {
    const Read read(std::string(R"({"eventTime": ")") + time + "\"}");
    EXPECT_TRUE(read.ok()) << read.error();
    return read.event().event_time().seconds();
  };
  EXPECT_EQ(seconds_of("2026-03-02T11:00:00+01:00"), 1'772'445'600);
  EXPECT_EQ(seconds_of("0001-01-01T00:00:00Z"), -62'135'596'800);
  EXPECT_EQ(seconds_of("9999-12-31T23:59:59Z"), 253'402'300'799);
  EXPECT_EQ(seconds_of("1600-02-29T00:00:00Z"), -11'670'998'400);
  EXPECT_EQ(seconds_of("2400-02-29T12:00:00-12:00"), 13'574'649'600);
  EXPECT_EQ(Read(R"({"eventTime": "1969-12-31T23:59:59.25Z"})").event().event_time().seconds(), -1);
  EXPECT_EQ(Read(R"({"eventTime": "1969-12-31T23:59:59.25Z"})").event().event_time().nanos(), 250'000'000);
  for (const char* wrong : {"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
                            "2400-02-30T00:00:00Z", "2026-03-02 10:00", "2026-03-02", ""}) {
    EXPECT_THAT(Read(std::string(R"({"eventTime": ")") + wrong + "\"}").error(),
                HasSubstr("eventTime: expected an RFC 3339"))
        << wrong;
  }
  EXPECT_FALSE(Read(R"({"eventTime": 1772445600})").ok());
}

TEST(FromJsonTest, ReadsDurations) {
  auto duration = [](const char* text) {
    return Read(std::string(R"({"contactEnded": {"handleTime": ")") + text + "\"}}");
  };
  EXPECT_EQ(duration("90s").event().contact_ended().handle_time().seconds(), 90);
  EXPECT_EQ(duration("1.5s").event().contact_ended().handle_time().nanos(), 500'000'000);
  EXPECT_EQ(duration("-0.000000001s").event().contact_ended().handle_time().nanos(), -1);
  for (const char* wrong : {"90", "s", "", "-", "1.s", ".5s", "1.5", "1.0000000001s", "1e3s", "1m", "315576000001s",
                            "99999999999999999999s", " 1s", "1s "}) {
    EXPECT_FALSE(duration(wrong).ok()) << wrong;
  }
}

TEST(FromJsonTest, NamesUnknownFieldsByTheirPath) {
  const Read read(R"({"visitCompleted": {"outcom": [1, {"x": 2}]}, "identifiers": [{}, {"knd": null}], "zzz": {}})");
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_THAT(read.unknown(), ElementsAre("visitCompleted.outcom", "identifiers[1].knd", "zzz"));
}

TEST(FromJsonTest, NullIsAbsent) {
  const Read read(R"({"unitId": null, "raised": null, "caseOpened": {}, "eventTime": null})");
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_FALSE(read.event().has_event_time());
  EXPECT_EQ(read.event().what_case(), v1::ContactEvent::kCaseOpened);
}

TEST(FromJsonTest, TwoPayloadsAreOneTooMany) {
  const Read read(R"({"raised": {}, "caseOpened": {}})");
  EXPECT_FALSE(read.ok());
  EXPECT_THAT(read.error(), HasSubstr("expected exactly one payload, found 'raised' and 'caseOpened'"));
}

TEST(FromJsonTest, OfANameThatComesTwiceTheLastCounts) {
  const Read read(R"({"unitId": "a", "unitId": "b", "visitCompleted": {"diagnosis": "x", "partsMissing": ["p"]},
                      "visitCompleted": {"partsMissing": ["q"]}})");
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(read.event().unit_id(), "b");
  EXPECT_EQ(read.event().visit_completed().diagnosis(), "");
  EXPECT_THAT(read.event().visit_completed().parts_missing(), ElementsAre("q"));
}

TEST(FromJsonTest, WrongTypesAreRefusedWithTheirPlace) {
  EXPECT_EQ(Read(R"({"unitId": 5})").error(), "unitId: expected a text, found 5");
  EXPECT_EQ(Read(R"({"deleted": "true"})").error(), "deleted: expected true or false, found 'true'");
  EXPECT_EQ(Read(R"({"raised": []})").error(), "raised: expected an object, found an array");
  EXPECT_EQ(Read(R"({"identifiers": {}})").error(), "identifiers: expected an array, found an object");
  EXPECT_EQ(Read(R"({"identifiers": [null]})").error(), "identifiers[0]: expected an object, found null");
  EXPECT_EQ(Read(R"([{"unitId": "u"}])").error(), "expected a JSON object, found an array");
  EXPECT_EQ(Read("").error(), "expected a JSON object, found nothing");
  EXPECT_EQ(Read(R"({"channel": ")" + std::string(200, 'x') + "\"}").error().find(std::string(81, 'x')),
            std::string::npos);
}

TEST(ToJsonTest, WritesNumbersTimesAndNamesPlainly) {
  v1::ContactEvent event;
  event.set_source("s\"\n");
  event.mutable_event_time()->set_seconds(1'772'445'600);
  event.mutable_event_time()->set_nanos(500'000'000);
  event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
  event.mutable_contact_ended()->mutable_handle_time()->set_seconds(90);
  event.mutable_contact_ended()->mutable_handle_time()->set_nanos(50'000'000);
  EXPECT_EQ(ToJson(event), R"({"source":"s\"\n","eventTime":"2026-03-02T10:00:00.5Z",)"
                           R"("contactEnded":{"direction":"INBOUND","handleTime":"90.05s"}})");
  v1::Escalation escalation;
  escalation.set_revision(9'007'199'254'740'993);
  escalation.add_blockers("NO_PARTS");
  escalation.mutable_measures()->set_contacts(2);
  EXPECT_EQ(ToJson(escalation), R"({"revision":9007199254740993,"measures":{"contacts":2},"blockers":["NO_PARTS"]})");
}

TEST(ToJsonTest, EveryByteOfATextComesBack) {
  v1::ContactEvent event;
  for (int c = 0; c < 128; ++c) event.mutable_note()->push_back(static_cast<char>(c));
  event.mutable_note()->append("é🚰");
  const std::string json = ToJson(event);
  EXPECT_THAT(json, HasSubstr(R"(\u0000\u0001)"));
  EXPECT_THAT(json, HasSubstr("é🚰"));
  EXPECT_EQ(Read(json).event().note(), event.note());
}

TEST(ToJsonTest, MapsGoBothWays) {
  v1::Feedback feedback;
  (*feedback.mutable_group())["region"] = "north";
  (*feedback.mutable_group())["category"] = "plumbing/leak";
  const std::string json = ToJson(feedback);
  EXPECT_EQ(json, R"({"group":{"category":"plumbing/leak","region":"north"}})");
  v1::Feedback back;
  std::vector<std::string> unknown;
  std::string error;
  ASSERT_TRUE(FromJson(json, back, unknown, error)) << error;
  EXPECT_TRUE(MessageDifferencer::Equals(back, feedback));
}

TEST(ToJsonTest, CustomersGoBothWays) {
  const std::string json =
      R"({"customerId":"c1","identifiers":[{"kind":"PHONE","value":"+31612345678","from":"2020-01-01T00:00:00Z"}],)"
      R"("units":[{"unitId":"u1"}],"vulnerable":true})";
  v1::Customer customer;
  std::vector<std::string> unknown;
  std::string error;
  ASSERT_TRUE(FromJson(json, customer, unknown, error)) << error;
  EXPECT_EQ(ToJson(customer), json);
}

TEST(ToJsonTest, EveryKindOfEventComesBackAsItWas) {
  RandomEvents events(10);
  for (int i = 0; i < 50 * kKinds; ++i) {
    const v1::ContactEvent event = events.Next(static_cast<Kind>(i % kKinds));
    const Read read(ToJson(event));
    ASSERT_TRUE(read.ok()) << read.error() << "\n" << ToJson(event);
    ASSERT_TRUE(MessageDifferencer::Equals(read.event(), event)) << ToJson(event);
  }
}

}  // namespace
}  // namespace loopbreaker
