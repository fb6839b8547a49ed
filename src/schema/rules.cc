// Rules files: the rules themselves. Their settings are in settings.cc.
#include <limits>

#include "rules/rule.h"
#include "schema/filter.h"
#include "schema/parts.h"
#include "schema/rules_file.h"
#include "schema/schema.h"
#include "schema/settings.h"
#include "schema/words.h"

namespace loopbreaker {
namespace schema {
namespace {

constexpr std::int64_t kFactsMax = 1'000'000;
constexpr std::int64_t kStepsMax = 16;

Json Count() {
  return MapOf({
      {"of", Filter(), "The events that are counted.", true},
      {"at_least", Integer(1, kFactsMax), "So many make it true.", true},
      {"within", Duration(), "The first and the last are less than this apart, such as 90d. Left out: any span."},
      {"distinct", OneOf(DistinctFields()), "Counts different values of this field instead of events."},
      {"min_gap", Duration(), "What follows sooner than this on the one before is not counted, such as 10m."},
      {"reset_on", Filter(), "An event that begins the count anew."},
      {"group_by", ListOf(OneOf(FilterFields(~KindMask{0}))),
       "Scope process: one count for each combination of these."},
  });
}

Json Sequence() {
  return MapOf({
      {"steps", ListOf(Filter()).Set("maxItems", Json::Number(kStepsMax)), "First this, then that: each its own event.",
       true},
      {"within", Duration(), "From the first step to the last, such as 30d. Left out: any span."},
      {"without", Filter(), "An event that spoils it when it comes in between."},
      {"reset_on", Filter(), "An event that begins the sequence anew."},
  });
}

Json Absence() {
  Json absence = MapOf({
      {"after", Filter(), "What makes us expect something.", true},
      {"expect", Filter(), "What should follow in time.", true},
      {"since", Filter(), "Looks at `after` only once this has happened."},
      {"within", BusinessDuration(), "How long it may take, such as 5d, 5bd (business days) or 8bh (business hours)."},
      {"due", OneOf(TimeFields()), "In place of `within`: the field of `after` with the time at which it is due."},
      {"lead", Duration(), "With `due`: so long before it."},
      {"per", OneOf({"contact_id", "case_id", "work_order_id", "visit_id", "promise_id"}),
       "One deadline for each value of this reference."},
  });
  absence.Set("allOf", Json::Array({NeedsOneOf({"within", "due"}, true)}));
  return absence.Set("dependencies", Json().Set("lead", Json::Texts({"due"})));
}

Json Reach() {
  Json measures = Json::Array();
  std::vector<std::string> durations;
  std::vector<std::string> numbers;
  for (int i = 0; i < kMeasures; ++i) {
    const auto measure = static_cast<Measure>(i);
    const std::string name(NameOf(measure));
    (IsDuration(measure) ? durations : numbers).push_back(name);
    measures.Push(Described(Json().Set("const", name), WordsOfMeasure(name)));
  }
  Json reach = MapOf({
      {"measure", Json().Set("anyOf", std::move(measures)), "What is measured of the loop.", true},
      {"at_least", Json(), "From this on it is true: a whole number, or a duration for ages and waits.", true},
  });
  const auto threshold = [](Json value) { return Json().Set("properties", Json().Set("at_least", std::move(value))); };
  return reach.Set("allOf",
                   Json::Array({IfThen(KeyIs("measure", durations), threshold(Duration())),
                                IfThen(KeyIs("measure", numbers),
                                       threshold(Json().Set("type", "integer").Set("minimum", Json::Number(0))))}));
}

Json Step() {
  return MapOf({
      {"after", BusinessDuration(), "How long after the opening, such as 2bd; 0d: at once.", true},
      {"to", Text(), "The desk that is called then.", true},
  });
}

Json Rule() {
  Json rule = MapOf({
      {"id", Matching("^[a-z0-9]+(-[a-z0-9]+)*$", "expected small letters and digits joined by dashes: third-callout"),
       "The name of the rule, no other rule's. A new id is a new rule.", true},
      {"title", Text(), "One short sentence for the person who is called.", true},
      {"severity", OneOf({"LOW", "MEDIUM", "HIGH", "CRITICAL"}), "How bad it is.", true},
      {"route", Text(), "The desk that can break the loop.", true},
      {"ladder", ListOf(Ref("ladder_step")), "Who is called when nobody has acted for so long."},
      {"enabled", Flag(), "false switches the rule off."},
      {"shadow", Flag(), "true: the rule runs and calls nobody."},
      {"scope", OneOf({"loop", "customer", "process"}),
       "What the rule looks at: one problem of a customer (the default), one customer, or everybody."},
      {"where", MapOf({{"category", Categories(), "Loops of these categories only.", true}}),
       "Which loops the rule is about. Scope loop only."},
      {"count", Ref("count"), "So many events, within so long."},
      {"sequence", Ref("sequence"), "First this, then that, and nothing of a third kind in between."},
      {"absence", Ref("absence"), "After this, that did not happen in time."},
      {"reach", Ref("reach"), "A measure of the loop has come so far."},
  });
  const Json never = Json().Set("not", Json());
  const auto scope_count = [&](Json count) {
    return Json()
        .Set("required", Json::Texts({"count"}))
        .Set("properties", Json().Set("where", never).Set("count", std::move(count)));
  };
  Json customer = Json().Set("required", Json::Texts({"within"}));
  Json process = Json().Set("required", Json::Texts({"within", "group_by"}));
  for (Json* scope : {&customer, &process}) {
    scope->Set("properties", Json().Set("min_gap", never).Set("reset_on", never));
  }
  rule.Set("allOf", Json::Array({NeedsOneOf({"count", "sequence", "absence", "reach"}, true),
                                 IfThen(KeyIs("scope", {"customer"}), scope_count(customer)),
                                 IfThen(KeyIs("scope", {"process"}), scope_count(process))}));
  return rule;
}

}  // namespace

Json RulesFile(Json& definitions) {
  DefineFilter(definitions);
  definitions.Set("count", Count());
  definitions.Set("sequence", Sequence());
  definitions.Set("absence", Absence());
  definitions.Set("reach", Reach());
  definitions.Set("ladder_step", Step());
  definitions.Set("rule", Rule());
  definitions.Set("settings", Settings());
  return MapOf({
      {"version", Integer(1, 1), "The version of the language.", true},
      {"settings", Ref("settings"), "What holds for all rules of the file."},
      {"rules", Json().Set("type", "array").Set("items", Ref("rule")), "The rules, in any order.", true},
  });
}

}  // namespace schema

Json RulesSchema() {
  Json definitions;
  Json root = schema::RulesFile(definitions);
  return schema::Finish("rules", "loopbreaker: rules", std::move(root), definitions);
}

}  // namespace loopbreaker
