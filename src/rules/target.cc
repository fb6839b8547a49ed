#include "rules/target.h"

#include <vector>

#include "base/hash.h"
#include "base/percent.h"
#include "base/split.h"

namespace loopbreaker {

std::string ToText(const EscalationId& id) {
  std::string out;
  EncodePercent(id.customer, out);
  out.push_back('|');
  EncodePercent(id.rule, out);
  if (!id.has_fact) return out;
  out.push_back('|');
  EncodePercent(id.source, out);
  out.push_back('/');
  EncodePercent(id.id, out);
  if (!id.has_per) return out;
  out.push_back('|');
  EncodePercent(id.per, out);
  return out;
}

std::optional<EscalationId> ParseEscalationId(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, '|');
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  EscalationId id;
  const auto decode = [](std::string_view part, std::string& into) {
    std::optional<std::string> decoded = DecodePercent(part);
    if (decoded) into = *std::move(decoded);
    return decoded.has_value();
  };
  if (!decode(parts[0], id.customer) || !decode(parts[1], id.rule)) return std::nullopt;
  if (parts.size() > 2) {
    const std::size_t slash = parts[2].find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    id.has_fact = true;
    if (!decode(parts[2].substr(0, slash), id.source) || !decode(parts[2].substr(slash + 1), id.id))
      return std::nullopt;
  }
  id.has_per = parts.size() > 3;
  if (id.has_per && !decode(parts[3], id.per)) return std::nullopt;
  return id;
}

bool NamesFeedback(std::string_view escalation_id) {
  const std::size_t bar = escalation_id.find('|');
  if (bar == std::string_view::npos) return false;
  return escalation_id.substr(bar + 1, escalation_id.find('|', bar + 1) - bar - 1).find('=') != std::string_view::npos;
}

Target FindTarget(const Fact& fact, const RuleIndex& rules, const History& history, const Fold& fold) {
  Target target;
  std::string_view rule = fact.Text(Field::kRuleId);
  std::optional<EscalationId> named;
  if (fact.Has(Field::kEscalationId)) {
    named = ParseEscalationId(fact.Text(Field::kEscalationId));
    if (!named) return target;
    rule = named->rule;
  }
  target.every_rule = rule.empty();
  if (!rule.empty()) target.rule = rules.Find(rule);
  target.customer = target.rule != kNone && rules.rule(target.rule).scope == RuleScope::kCustomer;
  if (named) {
    target.per = Hash64(named->per);
    const Slot slot = named->has_fact ? history.Find(named->source, named->id) : kNoSlot;
    if (slot != kNoSlot) target.loop = fold.LoopOf(slot);
  } else if (target.rule != kNone) {
    if (const auto* absence = std::get_if<AbsenceCondition>(&rules.rule(target.rule).condition)) {
      if (absence->has_per) target.per = Hash64(fact.Text(absence->per));
    }
  }
  return target;
}

}  // namespace loopbreaker
