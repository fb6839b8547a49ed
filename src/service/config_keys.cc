#include "service/config_keys.h"

#include <algorithm>
#include <array>

namespace loopbreaker::config {
namespace {

constexpr std::array kKeys = {
    Key{"kafka.brokers", Form::kText, "host:port of one or more brokers, with commas between them."},
    Key{"kafka.group", Form::kText,
        "Instances of the same group share the work. The consumer groups are GROUP.link, GROUP.detect and "
        "GROUP.learn."},
    Key{"kafka.instance", Form::kName, "The name of this instance in logs and in what it writes. Default: the host's."},
    Key{"kafka.static_membership", Form::kFlag,
        "Keep the partitions of an instance that is away for less than a session: for rolling restarts. Default "
        "false."},
    Key{"kafka.properties", Form::kProperties,
        "Any property of librdkafka, other than those on which the service rests."},
    Key{"kafka.properties_file", Form::kMayBeEmpty,
        "A file of lines NAME=VALUE with further properties: the secret ones, which do not belong here."},
    Key{"sources", Form::kSources, "The topics that events come from."},
    Key{"topics.prefix", Form::kPrefix, "Before the name of each topic of the service. Default \"loopbreaker.\".", 0,
        kPrefixBytesMax},
    Key{"topics.encoding", Form::kEncoding, "Of what leaves the service for others. Default json."},
    Key{"topics.partitions", Form::kInteger,
        "Of each topic that the workers share. Choose it once: later it takes a new prefix. Default 12.", 1, 1000},
    Key{"topics.replication", Form::kInteger,
        "Copies of each topic that `topics --create` makes; 0, the default: as the broker does by itself.", 0, 100},
    Key{"rules", Form::kFile, "The file of rules, seen from this file or else from the working directory."},
    Key{"store.path", Form::kMayBeEmpty,
        "With kafka, the folder of a cache that makes a restart quick; it may be lost at any time. Without, the folder "
        "of everything that the service has."},
    Key{"directory.customers", Form::kMayBeEmpty,
        "Without kafka: the file of customers, JSON lines, which is read again when it changes."},
    Key{"directory.units", Form::kMayBeEmpty, "Without kafka: the file of units, read like that of customers."},
    Key{"http.listen", Form::kListen,
        "Where the page, its API, /livez, /readyz and /metrics are served. \"\": no HTTP. Default 127.0.0.1:8080. On "
        "an "
        "address of more than this machine, proxy or token_file must ask people who they are, and tls or proxy keep it "
        "secret."},
    Key{"http.hosts", Form::kHosts,
        "Names that people use for it, without port. localhost and addresses by number are always right."},
    Key{"http.tls", Form::kTls, "Serves HTTPS with this certificate."},
    Key{"http.proxy", Form::kProxy, "A reverse proxy that asks people who they are, and is believed."},
    Key{"http.token_file", Form::kMayBeEmpty, "A file of lines that `loopbreaker token` prints: who is let in."},
    Key{"alerts.link", Form::kText, "Where the page is: links in alerts lead there."},
    Key{"alerts.from_severity", Form::kSeverity, "Below this, the page only. Default MEDIUM."},
    Key{"alerts.page_within", Form::kPlainDuration,
        "What became so longer ago is on the page only, and what could not be delivered for so long is given up."},
    Key{"alerts.group", Form::kAlertGroup, "When many alerts of one cause become one."},
    Key{"alerts.receivers", Form::kReceivers, "Where alerts go, by name: webhooks and mail."},
    Key{"alerts.desks", Form::kDesks, "The receivers of each desk; \"*\": of those that are not named."},
    Key{"workers", Form::kInteger, "Threads that share the partitions of this instance. Default 2.", 1, 256},
    Key{"pseudonyms", Form::kFlag, "false keeps the names of agents and technicians as they come. Default true."},
    Key{"pseudonym_key_file", Form::kMayBeEmpty,
        "A file with one line of at least 16 characters, the same for all instances: the key of the pseudonyms."},
    Key{"phone_region", Form::kRegion, "The country of telephone numbers that do not say. Default NL."},
};

constexpr std::array kSourceKeys = {
    Key{"topic", Form::kName, "Its name in Kafka.", 0, kTopicBytesMax, true},
    Key{"format", Form::kFormat,
        "Of records that do not say theirs in a content-type header: json (the default), protobuf, or foreign JSON "
        "through a mapping."},
    Key{"mapping", Form::kFile, "The mapping, in place of format: {mapping: FILE}."},
    Key{"push", Form::kPush, "Takes events by POST /api/v1/events/TOPIC, signed."},
    Key{"folder", Form::kText, "A folder that is watched for files; each is read once. One instance for each folder."},
    Key{"expect_every", Form::kDuration, "Silence for longer than this is reported, such as 15m or 2bh."},
};

constexpr std::array kPushKeys = {
    Key{"secret_file", Form::kFile, "A file with the secret that the sender signs with.", 0, 0, true},
    Key{"signature", Form::kSignature, "How it is signed: timestamped (the default, as our alerts), body or zendesk."},
    Key{"requests_per_minute_max", Form::kInteger, "More are refused, on average. Default 600.", 1, 1000000},
};

constexpr std::array kTlsKeys = {
    Key{"certificate", Form::kFile, "The certificate and those that it rests on, as PEM.", 0, 0, true},
    Key{"key", Form::kFile, "Its private key, as PEM.", 0, 0, true},
};

constexpr std::array kProxyKeys = {
    Key{"addresses", Form::kAddresses, "Of the proxy, as the service sees them: 10.0.0.5 or 10.1.0.0/16.", 0, 0, true},
    Key{"user_header", Form::kHeader, "Where it says who asks. Default X-Forwarded-User."},
    Key{"roles_header", Form::kHeader,
        "Where it says their groups or, without groups here, their roles. Default X-Forwarded-Groups."},
    Key{"groups", Form::kGroups, "What the people of each group may do."},
};

constexpr std::array kAlertGroupKeys = {
    Key{"after", Form::kInteger, "So many alerts of one cause go out by themselves. Default 3.", 1, 1000},
    Key{"every", Form::kPlainDuration, "Of the rest, one in this time. Default 5m."},
};

constexpr std::array kReceiverKeys = {
    Key{"format", Form::kAlertFormat, "json (the default, signed), teams, alertmanager or mail."},
    Key{"url", Form::kText, "Where it is: https://..., or smtps://HOST for mail."},
    Key{"url_file", Form::kFile, "The same, in a file: where it holds a secret."},
    Key{"secret_file", Form::kFile, "What the alerts are signed with."},
    Key{"networks", Form::kAddresses, "Private networks where it may be; without them, public addresses only."},
    Key{"ca_file", Form::kFile, "Whom its certificate may rest on, as PEM."},
    Key{"from", Form::kText, "Of mail: who writes."},
    Key{"to", Form::kTexts, "Of mail: who gets it."},
    Key{"user", Form::kText, "Of mail: the name at the server."},
    Key{"password_file", Form::kFile, "Of mail: the password at the server."},
};

}  // namespace

std::span<const Key> AlertGroupKeys() { return kAlertGroupKeys; }
std::span<const Key> ReceiverKeys() { return kReceiverKeys; }
std::span<const Key> Keys() { return kKeys; }
std::span<const Key> SourceKeys() { return kSourceKeys; }
std::span<const Key> PushKeys() { return kPushKeys; }
std::span<const Key> TlsKeys() { return kTlsKeys; }
std::span<const Key> ProxyKeys() { return kProxyKeys; }

const Key& KeyOf(std::string_view name) {
  return *std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.name == name; });
}

std::string_view SectionOf(std::string_view key) {
  const std::size_t dot = key.find('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
}

std::vector<std::string> Sections() {
  std::vector<std::string> sections;
  for (const Key& key : kKeys) {
    const std::string section(SectionOf(key.name));
    if (!section.empty() && std::find(sections.begin(), sections.end(), section) == sections.end()) {
      sections.push_back(section);
    }
  }
  return sections;
}

std::vector<std::string> KeysOfSection(std::string_view section) {
  std::vector<std::string> names;
  for (const Key& key : kKeys) {
    if (SectionOf(key.name) != section) continue;
    names.emplace_back(section.empty() ? key.name : key.name.substr(section.size() + 1));
  }
  return names;
}

std::vector<std::string> NamesOf(std::span<const Key> keys) {
  std::vector<std::string> names;
  for (const Key& key : keys) names.emplace_back(key.name);
  return names;
}

const std::vector<std::string>& AlertFormatNames() {
  static const std::vector<std::string> names = {"json", "teams", "alertmanager", "mail"};
  return names;
}

const std::vector<std::string>& EncodingNames() {
  static const std::vector<std::string> names = {"json", "protobuf"};
  return names;
}

}  // namespace loopbreaker::config
