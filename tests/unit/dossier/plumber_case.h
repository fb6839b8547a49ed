// Dossiers out of the plumber's story (examples/plumber), as of any moment of it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "dossier/dossier.h"
#include "engine/fact_store.h"
#include "rules/load.h"

namespace loopbreaker {

class NoNames final : public GroupNames {
  void Put(std::uint64_t /*group*/, std::uint32_t /*rule*/, const std::vector<std::string_view>& /*values*/) override {}
};

class PlumberCase : public testing::Test {
 protected:
  static std::string ReadText(const std::string& path) {
    std::ifstream file(std::string(LOOPBREAKER_SOURCE_DIR) + path);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  void SetUp() override { Read(Language::kEnglish); }

  void Read(Language language) {
    Diagnostics errors;
    auto set = std::make_shared<RuleSet>(*LoadRules(ReadText("/rules/default.yaml"), "default.yaml", errors));
    set->settings.language = language;
    rules_ = std::make_unique<RuleIndex>(set);
    const std::string folder = std::string(LOOPBREAKER_SOURCE_DIR) + "/examples/plumber";
    std::string error;
    EXPECT_TRUE(LoadCustomers(folder + "/customers.jsonl", directory_, error)) << error;
    store_ = std::make_unique<FactStore>(rules_->set().settings, directory_, FactStore::Options{}, nullptr);
    std::istringstream lines(ReadText("/examples/plumber/events.jsonl") + more_);
    JsonDecoder decoder;
    v1::ContactEvent event;
    Refusal refusal;
    for (std::string line; std::getline(lines, line);) {
      ASSERT_TRUE(decoder.Decode(line, event, refusal) && Validate(event, refusal)) << refusal.detail << "\n" << line;
      store_->Add(event, kLatest, refusal);
    }
  }

  DossierAt At(const std::string& customer, const std::string& time) {
    const Instant clock = ParseTime(time).value();
    History history(rules_->set().settings.history, store_->pool());
    history.SetCustomer(customer);
    NoNames groups;
    Judge judge(history, *rules_, groups, 0);
    if (const CustomerIndex index = store_->customers().Find(customer); index != kNobody)
      history.Load(store_->customers().Facts(index));
    judge.TakeUntil(clock);
    return DossierOf(judge, customer, directory_, clock, clock, [](std::string_view source, std::string_view) {
      return source == "telephony" ? "by its phone number" : "";
    });
  }

  std::string more_;  // further events, as lines; before Read
  std::unique_ptr<RuleIndex> rules_;
  Directory directory_{"NL"};
  std::unique_ptr<FactStore> store_;
};

}  // namespace loopbreaker
