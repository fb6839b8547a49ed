#include "board/board.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Escalation Escalation(const std::string& id, v1::State::Value state = v1::State::OPENED) {
  v1::Escalation escalation;
  escalation.set_id(id);
  escalation.set_state(state);
  escalation.set_loop_id("loop of " + id.substr(0, 1));
  escalation.set_desk("planning");
  return escalation;
}

std::vector<std::string> Texts(const std::vector<SharedText>& texts) {
  std::vector<std::string> result;
  for (const SharedText& text : texts) result.push_back(*text);
  return result;
}

std::vector<std::uint64_t> Sequences(const std::vector<BoardChange>& changes) {
  std::vector<std::uint64_t> result;
  for (const BoardChange& change : changes) result.push_back(change.sequence);
  return result;
}

TEST(BoardTest, LaterRevisionReplacesTheOneThatIsThere) {
  Board board("b");
  board.Put(Escalation("a1"));
  board.Put(Escalation("a1", v1::State::RESOLVED));
  EXPECT_THAT(Texts(board.Escalations({})), ElementsAre(HasSubstr("RESOLVED")));
  EXPECT_THAT(*board.FindEscalation("a1"), HasSubstr("RESOLVED"));
  EXPECT_EQ(board.FindEscalation("a2"), nullptr);
}

TEST(BoardTest, FilterTakesWhatFitsInEveryPart) {
  Board board("b");
  v1::Escalation there = Escalation("a1");
  there.set_severity(v1::Severity::HIGH);
  there.set_region("north");
  there.set_customer_id("c1");
  there.set_contractor("k");
  board.Put(there);
  const BoardFilter fits{.states = {v1::State::UPDATED, v1::State::OPENED},
                         .desk = "planning",
                         .severity = v1::Severity::HIGH,
                         .customer = "c1",
                         .region = "north",
                         .contractor = "k"};
  EXPECT_EQ(board.Escalations(fits).size(), 1);
  for (const auto& spoil : std::vector<std::function<void(BoardFilter&)>>{
           [](BoardFilter& filter) { filter.states = {v1::State::RESOLVED}; },
           [](BoardFilter& filter) { filter.desk = "other"; },
           [](BoardFilter& filter) { filter.severity = v1::Severity::LOW; },
           [](BoardFilter& filter) { filter.customer = "c"; }, [](BoardFilter& filter) { filter.region = "south"; },
           [](BoardFilter& filter) { filter.contractor = "other"; }}) {
    BoardFilter filter = fits;
    spoil(filter);
    EXPECT_THAT(board.Escalations(filter), IsEmpty());
  }
}

TEST(BoardTest, SnapshotHasWhatStands) {
  Board board("b");
  board.Put(Escalation("a1"));
  board.Put(Escalation("a2", v1::State::RESOLVED));
  board.Put(Escalation("a3", v1::State::RETRACTED));
  v1::Feedback feedback;
  feedback.set_id("f");
  feedback.set_state(v1::State::UPDATED);
  board.Put(feedback);
  const BoardSnapshot snapshot = board.Snapshot();
  EXPECT_EQ(snapshot.sequence, 4);
  EXPECT_THAT(Texts(snapshot.escalations), ElementsAre(HasSubstr("\"a1\"")));
  EXPECT_THAT(Texts(snapshot.feedback), ElementsAre(HasSubstr("\"f\"")));
}

TEST(BoardTest, ChangesComeOneByOneAfterANumber) {
  Board board("b");
  for (const char* id : {"a1", "a2", "a3"}) board.Put(Escalation(id));
  EXPECT_THAT(Sequences(*board.ChangesAfter(1, 1 << 20)), ElementsAre(2, 3));
  EXPECT_THAT(Sequences(*board.ChangesAfter(1, 1)), ElementsAre(2)) << "at least one";
  EXPECT_THAT(*board.ChangesAfter(3, 1 << 20), IsEmpty());
}

TEST(BoardTest, NumberTooOldOrAheadHasNoChanges) {
  Board board("b", {.changes_max = 2});
  for (const char* id : {"a1", "a2", "a3"}) board.Put(Escalation(id));
  EXPECT_FALSE(board.ChangesAfter(0, 1 << 20));
  EXPECT_TRUE(board.ChangesAfter(1, 1 << 20));
  EXPECT_FALSE(board.ChangesAfter(4, 1 << 20));
}

