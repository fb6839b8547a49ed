#include "service/config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Environment = std::map<std::string, std::string>;

constexpr std::string_view kSmallest =
    "kafka: {brokers: \"b:9092\"}\n"
    "sources: [{topic: contacts}]\n"
    "rules: rules.yaml\n";

class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "config-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    Write("rules.yaml", "");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  std::optional<ServiceConfig> Load(std::string_view text, const Environment& environment = {}) {
    Diagnostics errors;
    std::optional<ServiceConfig> config =
        LoadServiceConfig(text, (folder_ / "service.yaml").string(), environment, errors);
    errors_.clear();
    shown_.clear();
    for (const Diagnostic& error : errors.list()) {
      std::string line = ToText(error);
      if (line.starts_with(folder_.string())) line.erase(0, folder_.string().size() + 1);
      errors_.push_back(std::move(line));
      shown_ += ToTextWithSource(error);
    }
    return config;
  }
  // The errors of the smallest configuration and this.
  std::vector<std::string> ErrorsWith(const std::string& more) {
    EXPECT_EQ(Load(std::string(kSmallest) + more), std::nullopt) << more;
    return errors_;
  }

  fs::path folder_;
  std::vector<std::string> errors_;
  std::string shown_;  // as a person sees them
};

TEST_F(ConfigTest, WhatIsNotGivenHasItsDefault) {
  const auto config = Load(kSmallest);
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  EXPECT_EQ(config->brokers, "b:9092");
  EXPECT_EQ(config->group, "loopbreaker");
  EXPECT_THAT(config->instance, Not(IsEmpty()));
  EXPECT_EQ(config->prefix, "loopbreaker.");
  EXPECT_EQ(config->partitions, 12);
  EXPECT_EQ(config->http.listen, "127.0.0.1:8080");
  EXPECT_EQ(config->workers, 2);
  EXPECT_EQ(config->rules, (folder_ / "rules.yaml").string());
  EXPECT_EQ(config->store_path, "");
  ASSERT_EQ(config->sources.size(), 1u);
  EXPECT_EQ(config->sources[0].format, Encoding::kJson);
}

TEST_F(ConfigTest, EveryKeyIsRead) {
  Write("m.yaml", "");
  Write("secret.properties", "# TLS\nsasl.password = hunter=2\n\nsasl.username=u\n");
  Write("key", "0123456789abcdef\n");
  const auto config = Load(
      "kafka:\n"
      "  brokers: a:1,b:2\n"
      "  group: g\n"
      "  instance: i\n"
      "  static_membership: true\n"
      "  properties: {fetch.wait.max.ms: 50}\n"
      "  properties_file: secret.properties\n"
      "sources:\n"
      "  - {topic: a, format: protobuf, expect_every: 2bh}\n"
      "  - {topic: b, format: {mapping: m.yaml}}\n"
      "  - {topic: c, format: json, mapping: m.yaml, expect_every: 15m}\n"
      "topics: {prefix: \"\", encoding: protobuf, partitions: 3, replication: 2}\n"
      "rules: rules.yaml\n"
      "store: {path: /var/lib/x}\n"
      "http: {listen: \"[::1]:0\"}\n"
      "workers: 4\n"
      "pseudonyms: false\n"
      "pseudonym_key_file: key\n"
      "phone_region: BE\n");
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  EXPECT_EQ(config->brokers, "a:1,b:2");
  EXPECT_EQ(config->group, "g");
  EXPECT_EQ(config->instance, "i");
  EXPECT_TRUE(config->static_membership);
  EXPECT_THAT(config->properties,
              ElementsAre(testing::Pair("fetch.wait.max.ms", "50"), testing::Pair("sasl.password", "hunter=2"),
                          testing::Pair("sasl.username", "u")));
  ASSERT_EQ(config->sources.size(), 3u);
  EXPECT_EQ(config->sources[0].format, Encoding::kProtobuf);
  EXPECT_EQ(config->sources[0].expect_every, "2bh");
  EXPECT_EQ(config->sources[1].mapping, (folder_ / "m.yaml").string());
  EXPECT_EQ(config->sources[2].mapping, (folder_ / "m.yaml").string());
  EXPECT_EQ(config->prefix, "");
  EXPECT_EQ(config->encoding, Encoding::kProtobuf);
  EXPECT_EQ(config->partitions, 3);
  EXPECT_EQ(config->replication, 2);
  EXPECT_EQ(config->store_path, "/var/lib/x");
  EXPECT_EQ(config->http.listen, "[::1]:0");
  EXPECT_EQ(config->workers, 4);
  EXPECT_FALSE(config->pseudonyms);
  EXPECT_EQ(config->pseudonym_key, "0123456789abcdef");
  EXPECT_EQ(config->phone_region, "BE");
}

