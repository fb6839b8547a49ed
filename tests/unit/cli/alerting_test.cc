#include "cli/alerting.h"

#include <condition_variable>
#include <map>
#include <mutex>

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "observe/log.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

constexpr Instant kNow{seconds{1'772'445'600}};

class OneAnswer final : public Carrier {
 public:
  explicit OneAnswer(Carried answer) : answer_(std::move(answer)) {}
  Carried Carry(const AlertReceiver& /*receiver*/, const Alert& /*alert*/, Instant /*now*/) override { return answer_; }
  void Stop() override {}

 private:
  const Carried answer_;
};

// What one instance remembers is what the next one reads, as by the topic `alerts`.
class AlertingTest : public testing::Test {
 protected:
  AlertingTest() {
    SetLogSink([](std::string_view) {});
    settings_.desks = {{"planning", {"hook"}}};
    settings_.receivers.emplace_back();
    settings_.receivers.back().name = "hook";
  }
  ~AlertingTest() override { SetLogSink(nullptr); }

  // An instance that has read what was remembered, and the escalation.
  std::unique_ptr<Alerting> Start(Carried answer) {
    auto alerting = std::make_unique<Alerting>(
        settings_, std::make_shared<Veil>("key"), RuleSet(), std::make_shared<OneAnswer>(std::move(answer)),
        [this] { return now_.load(); },
        [this](const std::string& key, const v1::SentAlert* sent) {
          const std::scoped_lock lock(mutex_);
          if (sent == nullptr) {
            topic_.erase(key);
          } else {
            topic_[key] = *sent;
          }
          ++remembered_;
          changed_.notify_all();
        });
    {
      const std::scoped_lock lock(mutex_);
      for (const auto& [key, sent] : topic_) alerting->LoadSent(key, &sent);
    }
    alerting->Take(escalation_, false);
    alerting->EndLoading();
    return alerting;
  }
  void Proceed(Alerting& alerting) {
    alerting.Proceed({});
    now_ = now_.load() + AlertPlanner::kSettle;
    alerting.Proceed({});
  }
  void WaitForRemembered(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return remembered_ >= count; });
  }

  AlertSettings settings_;
  v1::Escalation escalation_ = [] {
    v1::Escalation escalation;
    escalation.set_id("c1|rule|phone/1");
    escalation.set_loop_id("c1|phone/1");
    escalation.set_state(v1::State::OPENED);
    escalation.set_severity(v1::Severity::HIGH);
    escalation.set_desk("planning");
    SetTime(kNow, escalation.mutable_opened_at());
    return escalation;
  }();
  std::atomic<Instant> now_ = kNow;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, v1::SentAlert> topic_;
  int remembered_ = 0;
};

TEST_F(AlertingTest, WhatWasDeliveredIsRememberedByTheNextInstance) {
  const auto first = Start({});
  Proceed(*first);
  WaitForRemembered(1);
  first->Stop();
  ASSERT_EQ(topic_.size(), 1);
  EXPECT_FALSE(topic_.begin()->second.dead());
  const auto second = Start({});
  Proceed(*second);
  EXPECT_THAT(second->Json(), HasSubstr("\"delivered\":0"));
  escalation_.set_state(v1::State::RESOLVED);
  second->Take(escalation_, false);
  second->Proceed({});
  EXPECT_TRUE(topic_.empty()) << "the loop has ended";
}

TEST_F(AlertingTest, EndIsForgottenOnceItsReceiverKnows) {
  settings_.receivers[0].format = AlertReceiver::Format::kAlertmanager;
  const auto first = Start({});
  Proceed(*first);
  WaitForRemembered(1);
  first->Stop();
  ASSERT_EQ(topic_.size(), 1);
  escalation_.set_state(v1::State::RESOLVED);
  const auto unlucky = Start({Carried::How::kFailed, "down"});
  unlucky->Proceed({});
  unlucky->Stop();
  EXPECT_EQ(topic_.size(), 1) << "its receiver does not know yet";
  const auto second = Start({});
  second->Proceed({});
  WaitForRemembered(2);
  second->Stop();
  EXPECT_TRUE(topic_.empty());
}

TEST_F(AlertingTest, WhatIsDeadIsSeenOnTheBoardAndInTheMetrics) {
  const auto alerting = Start({Carried::How::kRefused, "expected an answer 2xx, found 404"});
  Proceed(*alerting);
  WaitForRemembered(1);
  EXPECT_EQ(alerting->OnBoard().dead, 1);
  EXPECT_THAT(alerting->Json(), HasSubstr(R"("lastError":"expected an answer 2xx, found 404")"));
  Metrics metrics;
  alerting->CountInto(metrics);
  EXPECT_THAT(metrics.Text(), testing::AllOf(HasSubstr("loopbreaker_alerts_dead 1"),
                                             HasSubstr("loopbreaker_alerts_given_up_total{receiver=\"hook\"} 1")));
}

TEST_F(AlertingTest, WhatIsOnItsWayWhenTheInstanceStopsIsSentByTheNextOne) {
  const auto first = Start({Carried::How::kFailed, "down"});
  Proceed(*first);
  first->Stop();
  EXPECT_TRUE(topic_.empty());
  const auto second = Start({});
  Proceed(*second);
  WaitForRemembered(1);
  EXPECT_THAT(second->Json(), HasSubstr("\"delivered\":1"));
}

}  // namespace
}  // namespace loopbreaker
