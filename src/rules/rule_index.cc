#include "rules/rule_index.h"

#include <google/protobuf/descriptor.h>

#include "base/hash.h"

namespace loopbreaker {
namespace {

// Every filter of a condition.
std::vector<const Filter*> FiltersOf(const Condition& condition) {
  if (const auto* count = std::get_if<CountCondition>(&condition)) return {&count->of, &count->reset_on};
  if (const auto* absence = std::get_if<AbsenceCondition>(&condition)) {
    return {&absence->after, &absence->expect, &absence->since};
  }
  std::vector<const Filter*> filters;
  if (const auto* sequence = std::get_if<SequenceCondition>(&condition)) {
    for (const Filter& step : sequence->steps) filters.push_back(&step);
    filters.push_back(&sequence->without);
    filters.push_back(&sequence->reset_on);
  }
  return filters;
}

std::uint64_t CountedBy(const Rule& rule) {
  const auto* const count = std::get_if<CountCondition>(&rule.condition);
  if (rule.scope != RuleScope::kProcess || count == nullptr) return 0;
  std::uint64_t fields = Hash64(count->has_distinct ? InfoOf(count->distinct).name : "");
  for (const Field field : count->group_by) fields = Combine(fields, Hash64(InfoOf(field).name));
  return fields;
}

// What the fold of a history reads, whatever the rules.
constexpr std::uint64_t kFoldNeeds =
    BitOf(Field::kUnitId) | BitOf(Field::kCategory) | BitOf(Field::kContactId) | BitOf(Field::kCaseId) |
    BitOf(Field::kWorkOrderId) | BitOf(Field::kVisitId) | BitOf(Field::kPromiseId) | BitOf(Field::kAgent) |
    BitOf(Field::kDirection) | BitOf(Field::kDisposition) | BitOf(Field::kHandleTime) | BitOf(Field::kOutcome) |
    BitOf(Field::kStarts) | BitOf(Field::kDue) | BitOf(Field::kFeeCents) | BitOf(Field::kBy) | BitOf(Field::kOn) |
    BitOf(Field::kAction) | BitOf(Field::kUntil) | BitOf(Field::kDismissReason) | BitOf(Field::kEscalationId) |
    BitOf(Field::kRuleId);

}  // namespace

void RuleIndex::Need(Field field) {
  if (field == Field::kSubject) field = Field::kCategory;
  if (field == Field::kAfterLetter) field = Field::kLetterCode;
  if (static_cast<std::size_t>(field) < kStoredFields) needed_ |= BitOf(field);
}

void RuleIndex::NeedFieldsOf(const Condition& condition) {
  for (const Filter* filter : FiltersOf(condition)) {
    for (const auto* tests : {&filter->all, &filter->none}) {
      for (const auto& name : *tests) {
        for (const Filter::Test& test : name) Need(test.field);
      }
    }
  }
  if (const auto* count = std::get_if<CountCondition>(&condition)) {
    if (count->has_distinct) Need(count->distinct);
    for (const Field field : count->group_by) Need(field);
  } else if (const auto* absence = std::get_if<AbsenceCondition>(&condition)) {
    if (absence->by_due) Need(absence->due);
    if (absence->has_per) Need(absence->per);
  }
}

RuleIndex::RuleIndex(std::shared_ptr<const RuleSet> rules) : set_(std::move(rules)), needed_(kFoldNeeds) {
  windows_.resize(set_->rules.size());
  customer_place_.resize(set_->rules.size(), kNone);
  for (std::uint32_t i = 0; i < set_->rules.size(); ++i) {
    const Rule& rule = set_->rules[i];
    counted_by_.push_back(CountedBy(rule));
    KindMask kinds = 0;
    for (const Filter* filter : FiltersOf(rule.condition)) kinds |= filter->kinds;
    NeedFieldsOf(rule.condition);
    auto& lists = rule.scope == RuleScope::kLoop ? by_kind_ : observing_;
    for (int kind = 0; kind < kKinds; ++kind) {
      if ((kinds & (KindMask{1} << kind)) != 0) lists[static_cast<std::size_t>(kind)].push_back(i);
    }
    if (rule.scope == RuleScope::kLoop) {
      if (std::holds_alternative<ReachCondition>(rule.condition)) reach_rules_.push_back(i);
      continue;
    }
    windows_[i] = std::make_unique<Window>(rule, set_->settings.history.calendar);
    if (rule.scope == RuleScope::kCustomer) {
      customer_place_[i] = static_cast<std::uint32_t>(customer_rules_.size());
      customer_rules_.push_back(i);
    } else {
      process_rules_.push_back(i);
    }
  }
}

std::uint32_t RuleIndex::Find(std::string_view id) const {
  for (std::uint32_t i = 0; i < set_->rules.size(); ++i) {
    if (set_->rules[i].id == id) return i;
  }
  return kNone;
}

std::uint64_t ValueOf(const Fact& fact, Field field) {
  switch (InfoOf(field).type) {
    case FieldType::kText:
      return Hash64(fact.AnyText(field));
    case FieldType::kTextList: {
      const auto& list = field == Field::kPartsMissing ? fact.parts_missing : fact.authorisation_missing;
      std::uint64_t hash = 0;
      for (const std::string_view text : list) hash = Combine(hash, Hash64(text));
      return hash;
    }
    default:
      return static_cast<std::uint64_t>(fact.Number(field));
  }
}

void TextsOf(const Fact& fact, Field field, std::vector<std::string>& storage, std::vector<std::string_view>& texts) {
  texts.clear();
  storage.clear();
  const FieldInfo& info = InfoOf(field);
  const std::int64_t number =
      info.type == FieldType::kText || info.type == FieldType::kTextList ? 0 : fact.Number(field);
  switch (info.type) {
    case FieldType::kText:
      if (!fact.AnyText(field).empty()) texts.push_back(fact.AnyText(field));
      return;
    case FieldType::kTextList:
      for (const std::string_view text :
           field == Field::kPartsMissing ? fact.parts_missing : fact.authorisation_missing) {
        if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
      }
      return;
    case FieldType::kEnumList:
      for (int i = 0; i < info.values->value_count(); ++i) {
        const auto* value = info.values->value(i);
        if (value->number() != 0 && ((number >> value->number()) & 1) != 0) texts.push_back(value->name());
      }
      return;
    case FieldType::kEnum:
      if (const auto* value = info.values->FindValueByNumber(static_cast<int>(number));
          value != nullptr && number != 0) {
        texts.push_back(value->name());
      }
      return;
    case FieldType::kBool:
      storage.push_back(number != 0 ? "true" : "false");
      break;
    default:
      if (!fact.Has(field)) return;
      storage.push_back(info.type == FieldType::kTime ? FormatTime(fact.TimeOf(field)) : std::to_string(number));
      break;
  }
  texts.push_back(storage.back());
}

}  // namespace loopbreaker