TEST_F(ConfigTest, EnvironmentIsStrongerThanTheFile) {
  const auto config = Load(kSmallest, {{"LOOPBREAKER_KAFKA_BROKERS", "c:3"},
                                       {"LOOPBREAKER_TOPICS_PREFIX", "t."},
                                       {"LOOPBREAKER_HTTP_LISTEN", ""},
                                       {"LOOPBREAKER_WORKERS", "7"},
                                       {"LOOPBREAKER_SOURCES", "[{topic: x}, {topic: y}]"},
                                       {"LOOPBREAKER_KAFKA_PROPERTIES", "{sasl.password: p}"}});
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  EXPECT_EQ(config->brokers, "c:3");
  EXPECT_EQ(config->prefix, "t.");
  EXPECT_EQ(config->http.listen, "");
  EXPECT_EQ(config->workers, 7);
  EXPECT_EQ(config->sources.size(), 2u);
  EXPECT_EQ(config->properties.at("sasl.password"), "p");
}

TEST_F(ConfigTest, EnvironmentAloneIsEnough) {
  const auto config = Load("", {{"LOOPBREAKER_KAFKA_BROKERS", "c:3"},
                                {"LOOPBREAKER_SOURCES", "[{topic: x}]"},
                                {"LOOPBREAKER_RULES", (folder_ / "rules.yaml").string()}});
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  EXPECT_EQ(config->brokers, "c:3");
}

TEST_F(ConfigTest, MistakeInTheEnvironmentIsAtItsVariable) {
  EXPECT_EQ(Load(kSmallest, {{"LOOPBREAKER_WORKERS", "many"}}), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("LOOPBREAKER_WORKERS"), HasSubstr("from 1 to 256"))));
  EXPECT_EQ(Load(kSmallest, {{"LOOPBREAKER_KAFKA_BROKER", "x"}}), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("did you mean 'LOOPBREAKER_KAFKA_BROKERS'?")));
  EXPECT_EQ(Load(kSmallest, {{"LOOPBREAKER_STORE_SOMETHING_ELSE", "x"}}), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("LOOPBREAKER_STORE_PATH")));
}

TEST_F(ConfigTest, OtherVariablesAreNoneOfOurs) {
  EXPECT_TRUE(Load(kSmallest, {{"LOOPBREAKER_TEST_KAFKA", "x"},
                               {"LOOPBREAKER_SERVICE_HOST", "10.0.0.1"},
                               {"LOOPBREAKER_SERVICE_PORT", "80"},
                               {"LOOPBREAKER_PORT", "tcp://10.0.0.1:80"},
                               {"LOOPBREAKER_PORT_8080_TCP_ADDR", "10.0.0.1"},
                               {"LOOPBREAKER_PORT_8080_TCP_PROTO", "tcp"},
                               {"PATH", "/bin"}}))
      << testing::PrintToString(errors_);
}

