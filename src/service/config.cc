#include "service/config.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "base/yaml_reader.h"
#include "service/config_alerts.h"
#include "service/config_files.h"
#include "service/config_http.h"
#include "service/config_keys.h"
#include "service/config_layers.h"
#include "service/config_properties.h"

namespace loopbreaker {
namespace {

using config::Layers;
using config::Setting;

constexpr std::size_t kKeyBytesMin = 16;

// Of kNameCharacters alone.
bool IsKafkaName(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-'; });
}

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "host";
  return name.data();
}

class Loader {
 public:
  Loader(const Layers& layers, Diagnostics& errors) : layers_(layers), errors_(errors) {}

  ServiceConfig Load() {
    ReadKafka();
    ReadTopics();
    ReadSources();
    config_.rules = ReadPath("rules").value_or("");
    if (!layers_.Find("rules")) Missing("rules", "the file of rules");
    if (const Setting path = layers_.Find("store.path"); path && !path.IsEmptyText()) {
      config_.store_path = path.Reader(errors_).Text(*path.node, "'path'").value_or("");
    }
    config::ReadHttp(layers_, config_.http, errors_);
    config::ReadAlerts(layers_, config_.alerts, errors_);
    ReadInteger("workers", config_.workers);
    ReadPseudonyms();
    config_.http.access.session_key = config_.pseudonym_key;
    ReadPhoneRegion();
    ReadDirectory();
    if (config_.brokers.empty() && !config_.store_path.empty()) CheckWithoutKafka();
    return std::move(config_);
  }

 private:
  void Missing(std::string_view key, std::string_view what) {
    errors_.Add({.file = layers_.file().file,
                 .message = absl::StrCat("expected the key '", Abseil(key), "' (", Abseil(what), "), found none; ",
                                         config::VariableOf(key), " in the environment would do as well")});
  }

  void ReadText(std::string_view key, std::string& value) {
    if (const Setting setting = layers_.Find(key)) {
      value = setting.Reader(errors_).Text(*setting.node, Quoted(key)).value_or(value);
    }
  }

  void ReadInteger(std::string_view name, int& value) {
    if (const Setting setting = layers_.Find(name)) {
      const config::Key& key = config::KeyOf(name);
      const auto number = setting.Reader(errors_).Integer(*setting.node, Quoted(name), key.min, key.max);
      value = static_cast<int>(number.value_or(value));
    }
  }

  void ReadFlag(std::string_view key, bool& value) {
    if (const Setting setting = layers_.Find(key)) {
      value = setting.Reader(errors_).Flag(*setting.node, Quoted(key)).value_or(value);
    }
  }

  void ReadEncoding(const Setting& setting, std::string_view what, Encoding& value) {
    const auto choice = setting.Reader(errors_).Choice(*setting.node, what, config::EncodingNames());
    if (choice) value = static_cast<Encoding>(*choice);
  }

  static std::string Quoted(std::string_view key) { return absl::StrCat("'", Abseil(key), "'"); }

  // Empty: not given, or "", or reported.
  std::optional<std::string> ReadPath(std::string_view key) {
    const Setting setting = layers_.Find(key);
    if (!setting || (setting.IsEmptyText() && key != "rules")) return std::nullopt;
    return config::ExistingFile(layers_, setting, Quoted(key), errors_);
  }

  std::optional<std::string> ReadWhole(const std::string& path, std::string_view key) {
    return config::WholeFile(path, layers_.Find(key), errors_);
  }

  void ReadKafka() {
    if (layers_.HasSection("kafka")) {
      ReadText("kafka.brokers", config_.brokers);
      if (!layers_.Find("kafka.brokers")) Missing("kafka.brokers", "host:port of one or more brokers");
    }
    ReadText("kafka.group", config_.group);
    ReadText("kafka.instance", config_.instance);
    if (config_.instance.empty()) config_.instance = HostName();
    if (const Setting instance = layers_.Find("kafka.instance"); instance && !IsKafkaName(config_.instance)) {
      instance.Reader(errors_).Expected(*instance.node, "'kafka.instance'", config::kNameCharacters);
    }
    ReadFlag("kafka.static_membership", config_.static_membership);
    config::ReadProperties(layers_.Find("kafka.properties"), config_.properties, errors_);
    if (const auto path = ReadPath("kafka.properties_file")) {
      const auto text = ReadWhole(*path, "kafka.properties_file");
      if (text) config::ReadPropertiesFile(*text, *path, config_.properties, errors_);
    }
  }

