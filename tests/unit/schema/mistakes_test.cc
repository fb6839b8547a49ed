// What people do wrong, what `check` tells them, and that their editor refuses it before. The messages are to be read
// aloud: would a person who is no programmer know what to do?
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "unit/cli/program.h"
#include "validate.h"

namespace loopbreaker {
namespace {

struct File {
  const char* schema;
  const char* text;  // without a mistake
};

constexpr File kRulesFile = {"rules", R"(version: 1
rules:
  - id: third-callout
    title: A third visit
    severity: HIGH
    route: team-lead
    count:
      of: {event: visit_completed, outcome: NOT_FIXED}
      at_least: 3
      within: 90d
)"};
constexpr File kTestsFile = {"tests", R"(rules: rules.yaml
tests:
  - name: the third visit
    customer: tenant-1
    events:
      - 2026-03-02 10:00 visit, not fixed, no parts
      - {at: 2026-03-05 10:00, visit_completed: {outcome: NOT_FIXED, fee_cents: 7550}}
    expect:
      - {at: 2026-03-05 10:00, rule: third-callout, status: NONE}
)"};
constexpr File kMappingFile = {"mapping", R"(source: planning
format: csv
events:
  - when: {duration: {at_least: 3}}
    id: "{visit}"
    event_time: "{finished}"
    customer_id: "{tenant}"
    visit_completed:
      outcome: {value: "{code}", map: {G: FIXED, N: NOT_FIXED}}
      fee_cents: 7550
)"};

constexpr File kServiceFile = {"service", R"(kafka:
  brokers: 127.0.0.1:9092
  instance: a
  properties: {linger.ms: 5}
sources:
  - {topic: contacts, format: json, expect_every: 2bh}
topics: {prefix: "loopbreaker.", partitions: 12}
rules: rules.yaml
http: {listen: "127.0.0.1:8080"}
workers: 2
phone_region: NL
)"};

struct Mistake {
  const char* name;
  const File& file;
  const char* instead_of;  // what stands in the file first
  const char* written;
  const char* errors;  // each with its line and column
  // False: a schema cannot see it, as it would have to compare two places (one may be in the environment) or look
  // behind quotes.
  bool schema_refuses = true;
};

const Mistake kMistakes[] = {
    {"WrongIndentOfAKey", kRulesFile, "    severity", "   severity",
     "5:4: error: expected a '- item' of the list above; is the indentation wrong?\n"},
    {"IndentedTooFar", kRulesFile, "    severity", "      severity",
     "5:15: error: expected no ': ' here; is this line indented too far, or does the line above lack its ':'?\n"},
    {"WrongIndentInsideACondition", kRulesFile, "      at_least", "     at_least",
     "9:6: error: expected a 'key: value' of the map above; is the indentation wrong?\n"},
    {"LeftItsCondition", kRulesFile, "      within", "    within",
     "10:5: error: unknown key 'within' in a rule; expected one of id, title, severity, route, ladder, enabled, "
     "shadow, scope, where, count, sequence, absence, reach\n"},
    {"MisspeltOutcome", kRulesFile, "NOT_FIXED", "FIXD",
     "8:45: error: expected one of FIXED, TEMPORARY_FIX, NOT_FIXED, STEP_DONE for 'outcome', found 'FIXD'; did you "
     "mean 'FIXED'?\n"},
    {"SmallLetters", kRulesFile, "HIGH", "high",
     "5:15: error: expected one of LOW, MEDIUM, HIGH, CRITICAL for 'severity', found 'high'; did you mean 'HIGH'?\n"},
    {"CapitalInAKey", kRulesFile, "severity", "Severity",
     "3:5: error: expected the key 'severity' in rule 'third-callout', found none\n5:5: error: unknown key 'Severity' "
     "in a rule; expected one of id, title, severity, route, ladder, enabled, shadow, scope, where, count, sequence, "
     "absence, reach; did you mean 'severity'?\n"},
    {"MissingUnit", kRulesFile, "90d", "90",
     "10:15: error: expected a duration in whole units such as 90d, 36h, 15m, 30s or 1d12h, at most 7305d, for "
     "'within', found '90'; did you mean '90d'?\n"},
    {"UnitTwice", kRulesFile, "90d", "30dd",
     "10:15: error: expected a duration in whole units such as 90d, 36h, 15m, 30s or 1d12h, at most 7305d, for "
     "'within', found '30dd'; did you mean '30d'?\n"},
    {"UnitInWords", kRulesFile, "90d", "2 weeks",
     "10:15: error: expected a duration in whole units such as 90d, 36h, 15m, 30s or 1d12h, at most 7305d, for "
     "'within', found '2 weeks'; did you mean '14d'?\n"},
    {"BusinessTimeWhereThereIsNone", kRulesFile, "90d", "5bd",
     "10:15: error: expected calendar time such as 90d or 36h (business time serves 'within' of an absence and ladders "
     "only) for 'within', found '5bd'\n"},
    {"DecimalComma", kRulesFile, "at_least: 3", "at_least: 2,5",
     "9:17: error: expected a whole number from 1 to 1000000 for 'at_least', found '2,5'; write it without comma or "
     "point\n"},
    {"DecimalCommaInsideBraces", kRulesFile, "outcome: NOT_FIXED", "fee_cents: 75,50",
     "8:47: error: inside { } a comma ends the value, so '75,50' is read as '75' and a key '50'; expected a number "
     "without comma\n"},
    {"DecimalCommaInCents", kRulesFile, "rules:\n", "settings:\n  callout_fee_cents: 75,50\nrules:\n",
     "3:22: error: expected a whole number from 0 to 1000000000000 for 'callout_fee_cents', found '75,50'; did you "
     "mean '7550'?\n"},
    {"TabAsIndentation", kRulesFile, "    title", "\ttitle", "4:1: error: a tab in the indentation; expected spaces\n"},
    {"TabBehindSpaces", kRulesFile, "      at_least", "    \tat_least",
     "9:6: error: a tab in the indentation; expected spaces\n"},
    {"ColonInATitle", kRulesFile, "A third visit", "Third visit: again",
     "4:23: error: a text with ': ' in it needs quotes around it; did you mean '\"Third visit: again\"'?\n"},
    {"NoIsNotFalse", kRulesFile, "    route", "    enabled: NO\n    route",
     "6:14: error: expected true or false for 'enabled', found 'NO'; did you mean 'false'?\n"},
    {"IdTwice", kRulesFile, "      within: 90d\n",
     "      within: 90d\n  - {id: third-callout, title: t, severity: LOW, route: r, reach: {measure: visits, at_least: "
     "3}}\n",
     "11:10: error: expected an id that no other rule has, found 'third-callout', which the rule in line 3 has\n",
     false},
    {"FieldOfAnotherEvent", kRulesFile, "outcome: NOT_FIXED", "disposition: RESOLVED",
     "8:36: error: expected a field of visit_completed, found 'disposition', which is one of contact_ended\n"},
    {"MissingQuote", kRulesFile, "A third visit", "\"A third visit",
     "4:12: error: a quote begins here and is not closed\n"},
    {"MissingQuoteInsideBraces", kRulesFile, "NOT_FIXED", "'NOT_FIXED",
     "8:45: error: a quote begins here and is not closed\n"},
    {"CurlyQuotes", kRulesFile, "A third visit", "“A third visit”",
     "4:12: error: curly quotes are letters here; expected straight quotes, or none; did you mean '\"A third "
     "visit\"'?\n",
     false},
    {"CurlyQuotesAroundAChoice", kRulesFile, "NOT_FIXED", "‘NOT_FIXED’",
     "8:45: error: curly quotes are letters here; expected straight quotes, or none; did you mean '\"NOT_FIXED\"'?\n"},
    {"ListForOneValue", kRulesFile, "HIGH", "[HIGH, LOW]",
     "5:15: error: expected one of LOW, MEDIUM, HIGH, CRITICAL for 'severity', found a list\n"},
    {"MissingBrace", kRulesFile, "NOT_FIXED}", "NOT_FIXED",
     "9:15: error: expected ',' or '}' of the map that starts with '{'\n"},
    {"NoSpaceBehindAColon", kRulesFile, "severity: HIGH", "severity:HIGH",
     "5:14: error: expected a space between ':' and the value\n"},
    {"NoSpaceBehindADash", kRulesFile, "- id", "-id", "3:4: error: expected a space behind the '-' of a list\n"},
    {"TwoMistakesAtOnce", kRulesFile, "HIGH\n    route: team-lead", "HIHG\n    rout: team-lead",
     "3:5: error: expected the key 'route' in rule 'third-callout', found none\n5:15: error: expected one of LOW, "
     "MEDIUM, HIGH, CRITICAL for 'severity', found 'HIHG'; did you mean 'HIGH'?\n6:5: error: unknown key 'rout' in a "
     "rule; expected one of id, title, severity, route, ladder, enabled, shadow, scope, where, count, sequence, "
     "absence, reach; did you mean 'route'?\n"},
    {"FeeWithComma", kTestsFile, "no parts", "no parts, fee 75,50",
     "6:54: error: expected a whole number for 'fee_cents', found '75,50'; did you mean '7550'?\n"},
    {"FeeWithCommaInFull", kTestsFile, "fee_cents: 7550", "fee_cents: \"75,50\"",
     "7:81: error: expected a whole number for 'fee_cents', found '75,50'; did you mean '7550'?\n"},
    {"MisspeltOutcomeInATest", kTestsFile, "{outcome: NOT_FIXED,", "{outcome: NOT_FIXD,",
     "7:59: error: expected one of FIXED, TEMPORARY_FIX, NOT_FIXED, STEP_DONE for 'outcome', found 'NOT_FIXD'; did you "
     "mean 'NOT_FIXED'?\n"},
    {"FieldOfAnotherEventInATest", kTestsFile, "outcome: NOT_FIXED", "disposition: RESOLVED",
     "7:50: error: expected a field of 'visit_completed', found 'disposition'\n"},
    {"MisspeltEvent", kTestsFile, "visit_completed:", "visit_complete:",
     "7:32: error: expected 'at', 'customer', a field of an event or what happened, found 'visit_complete'; did you "
     "mean 'visit_completed'?\n"},
    {"DateWithoutTime", kTestsFile, "{at: 2026-03-05 10:00, visit", "{at: 2026-03-05, visit",
     "7:14: error: expected a time such as 2026-03-02 10:00 or 2026-03-02T10:00:00Z for 'at', found '2026-03-05'\n"},
    {"MisspeltStatus", kTestsFile, "NONE", "CLOSED",
     "9:61: error: expected one of NONE, OPEN, RESOLVED for 'status', found 'CLOSED'\n"},
    {"MisspeltRule", kTestsFile, "third-callout", "third-call-out",
     "9:38: error: expected the id of a rule in rules.yaml, found 'third-call-out'; did you mean 'third-callout'?\n",
     false},
    {"MisspeltOutcomeInAMapping", kMappingFile, "G: FIXED", "G: FIXD",
     "9:43: error: `outcome`: found 'FIXD', expected one of FIXED, TEMPORARY_FIX, NOT_FIXED, STEP_DONE; did you mean "
     "'FIXED'?\n"},
    {"DecimalCommaInAMapping", kMappingFile, "at_least: 3", "at_least: \"2,5\"",
     "4:33: error: expected a number behind `at_least`, found '2,5'; did you mean '2.5'?\n"},
    {"TemplateWithoutQuotes", kMappingFile, "\"{tenant}\"", "{tenant}",
     "7:18: error: expected a value, found a map; a template needs quotes: \"{tenant}\"\n"},
    {"FieldOfAnotherEventInAMapping", kMappingFile, "      fee_cents: 7550", "      disposition: RESOLVED",
     "10:7: error: no field 'disposition' in `visit_completed`, which has outcome, blockers, diagnosis, parts_missing, "
     "authorisation_missing, contractor, technician, fee_cents\n"},
    {"FeeWithCommaInAMapping", kMappingFile, "7550", "\"75,50\"",
     "10:18: error: `fee_cents`: found '75,50', expected a whole number; did you mean '7550'?\n"},
    {"MisspeltKeyOfTheService", kServiceFile, "workers", "worker",
     "10:1: error: unknown key 'worker' in the configuration of the service; expected one of kafka, topics, store, "
     "directory, http, alerts, sources, rules, workers, pseudonyms, pseudonym_key_file, phone_region; did you mean "
     "'workers'?\n"},
    {"KeyLeftItsSection", kServiceFile, "  instance", "instance",
     "4:13: error: expected no ': ' here; is this line indented too far, or does the line above lack its ':'?\n"},
    {"NoWorkers", kServiceFile, "workers: 2", "workers: 0",
     "10:10: error: expected a whole number from 1 to 256 for 'workers', found '0'\n"},
    {"HalfAPartition", kServiceFile, "partitions: 12", "partitions: 1,5",
     "7:46: error: inside { } a comma ends the value, so '1,5' is read as '1' and a key '5'; expected a number without "
     "comma\n"},
    {"MisspeltFormat", kServiceFile, "format: json", "format: jsn",
     "6:31: error: expected one of json, protobuf for 'format' (or {mapping: FILE}), found 'jsn'; did you mean "
     "'json'?\n"},
    {"SilenceWithoutUnit", kServiceFile, "2bh", "2",
     "6:51: error: expected a duration in whole units such as 90d, 36h, 15m, 30s, 5bd or 8bh, at most 20 years, for "
     "'expect_every', found '2'; did you mean '2d'?\n"},
    {"TopicWithASpace", kServiceFile, "topic: contacts", "topic: my contacts",
     "6:13: error: expected letters, digits, '.', '_' and '-', at most 249, for 'topic', found 'my contacts'\n"},
    {"InstanceWithASpace", kServiceFile, "instance: a", "instance: a b",
     "3:13: error: expected letters, digits, '.', '_' and '-' for 'kafka.instance', found 'a b'\n"},
    {"PrefixWithAColon", kServiceFile, "loopbreaker.", "loop:",
     "7:18: error: expected letters, digits, '.', '_' and '-', at most 200, for 'topics.prefix', found 'loop:'\n"},
    {"PropertyOfTheService", kServiceFile, "linger.ms: 5", "group.id: g",
     "4:16: error: the property 'group.id' cannot be set here: set kafka.group instead\n"},
    {"AddressOfEverybody", kServiceFile, "127.0.0.1:8080", "0.0.0.0:8080",
     "9:16: error: expected 'http.token_file' or 'http.proxy' beside the address '0.0.0.0:8080', found neither: what "
     "is "
     "served holds personal data, and without one of them nobody is asked who they are; 127.0.0.1, [::1] and localhost "
     "need neither\n",
     false},
    {"AddressWithoutAPort", kServiceFile, "127.0.0.1:8080", "127.0.0.1",
     "9:16: error: expected HOST:PORT such as 127.0.0.1:8080 or \"[::1]:8080\" (\"\": no HTTP) for 'http.listen', "
     "found "
     "'127.0.0.1'\n"},
    {"HostWithItsScheme", kServiceFile, "listen", "hosts: [\"https://loops.example\"], listen",
     "9:16: error: expected names without port and path, such as loops.example.org for 'http.hosts', found "
     "'https://loops.example'\n"},
    {"CertificateWithoutItsKey", kServiceFile, "listen", "tls: {certificate: rules.yaml}, listen",
     "9:13: error: expected the key 'key' in 'http.tls', found none\n"},
    {"ProxyByName", kServiceFile, "listen", "proxy: {addresses: proxy.example}, listen",
     "9:27: error: expected addresses such as 10.0.0.5 or 10.1.0.0/16 for 'addresses', found 'proxy.example'\n"},
    {"MisspeltRole", kServiceFile, "listen", "proxy: {addresses: 10.0.0.5, groups: {leads: [red]}}, listen",
     "9:54: error: expected one of read, see-names, act, raise, erase for a role, found 'red'; did you mean 'read'?\n"},
    {"CountryInSmallLetters", kServiceFile, "NL", "nl",
     "11:15: error: expected the two capital letters of a country, such as NL, for 'phone_region', found 'nl'\n"},
    {"TabInTheService", kServiceFile, "  brokers", "\tbrokers",
     "2:2: error: a tab in the indentation; expected spaces\n"},
    {"FlagInCapitals", kServiceFile, "instance: a", "static_membership: NO",
     "3:22: error: expected true or false for 'kafka.static_membership', found 'NO'; did you mean 'false'?\n"},
};

class MistakesTest : public ProgramTest {
 protected:
  std::string WithMistake(const Mistake& mistake) const {
    std::string text = mistake.file.text;
    const std::size_t at = text.find(mistake.instead_of);
    EXPECT_NE(at, std::string::npos) << mistake.name;
    return text.replace(at, std::string(mistake.instead_of).size(), mistake.written);
  }
  // The file as it is written beside the rules that the tests name.
  std::string WriteFile(const std::string& name, const std::string& text) const {
    Write("rules.yaml", kRulesFile.text);
    return Write(name, text);
  }
};

TEST_F(MistakesTest, EachIsToldAtItsPlaceInPlainWords) {
  for (const Mistake& mistake : kMistakes) {
    const std::string path = WriteFile("file.yaml", WithMistake(mistake));
    const Ran ran = Run({"check", path});
    EXPECT_EQ(ran.exit_code, 1) << mistake.name;
    std::string errors;
    std::istringstream lines(ran.err);
    for (std::string line; std::getline(lines, line);) {
      const std::string place = path + ":";
      // The path of the rules that a test names is that of this run.
      if (line.starts_with(place)) errors += line.substr(place.size()) + "\n";
    }
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    for (std::size_t at = errors.find(folder); at != std::string::npos; at = errors.find(folder)) {
      errors.erase(at, folder.size());
    }
    EXPECT_EQ(errors, mistake.errors) << mistake.name;
  }
}

TEST_F(MistakesTest, TheSchemasRefuseThem) {
  for (const char* schema : {"rules", "tests", "mapping", "service"}) {
    std::string files;
    for (const Mistake& mistake : kMistakes) {
      if (std::string(mistake.file.schema) != schema) continue;
      files += " " + WriteFile(std::string(mistake.name) + ".yaml", WithMistake(mistake));
    }
    const CommandResult validated = Validate(std::string("schemas/") + schema + ".schema.json" + files);
    for (const Mistake& mistake : kMistakes) {
      if (std::string(mistake.file.schema) != schema) continue;
      const bool refused = validated.out.find("/" + std::string(mistake.name) + ".yaml: ") != std::string::npos;
      EXPECT_EQ(refused, mistake.schema_refuses) << mistake.name << "\n" << validated.out;
    }
  }
}

TEST_F(MistakesTest, WithoutAMistakeAllIsWell) {
  for (const File* file : {&kRulesFile, &kTestsFile, &kMappingFile, &kServiceFile}) {
    const std::string path = WriteFile("file.yaml", file->text);
    EXPECT_EQ(Run({"check", path}).exit_code, 0) << file->text;
    EXPECT_EQ(Validate(std::string("schemas/") + file->schema + ".schema.json " + path).exit_code, 0) << file->text;
  }
}

// As Notepad saves it.
TEST_F(MistakesTest, WindowsLineEndsAndAByteOrderMarkAreNoMistake) {
  for (const File* file : {&kRulesFile, &kTestsFile, &kMappingFile, &kServiceFile}) {
    std::string text = "\xEF\xBB\xBF";
    for (const char* c = file->text; *c != '\0'; ++c) text += *c == '\n' ? "\r\n" : std::string(1, *c);
    const Ran ran = Run({"check", WriteFile("file.yaml", text)});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
}

TEST_F(MistakesTest, AFileInAnotherEncodingIsTold) {
  for (const char* text : {"version: 1 # caf\xE9\n", "\xFF\xFEv\n"}) {
    EXPECT_THAT(Run({"check", WriteFile("file.yaml", text)}).err,
                testing::HasSubstr("save the file with the encoding UTF-8"));
  }
}

}  // namespace
}  // namespace loopbreaker
