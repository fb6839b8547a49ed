#include "rules/load.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/hash.h"
#include "rules/load_internal.h"

namespace loopbreaker {
namespace {

const std::vector<std::string>& RuleKeys() {
  static const std::vector<std::string> keys = {"id",       "title",   "severity", "route", "ladder",
                                                "enabled",  "shadow",  "scope",    "where", "count",
                                                "sequence", "absence", "reach"};
  return keys;
}

// "third-callout": words of small letters and digits, joined by single dashes.
bool IsKebabCase(std::string_view id) {
  char last = '-';
  for (char c : id) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && last != '-'))) return false;
    last = c;
  }
  return last != '-';
}

class RuleLoader {
 public:
  RuleLoader(const YamlReader& reader, RuleSet& set) : reader_(reader), set_(set) {}

  void ReadRules(const YamlNode& node) {
    if (!node.IsList()) reader_.Expected(node, "'rules'", "a list of rules");
    for (const YamlNode& item : node.items) ReadRule(item);
  }

  // Desks may name rules that come later, so this is after ReadRules.
  void CheckMentions(const std::vector<const YamlNode*>& mentions) const {
    for (const YamlNode* mention : mentions) {
      if (lines_.contains(mention->text)) continue;
      reader_.Error(*mention, absl::StrCat("expected the id of a rule, found ", Described(*mention),
                                           DidYouMean(mention->text, set_.ids)));
    }
  }

 private:
  void ReadRule(const YamlNode& node) {
    if (!reader_.Map(node, "a rule", RuleKeys())) return;
    Rule rule;
    rule.line = node.line;
    ReadId(node, rule);
    const std::string what = rule.id.empty() ? "a rule" : absl::StrCat("rule '", rule.id, "'");
    if (const YamlNode* title = reader_.Required(node, what, "title")) {
      rule.title = reader_.Text(*title, "'title'").value_or("");
    }
    if (const YamlNode* severity = reader_.Required(node, what, "severity")) {
      const auto choice = reader_.Choice(*severity, "'severity'", {"LOW", "MEDIUM", "HIGH", "CRITICAL"});
      rule.severity = static_cast<v1::Severity::Value>(v1::Severity::LOW + static_cast<int>(choice.value_or(0)));
    }
    if (const YamlNode* route = reader_.Required(node, what, "route")) {
      rule.route = reader_.Text(*route, "'route'").value_or("");
    }
    bool enabled = true;
    if (const YamlNode* flag = node.Find("enabled")) enabled = reader_.Flag(*flag, "'enabled'").value_or(true);
    if (const YamlNode* flag = node.Find("shadow")) rule.shadow = reader_.Flag(*flag, "'shadow'").value_or(false);
    bool scope_known = true;
    if (const YamlNode* scope = node.Find("scope")) {
      const auto choice = reader_.Choice(*scope, "'scope'", {"loop", "customer", "process"});
      scope_known = choice.has_value();
      rule.scope = static_cast<RuleScope>(choice.value_or(0));
    }
    if (const YamlNode* where = node.Find("where")) ReadWhere(*where, rule);
    ReadLadder(node.Find("ladder"), rule);
    if (scope_known) ReadConditions(node, what, rule);
    if (enabled) set_.rules.push_back(std::move(rule));
  }

  void ReadId(const YamlNode& node, Rule& rule) {
    const YamlNode* id = reader_.Required(node, "a rule", "id");
    if (id == nullptr) return;
    if (!id->IsScalar() || !IsKebabCase(id->text)) {
      reader_.Expected(*id, "'id'", "small letters and digits joined by dashes, such as third-callout,");
      return;
    }
    if (id->text == "overload" || id->text == "workaround") {
      reader_.Error(*id, absl::StrCat("expected another id, since feedback that no rule gives is called ", id->text));
      return;
    }
    rule.id = id->text;
    const auto [first, is_new] = lines_.try_emplace(id->text, id->line);
    if (is_new) {
      set_.ids.push_back(id->text);
    } else {
      reader_.Error(*id, absl::StrCat("expected an id that no other rule has, found '", id->text,
                                      "', which the rule in line ", first->second, " has"));
    }
  }

