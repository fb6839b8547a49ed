#include "rules/target.h"

#include <vector>

#include "base/hash.h"

namespace loopbreaker {
namespace {

// Everything but unreserved characters (RFC 3986) and what reads well and cannot be mistaken for a separator.
bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void Encode(std::string_view part, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : part) {
    if (IsPlain(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool Decode(std::string_view part, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      out.push_back(part[i]);
      continue;
    }
    if (i + 2 >= part.size()) return false;
    const int high = HexDigit(part[i + 1]);
    const int low = HexDigit(part[i + 2]);
    if (high < 0 || low < 0) return false;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return true;
}

}  // namespace

std::string EncodePart(std::string_view part) {
  std::string out;
  Encode(part, out);
  return out;
}

std::optional<std::string> DecodePart(std::string_view part) {
  std::string out;
  if (!Decode(part, out)) return std::nullopt;
  return out;
}

std::string ToText(const EscalationId& id) {
  std::string out;
  Encode(id.customer, out);
  out.push_back('|');
  Encode(id.rule, out);
  if (!id.has_fact) return out;
  out.push_back('|');
  Encode(id.source, out);
  out.push_back('/');
  Encode(id.id, out);
  if (!id.has_per) return out;
  out.push_back('|');
  Encode(id.per, out);
  return out;
}

std::optional<EscalationId> ParseEscalationId(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t bar = text.find('|');
    parts.push_back(text.substr(0, bar));
    if (bar == std::string_view::npos) break;
    text.remove_prefix(bar + 1);
  }
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  EscalationId id;
  if (!Decode(parts[0], id.customer) || !Decode(parts[1], id.rule)) return std::nullopt;
  if (parts.size() > 2) {
    const std::size_t slash = parts[2].find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    id.has_fact = true;
    if (!Decode(parts[2].substr(0, slash), id.source) || !Decode(parts[2].substr(slash + 1), id.id))
      return std::nullopt;
  }
  id.has_per = parts.size() > 3;
  if (id.has_per && !Decode(parts[3], id.per)) return std::nullopt;
  return id;
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
