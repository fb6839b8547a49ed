// Events that a test writes down, through the engine.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/stream.h"
#include "event/decode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rules/load.h"

namespace loopbreaker {

class EngineCase : public testing::Test, protected RevisionSink {
 protected:
  // `settings` and `rules` as in a file.
  void Use(const std::string& settings, const std::string& rules = "  []\n") {
    Diagnostics errors;
    set_ = LoadRules("version: 1\nsettings: " + settings + "\nrules:\n" + rules, "r.yaml", errors);
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
    rules_ = std::make_unique<RuleIndex>(set_);
    stream_ = std::make_unique<Stream>(*rules_, directory_, static_cast<RevisionSink&>(*this));
  }
  // `fields`: more of the event, as JSON.
  void Add(const std::string& time, const std::string& fields) {
    JsonDecoder decoder;
    v1::ContactEvent event;
    Refusal refusal;
    const std::string json =
        R"({"source":"t","id":"e)" + std::to_string(++events_) + R"(","eventTime":")" + time + R"(",)" + fields + "}";
    ASSERT_TRUE(decoder.Decode(json, event, refusal) && Validate(event, refusal)) << refusal.detail << "\n" << json;
    ASSERT_TRUE(stream_->Add(event, kLatest, refusal)) << refusal.detail;
  }
  void Call(const std::string& time, const std::string& customer, const std::string& disposition = "UNRESOLVED",
            const std::string& more = "") {
    Add(time, R"("customerId":")" + customer + R"(","category":"leak",)" + more +
                  R"("contactEnded":{"direction":"INBOUND","disposition":")" + disposition + R"("})");
  }
  void Finish(const std::string& as_of) { stream_->Finish(ParseTime(as_of)); }

  Directory directory_{"NL"};
  std::shared_ptr<const RuleSet> set_;
  std::unique_ptr<RuleIndex> rules_;
  std::unique_ptr<Stream> stream_;
  std::map<std::string, std::vector<v1::Feedback>> feedback_;  // revisions by id

 private:
  void OnEscalation(const EscalationRevision& /*revision*/) override {}
  void OnFeedback(const v1::Feedback& feedback, bool /*shadow*/) override {
    feedback_[feedback.id()].push_back(feedback);
  }
  int events_ = 0;
};

}  // namespace loopbreaker
