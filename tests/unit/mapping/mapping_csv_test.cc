#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kVisitHeader = {"task", "version", "at", "status", "reason", "defect", "parts", "fee"};

const char kVisits[] = R"(
source: planning
format: csv
missing: ["?", ""]
time: {layout: "%d/%m/%Y %H:%M", zone: Europe/Amsterdam}
events:
  - when: {status: OND, reason: [MAT, OFF, XXX]}
    id: "{task}/{version}"
    event_time: "{at}"
    customer_id: c1
    category: {value: "{defect}", map: {LEK: plumbing/leak}, else: "other/{defect}"}
    visit_completed:
      outcome: NOT_FIXED
      blockers: [{value: "{reason}", map: {MAT: NO_PARTS, OFF: NO_AUTHORISATION}}]
      parts_missing: {value: "{parts}", split: ";"}
      fee_cents: "{fee}"
  - when: {status: GER}
    id: "{task}/{version}"
    event_time: "{at}"
    visit_completed: {outcome: FIXED}
)";

TEST(MappingCsvTest, RowBecomesTheEventThatFits) {
  const v1::ContactEvent event = Only(MapCells(
      Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "OND", "MAT", "LEK", "valve; pump ;", "9500"}));
  EXPECT_EQ(event.source(), "planning");
  EXPECT_EQ(event.id(), "7/2");
  EXPECT_EQ(event.event_time().seconds(), 1772694300);  // 2026-03-05T07:05:00Z
  EXPECT_EQ(event.category(), "plumbing/leak");
  EXPECT_EQ(event.visit_completed().outcome(), v1::Outcome::NOT_FIXED);
  EXPECT_THAT(event.visit_completed().blockers(), ElementsAre(v1::Blocker::NO_PARTS));
  EXPECT_THAT(event.visit_completed().parts_missing(), ElementsAre("valve", "pump"));
  EXPECT_EQ(event.visit_completed().fee_cents(), 9500);
}

TEST(MappingCsvTest, MissingValueLeavesAnOptionalFieldOut) {
  const v1::ContactEvent event =
      Only(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "OND", "MAT", "?", "", "?"}));
  EXPECT_EQ(event.category(), "");
  EXPECT_EQ(event.visit_completed().parts_missing_size(), 0);
  EXPECT_FALSE(event.visit_completed().has_fee_cents());
}

TEST(MappingCsvTest, TextOutsideTheMapTakesTheElse) {
  EXPECT_EQ(
      Only(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "OND", "MAT", "DAK", "", ""})).category(),
      "other/DAK");
}

TEST(MappingCsvTest, TextOutsideTheMapWithoutElseIsDead) {
  const std::string refusal =
      OnlyRefusal(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "OND", "XXX", "LEK", "", ""}));
  EXPECT_THAT(refusal, HasSubstr("UNMAPPED visit_completed needs `blockers`: found 'XXX', which is not in the map"));
  EXPECT_THAT(refusal, HasSubstr("column 'reason'"));
}

TEST(MappingCsvTest, ElseIgnoreLeavesTheValueOut) {
  const auto mapping = Load(R"(
source: s
format: csv
events:
  - {id: "{id}", event_time: 2026-03-02T10:00:00Z, visit_completed: {outcome: NOT_FIXED,
     blockers: {value: "{why}", split: ",", map: {M: NO_PARTS, T: NO_TIME}, else: ignore}}}
)");
  const v1::ContactEvent event = Only(MapCells(mapping, {"id", "why"}, {"1", "M,Q,T"}));
  EXPECT_THAT(event.visit_completed().blockers(), ElementsAre(v1::Blocker::NO_PARTS, v1::Blocker::NO_TIME));
}

TEST(MappingCsvTest, MissingRequiredFieldIsUnmappedAndNamesFieldAndColumn) {
  EXPECT_THAT(OnlyRefusal(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "?", "GER", "", "", "", ""})),
              HasSubstr("UNMAPPED visit_completed needs `event_time`: column 'at' has no value"));
  EXPECT_THAT(OnlyRefusal(MapCells(Load(kVisits), kVisitHeader, {"7", "?", "5/3/2026 08:05", "GER", "", "", "", ""})),
              HasSubstr("needs `id`: column 'version' has no value"));
}

