// What the parts of LoadRules share; nobody else includes this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml_reader.h"
#include "rules/rule.h"

namespace loopbreaker::load {

// Reads `settings`. What is wrong keeps its default, so that the rules can be checked against the rest.
// Adds to `mentions` the rules that desks name, to be compared with the rules once these are known.
void ReadSettings(const YamlReader& reader, const YamlNode& node, RuleSettings& settings,
                  std::vector<const YamlNode*>& mentions);

// The settings' `calendar`, in the given time zone.
Calendar ReadCalendar(const YamlReader& reader, const YamlNode* node, absl::TimeZone zone);

// The steps of a ladder, as Rule::ladder; `node` null: only the route.
std::vector<LadderStep> ReadLadder(const YamlReader& reader, const YamlNode* node, std::string_view what,
                                   const Calendar& calendar);

// Category patterns: one or a list of "rent" and "plumbing/*".
std::vector<CategoryPattern> ReadPatterns(const YamlReader& reader, const YamlNode& node, std::string_view what);

// A filter; empty after an error.
std::optional<Filter> ReadFilter(const YamlReader& reader, const YamlNode& node, std::string_view what);

// A field of the facts that a filter lets through, by name; narrows `filter` to the kinds that have it. Empty after an
// error.
std::optional<Field> ReadField(const YamlReader& reader, const YamlNode& node, std::string_view what, Filter& filter);

// True for `agent` and `technician`, which serve `distinct` only, so that no rule is about a person at work.
bool NamesPerson(std::string_view field);
inline constexpr std::string_view kPersonMessage =
    "serves 'distinct' only; expected a field that names no agent or technician";

// The value of the key `condition` of a rule ("count", ...) in a scope. Empty after an error.
std::optional<Condition> ReadCondition(const YamlReader& reader, std::string_view condition, const YamlNode& node,
                                       RuleScope scope, const RuleSettings& settings);

// "count", "sequence", "absence", "reach".
const std::vector<std::string>& ConditionNames();

}  // namespace loopbreaker::load
