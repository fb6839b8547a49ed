// One owner of a partition on a simulated log: what it may write, and when.
#include "service/detect_partition.h"

#include <memory>
#include <string>
#include <vector>

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "loopbreaker/v1/loop.pb.h"
#include "rules/load.h"
#include "service/fact_record.h"
#include "support/simulated_log.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kRules = R"(
version: 1
rules:
  - id: silence
    title: Promised, and not done
    severity: HIGH
    route: front-office
    absence: {after: {event: promise_made}, expect: {event: promise_kept}, due: due}
  - id: by-hand
    title: A colleague says that this goes wrong
    severity: HIGH
    route: front-office
    count: {of: {event: raised}, at_least: 1}
)";

Instant Hour(int n) { return Instant{Days{20'000}} + hours{n}; }

class DetectPartitionTest : public testing::Test {
 protected:
  DetectPartitionTest() {
    Diagnostics errors;
    rules_ = std::make_shared<RuleIndex>(LoadRules(kRules, "rules.yaml", errors));
  }

  std::unique_ptr<DetectPartition> NewOwner(const std::string& writer) {
    return std::make_unique<DetectPartition>(
        DetectPartition::Options{0, 1, writer, "test", Encoding::kProtobuf}, rules_, directory_, references_, erasures_,
        [this, writer](OutRecord out) {
          out.headers.emplace_back(kWriterHeader, writer);
          log_.Append({std::string(NameOf(out.topic)), 0},
                      {std::move(out.key), std::move(out.value), std::move(out.headers), {}});
        });
  }
  static v1::ContactEvent EventOf(const std::string& id, Instant at) {
    v1::ContactEvent event;
    event.set_source("crm");
    event.set_id(id);
    event.set_category("plumbing/leak");
    SetTime(at, event.mutable_event_time());
    return event;
  }
  // As link writes it of an event that names its customer.
  void AppendFact(const v1::ContactEvent& event, const std::string& customer) {
    FactLink link;
    link.customer = link.named = customer;
    link.reason = "by its customer id";
    FactWriter{1, "test"}.Write(event, link, [this](OutRecord out) {
      log_.Append({std::string(NameOf(out.topic)), 0}, {out.key, out.value, out.headers, {}});
    });
  }
  void AppendPromise(Instant made, Instant due) {
    v1::ContactEvent event = EventOf("p1", made);
    SetTime(due, event.mutable_promise_made()->mutable_due());
    AppendFact(event, "c1");
  }
  void ReadOutputs(DetectPartition& owner, std::map<Topic, std::int64_t>& next) const {
    for (const OwnedStage::Output& output : owner.outputs()) {
      const SimulatedLog::Place place{std::string(NameOf(output.topic)), 0};
      for (std::int64_t& offset = next[output.topic]; offset < log_.End(place); ++offset)
        owner.OnOutput(output.topic, SimulatedLog::View(log_.At(place, offset), 0, offset));
    }
  }
  void ReadFacts(DetectPartition& owner, std::int64_t from = 0) const {
    for (std::int64_t offset = from; offset < log_.End({"facts", 0}); ++offset)
      owner.OnInput(SimulatedLog::View(log_.At({"facts", 0}, offset), 0, offset));
  }
  // One that has claimed the partition and read all there is; `read`: the next offset of each output.
  std::unique_ptr<DetectPartition> Load(const std::string& writer, std::map<Topic, std::int64_t>& read) {
    std::unique_ptr<DetectPartition> owner = NewOwner(writer);
    owner->Claim();
    ReadOutputs(*owner, read);
    ReadFacts(*owner);
    return owner;
  }
  static void JudgeAll(DetectPartition& owner, Instant complete) {
    owner.Begin(complete);
    owner.JudgeRest(OwnedStage::kEverybody);
  }
  // A colleague says that something goes wrong.
  void AppendRaised(const std::string& id, Instant at, const std::string& customer) {
    v1::ContactEvent event = EventOf(id, at);
    event.mutable_raised()->set_line("this goes wrong");
    AppendFact(event, customer);
  }
  // Until the partition's relinker has nothing more to do.
  void Move(DetectPartition& owner) const {
    Relinker& relinker = *owner.relinker();
    relinker.OnTouched({}, true);
    while (relinker.wants_pass() || relinker.waits()) {
      if (relinker.waits()) relinker.OnAcknowledged();
      if (!relinker.wants_pass()) continue;
      relinker.BeginPass();
      const std::int64_t end = log_.End({"facts", 0});
      for (std::int64_t offset = 0; offset < end; ++offset)
        relinker.OnPass(SimulatedLog::View(log_.At({"facts", 0}, offset), 0, offset));
      relinker.EndPass();
    }
  }
  v1::Dossier LastDossier() const {
    v1::Dossier dossier;
    std::int64_t offset = log_.End({"dossiers", 0}) - 1;
    while (log_.At({"dossiers", 0}, offset).key.starts_with(kClaimKey)) --offset;
    EXPECT_TRUE(dossier.ParseFromString(log_.At({"dossiers", 0}, offset).value.value_or("")));
    return dossier;
  }

  std::shared_ptr<const RuleIndex> rules_;
  Directory directory_{"NL"};
  References references_;
  Erasures erasures_;
  SimulatedLog log_;
};

TEST_F(DetectPartitionTest, WhatAnotherWroteLateIsNotAnsweredBeforeThePartitionIsJudged) {
  AppendPromise(Hour(0), Hour(5));
  std::map<Topic, std::int64_t> read_before;
  const auto before = Load("before", read_before);
  JudgeAll(*before, Hour(9));
  ASSERT_EQ(LastDossier().promises_size(), 1);
  ASSERT_TRUE(LastDossier().promises(0).broken());

  std::map<Topic, std::int64_t> read;
  const auto owner = Load("after", read);
  // What the one before had under way comes behind the claim.
  for (const Topic topic : {Topic::kEscalations, Topic::kLoops}) {
    const SimulatedLog::Place place{std::string(NameOf(topic)), 0};
    log_.Append(place, log_.At(place, log_.End(place) - 2));
  }
  const std::int64_t dossiers = log_.End({"dossiers", 0});
  ReadOutputs(*owner, read);
  EXPECT_EQ(log_.End({"dossiers", 0}), dossiers);

  JudgeAll(*owner, Hour(9));
  ASSERT_EQ(LastDossier().promises_size(), 1);
  EXPECT_TRUE(LastDossier().promises(0).broken());
}

TEST_F(DetectPartitionTest, EscalationThatItsFactsLeaveBehindNamesWhatItGoesOnAs) {
  AppendRaised("r1", Hour(0), "c4");
  std::map<Topic, std::int64_t> read;
  const auto owner = Load("a", read);
  JudgeAll(*owner, Hour(1));

  v1::Customer merged;
  merged.set_customer_id("c4");
  merged.set_merged_into("c3");
  directory_.Put(merged);
  const std::int64_t facts = log_.End({"facts", 0});
  Move(*owner);
  ReadFacts(*owner, facts);
  std::map<std::string, v1::Escalation> published;
  for (std::int64_t offset = 0; offset < log_.End({"escalations", 0}); ++offset) {
    const SimulatedLog::Record& record = log_.At({"escalations", 0}, offset);
    if (!record.key.starts_with(kClaimKey)) published[record.key].ParseFromString(*record.value);
  }
  EXPECT_EQ(published["c3|by-hand|crm/r1"].state(), v1::State::OPENED);
  EXPECT_EQ(published["c4|by-hand|crm/r1"].state(), v1::State::RETRACTED);
  EXPECT_EQ(published["c4|by-hand|crm/r1"].superseded_by(), "c3|by-hand|crm/r1");
}

TEST_F(DetectPartitionTest, ActionOnWhatNobodyKnowsIsReportedOnceItHasWaited) {
  v1::ContactEvent raised = EventOf("r1", Hour(0));
  raised.mutable_raised()->set_line("this goes wrong");
  AppendFact(raised, "c1");
  const auto append_action = [&](const std::string& id, const std::string& escalation) {
    v1::ContactEvent action = EventOf(id, Hour(1));
    action.mutable_supervisor_acted()->set_escalation_id(escalation);
    action.mutable_supervisor_acted()->set_action(v1::Action::ACKNOWLEDGE);
    AppendFact(action, "c1");
  };
  append_action("known", "c1|by-hand|crm/r1");
  append_action("unknown", "c1|by-hand|crm/r2");
  const auto reported = [&] {
    std::vector<std::string> ids;
    for (std::int64_t offset = 0; offset < log_.End({"dead-letters", 0}); ++offset) {
      v1::ContactEvent event;
      EXPECT_TRUE(event.ParseFromString(log_.At({"dead-letters", 0}, offset).value.value_or("?")));
      ids.push_back(event.id());
    }
    return ids;
  };
  const Instant due = Hour(1) + rules_->set().settings.park_for;
  std::map<Topic, std::int64_t> read;
  const auto owner = Load("a", read);
  JudgeAll(*owner, Hour(2));
  owner->CompleteTo(due - seconds{1});
  EXPECT_THAT(reported(), IsEmpty());
  owner->CompleteTo(due);
  owner->CompleteTo(due + hours{1});
  EXPECT_THAT(reported(), ElementsAre("unknown"));

  // Something is published later than that, so whoever comes next knows that it was said.
  raised.set_id("r3");
  SetTime(due + hours{2}, raised.mutable_event_time());
  const std::int64_t facts = log_.End({"facts", 0});
  AppendFact(raised, "c1");
  ReadFacts(*owner, facts);
  owner->CompleteTo(due + hours{3});
  std::map<Topic, std::int64_t> read_by_next;
  const auto next = Load("b", read_by_next);
  JudgeAll(*next, due + hours{3});
  next->CompleteTo(due + hours{4});
  EXPECT_THAT(reported(), ElementsAre("unknown"));
}

TEST_F(DetectPartitionTest, WhoeverSomethingHappensToDoesNotWaitUntilAllThatWasLoadedIsJudged) {
  const auto published = [&] {
    std::vector<std::string> customers;
    for (std::int64_t offset = 0; offset < log_.End({"escalations", 0}); ++offset) {
      v1::Escalation escalation;
      if (log_.At({"escalations", 0}, offset).key.starts_with(kClaimKey)) continue;
      EXPECT_TRUE(escalation.ParseFromString(log_.At({"escalations", 0}, offset).value.value_or("?")));
      customers.push_back(escalation.customer_id());
    }
    return customers;
  };
  for (const char* customer : {"c1", "c2", "c3"}) AppendRaised("r-" + std::string(customer), Hour(1), customer);
  std::map<Topic, std::int64_t> read;
  const auto owner = Load("a", read);
  owner->Begin(Hour(2));
  EXPECT_THAT(published(), IsEmpty());
  EXPECT_FALSE(owner->settled());
  const std::int64_t facts = log_.End({"facts", 0});
  AppendRaised("again", Hour(1), "c2");
  ReadFacts(*owner, facts);
  EXPECT_THAT(published(), ElementsAre("c2"));
  EXPECT_TRUE(owner->JudgeRest(1));
  EXPECT_THAT(published(), ElementsAre("c2", "c1"));
  EXPECT_FALSE(owner->settled());
  EXPECT_FALSE(owner->JudgeRest(1));
  EXPECT_THAT(published(), ElementsAre("c2", "c1", "c3"));
  EXPECT_TRUE(owner->settled());
  // Taken again: once more everybody is to be judged, and nothing differs.
  owner->Claim();
  EXPECT_FALSE(owner->settled());
  ReadOutputs(*owner, read);
  owner->Begin(Hour(2));
  EXPECT_FALSE(owner->JudgeRest(OwnedStage::kEverybody));
  EXPECT_EQ(published().size(), 3);
}

TEST_F(DetectPartitionTest, RowOfALoopIsWrittenOnceForAllThatChangedItMeanwhile) {
  std::map<Topic, std::int64_t> read;
  const auto owner = Load("a", read);
  JudgeAll(*owner, Hour(0));
  const std::int64_t before = log_.End({"loops", 0});
  for (int n = 0; n < 3; ++n) {
    AppendRaised("r" + std::to_string(n), Hour(n), "c4");
  }
  ReadFacts(*owner);
  EXPECT_EQ(log_.End({"loops", 0}), before);
  EXPECT_FALSE(owner->SendPutOff(8));
  EXPECT_EQ(log_.End({"loops", 0}), before) << "it has not waited for company";
  owner->EndPutOff();
  EXPECT_FALSE(owner->SendPutOff(8));
  ASSERT_EQ(log_.End({"loops", 0}), before + 1);
  v1::LoopRecord row;
  ASSERT_TRUE(row.ParseFromString(log_.At({"loops", 0}, before).value.value_or("")));
  EXPECT_EQ(row.loop_id(), "c4|crm/r0");
  owner->EndPutOff();
  EXPECT_FALSE(owner->SendPutOff(8));
  EXPECT_EQ(log_.End({"loops", 0}), before + 1) << "nothing has changed since";
}

}  // namespace
}  // namespace loopbreaker
