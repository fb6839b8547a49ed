#include "scenario/expectation_reader.h"

#include <algorithm>
#include <limits>

#include "event/field.h"

namespace loopbreaker {
namespace {

// What an escalation that was never there cannot have.
const std::vector<std::string>& DetailKeys() {
  static const std::vector<std::string> keys = {"level",      "evidence",  "facts",      "ended_by",
                                                "activities", "opened_at", "resolved_at"};
  return keys;
}

constexpr std::int64_t kCountMax = std::numeric_limits<std::int32_t>::max();

}  // namespace

bool ExpectationReader::CheckRule(const YamlNode& node) const {
  const auto id = yaml_.Text(node, "the id of a rule");
  if (!id || rules_ == nullptr) return id.has_value();
  if (std::find(rules_->ids.begin(), rules_->ids.end(), *id) != rules_->ids.end()) return true;
  yaml_.Error(node,
              "expected the id of a rule in " + rules_->file + ", found '" + *id + "'" + DidYouMean(*id, rules_->ids));
  return false;
}

std::optional<Expectation> ExpectationReader::Read(const YamlNode& node) const {
  std::vector<std::string> keys = {"at", "rule", "status", "customer", "per", "group"};
  keys.insert(keys.end(), DetailKeys().begin(), DetailKeys().end());
  if (!yaml_.Map(node, "an expectation", keys)) return std::nullopt;
  Expectation out;
  out.line = node.line;
  out.at = at_;
  bool good = true;
  if (const YamlNode* at = node.Find("at")) {
    const auto time = messages_.Time(*at, "'at'");
    out.at = time.value_or(at_);
    good = time.has_value();
  }
  const YamlNode* rule = yaml_.Required(node, "an expectation", "rule");
  if (rule == nullptr || !CheckRule(*rule)) return std::nullopt;
  out.rule_id = rule->text;
  if (rules_ != nullptr) out.rule = rules_->Find(out.rule_id);
  good = ReadStatus(node, out) && good;
  good = ReadWhich(node, out) && good;
  good = ReadDetails(node, out) && good;
  return good ? std::optional<Expectation>(std::move(out)) : std::nullopt;
}

bool ExpectationReader::ReadStatus(const YamlNode& node, Expectation& out) const {
  const YamlNode* status = yaml_.Required(node, "an expectation", "status");
  if (status == nullptr) return false;
  const auto choice = yaml_.Choice(*status, "'status'", {"NONE", "OPEN", "RESOLVED"});
  if (!choice) return false;
  out.status = static_cast<ExpectedStatus>(*choice);
  bool good = true;
  for (const auto& [key, value] : node.entries) {
    const bool detail = std::find(DetailKeys().begin(), DetailKeys().end(), key.text) != DetailKeys().end();
    const bool of_end = key.text == "ended_by" || key.text == "resolved_at";
    if (detail && out.status == ExpectedStatus::kNothing) {
      yaml_.Error(key, "expected nothing about an escalation that is NONE, found '" + key.text + "'");
      good = false;
    } else if (of_end && out.status == ExpectedStatus::kOpen) {
      yaml_.Error(key, "expected '" + key.text + "' with the status RESOLVED only, found it with OPEN");
      good = false;
    }
  }
  return good;
}

bool ExpectationReader::ReadWhich(const YamlNode& node, Expectation& out) const {
  const bool process = out.rule != nullptr && out.rule->scope == RuleScope::kProcess;
  if (!process) out.customer = customer_;
  if (const YamlNode* customer = node.Find("customer")) {
    out.customer = yaml_.Text(*customer, "'customer'").value_or("");
    if (process)
      yaml_.Error(*customer, "expected no 'customer' for a rule of scope process, found '" + out.customer + "'");
  }
  if (const YamlNode* per = node.Find("per")) out.per = yaml_.Text(*per, "'per'");
  if (const YamlNode* group = node.Find("group")) {
    if (!process && out.rule != nullptr) {
      yaml_.Error(*group, "expected 'group' for a rule of scope process only; '" + out.rule_id + "' has another scope");
    } else if (yaml_.Map(*group, "'group'")) {
      ReadGroup(*group, out);
    }
  }
  return true;
}

void ExpectationReader::ReadGroup(const YamlNode& node, Expectation& out) const {
  std::vector<std::string> fields;
  if (out.rule != nullptr) {
    for (const Field field : std::get<CountCondition>(out.rule->condition).group_by)
      fields.push_back(InfoOf(field).name);
  }
  for (const auto& [key, value] : node.entries) {
    if (out.rule != nullptr && std::find(fields.begin(), fields.end(), key.text) == fields.end()) {
      yaml_.Error(
          key, "expected a field of 'group_by' of the rule, found '" + key.text + "'" + DidYouMean(key.text, fields));
    }
    if (const auto text = yaml_.Text(value, "'" + key.text + "'")) out.group.emplace_back(key.text, *text);
  }
}

bool ExpectationReader::ReadDetails(const YamlNode& node, Expectation& out) const {
  bool good = true;
  const auto number = [&](std::string_view key, std::optional<std::int64_t>& target) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return;
    target = yaml_.Integer(*value, "'" + std::string(key) + "'", 0, kCountMax);
    good = good && target;
  };
  const auto time = [&](std::string_view key, std::optional<Instant>& target) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return;
    target = messages_.Time(*value, "'" + std::string(key) + "'");
    good = good && target;
  };
  number("level", out.level);
  number("activities", out.activities);
  number("facts", out.facts);
  time("opened_at", out.opened_at);
  time("resolved_at", out.resolved_at);
  if (const YamlNode* evidence = node.Find("evidence")) {
    if (evidence->IsList()) {
      std::vector<std::string> ids;
      for (const YamlNode& item : evidence->items) ids.push_back(yaml_.Text(item, "'evidence'").value_or(""));
      std::sort(ids.begin(), ids.end());
      out.evidence_ids = std::move(ids);
    } else {
      number("evidence", out.evidence_count);
    }
  }
  if (const YamlNode* ended_by = node.Find("ended_by")) {
    std::vector<std::string> names;
    for (int i = 1; i <= v1::EndedBy::Value_MAX; ++i)
      names.push_back(v1::EndedBy::Value_Name(static_cast<v1::EndedBy::Value>(i)));
    const auto choice = yaml_.Choice(*ended_by, "'ended_by'", names);
    good = good && choice;
    if (choice) out.ended_by = static_cast<v1::EndedBy::Value>(*choice + 1);
  }
  return good;
}

}  // namespace loopbreaker