  void ReadTopics() {
    const Setting prefix = layers_.Find("topics.prefix");
    if (prefix && prefix.IsEmptyText()) {
      config_.prefix.clear();
    } else if (prefix) {
      ReadText("topics.prefix", config_.prefix);
      if (!IsKafkaName(config_.prefix) || config_.prefix.size() > config::kPrefixBytesMax) {
        prefix.Reader(errors_).Expected(
            *prefix.node, "'topics.prefix'",
            absl::StrCat(Abseil(config::kNameCharacters), ", at most ", config::kPrefixBytesMax, ","));
      }
    }
    if (const Setting encoding = layers_.Find("topics.encoding")) {
      ReadEncoding(encoding, "'topics.encoding'", config_.encoding);
    }
    ReadInteger("topics.partitions", config_.partitions);
    ReadInteger("topics.replication", config_.replication);
  }

  void ReadSources() {
    const Setting sources = layers_.Find("sources");
    if (!sources) {
      if (!config_.brokers.empty()) Missing("sources", "a list of topics that events come from");
      return;
    }
    const YamlReader reader = sources.Reader(errors_);
    if (!sources.node->IsList() || sources.node->items.empty()) {
      if (sources.document->complete)
        reader.Expected(*sources.node, "'sources'", "a list of topics that events come from");
      return;
    }
    std::set<std::string> topics;
    for (const YamlNode& item : sources.node->items) {
      if (!reader.Map(item, "a source", config::NamesOf(config::SourceKeys()))) continue;
      ReadSource({sources.document, &item}, topics);
    }
  }

  void ReadSource(const Setting& item, std::set<std::string>& topics) {
    const YamlReader reader = item.Reader(errors_);
    SourceConfig source;
    if (const YamlNode* topic = reader.Required(*item.node, "a source", "topic")) {
      source.topic = reader.Text(*topic, "'topic'").value_or("");
      if (!IsKafkaName(source.topic) || source.topic.size() > config::kTopicBytesMax) {
        reader.Expected(*topic, "'topic'",
                        absl::StrCat(Abseil(config::kNameCharacters), ", at most ", config::kTopicBytesMax, ","));
      } else if (!source.topic.empty() && !topics.insert(source.topic).second) {
        reader.Error(*topic, absl::StrCat("the topic '", source.topic, "' is a source already; name it once"));
      }
    }
    const YamlNode* mapping = item.node->Find("mapping");
    if (const YamlNode* format = item.node->Find("format")) {
      if (format->IsMap()) {
        if (reader.Map(*format, "'format'", {"mapping"})) mapping = reader.Required(*format, "'format'", "mapping");
      } else {
        ReadEncoding({item.document, format}, "'format' (or {mapping: FILE})", source.format);
        if (mapping != nullptr && source.format == Encoding::kProtobuf) {
          reader.Error(*format, "expected format: json for a source with a mapping, found 'protobuf'");
        }
      }
    }
    if (mapping != nullptr)
      source.mapping = config::ExistingFile(layers_, {item.document, mapping}, "'mapping'", errors_).value_or("");
    if (const YamlNode* folder = item.node->Find("folder")) {
      source.folder = reader.Text(*folder, "'folder'").value_or("");
      for (const SourceConfig& other : config_.sources) {
        if (source.folder.empty() || other.folder != source.folder) continue;
        reader.Error(*folder, absl::StrCat("the folder '", source.folder, "' is that of the topic '", other.topic,
                                           "' already; each source needs one of its own"));
      }
    }
    if (const YamlNode* push = item.node->Find("push")) ReadPush({item.document, push}, source);
    if (const YamlNode* every = item.node->Find("expect_every")) {
      // Its business hours are those of the rules' calendar: here it is the form alone that counts.
      const std::optional<Span> span = reader.BusinessSpan(*every, "'expect_every'", Calendar());
      if (span && span->length <= Nanos{0}) reader.Expected(*every, "'expect_every'", "more than nothing");
      if (span) source.expect_every = span->text;
    }
    config_.sources.push_back(std::move(source));
  }

