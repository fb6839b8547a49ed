#include "kafka/topics.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker::kafka {
namespace {

using testing::Contains;
using testing::Pair;

class TopicsOfTest : public testing::Test {
 protected:
  TopicsOfTest() {
    config_.prefix = "p.";
    config_.partitions = 5;
    config_.sources.resize(2);
    config_.sources[0].topic = "contacts";
    config_.sources[1].topic = "p.actions";
    specs_ = TopicsOf(config_);
  }
  const TopicSpec& Spec(const std::string& name) {
    const auto found =
        std::find_if(specs_.begin(), specs_.end(), [&](const TopicSpec& spec) { return spec.name == name; });
    EXPECT_NE(found, specs_.end()) << name;
    return found == specs_.end() ? specs_.front() : *found;
  }

  ServiceConfig config_;
  std::vector<TopicSpec> specs_;
};

TEST_F(TopicsOfTest, EveryTopicOfTheContractIsThereOnce) {
  std::vector<std::string> names;
  for (const TopicSpec& spec : specs_) names.push_back(spec.name);
  EXPECT_THAT(names,
              testing::UnorderedElementsAre("contacts", "p.customers", "p.units", "p.facts", "p.escalations", "p.loops",
                                            "p.dossiers", "p.shadow", "p.briefings", "p.corrections", "p.references",
                                            "p.parked", "p.progress", "p.rules", "p.erasures", "p.observations",
                                            "p.feedback", "p.kpi", "p.alerts", "p.dead-letters", "p.actions"));
}

TEST_F(TopicsOfTest, WhatIsPartitionedByCustomerHasAsManyPartitions) {
  for (const char* name : {"p.facts", "p.escalations", "p.loops", "p.dossiers"}) {
    EXPECT_EQ(Spec(name).partitions, 5) << name;
  }
  for (const char* name : {"p.observations", "p.feedback", "p.progress", "p.rules", "p.erasures", "p.corrections"}) {
    EXPECT_EQ(Spec(name).partitions, 1) << name;
  }
}

TEST_F(TopicsOfTest, WhatIsCompactedIsCompactedWithinADay) {
  for (const TopicSpec& spec : specs_) {
    if (spec.is_source) continue;
    if (spec.settings.at("cleanup.policy") == "compact") {
      EXPECT_THAT(spec.settings, Contains(Pair("max.compaction.lag.ms", "86400000"))) << spec.name;
    } else {
      EXPECT_THAT(spec.settings, Contains(Pair("retention.ms", "2592000000"))) << spec.name;
    }
  }
  EXPECT_THAT(Spec("p.facts").settings, Contains(Pair("cleanup.policy", "compact")));
  EXPECT_THAT(Spec("p.dead-letters").settings, Contains(Pair("cleanup.policy", "delete")));
}

TEST_F(TopicsOfTest, ProgressHasTheTimesOfTheBroker) {
  EXPECT_THAT(Spec("p.progress").settings, Contains(Pair("message.timestamp.type", "LogAppendTime")));
}

TEST_F(TopicsOfTest, DeadLettersMayBeAsLargeAsWhatComesIn) {
  EXPECT_THAT(Spec("p.dead-letters").settings, Contains(Pair("max.message.bytes", "17825792")));
}

TEST_F(TopicsOfTest, SourceIsSomebodyElses) {
  EXPECT_TRUE(Spec("contacts").is_source);
  EXPECT_EQ(Spec("contacts").partitions, 0);
  EXPECT_FALSE(Spec("p.actions").is_source);
}

}  // namespace
}  // namespace loopbreaker::kafka
