// Tests that share one broker and leave it alive.
#pragma once

#include <memory>

#include "gtest/gtest.h"
#include "support/broker.h"

namespace loopbreaker {

class BrokerFixture : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    absl::StatusOr<std::unique_ptr<Broker>> broker = Broker::Connect();
    ASSERT_TRUE(broker.ok()) << broker.status();
    broker_ = *std::move(broker);
  }
  static void TearDownTestSuite() { broker_.reset(); }

  void SetUp() override { ASSERT_NE(broker_, nullptr) << "the broker did not start"; }

  static inline std::unique_ptr<Broker> broker_;
};

}  // namespace loopbreaker
