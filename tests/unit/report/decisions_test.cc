// What was decided about feedback, and what became of it.
#include "report/decisions.h"

#include "report_case.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kValve = "same-part|category=leak|parts_missing=valve%207";

class DecisionsTest : public ReportCase {
 protected:
  void Decide(const std::string& time, const std::string& decision, const std::string& more = "",
              const std::string& id = "d1", const std::string& feedback = kValve) {
    AddOfNobody(time, id,
                R"("team":"director","supervisorActed":{"escalationId":")" + feedback +
                    R"(","action":"DECIDE","decision":")" + decision + "\"" + more + "}");
  }
  void Changed(const std::string& time, const std::string& change_id) {
    AddOfNobody(time, "change", R"("category":"leak","processChanged":{"changeId":")" + change_id + R"("})");
  }
  void AddOfNobody(const std::string& time, const std::string& id, const std::string& fields) {
    JsonDecoder decoder;
    v1::ContactEvent event;
    Refusal refusal;
    const std::string json = R"({"source":"t","id":")" + id + R"(","eventTime":")" + time + R"(",)" + fields + "}";
    ASSERT_TRUE(decoder.Decode(json, event, refusal) && Validate(event, refusal)) << refusal.detail << "\n" << json;
    ASSERT_NE(store_->Add(event, kLatest, refusal), FactStore::Outcome::kDead) << refusal.detail;
  }
};

TEST_F(DecisionsTest, WithoutOneThereIsNoSection) {
  Call("2026-03-02T10:00:00Z");
  EXPECT_THAT(Report().decisions, IsEmpty());
  EXPECT_THAT(Page(), Not(HasSubstr("What was decided")));
}

TEST_F(DecisionsTest, WhatWillNotBeDoneSaysWhy) {
  Call("2026-03-02T10:00:00Z");
  Decide("2026-03-03T10:00:00Z", "DO_NOT", R"(,"comment":"The van is full")");
  const auto decisions = Report("2026-03-10T10:00:00Z").decisions;
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_EQ(decisions[0].feedback, kValve);
  EXPECT_EQ(decisions[0].by, "director");
  const std::string page = ReportHtml(Report("2026-03-10T10:00:00Z"), rules_->settings, Language::kEnglish);
  EXPECT_THAT(page, AllOf(HasSubstr("same-part, leak, valve 7"), HasSubstr("will not be done"),
                          HasSubstr("The van is full"), Not(HasSubstr("not announced yet"))));
}

TEST_F(DecisionsTest, WhatWillBeDoneWaitsForItsChange) {
  Call("2026-03-02T10:00:00Z");
  Decide("2026-03-03T10:00:00Z", "DO", R"(,"changeId":"valve-on-van")");
  EXPECT_FALSE(Report("2026-03-10T10:00:00Z").decisions.at(0).announced);
  EXPECT_THAT(ReportHtml(Report("2026-03-10T10:00:00Z"), rules_->settings, Language::kEnglish),
              HasSubstr("not announced yet"));
  Changed("2026-03-05T10:00:00Z", "another");
  EXPECT_FALSE(Report("2026-03-10T10:00:00Z").decisions.at(0).announced);
}

TEST_F(DecisionsTest, WhatWasChangedSaysWhatItDid) {
  const Instant first = ParseTime("2025-01-01T10:00:00Z").value();
  for (int day = 0; day < 400; ++day) {
    for (const std::string category : {"leak", "rent"}) {
      const std::string who =
          R"("customerId":")" + category + std::to_string(day) + R"(","category":")" + category + "\"";
      Call(FormatTime(first + Days{day}), who);
      if (day % (category == "leak" && day >= 200 ? 20 : 2) == 0) Call(FormatTime(first + Days{day + 2}), who);
      Visit(FormatTime(first + Days{day + 3}), "FIXED", "", who);
    }
  }
  Decide(FormatTime(first + Days{190}), "DO", R"(,"changeId":"valve-on-van")");
  Changed(FormatTime(first + Days{200}), "valve-on-van");
  const ReportResult report = Report();
  ASSERT_THAT(report.decisions, SizeIs(1));
  EXPECT_TRUE(report.decisions[0].announced);
  EXPECT_EQ(report.decisions[0].turn, Turn::kImproved);
  EXPECT_THAT(ReportHtml(report, rules_->settings, Language::kEnglish),
              AllOf(HasSubstr("will be done"), HasSubstr("<td>improved")));
}

TEST_F(DecisionsTest, TheLatestIsFirstAndOneThatWasTakenBackIsNone) {
  Call("2026-03-02T10:00:00Z");
  Decide("2026-03-03T10:00:00Z", "DO_NOT");
  Decide("2026-03-05T10:00:00Z", "DO", "", "d2");
  Decide("2026-03-09T10:00:00Z", "DO", "", "d3", "outage|category=heating");
  const auto decisions = Report("2026-03-08T10:00:00Z").decisions;
  ASSERT_THAT(decisions, SizeIs(2)) << "what is later than the clock is not known";
  EXPECT_EQ(decisions[0].decision, v1::Decision::DO);
  AddOfNobody("2026-03-05T10:00:00Z", "d2",
              R"("revision":1,"deleted":true,"supervisorActed":{"escalationId":")" + std::string(kValve) +
                  R"(","action":"DECIDE","decision":"DO"})");
  EXPECT_THAT(Report("2026-03-08T10:00:00Z").decisions, SizeIs(1));
}

}  // namespace
}  // namespace loopbreaker
