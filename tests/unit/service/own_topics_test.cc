// Whoever may write into the topics of the service itself must not be able to stop it: broken copies of what it wrote
// are read by whoever takes its partitions next, and everything else is judged all the same.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "event/timestamp.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/internal.pb.h"
#include "rules/load.h"
#include "service/detect_partition.h"
#include "service/fact_record.h"
#include "service/learn_stage.h"
#include "support/simulated_log.h"

namespace loopbreaker {
namespace {

constexpr const char* kRules = R"(
version: 1
rules:
  - id: by-hand
    title: A colleague says that this goes wrong
    severity: HIGH
    route: front-office
    count: {of: {event: raised}, at_least: 1}
  - id: often
    title: This is raised again and again
    severity: LOW
    route: process
    scope: process
    count: {of: {event: raised}, at_least: 3, within: 30d, group_by: [category]}
)";

Instant Hour(int n) { return Instant{Days{20'000}} + hours{n}; }

class OwnTopicsTest : public testing::Test {
 protected:
  OwnTopicsTest() { Use(kRules); }

  void Use(const std::string& rules) {
    Diagnostics errors;
    rules_ = std::make_shared<RuleIndex>(LoadRules(rules, "rules.yaml", errors));
  }

  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(chance_); }
  void Break(std::string& bytes) {
    for (std::size_t times = 1 + Below(4); times != 0; --times) {
      const std::size_t at = Below(bytes.size() + 1);
      switch (Below(4)) {
        case 0:
          bytes.resize(at);
          break;
        case 1:
          bytes.insert(at, 1, static_cast<char>(Below(256)));
          break;
        default:
          if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << Below(8)));
      }
    }
  }
  // Time goes on by it, and what is old by then is forgotten: link keeps such events out.
  static bool IsOfTheFuture(const SimulatedLog::Record& record) {
    v1::ContactEvent event;
    v1::Escalation escalation;
    return ParseTime(FindHeader(record.headers, kClockHeader)).value_or(Instant{}) > Hour(9) ||
           (event.ParseFromString(*record.value) && TimeOf(event.event_time()) > Hour(9)) ||
           (escalation.ParseFromString(*record.value) && TimeOf(escalation.detected_at()) > Hour(9));
  }
  // Copies of what is in the topic now, each broken somewhere, under its own key or another.
  void AppendBroken(const std::string& topic) {
    const SimulatedLog::Place place{topic, 0};
    const std::int64_t end = log_.End(place);
    for (int n = 0; n < 20 && end != 0; ++n) {
      SimulatedLog::Record record = log_.At(place, static_cast<std::int64_t>(Below(static_cast<std::size_t>(end))));
      if (record.key.starts_with(kClaimKey)) continue;
      if (!record.value || Below(8) == 0) record.value = "";
      Break(Below(3) == 0 ? record.key : *record.value);
      if (!record.headers.empty() && Below(3) == 0) Break(record.headers[Below(record.headers.size())].second);
      if (!IsOfTheFuture(record)) log_.Append(place, record);
    }
  }
  Outbox OutOf(const std::string& writer) {
    return [this, writer](OutRecord out) {
      out.headers.emplace_back(kWriterHeader, writer);
      log_.Append({std::string(NameOf(out.topic)), 0},
                  {std::move(out.key), std::move(out.value), std::move(out.headers), {}});
    };
  }
  void AppendRaised(const std::string& id, const std::string& customer) {
    v1::ContactEvent event;
    event.set_source("crm");
    event.set_id(id);
    event.set_category("plumbing/leak");
    SetTime(Hour(0), event.mutable_event_time());
    event.mutable_raised()->set_line("this goes wrong");
    FactWriter{1, "test"}.Write(event, {customer, "by its customer id", customer}, [this](OutRecord out) {
      log_.Append({std::string(NameOf(out.topic)), 0}, {out.key, out.value, out.headers, {}});
    });
  }
  // Takes the partition, reads all there is, and says what it has to say.
  void Live(OwnedStage& stage, const std::string& input) {
    stage.Claim();
    for (const OwnedStage::Output& output : stage.outputs()) {
      const SimulatedLog::Place place{std::string(NameOf(output.topic)), 0};
      for (std::int64_t offset = 0; offset < log_.End(place); ++offset)
        stage.OnOutput(output.topic, SimulatedLog::View(log_.At(place, offset), 0, offset));
    }
    for (std::int64_t offset = 0; offset < log_.End({input, 0}); ++offset)
      stage.OnInput(SimulatedLog::View(log_.At({input, 0}, offset), 0, offset));
    stage.Begin(Hour(9));
    stage.JudgeRest(OwnedStage::kEverybody);
    stage.EndPutOff();
    while (stage.SendPutOff(1)) {
    }
  }
  void Detect(const std::string& writer) {
    DetectPartition stage(DetectPartition::Options{0, 1, writer, "test", Encoding::kProtobuf}, rules_, directory_,
                          references_, erasures_, OutOf(writer));
    Live(stage, "facts");
  }
  void Learn(const std::string& writer) {
    LearnStage stage({writer, "test", Encoding::kProtobuf}, rules_, OutOf(writer));
    Live(stage, "observations");
  }
  std::size_t Written(const std::string& topic, const std::string& writer, const std::string& key) const {
    std::size_t written = 0;
    for (std::int64_t offset = 0; offset < log_.End({topic, 0}); ++offset) {
      const SimulatedLog::Record& record = log_.At({topic, 0}, offset);
      if (record.key.starts_with(key) && record.value && FindHeader(record.headers, kWriterHeader) == writer) ++written;
    }
    return written;
  }

  std::size_t Opened(const std::string& writer) const {
    std::size_t opened = 0;
    for (std::int64_t offset = 0; offset < log_.End({"feedback", 0}); ++offset) {
      const SimulatedLog::Record& record = log_.At({"feedback", 0}, offset);
      v1::Feedback feedback;
      if (record.key.starts_with(kClaimKey) || FindHeader(record.headers, kWriterHeader) != writer) continue;
      EXPECT_TRUE(feedback.ParseFromString(record.value.value_or("?")));
      opened += feedback.state() == v1::State::OPENED ? 1 : 0;
    }
    return opened;
  }

  // Answers its offset.
  std::int64_t AppendObservedLoop(const std::string& loop, std::int64_t cost_cents) {
    v1::ObservedLoop observed;
    observed.set_cost_cents(cost_cents);
    const Headers headers{{std::string(kWriterHeader), "another"}};
    log_.Append({"observations", 0}, {loop, observed.SerializeAsString(), headers, {}});
    return log_.End({"observations", 0}) - 1;
  }
  // What the feedback costs that a learner wrote last; -1: it wrote none.
  std::int64_t CostIn(const std::string& writer) const {
    std::int64_t cost = -1;
    for (std::int64_t offset = 0; offset < log_.End({"feedback", 0}); ++offset) {
      const SimulatedLog::Record& record = log_.At({"feedback", 0}, offset);
      v1::Feedback feedback;
      if (record.key.starts_with(kClaimKey) || FindHeader(record.headers, kWriterHeader) != writer) continue;
      EXPECT_TRUE(feedback.ParseFromString(record.value.value_or("?")));
      cost = feedback.cost_cents();
    }
    return cost;
  }

  std::mt19937 chance_;
  std::shared_ptr<const RuleIndex> rules_;
  Directory directory_{"NL"};
  References references_;
  Erasures erasures_;
  SimulatedLog log_;
};

TEST_F(OwnTopicsTest, WhatARuleSaidThatIsAnotherNowIsLeftOut) {
  for (const char* customer : {"c1", "c2", "c3"}) AppendRaised(std::string("of-") + customer, customer);
  const std::string by = "group_by: [category]";
  for (const char* now : {"group_by: [category]", "group_by: [source]", "group_by: [category, source]"}) {
    std::string rules = kRules;
    Use(rules.replace(rules.find(by), by.size(), now));
    const std::string after = std::string("after ") + now;
    if (now != by) {
      const std::string too_soon = std::string("too soon ") + now;
      Learn(too_soon);  // before the owner of the facts has gone over to them
      EXPECT_EQ(Opened(too_soon), 0u) << now;
    }
    Detect(after);
    Learn(after);
    EXPECT_EQ(Opened(after), 1u) << now;
  }
}

TEST_F(OwnTopicsTest, WhatDoesNotSayHowItWasCountedIsLeftOut) {
  AppendRaised("r1", "c1");
  Detect("before");
  const std::int64_t end = log_.End({"observations", 0});
  for (std::int64_t offset = 0; offset < end; ++offset) {
    SimulatedLog::Record record = log_.At({"observations", 0}, offset);
    v1::Observation observation;
    if (!record.value || !observation.ParseFromString(*record.value) || observation.rule_id() != "often") continue;
    observation.clear_counted_by();
    observation.clear_values();
    record.value = observation.SerializeAsString();
    log_.Append({"observations", 0}, record);
  }
  ASSERT_GT(log_.End({"observations", 0}), end);
  std::string rules = kRules;
  for (const std::string gone : {"    scope: process\n", ", group_by: [category]"})
    rules.erase(rules.find(gone), gone.size());
  Use(rules);
  Learn("after");
  EXPECT_EQ(Opened("after"), 0u);
}

// Whoever starts to learn now finds no record of such a loop: whoever has learned all along must say the same.
TEST_F(OwnTopicsTest, LoopWhoseRecordIsTakenOutCostsNothing) {
  for (const char* customer : {"c1", "c2", "c3"}) AppendRaised(std::string("of-") + customer, customer);
  Detect("owner");
  AppendObservedLoop("c1|crm/of-c1", 450);
  AppendObservedLoop("c2|crm/of-c2", 100);
  Learn("before");
  EXPECT_EQ(CostIn("before"), 550);
  log_.Append({"observations", 0}, {"c1|crm/of-c1", std::nullopt, {}, {}});
  Learn("after");
  EXPECT_EQ(CostIn("after"), 100);
}

TEST_F(OwnTopicsTest, WhatAnotherSaidLateOfALoopThatCostsNothingIsTakenBack) {
  for (const char* customer : {"c1", "c2", "c3"}) AppendRaised(std::string("of-") + customer, customer);
  DetectPartition stage(DetectPartition::Options{0, 1, "owner", "test", Encoding::kProtobuf}, rules_, directory_,
                        references_, erasures_, OutOf("owner"));
  Live(stage, "facts");
  const std::int64_t late = AppendObservedLoop("c1|crm/of-c1", 450);
  stage.OnOutput(Topic::kObservations, SimulatedLog::View(log_.At({"observations", 0}, late), 0, late));
  stage.EndPutOff();
  while (stage.SendPutOff(1)) {
  }
  Learn("learner");
  EXPECT_EQ(Opened("learner"), 1u);
  EXPECT_EQ(CostIn("learner"), 0);
}

class BrokenRecordsTest : public OwnTopicsTest, public testing::WithParamInterface<int> {
 protected:
  BrokenRecordsTest() { chance_.seed(static_cast<std::uint32_t>(GetParam())); }
};

TEST_P(BrokenRecordsTest, AreSurvivedAndTheRestIsJudged) {
  for (const char* customer : {"c1", "c2", "c3"}) AppendRaised(std::string("of-") + customer, customer);
  Detect("before");
  Learn("before");
  ASSERT_EQ(Written("escalations", "before", "c1|by-hand|"), 1u);
  ASSERT_EQ(Written("feedback", "before", "often|"), 1u);
  ASSERT_GT(log_.End({"kpi", 0}), 1);
  for (const char* topic : {"facts", "escalations", "loops", "dossiers", "observations", "feedback", "kpi"})
    AppendBroken(topic);
  AppendRaised("late", "c4");
  Detect("after");
  Learn("after");
  EXPECT_EQ(Written("escalations", "after", "c4|by-hand|"), 1u);
  EXPECT_GE(Written("dossiers", "after", "c4"), 1u);
  EXPECT_GE(Written("feedback", "after", "often|"), 1u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, BrokenRecordsTest, testing::Range(0, 100));

}  // namespace
}  // namespace loopbreaker