  void ReadWhere(const YamlNode& node, Rule& rule) const {
    if (rule.scope != RuleScope::kLoop) {
      reader_.Error(node, "expected 'where' in scope loop only");
      return;
    }
    if (!reader_.Map(node, "'where'", {"category"})) return;
    if (const YamlNode* category = reader_.Required(node, "'where'", "category")) {
      rule.where = load::ReadPatterns(reader_, *category, "'category'");
    }
  }

  void ReadLadder(const YamlNode* node, Rule& rule) const {
    if (node != nullptr && rule.scope == RuleScope::kProcess) {
      reader_.Error(*node, "expected no 'ladder' in scope process; all feedback has the settings' 'feedback_ladder'");
      node = nullptr;
    }
    rule.ladder = load::ReadLadder(reader_, node, "'ladder'", set_.settings.history.calendar);
  }

  void ReadConditions(const YamlNode& node, const std::string& what, Rule& rule) const {
    const std::vector<std::string>& names = load::ConditionNames();
    const YamlNode* first = nullptr;
    for (const auto& [key, value] : node.entries) {
      if (std::find(names.begin(), names.end(), key.text) == names.end()) continue;
      if (first != nullptr) {
        reader_.Error(key, absl::StrCat("expected one condition in ", what, ", found '", key.text, "' beside '",
                                        first->text, "'"));
        continue;
      }
      first = &key;
      if (rule.scope != RuleScope::kLoop && key.text != "count") {
        reader_.Error(key, absl::StrCat("expected 'count' in the scopes customer and process, found '", key.text, "'"));
        continue;
      }
      std::optional<Condition> condition = load::ReadCondition(reader_, key.text, value, rule.scope, set_.settings);
      if (condition) rule.condition = std::move(*condition);
    }
    if (first == nullptr) {
      reader_.Error(node, absl::StrCat("expected one of the conditions ", absl::StrJoin(names, ", "), " in ", what,
                                       ", found none"));
    }
  }

  const YamlReader& reader_;
  RuleSet& set_;
  absl::flat_hash_map<std::string, int> lines_;
};

// What could be read of the rule set; of use when there are no errors.
std::shared_ptr<RuleSet> ReadRuleSet(const YamlDocument& document, const YamlNode& root, Diagnostics& errors) {
  const YamlReader reader(document, errors);
  if (!reader.Map(root, "a rules file", {"version", "settings", "rules"})) return nullptr;

  auto set = std::make_shared<RuleSet>();
  set->file = document.file;
  if (const YamlNode* version = reader.Required(root, "a rules file", "version")) {
    reader.Integer(*version, "'version'", 1, 1);
  }
  std::vector<const YamlNode*> mentions;
  if (const YamlNode* settings = root.Find("settings")) load::ReadSettings(reader, *settings, set->settings, mentions);
  RuleLoader loader(reader, *set);
  if (const YamlNode* rules = reader.Required(root, "a rules file", "rules")) loader.ReadRules(*rules);
  loader.CheckMentions(mentions);
  return set;
}

// Passes on what was found, in the order in which people read a file. Whether there was anything.
bool PassOn(const Diagnostics& found, Diagnostics& errors) {
  std::vector<Diagnostic> sorted = found.list();
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  for (Diagnostic& error : sorted) errors.Add(std::move(error));
  return !sorted.empty();
}

}  // namespace

std::shared_ptr<const RuleSet> LoadRules(std::string_view text, const std::string& file, Diagnostics& errors) {
  Diagnostics found;
  const YamlDocument document = ParseYaml(text, file, found);
  std::shared_ptr<RuleSet> set;
  // What follows from half a file would only hide what is wrong with it.
  if (document.complete) set = ReadRuleSet(document, document.root, found);
  if (set != nullptr) set->hash = Hash64(text);
  return PassOn(found, errors) ? nullptr : set;
}

std::shared_ptr<const RuleSet> LoadRules(const YamlDocument& document, const YamlNode& node, Diagnostics& errors) {
  Diagnostics found;
  std::shared_ptr<const RuleSet> set = ReadRuleSet(document, node, found);
  return PassOn(found, errors) ? nullptr : set;
}

}  // namespace loopbreaker
