// A report on a small history that a test writes down.
#pragma once

#include <memory>
#include <string>

#include "event/decode.h"
#include "gmock/gmock.h"
#include "link/directory.h"
#include "report/html.h"
#include "report/report.h"
#include "rules/load.h"

namespace loopbreaker {

class ReportCase : public testing::Test {
 protected:
  static constexpr const char* kSettings =
      "version: 1\n"
      "settings: {callout_fee_cents: 9500, contact_cost_cents: 450}\n"
      "rules:\n";
  static constexpr const char* kRules =
      "  - id: second-visit\n"
      "    title: A second visit in vain\n"
      "    severity: HIGH\n"
      "    route: desk\n"
      "    count: {of: {event: visit_completed, outcome: NOT_FIXED}, at_least: 2}\n"
      "  - id: told-by-hand\n"
      "    title: Raised by hand\n"
      "    severity: LOW\n"
      "    route: desk\n"
      "    count: {of: {event: raised}, at_least: 1}\n"
      "  - id: same-blocker\n"
      "    title: The same blocker\n"
      "    severity: LOW\n"
      "    route: owner\n"
      "    scope: process\n"
      "    count: {of: {event: visit_completed}, at_least: 2, within: 30d, group_by: [category, blockers]}\n";

  ReportCase() { UseRules(std::string(kSettings) + kRules); }

  void UseRules(const std::string& yaml) {
    Diagnostics errors;
    rules_ = LoadRules(yaml, "r.yaml", errors);
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
    store_ = std::make_unique<FactStore>(rules_->settings, directory_, FactStore::Options{}, nullptr);
  }

  // An event with fields and payload as JSON, of customer c1 unless it says whose.
  void Add(const std::string& time, const std::string& fields) {
    std::string json = R"({"source":"t","id":"e)" + std::to_string(++events_) + R"(","eventTime":")" + time + R"(",)";
    if (fields.find("customerId") == std::string::npos) json += R"("customerId":"c1",)";
    json += fields + "}";
    JsonDecoder decoder;
    v1::ContactEvent event;
    Refusal refusal;
    ASSERT_TRUE(decoder.Decode(json, event, refusal) && Validate(event, refusal)) << refusal.detail << "\n" << json;
    ASSERT_NE(store_->Add(event, kLatest, refusal), FactStore::Outcome::kDead) << refusal.detail;
  }
  void Call(const std::string& time, const std::string& more = R"("category":"leak")",
            const std::string& disposition = "UNRESOLVED") {
    Add(time, more + R"(,"contactEnded":{"direction":"INBOUND","disposition":")" + disposition + R"("})");
  }
  void Visit(const std::string& time, const std::string& outcome, const std::string& more = "",
             const std::string& fields = R"("category":"leak")") {
    Add(time, fields + R"(,"visitCompleted":{"outcome":")" + outcome + "\"" + more + "}");
  }

  // As of an instant; without it, of the latest event.
  ReportResult Report(const std::string& as_of = "") const {
    const Instant clock = as_of.empty() ? store_->latest() : ParseTime(as_of).value();
    return RunReport(*store_, RuleIndex(rules_), clock);
  }
  std::string Page(Language language = Language::kEnglish) const {
    return ReportHtml(Report(), rules_->settings, language);
  }

  Directory directory_{"NL"};
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<FactStore> store_;
  int events_ = 0;
};

}  // namespace loopbreaker