TEST_F(ConfigTest, AllMistakesAreToldAtOnceEachWithItsPlace) {
  Load(
      "kafka: {brokers: \"\", grup: x}\n"
      "sources:\n"
      "  - {topic: a b, format: xml}\n"
      "  - {formt: json}\n"
      "rules: none.yaml\n"
      "workers: 0\n"
      "htpp: {}\n");
  EXPECT_THAT(errors_, testing::UnorderedElementsAre(
                           AllOf(HasSubstr("service.yaml:7:1: error: unknown key 'htpp'"), HasSubstr("'http'?")),
                           AllOf(HasSubstr("service.yaml:1:22: error: unknown key 'grup'"), HasSubstr("'group'?")),
                           HasSubstr("service.yaml:1:18: error: expected a text for 'kafka.brokers'"),
                           HasSubstr("service.yaml:3:13: error: expected letters, digits"),
                           HasSubstr("service.yaml:3:26: error: expected one of json, protobuf"),
                           AllOf(HasSubstr("service.yaml:4:6: error: unknown key 'formt'"), HasSubstr("'format'?")),
                           HasSubstr("service.yaml:4:5: error: expected the key 'topic'"),
                           HasSubstr("service.yaml:5:8: error: expected a file for 'rules'"),
                           HasSubstr("service.yaml:6:10: error: expected a whole number from 1 to 256")));
}

