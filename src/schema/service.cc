// service.yaml. No key of it is required, and none needs another: what the file lacks may come from the environment.
#include "access/role.h"
#include "access/signature.h"
#include "schema/parts.h"
#include "schema/schema.h"
#include "service/config_keys.h"
#include "service/config_properties.h"

namespace loopbreaker {
namespace schema {
namespace {

using config::Form;

Json TextOrNone() { return Json().Set("type", Json::Texts({"string", "number", "boolean"})); }

Json Name(const config::Key& key, const char* at_least) {
  const std::string most = key.max == 0 ? "" : std::to_string(key.max);
  const std::string length = most.empty() && *at_least == '1' ? "+" : std::string("{") + at_least + "," + most + "}";
  const std::string pattern = "^[A-Za-z0-9._-]" + length + "$";
  const std::string message =
      "expected " + std::string(config::kNameCharacters) + (most.empty() ? "" : ", at most " + most);
  return Matching(pattern.c_str(), message.c_str()).Set("type", Json::Texts({"string", "number"}));
}

Json Properties() {
  Json owned;
  for (const config::OwnedProperty& property : config::OwnedProperties()) {
    owned.Set(std::string(property.name), Json().Set("description", std::string(property.advice)).Set("not", Json()));
  }
  return Json()
      .Set("type", Json::Texts({"object", "null"}))
      .Set("properties", std::move(owned))
      .Set("additionalProperties", TextOrNone());
}

Json Encoding() { return OneOf(config::EncodingNames()); }

Json MapWith(std::span<const config::Key> keys);
Json Source();

Json Value(const config::Key& key) {
  switch (key.form) {
    case Form::kText:
    case Form::kFile:
      return Text();
    case Form::kName:
      return Name(key, "1");
    case Form::kPrefix:
      return Name(key, "0");
    case Form::kFlag:
      return Flag();
    case Form::kInteger:
      return Integer(key.min, key.max);
    case Form::kEncoding:
      return Encoding();
    case Form::kMayBeEmpty:
      return TextOrNone();
    case Form::kListen:
      return Matching("^$|^([^:\\[][^:]*|\\[.+\\]):[0-9]{1,5}$",
                      "expected HOST:PORT such as 127.0.0.1:8080 or \"[::1]:8080\"; \"\": no HTTP");
    case Form::kHosts:
      return OneOrMore(Matching("^[^:/*, ]+$", "expected a name without port and path, such as loops.example.org"));
    case Form::kTls:
      return MapWith(config::TlsKeys());
    case Form::kProxy:
      return MapWith(config::ProxyKeys());
    case Form::kAddresses:
      return OneOrMore(
          Matching("^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$", "expected an address such as 10.0.0.5 or 10.1.0.0/16"));
    case Form::kHeader:
      return Matching("^[A-Za-z0-9-]+$", "expected the name of a header, of letters, digits and '-'");
    case Form::kGroups:
      return Json().Set("type", "object").Set("additionalProperties", OneOrMore(OneOf(RoleNames())));
    case Form::kRegion:
      return Country();
    case Form::kDuration:
      return BusinessDuration();
    case Form::kFormat:
      return Json().Set("anyOf", Json::Array({Encoding(), MapOf({{"mapping", Text(), "Its file.", true}})}));
    case Form::kProperties:
      return Properties();
    case Form::kSeverity:
      return OneOf({"LOW", "MEDIUM", "HIGH", "CRITICAL"});
    case Form::kPlainDuration:
      return Duration();
    case Form::kAlertFormat:
      return OneOf(config::AlertFormatNames());
    case Form::kAlertGroup:
      return MapWith(config::AlertGroupKeys());
    case Form::kReceivers:
      return Json().Set("type", "object").Set("additionalProperties", MapWith(config::ReceiverKeys()));
    case Form::kTexts:
      return OneOrMore(Text());
    case Form::kDesks:
      return Json().Set("type", "object").Set("additionalProperties", OneOrMore(Text()));
    case Form::kPush:
      return MapWith(config::PushKeys());
    case Form::kSignature:
      return OneOf(SignatureFormNames());
    case Form::kSources:
      return ListOf(Source());
  }
  return Json();
}

Json MapWith(std::span<const config::Key> keys) {
  std::vector<Key> parts;
  for (const config::Key& key : keys) {
    parts.push_back({std::string(key.name), Value(key), std::string(key.meaning), key.required});
  }
  return MapOf(parts);
}

Json Source() {
  // A mapping reads JSON.
  Json no_protobuf = Json().Set("properties", Json().Set("format", Json().Set("not", OneOf({"protobuf"}))));
  return MapWith(config::SourceKeys()).Set("dependencies", Json().Set("mapping", std::move(no_protobuf)));
}

// The keys of a section; of the section "", the file.
Json Section(std::string_view section) {
  std::vector<Key> keys;
  std::string_view done;
  for (const config::Key& key : config::Keys()) {
    const std::string_view own = config::SectionOf(key.name);
    if (own == section) {
      const std::string_view name = section.empty() ? key.name : key.name.substr(section.size() + 1);
      keys.push_back({std::string(name), Value(key), std::string(key.meaning)});
    } else if (section.empty() && own != done) {
      keys.push_back({std::string(own), Section(own), ""});
      done = own;
    }
  }
  return MapOf(keys);
}

}  // namespace
}  // namespace schema

Json ServiceSchema() {
  return schema::Finish("service", "loopbreaker: service",
                        schema::Section("").Set("type", Json::Texts({"object", "null"})), {});
}

}  // namespace loopbreaker
