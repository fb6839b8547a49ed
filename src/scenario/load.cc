#include "scenario/load.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "event/timestamp.h"
#include "rules/load.h"
#include "scenario/event_reader.h"
#include "scenario/expectation_reader.h"
#include "scenario/message_reader.h"

namespace loopbreaker {
namespace {

// "rules/tests/../default.yaml" for a path that is relative to a file.
std::string Beside(const std::string& file, const std::string& path) {
  const std::size_t slash = file.rfind('/');
  return path.starts_with('/') || slash == std::string::npos ? path : file.substr(0, slash + 1) + path;
}

class TestLoader {
 public:
  TestLoader(const YamlDocument& document, const YamlReader& yaml, const TextReader& read, Diagnostics& errors)
      : document_(document), yaml_(yaml), read_(read), errors_(errors) {}

  void Load(RuleTestFile& out) {
    const YamlNode& root = document_.root;
    if (!yaml_.Map(root, "a file of tests", {"rules", "tests"})) return;
    if (const YamlNode* rules = yaml_.Required(root, "a file of tests", "rules")) out.rules = LoadTheRules(*rules);
    rules_ = out.rules.get();
    const YamlNode* tests = yaml_.Required(root, "a file of tests", "tests");
    if (tests == nullptr) return;
    if (!tests->IsList() || tests->items.empty()) yaml_.Expected(*tests, "'tests'", "a list of tests");
    for (const YamlNode& item : tests->items) LoadTest(item, out.tests.emplace_back());
  }

 private:
  std::shared_ptr<const RuleSet> LoadTheRules(const YamlNode& node) {
    if (node.IsMap()) return LoadRules(document_, node, errors_);
    const auto path = yaml_.Text(node, "'rules', a path or the rules themselves");
    if (!path) return nullptr;
    std::string error;
    const std::string file = Beside(document_.file, *path);
    const auto text = read_(file, error);
    if (!text) {
      yaml_.Error(node, "expected a rules file for 'rules': " + error);
      return nullptr;
    }
    return LoadRules(*text, file, errors_);
  }

  void LoadTest(const YamlNode& node, RuleTest& test) {
    test.line = node.line;
    if (!yaml_.Map(node, "a test", {"name", "customer", "customers", "events", "expect", "silent", "as_of"})) return;
    if (const YamlNode* name = yaml_.Required(node, "a test", "name"))
      test.name = yaml_.Text(*name, "'name'").value_or("");
    if (!names_.insert(test.name).second)
      yaml_.Error(node, "expected a name that no other test has, found '" + test.name + "'");
    std::string customer;
    if (const YamlNode* given = node.Find("customer")) customer = yaml_.Text(*given, "'customer'").value_or("");
    const absl::TimeZone zone = rules_ == nullptr ? absl::UTCTimeZone() : rules_->settings.history.calendar.zone();
    const MessageReader messages(yaml_, zone);
    for (const YamlNode& entry : ItemsOf(node, "customers"))
      messages.Read(entry, "a customer", test.customers.emplace_back());

    LoadEvents(node, zone, customer, test);
    if (const YamlNode* as_of = node.Find("as_of")) test.end = messages.Time(*as_of, "'as_of'").value_or(test.end);
    const Instant default_at = test.end;
    for (const v1::ContactEvent& event : test.events) test.end = std::max(test.end, TimeOf(event.event_time()));
    const ExpectationReader expectations(yaml_, messages, rules_, default_at, customer);
    for (const YamlNode& item : ItemsOf(node, "expect")) {
      if (auto expectation = expectations.Read(item)) {
        test.end = std::max(test.end, expectation->at);
        test.expect.push_back(std::move(*expectation));
      }
    }
    if (const YamlNode* silent = node.Find("silent")) {
      for (const YamlNode* id : yaml_.OneOrMore(*silent, "'silent'")) {
        if (expectations.CheckRule(*id)) test.silent.push_back(id->text);
      }
    }
    if (node.Find("expect") == nullptr && node.Find("silent") == nullptr) {
      yaml_.Error(node, "expected 'expect' or 'silent' in a test, found neither");
    }
  }

  void LoadEvents(const YamlNode& node, const absl::TimeZone& zone, const std::string& customer, RuleTest& test) {
    const TestEventReader reader(yaml_, zone);
    test.end = Instant::min();
    if (yaml_.Required(node, "a test", "events") == nullptr) return;
    int position = 0;
    for (const YamlNode& item : ItemsOf(node, "events")) {
      auto event = reader.Read(item, {customer, "e" + std::to_string(++position)});
      if (!event) continue;
      test.end = std::max(test.end, TimeOf(event->event_time()));
      test.events.push_back(std::move(*event));
      test.event_lines.push_back(item.line);
    }
    if (position == 0) yaml_.Error(*node.Find("events"), "expected at least one event, found none");
  }

  // The list under a key; empty when it is not there, or is none.
  const std::vector<YamlNode>& ItemsOf(const YamlNode& node, std::string_view key) const {
    static const std::vector<YamlNode> kNothing;
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return kNothing;
    if (!value->IsList()) yaml_.Expected(*value, "'" + std::string(key) + "'", "a list");
    return value->items;
  }

  const YamlDocument& document_;
  const YamlReader& yaml_;
  const TextReader& read_;
  Diagnostics& errors_;
  const RuleSet* rules_ = nullptr;
  std::set<std::string> names_;
};

}  // namespace

std::unique_ptr<RuleTestFile> LoadRuleTests(std::string_view text, const std::string& file, const TextReader& read,
                                            Diagnostics& errors) {
  Diagnostics found;
  const YamlDocument document = ParseYaml(text, file, found);
  auto tests = std::make_unique<RuleTestFile>();
  tests->file = file;
  if (document.complete) TestLoader(document, YamlReader(document, found), read, found).Load(*tests);
  for (const Diagnostic& error : found.list()) errors.Add(error);
  return found.empty() ? std::move(tests) : nullptr;
}

std::vector<std::string> RuleTestBlocks(std::string_view markdown) {
  std::vector<std::string> blocks;
  std::string before;  // an empty line for every line so far
  std::string block;
  bool inside = false;
  bool first = false;
  bool wanted = false;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    const std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (inside && line.starts_with("```")) {
      if (wanted) blocks.push_back(std::move(block));
      inside = wanted = false;
      block.clear();
    } else if (inside) {
      wanted = wanted || (first && line == "# test");
      block.append(line).append("\n");
      first = false;
    } else if (line == "```yaml") {
      inside = first = true;
      block = before + "\n";
    }
    before += '\n';
  }
  return blocks;
}

}  // namespace loopbreaker