  void ReadPush(const Setting& push, SourceConfig& source) {
    const YamlReader reader = push.Reader(errors_);
    if (!reader.Map(*push.node, "'push'", config::NamesOf(config::PushKeys()))) return;
    if (source.format == Encoding::kProtobuf) {
      reader.Error(*push.node, "expected format: json, or a mapping, for a source with 'push', found 'protobuf'");
    }
    PushConfig& config = source.push.emplace();
    reader.Required(*push.node, "'push'", "secret_file");
    config.secret = config::SecretOf(layers_, push, "secret_file", errors_);
    if (const YamlNode* form = push.node->Find("signature")) {
      const auto choice = reader.Choice(*form, "'signature'", SignatureFormNames());
      if (choice) config.signature = static_cast<SignatureForm>(*choice);
    }
    if (const YamlNode* rate = push.node->Find("requests_per_minute_max")) {
      const config::Key& key = config::PushKeys()[2];
      config.requests_per_minute_max =
          static_cast<int>(reader.Integer(*rate, "'requests_per_minute_max'", key.min, key.max)
                               .value_or(config.requests_per_minute_max));
    }
  }

  void ReadPseudonyms() {
    ReadFlag("pseudonyms", config_.pseudonyms);
    const auto path = ReadPath("pseudonym_key_file");
    if (!path) return;
    const auto text = ReadWhole(*path, "pseudonym_key_file");
    if (!text) return;
    config_.pseudonym_key = std::string(absl::StripAsciiWhitespace(*text));
    if (config_.pseudonym_key.size() < kKeyBytesMin) {
      errors_.Add({.file = *path,
                   .message = absl::StrCat("expected a key of at least ", kKeyBytesMin, " characters, found ",
                                           config_.pseudonym_key.size())});
    }
  }

  void ReadPhoneRegion() {
    ReadText("phone_region", config_.phone_region);
    const Setting region = layers_.Find("phone_region");
    const bool two_capitals =
        config_.phone_region.size() == 2 && std::all_of(config_.phone_region.begin(), config_.phone_region.end(),
                                                        [](unsigned char c) { return absl::ascii_isupper(c); });
    if (region && !two_capitals) {
      region.Reader(errors_).Expected(*region.node, "'phone_region'",
                                      "the two capital letters of a country, such as NL,");
    }
  }

  void ReadDirectory() {
    config_.customers_file = ReadPath("directory.customers").value_or("");
    config_.units_file = ReadPath("directory.units").value_or("");
    if (config_.brokers.empty()) return;
    for (const std::string_view key : {"directory.customers", "directory.units"}) {
      if (const Setting setting = layers_.Find(key); setting && !setting.IsEmptyText()) {
        setting.Reader(errors_).Error(
            *setting.node, absl::StrCat(Quoted(key),
                                        " is for a service without 'kafka'; with it, the directory comes from "
                                        "the topics ",
                                        config_.Topic("customers"), " and ", config_.Topic("units")));
      }
    }
  }

  // What comes in has one way only, and some keys say how Kafka is used.
  void CheckWithoutKafka() {
    for (const std::string_view key : {"topics.replication", "workers"}) {
      if (const Setting setting = layers_.Find(key)) {
        setting.Reader(errors_).Error(
            *setting.node,
            absl::StrCat(Quoted(key), " means something with 'kafka' only, and there is none: leave it out"));
      }
    }
    const Setting sources = layers_.Find("sources");
    if (!sources) return Missing("sources", "a list of what events come from, each with 'folder' or 'push'");
    if (!sources.node->IsList()) return;
    for (const YamlNode& item : sources.node->items) {
      if (!item.IsMap() || item.Find("folder") != nullptr || item.Find("push") != nullptr) continue;
      sources.Reader(errors_).Error(
          item,
          "expected 'folder' or 'push', found neither: without 'kafka' nothing else brings the events of a source");
    }
  }

  const Layers& layers_;
  Diagnostics& errors_;
  ServiceConfig config_;
};

}  // namespace

std::optional<ServiceConfig> LoadServiceConfig(std::string_view text, const std::string& file,
                                               const std::map<std::string, std::string>& environment,
                                               Diagnostics& errors) {
  Diagnostics found;
  const Layers layers(text, file, environment, found);
  ServiceConfig config;
  if (layers.file().complete) config = Loader(layers, found).Load();
  for (Diagnostic error : found.list()) {
    if (config::LooksSecret(error.source)) error.source.clear();
    errors.Add(std::move(error));
  }
  if (!found.empty()) return std::nullopt;
  return config;
}

}  // namespace loopbreaker
