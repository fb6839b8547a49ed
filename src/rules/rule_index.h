// A rule set arranged for judging: for every kind of fact, the rules that look at it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/rule.h"
#include "rules/window.h"

namespace loopbreaker {

class RuleIndex {
 public:
  explicit RuleIndex(std::shared_ptr<const RuleSet> rules);

  const RuleSet& set() const { return *set_; }
  const Rule& rule(std::uint32_t i) const { return set_->rules[i]; }

  // Rules of scope loop with a count, sequence or absence that a fact of this kind can concern.
  const std::vector<std::uint32_t>& by_kind(Kind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }
  const std::vector<std::uint32_t>& reach_rules() const { return reach_rules_; }
  const std::vector<std::uint32_t>& customer_rules() const { return customer_rules_; }
  const std::vector<std::uint32_t>& process_rules() const { return process_rules_; }
  // Of the rules of scope customer and process those that count facts of this kind.
  const std::vector<std::uint32_t>& observing(Kind kind) const { return observing_[static_cast<std::size_t>(kind)]; }
  // The windows of the rules of scope customer and process, by rule; null for the others.
  const Window* window(std::uint32_t rule) const { return windows_[rule].get(); }
  // The fields that a rule of scope process groups by and counts apart, as one number: what was observed under another
  // number says nothing of its groups. 0: it is no such rule.
  std::uint64_t counted_by(std::uint32_t rule) const { return counted_by_[rule]; }
  // The place of a rule in customer_rules().
  std::uint32_t customer_place(std::uint32_t rule) const { return customer_place_[rule]; }
  // The fields that verdicts and loops depend on: those that the fold of a history reads, and those that a rule names.
  FieldSet needed() const { return FieldSet{needed_}; }
  // kNone when there is no enabled rule of that id.
  std::uint32_t Find(std::string_view id) const;

 private:
  std::shared_ptr<const RuleSet> set_;
  std::array<std::vector<std::uint32_t>, kKinds> by_kind_;
  std::array<std::vector<std::uint32_t>, kKinds> observing_;
  std::vector<std::uint32_t> reach_rules_;
  std::vector<std::uint32_t> customer_rules_;
  std::vector<std::uint32_t> process_rules_;
  std::vector<std::unique_ptr<Window>> windows_;
  std::vector<std::uint64_t> counted_by_;
  std::vector<std::uint32_t> customer_place_;
  void Need(Field field);
  void NeedFieldsOf(const Condition& condition);
  std::uint64_t needed_;
};

// The value of a field as one number to compare: a hash of a text, the number itself; 0 when it is empty.
std::uint64_t ValueOf(const Fact& fact, Field field);

// The values of a field as text, several for a list: names of enum values, numbers in decimal. Texts live in `fact` or
// `storage`.
void TextsOf(const Fact& fact, Field field, std::vector<std::string>& storage, std::vector<std::string_view>& texts);

}  // namespace loopbreaker
