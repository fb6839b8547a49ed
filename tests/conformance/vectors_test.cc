// The engine says of every vector what the vector says.
#include <memory>

#include "conformance/final_table.h"
#include "conformance/vector.h"
#include "engine/final_table.h"
#include "gtest/gtest.h"
#include "input/reader.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

class VectorTest : public testing::TestWithParam<std::string> {
 protected:
  VectorTest() : vector_(VectorsFolder() / GetParam()) {}

  void SetUp() override {
    Diagnostics errors;
    rules_ = LoadRules(vector_.Text("rules.yaml"), vector_.PathOf("rules.yaml"), errors);
    ASSERT_NE(rules_, nullptr) << ToText(errors.list().front());
    const auto clock = ParseTime(vector_.AsOf());
    ASSERT_TRUE(clock.has_value()) << vector_.AsOf();
    clock_ = *clock;
    index_ = std::make_unique<RuleIndex>(rules_);
    store_ = std::make_unique<FactStore>(rules_->settings, directory_, FactStore::Options{}, nullptr);
    AddEvents();
  }

  FinalTable Want(const std::string& name) const { return ReadFinalTable(vector_.Text(name)); }

  FinalTable Verdicts() const {
    std::string lines;
    WriteFinalVerdicts(*store_, *index_, clock_, [&lines](const std::string& line) { lines += line + "\n"; });
    return ReadFinalTable(lines);
  }

  FinalTable Loops() const {
    std::string lines;
    WriteFinalLoops(*store_, *index_, clock_, [&lines](const std::string& line) { lines += line + "\n"; });
    return ReadFinalTable(lines);
  }

 private:
  // What becomes a dead letter is left out, as in `replay`: some vectors are about that.
  void AddEvents() {
    std::string error;
    const auto reader = OpenEvents(vector_.Events(), nullptr, error);
    ASSERT_NE(reader, nullptr) << error;
    Event event;
    DeadLetter dead;
    Refusal refusal;
    for (auto next = reader->Read(event, dead); next != EventReader::Next::kEnd; next = reader->Read(event, dead)) {
      if (next == EventReader::Next::kEvent) store_->Add(event, clock_, refusal);
    }
  }

  Vector vector_;
  Instant clock_{};
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<RuleIndex> index_;
  Directory directory_{"NL"};
  std::unique_ptr<FactStore> store_;
};

TEST_P(VectorTest, VerdictsAreThoseOfTheVector) {
  const std::string differences = Differences(Want("verdicts.jsonl"), Verdicts());
  EXPECT_TRUE(differences.empty()) << differences;
}

TEST_P(VectorTest, LoopsAreThoseOfTheVector) {
  const std::string differences = Differences(Want("loops.jsonl"), Loops());
  EXPECT_TRUE(differences.empty()) << differences;
}

INSTANTIATE_TEST_SUITE_P(Vectors, VectorTest, testing::ValuesIn(VectorNames()), TestNameOf);

}  // namespace
}  // namespace loopbreaker
