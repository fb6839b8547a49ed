// The keys of service.yaml, each said once: what is read, what the environment may set and what editors offer follow
// these lists.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker::config {

enum class Form : std::uint8_t {
  kText,           // not empty
  kName,           // kNameCharacters, not empty
  kPrefix,         // kNameCharacters, or empty
  kFlag,           // true or false
  kInteger,        // of `min` to `max`
  kEncoding,       // EncodingNames
  kFile,           // the path of a file that exists
  kMayBeEmpty,     // a text; "" is as if it were not given
  kListen,         // HOST:PORT, or empty
  kHosts,          // one or more names without port
  kTls,            // a map with TlsKeys
  kProxy,          // a map with ProxyKeys
  kAddresses,      // one or more addresses by number, or networks
  kHeader,         // the name of an HTTP header
  kGroups,         // a map of one or more RoleNames each
  kRegion,         // NL
  kDuration,       // calendar or business time
  kFormat,         // EncodingNames, or {mapping: FILE}
  kProperties,     // a map of texts
  kTexts,          // one or more texts
  kSeverity,       // LOW to CRITICAL
  kPlainDuration,  // without business time
  kAlertFormat,    // AlertFormatNames
  kAlertGroup,     // a map with AlertGroupKeys
  kReceivers,      // a map of maps with ReceiverKeys
  kDesks,          // a map of one or more names of receivers each
  kSources,        // a list of maps with the keys of a source
  kPush,           // a map with PushKeys
  kSignature,      // SignatureFormNames
};

struct Key {
  std::string_view name;  // "workers" or "kafka.brokers"
  Form form = Form::kText;
  std::string_view meaning;  // for the person who points at it in an editor
  int min = 0;               // of a number
  int max = 0;               // of a number, or characters of a kName or kPrefix; 0: any
  bool required = false;     // of a map; what the file itself lacks may come from the environment
};

// Of the file; of one of its sources, and of what is pushed to it; of http.tls and http.proxy.
std::span<const Key> Keys();
std::span<const Key> SourceKeys();
std::span<const Key> PushKeys();
std::span<const Key> TlsKeys();
std::span<const Key> ProxyKeys();
// Of alerts.group, and of each of alerts.receivers.
std::span<const Key> AlertGroupKeys();
std::span<const Key> ReceiverKeys();
// One of Keys.
const Key& KeyOf(std::string_view name);

// "kafka" of "kafka.brokers"; empty of "workers".
std::string_view SectionOf(std::string_view key);
// Each once, in the order of Keys.
std::vector<std::string> Sections();
// Their own names: "brokers". Of the section "", those that are in none.
std::vector<std::string> KeysOfSection(std::string_view section);
std::vector<std::string> NamesOf(std::span<const Key> keys);

// In the order of AlertReceiver::Format.
const std::vector<std::string>& AlertFormatNames();
// In the order of Encoding.
const std::vector<std::string>& EncodingNames();

// What Kafka allows in the name of a topic and of a static member, and how long the two may be.
inline constexpr std::string_view kNameCharacters = "letters, digits, '.', '_' and '-'";
inline constexpr int kTopicBytesMax = 249;
inline constexpr int kPrefixBytesMax = 200;  // leaves room for the names of ours behind it

}  // namespace loopbreaker::config