TEST(MappingCsvTest, ValueOfTheWrongTypeIsUnmapped) {
  EXPECT_THAT(OnlyRefusal(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "2026-03-05", "GER", "", "", "", ""})),
              HasSubstr("needs `event_time`: found '2026-03-05', expected a time like 31/12/2026 13:45"));
  EXPECT_THAT(
      OnlyRefusal(MapCells(Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "OND", "MAT", "", "", "95,00"})),
      HasSubstr("needs `fee_cents`: found '95,00', expected a whole number, in column 'fee'"));
}

TEST(MappingCsvTest, RefusalOfTheFinishedEventIsReported) {
  const auto mapping = Load(R"(
source: s
format: csv
events:
  - {id: "{id}", event_time: 2026-03-02T10:00:00Z, survey_answered: {nps: "{nps}"}}
)");
  EXPECT_EQ(Only(MapCells(mapping, {"id", "nps"}, {"1", "10"})).survey_answered().nps(), 10);
  EXPECT_THAT(OnlyRefusal(MapCells(mapping, {"id", "nps"}, {"1", "11"})), HasSubstr("INVALID"));
}

TEST(MappingCsvTest, RowThatNothingFitsIsIgnoredOrDead) {
  const Mapped ignored = MapCells(Load(kVisits), kVisitHeader, {"7", "2", "5/3/2026 08:05", "NEW", "", "", "", ""});
  EXPECT_TRUE(ignored.ignored);
  EXPECT_TRUE(ignored.refused.empty());
  const Mapped dead = MapCells(Load(std::string(kVisits) + "unmatched: dead\n"), kVisitHeader,
                               {"7", "2", "5/3/2026 08:05", "NEW", "", "", "", ""});
  EXPECT_FALSE(dead.ignored);
  EXPECT_THAT(OnlyRefusal(dead), HasSubstr("UNMAPPED no event of the mapping fits"));
}

