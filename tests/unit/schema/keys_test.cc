// What the loaders take and what the schemas offer are the same keys: each map is given a key that does not exist, and
// the error lists what was expected there.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "event/field.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/schema.h"
#include "unit/cli/program.h"

namespace loopbreaker {
namespace {

using Keys = std::set<std::string>;

// The keys of the map that is reached by following `path` ("definitions", "rule") in a schema.
Keys KeysAt(const Json& schema, const std::vector<std::string>& path) {
  const Json* json = &schema;
  for (const std::string& key : path) {
    json = json == nullptr ? nullptr : json->Find(key);
  }
  const Json* properties = json == nullptr ? nullptr : json->Find("properties");
  EXPECT_NE(properties, nullptr) << testing::PrintToString(path);
  return properties == nullptr ? Keys() : Keys(properties->keys().begin(), properties->keys().end());
}

// What stands between `begin` and the end of the line or a ';', cut at the commas.
Keys ListedBehind(const std::string& text, const std::string& begin) {
  Keys keys;
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) return keys;
  std::istringstream list(text.substr(at + begin.size(), text.find_first_of(";\n", at) - at - begin.size()));
  for (std::string key; std::getline(list >> std::ws, key, ',');) keys.insert(key);
  return keys;
}

class KeysTest : public ProgramTest {
 protected:
  // The keys that `check` expects where the unknown key `zzzzzzzz` is.
  Keys Accepted(const std::string& text) const {
    const Ran ran = Run({"check", Write("file.yaml", text)});
    EXPECT_EQ(ran.exit_code, 1) << text;
    const std::size_t at = ran.err.find("unknown key 'zzzzzzzz'");
    EXPECT_NE(at, std::string::npos) << ran.err;
    if (at == std::string::npos) return {};
    const std::string error = ran.err.substr(at, ran.err.find('\n', at) - at);
    Keys keys = ListedBehind(error, "expected one of ");
    if (keys.empty()) keys = ListedBehind(error, ", expected ");
    EXPECT_FALSE(keys.empty()) << ran.err;
    return keys;
  }
  Keys AcceptedInRule(const std::string& keys) const {
    return Accepted("version: 1\nrules:\n- {id: r, title: t, severity: LOW, route: d, " + keys + "}\n");
  }
  Keys AcceptedInSettings(const std::string& keys) const {
    return Accepted("version: 1\nrules: []\nsettings: " + keys + "\n");
  }
  Keys AcceptedInTests(const std::string& test) const {
    return Accepted("rules: rules.yaml\ntests:\n- {name: n, events: [2026-03-02 10:00 call], " + test + "}\n");
  }
  Keys AcceptedInMapping(const std::string& keys) const {
    return Accepted("source: s\nformat: csv\n" + keys + "\nevents: [{id: i, event_time: \"{t}\", raised: {}}]\n");
  }
  Keys AcceptedInEvent(const std::string& keys) const {
    return Accepted("source: s\nformat: csv\nevents: [{id: i, event_time: \"{t}\", raised: {}, " + keys + "}]\n");
  }
};

TEST_F(KeysTest, RulesFile) {
  const Json schema = RulesSchema();
  EXPECT_EQ(Accepted("version: 1\nrules: []\nzzzzzzzz: 1\n"), KeysAt(schema, {}));
  EXPECT_EQ(AcceptedInRule("zzzzzzzz: 1, reach: {measure: visits, at_least: 1}"),
            KeysAt(schema, {"definitions", "rule"}));
  for (const char* condition : {"count", "sequence", "absence", "reach"}) {
    EXPECT_EQ(AcceptedInRule(std::string(condition) + ": {zzzzzzzz: 1}"), KeysAt(schema, {"definitions", condition}));
  }
  EXPECT_EQ(AcceptedInRule("reach: {measure: visits, at_least: 1}, ladder: [{zzzzzzzz: 1, after: 0d, to: d}]"),
            KeysAt(schema, {"definitions", "ladder_step"}));
  EXPECT_EQ(AcceptedInRule("reach: {measure: visits, at_least: 1}, where: {zzzzzzzz: 1, category: c}"),
            KeysAt(schema, {"definitions", "rule", "properties", "where"}));
}

TEST_F(KeysTest, Settings) {
  const Json schema = RulesSchema();
  const std::vector<std::string> settings = {"definitions", "settings"};
  const auto below = [&](std::initializer_list<std::string> path) {
    std::vector<std::string> whole = settings;
    whole.insert(whole.end(), path);
    return KeysAt(schema, whole);
  };
  EXPECT_EQ(AcceptedInSettings("{zzzzzzzz: 1}"), KeysAt(schema, settings));
  EXPECT_EQ(AcceptedInSettings("{calendar: {zzzzzzzz: 1}}"), below({"properties", "calendar"}));
  EXPECT_EQ(AcceptedInSettings("{calendar: {hours: {zzzzzzzz: 1}}}"),
            below({"properties", "calendar", "properties", "hours"}));
  EXPECT_EQ(AcceptedInSettings("{dragged_on: {zzzzzzzz: 1}}"), below({"properties", "dragged_on"}));
  EXPECT_EQ(AcceptedInSettings("{desks: [{zzzzzzzz: 1, desk: d, match: {region: r}}]}"),
            below({"properties", "desks", "items"}));
  EXPECT_EQ(AcceptedInSettings("{desks: [{desk: d, match: {zzzzzzzz: 1}}]}"),
            below({"properties", "desks", "items", "properties", "match"}));
}

TEST_F(KeysTest, Tests) {
  const Json schema = TestsSchema();
  EXPECT_EQ(
      Accepted(
          "rules: rules.yaml\nzzzzzzzz: 1\ntests: [{name: n, events: [2026-03-02 10:00 call], silent: second-call}]\n"),
      KeysAt(schema, {}));
  EXPECT_EQ(AcceptedInTests("zzzzzzzz: 1, silent: second-call"), KeysAt(schema, {"definitions", "test"}));
  EXPECT_EQ(AcceptedInTests("expect: [{zzzzzzzz: 1, rule: second-call, status: NONE}]"),
            KeysAt(schema, {"definitions", "expectation"}));
}

TEST_F(KeysTest, Mapping) {
  const Json schema = MappingSchema();
  EXPECT_EQ(AcceptedInMapping("zzzzzzzz: 1"), KeysAt(schema, {}));
  EXPECT_EQ(AcceptedInMapping("time: {zzzzzzzz: 1}"), KeysAt(schema, {"definitions", "time"}));
  EXPECT_EQ(AcceptedInMapping("each: {zzzzzzzz: 1}"), KeysAt(schema, {"properties", "each"}));
  EXPECT_EQ(AcceptedInEvent("team: {zzzzzzzz: 1, value: x}"), KeysAt(schema, {"definitions", "Text", "then"}));
  EXPECT_EQ(AcceptedInEvent("when: {column: {zzzzzzzz: 1}}"),
            KeysAt(schema, {"definitions", "event", "properties", "when", "additionalProperties", "then"}));
  EXPECT_EQ(AcceptedInEvent("identifiers: [{zzzzzzzz: 1, kind: PHONE, value: x}]"),
            KeysAt(schema, {"definitions", "event", "properties", "identifiers", "items"}));
}

TEST_F(KeysTest, Service) {
  const Json schema = ServiceSchema();
  const std::string file = "rules: rules.yaml\nsources: [{topic: t}]\n";
  Keys sections;
  for (const std::string& key : KeysAt(schema, {})) {
    if (schema.Find("properties")->Find(key)->Find("properties") == nullptr) continue;
    sections.insert(key);
    EXPECT_EQ(Accepted(file + key + ": {zzzzzzzz: 1}\n"), KeysAt(schema, {"properties", key}));
  }
  EXPECT_EQ(sections, (Keys{"kafka", "topics", "store", "directory", "http", "alerts"}));
  EXPECT_EQ(Accepted(file + "alerts: {group: {zzzzzzzz: 1}}\n"),
            KeysAt(schema, {"properties", "alerts", "properties", "group"}));
  EXPECT_EQ(Accepted(file + "alerts: {receivers: {pager: {zzzzzzzz: 1}}}\n"),
            KeysAt(schema, {"properties", "alerts", "properties", "receivers", "additionalProperties"}));
  for (const char* map : {"tls", "proxy"}) {
    EXPECT_EQ(Accepted(file + "http: {" + map + ": {zzzzzzzz: 1}}\n"),
              KeysAt(schema, {"properties", "http", "properties", map}));
  }
  EXPECT_EQ(Accepted(file + "kafka: {brokers: b}\nzzzzzzzz: 1\n"), KeysAt(schema, {}));
  EXPECT_EQ(Accepted("rules: rules.yaml\nkafka: {brokers: b}\nsources: [{topic: t, zzzzzzzz: 1}]\n"),
            KeysAt(schema, {"properties", "sources", "items"}));
}

// A filter for each event and each name that is a field somewhere, one a line: those that the loader does not know in
// that event are those that the schema does not offer there.
TEST_F(KeysTest, FiltersOfferTheFieldsThatTheLoaderTakes) {
  std::map<std::string, Keys> offered;
  const Json schema = RulesSchema();
  const Json& filter = *schema.Find("definitions")->Find("filter");
  for (const Json& one : filter.Find("allOf")->values()) {
    const Json* event = one.Find("if")->Find("properties")->Find("event")->Find("enum");
    if (event == nullptr) continue;
    Keys& keys = offered[event->values()[0].text()];
    keys = KeysAt(one, {"then"});
    const Keys of_every_event = KeysAt(filter, {});
    keys.insert(of_every_event.begin(), of_every_event.end());
    keys.erase("event");
    keys.erase("not");
  }
  std::string text = "version: 1\nrules:\n";
  std::vector<std::pair<std::string, std::string>> lines;
  for (const std::string& kind : KindNames()) {
    for (const std::string& name : FieldNames()) {
      text += "- {id: r" + std::to_string(lines.size()) +
              ", title: t, severity: LOW, route: d, count: {at_least: 1, of: {event: " + kind + ", " + name +
              ": zzzzzzzz}}}\n";
      lines.emplace_back(kind, name);
    }
  }
  std::vector<bool> taken(lines.size(), true);
  std::istringstream errors(Run({"check", Write("file.yaml", text)}).err);
  int told = 0;
  for (std::string error; std::getline(errors, error);) {
    const bool unknown = error.find("error: expected a field of ") != std::string::npos ||
                         error.find("serves 'distinct' only") != std::string::npos;
    if (!unknown) continue;
    const std::size_t place = error.find("file.yaml:") + std::string("file.yaml:").size();
    taken[static_cast<std::size_t>(std::stoi(error.substr(place))) - 3] = false;
    ++told;
  }
  EXPECT_GT(told, 0);
  ASSERT_EQ(offered.size(), KindNames().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& [kind, name] = lines[i];
    EXPECT_EQ(taken[i], offered[kind].contains(name)) << kind << " " << name;
  }
}

}  // namespace
}  // namespace loopbreaker
