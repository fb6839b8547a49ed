#include "scenario/short_form.h"

#include "gmock/gmock.h"
#include "scenario/event_reader.h"
#include "scenario_case.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Quoted(const std::string& line) { return "\"" + line + "\""; }

struct ReadLine {
  std::string event;
  std::vector<std::string> errors;
};

ReadLine Read(const std::string& yaml) {
  Diagnostics errors;
  const YamlDocument document = ParseYaml(yaml, "t.yaml", errors);
  const YamlReader reader(document, errors);
  const auto event = TestEventReader(reader, absl::UTCTimeZone()).Read(document.root, {"c", "e1", "test"});
  ReadLine read;
  for (const Diagnostic& error : errors.list()) read.errors.push_back(ToText(error));
  if (event) read.event = event->ShortDebugString();
  return read;
}

void ExpectSame(const std::string& line, const std::string& map) {
  const ReadLine a = Read(Quoted(line));
  const ReadLine b = Read(map);
  EXPECT_THAT(a.errors, testing::IsEmpty()) << line;
  EXPECT_THAT(b.errors, testing::IsEmpty()) << map;
  EXPECT_EQ(a.event, b.event);
}

TEST(ShortFormTest, SaysWhatTheMapSays) {
  ExpectSame(
      "2026-03-02 09:10 call by ann about plumbing/leak, unresolved",
      "{at: 2026-03-02 09:10, channel: VOICE, agent: ann, category: plumbing/leak, contact_ended: {direction: INBOUND, "
      "disposition: UNRESOLVED}}");
  ExpectSame("2026-03-02 09:10 visit V-1 not fixed: no parts and no mandate, part valve 22 mm, part olive",
             "{at: 2026-03-02 09:10, visit_id: V-1, visit_completed: {outcome: NOT_FIXED, blockers: [NO_PARTS, "
             "NO_AUTHORISATION], parts_missing: [valve 22 mm, olive]}}");
  ExpectSame("2026-03-02 09:10 visit not fixed", "{at: 2026-03-02 09:10, visit_completed: {outcome: NOT_FIXED}}");
  ExpectSame("2026-03-02T09:10:00Z promise P-1 due 2026-03-04 17:00 about rent",
             "{at: 2026-03-02 09:10, promise_id: P-1, category: rent, promise_made: {due: 2026-03-04 17:00}}");
  ExpectSame("2026-03-02 09:10 letter sent rent-2026", "{at: 2026-03-02 09:10, letter_sent: {letter_code: rent-2026}}");
  ExpectSame("2026-03-02 09:10 raised no, not again", "{at: 2026-03-02 09:10, raised: {line: 'no, not again'}}");
}

TEST(ShortFormTest, AColonNeedsNoQuotes) {
  EXPECT_EQ(Read("2026-03-02 09:10 visit not fixed: no parts").event,
            Read("{at: 2026-03-02 09:10, visit_completed: {outcome: NOT_FIXED, blockers: NO_PARTS}}").event);
}

TEST(ShortFormTest, WhatIsNotUnderstoodIsSaidWithTheNearestPhrase) {
  EXPECT_THAT(Read(Quoted("2026-03-02 09:10 cal by ann")).errors,
              ElementsAre(HasSubstr("found 'cal by ann'; did you mean 'call'?")));
  EXPECT_THAT(Read(Quoted("2026-03-02 09:10 call by ann, unresoved")).errors,
              ElementsAre(HasSubstr("t.yaml:1:32: error: expected what there is to say of 'call'")));
  EXPECT_THAT(Read(Quoted("2026-03-02 09:10 call, unresoved")).errors,
              ElementsAre(HasSubstr("did you mean 'unresolved'?")));
  EXPECT_THAT(Read(Quoted("2026-03-02 09:10")).errors, ElementsAre(HasSubstr("expected a time and what happened")));
  EXPECT_THAT(Read(Quoted("tomorrow at noon call")).errors, testing::Not(testing::IsEmpty()));
  EXPECT_THAT(Read(Quoted("2026-03-02 09:10 call resolved, unresolved")).errors,
              ElementsAre(HasSubstr("expected 'disposition' once, found 'RESOLVED' and 'UNRESOLVED'")));
}

TEST(ShortFormTest, EveryLineOfItsPageIsUnderstood) {
  std::string error;
  const auto page = ReadText(std::string(LOOPBREAKER_SOURCE_DIR) + "/src/scenario/README.md", error);
  ASSERT_TRUE(page) << error;
  const std::size_t begin = page->find("```text\n") + 8;
  std::istringstream lines(page->substr(begin, page->find("```", begin) - begin));
  int read = 0;
  for (std::string line; std::getline(lines, line); ++read)
    EXPECT_THAT(Read(Quoted(line)).errors, testing::IsEmpty()) << line;
  EXPECT_GT(read, 50);
}

}  // namespace
}  // namespace loopbreaker