TEST(MappingCsvTest, RowMayBecomeSeveralEventsAndOneRefusalDoesNotHurtTheOther) {
  const auto mapping = Load(R"(
source: s
format: csv
events:
  - {id: "{id}/o", event_time: "{opened}", case_id: "{id}", case_opened: {}}
  - {id: "{id}/r", event_time: "{solved}", case_id: "{id}", case_resolved: {deviation: "{dev}"}}
)");
  const std::vector<std::string> header = {"id", "opened", "solved", "dev"};
  const Mapped both = MapCells(mapping, header, {"1", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00+01:00", "Yes"});
  ASSERT_EQ(both.events.size(), 2u);
  EXPECT_TRUE(both.events[1].case_resolved().deviation());
  EXPECT_EQ(both.events[1].event_time().seconds(), 1772528400);
  const Mapped half = MapCells(mapping, header, {"1", "2026-03-02T10:00:00Z", "", "no"});
  ASSERT_EQ(half.events.size(), 1u);
  EXPECT_EQ(half.events[0].id(), "1/o");
  EXPECT_EQ(half.refused.size(), 1u);
}

// The first row of the header that fits `test`, written as in `when: {x: TEST}`.
bool Holds(const std::string& test, std::string_view value) {
  const auto mapping = Load("source: s\nformat: csv\nmissing: [\"?\"]\nevents:\n  - {when: {x: " + test +
                            "}, id: \"1\", event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n");
  return !MapCells(mapping, {"x"}, {value}).ignored;
}

TEST(MappingWhenTest, EqualOrOneOf) {
  EXPECT_TRUE(Holds("A", "A"));
  EXPECT_FALSE(Holds("A", "a"));
  EXPECT_TRUE(Holds("[A, B]", "B"));
  EXPECT_FALSE(Holds("[A, B]", "C"));
}

TEST(MappingWhenTest, Not) {
  EXPECT_FALSE(Holds("{not: A}", "A"));
  EXPECT_TRUE(Holds("{not: [A, B]}", "C"));
  EXPECT_FALSE(Holds("{not: [A, B]}", "B"));
}

TEST(MappingWhenTest, NumbersAreComparedAsNumbers) {
  EXPECT_TRUE(Holds("{at_least: 3}", "10"));
  EXPECT_FALSE(Holds("{at_least: 3}", "2.9"));
  EXPECT_TRUE(Holds("{at_least: 1, at_most: 3}", "3"));
  EXPECT_FALSE(Holds("{at_least: 1, at_most: 3}", "4"));
  EXPECT_FALSE(Holds("{at_least: 0}", "many"));
}

TEST(MappingWhenTest, OfAMissingValueOnlyAbsenceAndNotHold) {
  EXPECT_TRUE(Holds("{present: false}", "?"));
  EXPECT_TRUE(Holds("{not: A}", "?"));
  EXPECT_FALSE(Holds("{present: true}", "?"));
  EXPECT_FALSE(Holds("\"?\"", "?"));
  EXPECT_FALSE(Holds("{at_most: 3}", "?"));
  EXPECT_FALSE(Holds("{present: false}", "A"));
  EXPECT_TRUE(Holds("{present: true}", "A"));
}

TEST(MappingCsvTest, IdentifierWithoutValueIsLeftOut) {
  const auto mapping = Load(R"(
source: s
format: csv
events:
  - id: "{id}"
    event_time: 2026-03-02T10:00:00Z
    identifiers:
      - {kind: PHONE, value: "{phone}"}
      - {kind: {value: "{type}", map: {acc: ACCOUNT}, else: ignore}, value: "{number}"}
    case_opened:
)");
  const v1::ContactEvent event = Only(MapCells(mapping, {"id", "phone", "type", "number"}, {"1", "", "acc", "77"}));
  ASSERT_EQ(event.identifiers_size(), 1);
  EXPECT_EQ(event.identifiers(0).kind(), v1::IdentifierKind::ACCOUNT);
  EXPECT_EQ(event.identifiers(0).value(), "77");
  EXPECT_EQ(Only(MapCells(mapping, {"id", "phone", "type", "number"}, {"1", "06", "x", "77"})).identifiers_size(), 1);
}

TEST(MappingCsvTest, DurationIsInSecondsUnlessItNamesItsUnit) {
  const auto mapping = Load(R"(
source: s
format: csv
events:
  - {id: "{id}", event_time: 2026-03-02T10:00:00Z, contact_ended: {handle_time: "{length}"}}
)");
  const auto length = [&](std::string_view text) {
    return Only(MapCells(mapping, {"id", "length"}, {"1", text})).contact_ended().handle_time();
  };
  EXPECT_EQ(length("600").seconds(), 600);
  EXPECT_EQ(length("600s").seconds(), 600);
  EXPECT_EQ(length("10m").seconds(), 600);
  EXPECT_EQ(length("1.5").nanos(), 500'000'000);
}

TEST(MappingCsvTest, DeletionNeedsNoPayload) {
  const v1::ContactEvent event = Only(MapCells(Load(R"(
source: s
format: csv
events:
  - {id: "{id}", revision: "{rev}", deleted: "{gone}", event_time: 2026-03-02T10:00:00Z}
)"),
                                               {"id", "rev", "gone"}, {"1", "4", "1"}));
  EXPECT_TRUE(event.deleted());
  EXPECT_EQ(event.revision(), 4u);
}

TEST(MappingCsvTest, HeaderMustHaveTheColumnsOnce) {
  std::vector<int> columns;
  std::string error;
  EXPECT_FALSE(
      Load(kVisits)->Bind({"task", "versoin", "at", "status", "reason", "defect", "parts", "fee"}, columns, error));
  EXPECT_THAT(error, HasSubstr("lacks columns that the mapping needs: 'version'; did you mean 'versoin'?"));
  std::vector<std::string> twice = kVisitHeader;
  twice.push_back("at");
  EXPECT_FALSE(Load(kVisits)->Bind(twice, columns, error));
  EXPECT_THAT(error, HasSubstr("twice"));
}

TEST(MappingCsvTest, DoubledBracesAreBraces) {
  EXPECT_EQ(Only(MapCells(Load(R"(
source: s
format: csv
events:
  - {id: "{{{id}}}-{{x", event_time: 2026-03-02T10:00:00Z, case_opened: {}}
)"),
                          {"id"}, {"1"}))
                .id(),
            "{1}-{x");
}

}  // namespace
}  // namespace loopbreaker