TEST_F(ConfigTest, WhatMustBeThereIsAskedFor) {
  EXPECT_EQ(Load("kafka: {group: g}\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("'kafka.brokers'"), HasSubstr("LOOPBREAKER_RULES")));
  EXPECT_EQ(Load("kafka: {brokers: \"b:1\"}\nrules: rules.yaml\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("'sources'")));
  EXPECT_EQ(Load("- a\n"), std::nullopt);
  EXPECT_TRUE(Load("rules: rules.yaml\n")) << "without Kafka there need be no sources";
}

TEST_F(ConfigTest, OtherMachinesAreListenedToOnlyWhereSomebodyAsksWhoTheyAre) {
  for (const char* listen : {"127.0.0.1:0", "localhost:8080", "[::1]:80", "127.9.9.9:1", ""}) {
    EXPECT_TRUE(Load(std::string(kSmallest) + "http: {listen: \"" + listen + "\"}\n")) << listen;
  }
  for (const char* listen : {"0.0.0.0:8080", "[::]:8080", "example.org:80", "10.0.0.1:80", "127.example.org:80"}) {
    EXPECT_THAT(ErrorsWith("http: {listen: \"" + std::string(listen) + "\"}\n"),
                ElementsAre(HasSubstr("expected 'http.token_file' or 'http.proxy'")))
        << listen;
  }
  EXPECT_THAT(ErrorsWith("http: {listen: \"0.0.0.0:80\", token_file: \"\"}\n"),
              ElementsAre(HasSubstr("expected 'http.token_file' or 'http.proxy'")));
  for (const char* listen : {"8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "::1:80", ":80", "[]:80"}) {
    EXPECT_THAT(ErrorsWith("http: {listen: \"" + std::string(listen) + "\"}\n"), ElementsAre(HasSubstr("HOST:PORT")))
        << listen;
  }
}

TEST_F(ConfigTest, TokensNeedTlsOrAProxyOnTheirWay) {
  Write("tokens.yaml", "tokens: [{user: anna, roles: [read], sha256: " + std::string(64, 'a') + "}]\n");
  EXPECT_THAT(ErrorsWith("http: {listen: \"0.0.0.0:80\", token_file: tokens.yaml}\n"),
              ElementsAre(HasSubstr("expected 'http.tls' or 'http.proxy'")));
  EXPECT_TRUE(Load(std::string(kSmallest) + "http: {token_file: tokens.yaml}\n")) << "of this machine alone";
  Write("c.pem", "");
  Write("k.pem", "");
  const auto config = Load(std::string(kSmallest) +
                           "http: {listen: \"0.0.0.0:80\", token_file: tokens.yaml, hosts: [Loops.example], "
                           "tls: {certificate: c.pem, key: k.pem}}\n");
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->http.access.proxy_only);
  EXPECT_EQ(config->http.access.tokens.size(), 1);
  EXPECT_THAT(config->http.hosts, ElementsAre("loops.example"));
  EXPECT_TRUE(config->http.key_file.ends_with("k.pem"));
}

TEST_F(ConfigTest, ProxyIsDeclared) {
  const auto config = Load(std::string(kSmallest) +
                           "http: {listen: \"10.0.0.1:80\", proxy: {addresses: [10.0.0.5, 10.1.0.0/16], user_header: "
                           "X-User, groups: {leads: [read, act]}}}\n");
  ASSERT_TRUE(config);
  const AccessConfig& access = config->http.access;
  ASSERT_TRUE(access.proxy);
  EXPECT_TRUE(access.proxy_only) << "without TLS";
  EXPECT_TRUE(access.proxy->Is(*ParseIp("10.1.2.3")));
  EXPECT_EQ(access.proxy->user_header, "x-user");
  EXPECT_EQ(access.proxy->roles_header, "x-forwarded-groups");
  EXPECT_THAT(access.proxy->groups.at("leads"), ElementsAre(Role::kRead, Role::kAct));
}

TEST_F(ConfigTest, MistakesAboutWhoIsLetInAreSaid) {
  EXPECT_THAT(ErrorsWith("http: {proxy: {addresses: [0.0.0.0/0]}}\n"), ElementsAre(HasSubstr("anybody could say")));
  EXPECT_THAT(ErrorsWith("http: {proxy: {addresses: [\"::/0\"]}}\n"), ElementsAre(HasSubstr("anybody could say")));
  EXPECT_THAT(ErrorsWith("http: {proxy: {addresses: [proxy.example]}}\n"), ElementsAre(HasSubstr("10.1.0.0/16")));
  EXPECT_THAT(ErrorsWith("http: {proxy: {user_header: X-User}}\n"), ElementsAre(HasSubstr("'addresses'")));
  EXPECT_THAT(ErrorsWith("http: {proxy: {addresses: [10.0.0.5], user_header: \"X User\"}}\n"),
              ElementsAre(HasSubstr("the name of a header")));
  EXPECT_THAT(ErrorsWith("http: {proxy: {addresses: [10.0.0.5], groups: {leads: [sea-names]}}}\n"),
              ElementsAre(HasSubstr("did you mean 'see-names'?")));
  EXPECT_THAT(ErrorsWith("http: {hosts: [\"https://loops.example\"]}\n"), ElementsAre(HasSubstr("without port")));
  EXPECT_THAT(ErrorsWith("http: {tls: {certificate: c.pem}}\n"),
              ElementsAre(HasSubstr("no file 'c.pem'"), HasSubstr("'key'")));
  Write("tokens.yaml", "tokens: [{user: anna, roles: [read], sha256: lb_secret}]\n");
  EXPECT_THAT(ErrorsWith("http: {token_file: tokens.yaml}\n"), ElementsAre(HasSubstr("tokens.yaml:1:")));
  EXPECT_THAT(shown_, Not(HasSubstr("lb_secret")));
}

class AlertsConfigTest : public ConfigTest {
 protected:
  void SetUp() override {
    ConfigTest::SetUp();
    Write("key", "a key of many characters");
    Write("secret", "  s3cret\n");
    Write("url", "https://chat.example/hook?sig=s3cret\n");
    Write("empty", "\n");
  }
  static std::string With(const std::string& receivers, const std::string& desks = "{planning: a}") {
    return "pseudonym_key_file: key\nalerts:\n  link: https://loops.example/\n  receivers: " + receivers +
           "\n  desks: " + desks + "\n";
  }
};

TEST_F(AlertsConfigTest, EverythingIsRead) {
  const auto config =
      Load(std::string(kSmallest) +
           With("{a: {url: \"https://x.example\", secret_file: secret}, b: {format: teams, url_file: url}, "
                "c: {format: alertmanager, url: \"http://10.0.0.9/api/v2/alerts\", networks: 10.0.0.0/8}, "
                "d: {format: mail, url: \"smtps://mail\", from: l@x, to: [a@x, b@x], user: u, "
                "password_file: secret}}",
                "{planning: [a, b, a], \"*\": d}") +
           "  from_severity: HIGH\n  page_within: 30m\n  group: {after: 5, every: 2m}\n");
  ASSERT_TRUE(config) << shown_;
  const AlertSettings& alerts = config->alerts;
  EXPECT_EQ(alerts.link, "https://loops.example");
  EXPECT_EQ(alerts.from_severity, v1::Severity::HIGH);
  EXPECT_EQ(alerts.page_within, minutes(30));
  EXPECT_EQ(alerts.group_after, 5);
  EXPECT_EQ(alerts.group_every, minutes(2));
  ASSERT_EQ(alerts.receivers.size(), 4);
  EXPECT_EQ(alerts.receivers[0].secret, "s3cret");
  EXPECT_EQ(alerts.receivers[1].format, AlertReceiver::Format::kTeams);
  EXPECT_EQ(alerts.receivers[1].url, "https://chat.example/hook?sig=s3cret");
  EXPECT_THAT(alerts.receivers[2].networks, ElementsAre("10.0.0.0/8"));
  EXPECT_THAT(alerts.receivers[3].to, ElementsAre("a@x", "b@x"));
  EXPECT_EQ(alerts.receivers[3].password, "s3cret");
  EXPECT_THAT(alerts.desks.at("planning"), ElementsAre("a", "b"));
  EXPECT_THAT(alerts.desks.at("*"), ElementsAre("d"));
}

TEST_F(AlertsConfigTest, WithoutThemNoneLeave) {
  const auto config = Load(kSmallest);
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->alerts.empty());
}

TEST_F(AlertsConfigTest, WhatMustBeThereIsAskedFor) {
  EXPECT_THAT(ErrorsWith("alerts: {from_severity: HIGH}\n"),
              ElementsAre(HasSubstr("'alerts.link'"), HasSubstr("'alerts.receivers'"), HasSubstr("'alerts.desks'"),
                          HasSubstr("'pseudonym_key_file'")));
  EXPECT_THAT(ErrorsWith(With("{a: {format: mail, url: \"smtps://m\"}}")),
              ElementsAre(HasSubstr("'from'"), HasSubstr("'to'")));
  EXPECT_THAT(ErrorsWith(With("{a: {}}")), ElementsAre(HasSubstr("found neither")));
  EXPECT_THAT(ErrorsWith(With("{a: {url: \"https://x\", url_file: url}}")), ElementsAre(HasSubstr("found both")));
}

TEST_F(AlertsConfigTest, AddressThatMayNotBeUsedIsAnErrorWithoutBeingShown) {
  for (const char* url : {"http://x.example/s3cret", "ftp://s3cret", "s3cret", "https://x/s3cret y"}) {
    Write("url", url);
    EXPECT_THAT(ErrorsWith(With("{a: {url_file: url}}")), ElementsAre(HasSubstr("expected https://"))) << url;
    EXPECT_THAT(shown_, Not(HasSubstr("s3cret"))) << url;
  }
  EXPECT_THAT(ErrorsWith(With("{a: {format: mail, url: \"https://x\", from: l@x, to: a@x}}")),
              ElementsAre(HasSubstr("expected smtps://")));
  EXPECT_THAT(ErrorsWith(With("{a: {url: \"https://x\", secret_file: empty}}")),
              ElementsAre(HasSubstr("an empty file")));
}

TEST_F(AlertsConfigTest, MistakesNameTheNearest) {
  EXPECT_THAT(ErrorsWith(With("{pager: {url: \"https://x\"}}", "{planning: pagr}")),
              ElementsAre(HasSubstr("did you mean 'pager'?")));
  EXPECT_THAT(ErrorsWith(With("{a: {url: \"https://x\", form: teams}}")), ElementsAre(HasSubstr("format")));
  EXPECT_THAT(ErrorsWith(With("{a: {url: \"https://x\", networks: 10.0.0.0/40}}")),
              ElementsAre(HasSubstr("10.0.0.0/8")));
  EXPECT_THAT(ErrorsWith(With("{a: {url: \"https://x\", to: a@x}}")), ElementsAre(HasSubstr("'format: mail' only")));
  EXPECT_THAT(ErrorsWith(With("{a: {format: mail, url: \"smtps://m\", from: l@x, to: \"a@x\\r\\nBcc: b@x\"}}")),
              ElementsAre(HasSubstr("NAME@HOST")));
}

TEST_F(ConfigTest, WithoutKafkaItHasALogAndADirectoryOfItsOwn) {
  Write("customers.jsonl", "");
  const auto config = Load(
      "rules: rules.yaml\nstore: {path: /var/lib/x}\ndirectory: {customers: customers.jsonl}\n"
      "sources: [{topic: a, folder: /var/spool/a}]\n");
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  EXPECT_EQ(config->brokers, "");
  EXPECT_EQ(config->customers_file, (folder_ / "customers.jsonl").string());
  EXPECT_EQ(config->units_file, "");
}

TEST_F(ConfigTest, WhatOnlyKafkaGivesIsNotAskedOfAServiceWithout) {
  const std::string head = "rules: rules.yaml\nstore: {path: /var/lib/x}\n";
  EXPECT_EQ(Load(head), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("each with 'folder' or 'push'")));
  EXPECT_EQ(Load(head + "sources: [{topic: a}, {topic: b, folder: /b}]\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("service.yaml:3:"), HasSubstr("expected 'folder' or 'push'"))));
  EXPECT_EQ(Load(head + "sources: [{topic: b, folder: /b}]\nworkers: 2\ntopics: {replication: 3}\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("'topics.replication' means something with 'kafka' only"),
                                   HasSubstr("'workers' means something with 'kafka' only")));
}

TEST_F(ConfigTest, WithKafkaTheDirectoryIsInTopics) {
  Write("customers.jsonl", "");
  EXPECT_EQ(Load(std::string(kSmallest) + "directory: {customers: customers.jsonl}\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("service.yaml:4:24"), HasSubstr("loopbreaker.customers"))));
}

TEST_F(ConfigTest, SourceIsNamedOnce) {
  EXPECT_EQ(Load("kafka: {brokers: \"b:1\"}\nrules: rules.yaml\nsources: [{topic: a}, {topic: a}]\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("the topic 'a' is a source already")));
}

TEST_F(ConfigTest, MappingMustExistAndReadsJson) {
  const std::string head = "kafka: {brokers: \"b:1\"}\nrules: rules.yaml\n";
  EXPECT_EQ(Load(head + "sources: [{topic: a, format: {mapping: m.yaml}}]\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("service.yaml:3:"), HasSubstr("no file 'm.yaml'"))));
  Write("m.yaml", "");
  EXPECT_EQ(Load(head + "sources: [{topic: a, format: protobuf, mapping: m.yaml}]\n"), std::nullopt);
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("expected format: json for a source with a mapping")));
}

TEST_F(ConfigTest, SourceTakesWhatIsPushedAndWhatIsDropped) {
  const std::string head = "kafka: {brokers: \"b:1\"}\nrules: rules.yaml\n";
  Write("secret", " s3cret\n");
  Write("empty", "\n");
  const auto config = Load(head +
                           "sources:\n  - {topic: a, push: {secret_file: secret, signature: zendesk, "
                           "requests_per_minute_max: 60}, folder: /var/spool/a}\n  - {topic: b, push: {secret_file: "
                           "secret}}\n  - {topic: c}\n");
  ASSERT_TRUE(config) << testing::PrintToString(errors_);
  ASSERT_TRUE(config->sources[0].push);
  EXPECT_EQ(config->sources[0].push->secret, "s3cret");
  EXPECT_EQ(config->sources[0].push->signature, SignatureForm::kZendesk);
  EXPECT_EQ(config->sources[0].push->requests_per_minute_max, 60);
  EXPECT_EQ(config->sources[0].folder, "/var/spool/a");
  EXPECT_EQ(config->sources[1].push->signature, SignatureForm::kTimestamped);
  EXPECT_FALSE(config->sources[2].push);
  const auto errors = [&](const std::string& push) {
    EXPECT_FALSE(Load(head + "sources: [{topic: a, " + push + "}]\n")) << push;
    return errors_;
  };
  EXPECT_THAT(errors("push: {}"), ElementsAre(HasSubstr("secret_file")));
  EXPECT_THAT(errors("push: {secret_file: empty}"), ElementsAre(HasSubstr("found an empty file")));
  EXPECT_THAT(errors("push: {secret_file: none}"), ElementsAre(HasSubstr("no file 'none'")));
  EXPECT_THAT(errors("push: {secret_file: secret, signature: zendes}"), ElementsAre(HasSubstr("zendesk")));
  EXPECT_THAT(errors("push: {secret_file: secret, requests_per_minute_max: 0}"), ElementsAre(HasSubstr("from 1")));
  EXPECT_THAT(errors("format: protobuf, push: {secret_file: secret}"),
              ElementsAre(HasSubstr("expected format: json, or a mapping, for a source with 'push'")));
  EXPECT_THAT(errors("folder: /d}, {topic: b, folder: /d"),
              ElementsAre(HasSubstr("the folder '/d' is that of the topic 'a' already")));
}

TEST_F(ConfigTest, SilenceIsAnyDuration) {
  for (const char* every : {"15m", "2bh", "1bd", "1d12h"}) {
    EXPECT_TRUE(Load("rules: rules.yaml\nsources: [{topic: a, expect_every: " + std::string(every) + "}]\n")) << every;
  }
  for (const char* every : {"15", "0s", "often"}) {
    EXPECT_FALSE(Load("rules: rules.yaml\nsources: [{topic: a, expect_every: " + std::string(every) + "}]\n")) << every;
  }
}

TEST_F(ConfigTest, PropertyThatTheServiceOwnsIsRefused) {
  const auto with = [&](const std::string& property) {
    return Load("kafka: {brokers: \"b:1\", properties: {" + property +
                "}}\nrules: rules.yaml\nsources: [{topic: a}]\n");
  };
  EXPECT_TRUE(with("linger.ms: 1"));
  EXPECT_FALSE(with("group.id: x"));
  EXPECT_THAT(errors_, ElementsAre(AllOf(HasSubstr("service.yaml:1:"), HasSubstr("set kafka.group instead"))));
  EXPECT_FALSE(with("enable.idempotence: false"));
  Write("p", "isolation.level=read_uncommitted\nno value\nlinger.ms=1\nlinger.ms=2\n");
  EXPECT_FALSE(Load("kafka: {brokers: \"b:1\", properties_file: p}\nrules: rules.yaml\nsources: [{topic: a}]\n"));
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("p:1:1: error:"), HasSubstr("p:2:1: error: expected NAME=VALUE"),
                                   HasSubstr("p:4:1: error:")));
}

TEST_F(ConfigTest, SecretsAreInNoMessage) {
  Write("p", "hunter2 without a name\n");
  Load(
      "kafka: {brokers: \"b:1\", sasl.password: hunter2, properties: {ssl.key.password: [hunter2]}, properties_file: "
      "p}\n"
      "rules: rules.yaml\n"
      "sources: [{topic: a}]\n");
  EXPECT_EQ(errors_.size(), 3u);
  EXPECT_THAT(shown_, Not(HasSubstr("hunter2")));
  for (const char* value : {"{sasl.password: hunter2, x: [}", "{sasl.password: [hunter2]}"}) {
    EXPECT_EQ(Load(kSmallest, {{"LOOPBREAKER_KAFKA_PROPERTIES", value}}), std::nullopt);
    EXPECT_THAT(shown_, Not(HasSubstr("hunter2"))) << value;
  }
  Write("key", "hunter2");
  Load(std::string(kSmallest) + "pseudonym_key_file: key\n");
  EXPECT_THAT(errors_, ElementsAre(HasSubstr("at least 16 characters, found 7")));
}

}  // namespace
}  // namespace loopbreaker