TEST(BoardTest, RemovedIsGoneAndOnlyItsIdIsTold) {
  Board board("b");
  board.Put(Escalation("a1"));
  board.Put(Escalation("a1"), true);
  board.Put(Escalation("never seen"), true);
  EXPECT_THAT(board.Escalations({}), IsEmpty());
  const auto changes = board.ChangesAfter(1, 1 << 20);
  ASSERT_EQ(changes->size(), 1);
  EXPECT_EQ(changes->front().kind, BoardChange::Kind::kRemoved);
  EXPECT_EQ(*changes->front().json.Of(Sight::kWhole), R"({"id":"a1"})");
}

TEST(BoardTest, ListenerHearsChangesAndNewStatusUntilItIsTakenAway) {
  Board board("b");
  int heard = 0;
  board.SetListener([&] { ++heard; });
  board.Put(Escalation("a1"));
  board.SetStatus({.clock = Instant{seconds{1}}, .speed = {}});
  board.SetStatus({.clock = Instant{seconds{1}}, .speed = {}});
  EXPECT_EQ(heard, 2);
  board.SetListener(nullptr);
  board.Put(Escalation("a1"));
  EXPECT_EQ(heard, 2);
}

TEST(BoardTest, LoopOfAnEscalationIsWhatStandsOfIt) {
  Board board("b");
  for (const char* id : {"a1", "a2", "b1"}) board.Put(Escalation(id));
  board.Put(Escalation("a3", v1::State::RESOLVED));
  const auto ids = [&](bool whole_loop) {
    std::vector<std::string> result;
    for (const Board::Subject& subject : board.SubjectsOf("a2", whole_loop)) result.push_back(subject.id);
    return result;
  };
  EXPECT_THAT(ids(true), ElementsAre("a2", "a1"));
  EXPECT_THAT(ids(false), ElementsAre("a2"));
  EXPECT_THAT(board.SubjectsOf("c", true), IsEmpty());
}

TEST(BoardTest, WritersAndReadersAtOnceSeeWholeChanges) {
  Board board("b", {.changes_max = 16});
  std::thread writer([&] {
    for (int i = 0; i < 2000; ++i) board.Put(Escalation("a" + std::to_string(i % 7)));
  });
  std::uint64_t seen = 0;
  while (seen < 2000) {
    const auto changes = board.ChangesAfter(seen, 1 << 20);
    if (!changes) {
      seen = board.Snapshot().sequence;
      continue;
    }
    for (const BoardChange& change : *changes) EXPECT_EQ(change.sequence, ++seen);
  }
  writer.join();
}

TEST(BoardTest, TrendsFollowEveryRevision) {
  Board board("b");
  const auto put = [&](v1::State::Value state, bool removed = false) {
    v1::Escalation escalation = Escalation("a1", state);
    escalation.mutable_opened_at()->set_seconds(1'772'366'400);
    escalation.mutable_resolved_at()->set_seconds(1'772'366'400);
    board.Put(escalation, removed);
  };
  put(v1::State::OPENED);
  EXPECT_THAT(board.TrendsOf(1).all.open, ElementsAre(1));
  put(v1::State::RESOLVED);
  EXPECT_THAT(board.TrendsOf(1).all.open, ElementsAre(0));
  EXPECT_THAT(board.TrendsOf(1).desks.at("planning").opened, ElementsAre(1));
  put(v1::State::RETRACTED);
  EXPECT_THAT(board.TrendsOf(1).all.opened, ElementsAre(0));
  put(v1::State::OPENED);
  put(v1::State::OPENED, true);
  EXPECT_THAT(board.TrendsOf(1).all.opened, ElementsAre(0));
}

TEST(BoardTest, ChangedDossierIsToldOfACustomerOfWhomSomethingStands) {
  Board board("b", {.veil = std::make_shared<Veil>("key")});
  board.Put(Escalation("c%7C1|rule|phone/1"));
  board.Put(Escalation("c2|rule|phone/1", v1::State::RESOLVED));
  board.NoteDossier("c|1");
  board.NoteDossier("c2");
  board.NoteDossier("c");
  const auto changes = board.ChangesAfter(2, 1000);
  ASSERT_TRUE(changes && changes->size() == 1);
  EXPECT_EQ(changes->front().kind, BoardChange::Kind::kDossier);
  EXPECT_EQ(*changes->front().json.Of(Sight::kWhole), R"({"customerId":"c|1"})");
  EXPECT_EQ(changes->front().json.Of(Sight::kNameless), nullptr) << "who may not see names is not told which";
}

}  // namespace
}  // namespace loopbreaker
