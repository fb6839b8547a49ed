#include "service/config_properties.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text.h"

namespace loopbreaker::config {
namespace {

constexpr std::string_view kAlwaysSame = "the service always sets it itself, as what it promises rests on it";

constexpr std::array kOwned = {
    OwnedProperty{"bootstrap.servers", "set kafka.brokers instead"},
    OwnedProperty{"metadata.broker.list", "set kafka.brokers instead"},
    OwnedProperty{"group.id", "set kafka.group instead"},
    OwnedProperty{"group.instance.id", "set kafka.static_membership and kafka.instance instead"},
    OwnedProperty{"enable.auto.commit", kAlwaysSame},
    OwnedProperty{"enable.auto.offset.store", kAlwaysSame},
    OwnedProperty{"auto.commit.enable", kAlwaysSame},
    OwnedProperty{"auto.offset.reset", kAlwaysSame},
    OwnedProperty{"enable.idempotence", kAlwaysSame},
    OwnedProperty{"acks", kAlwaysSame},
    OwnedProperty{"request.required.acks", kAlwaysSame},
    OwnedProperty{"isolation.level", kAlwaysSame},
    OwnedProperty{"partition.assignment.strategy", kAlwaysSame},
    OwnedProperty{"transactional.id", "the service does not use transactions"},
};

// Why this property may not be set; empty: it may.
std::string WhyNot(std::string_view property) {
  const auto owned =
      std::find_if(kOwned.begin(), kOwned.end(), [&](const OwnedProperty& known) { return known.name == property; });
  if (owned == kOwned.end()) return {};
  return absl::StrCat("the property '", Abseil(property), "' cannot be set here: ", Abseil(owned->advice));
}

}  // namespace

std::span<const OwnedProperty> OwnedProperties() { return kOwned; }

bool LooksSecret(std::string_view text) {
  constexpr std::array<std::string_view, 8> kWords = {"password", "passphrase", "secret", "token",
                                                      "pem",      "key",        "jaas",   "oauthbearer.config"};
  const std::string lower = absl::AsciiStrToLower(Abseil(text));
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

void ReadProperties(const Setting& setting, std::map<std::string, std::string>& properties, Diagnostics& errors) {
  if (!setting || (setting.node->IsNull() && setting.document->complete)) return;
  const YamlReader reader = setting.Reader(errors);
  if (!reader.Map(*setting.node, "'properties'")) return;
  for (const auto& [name, value] : setting.node->entries) {
    if (const std::string why = WhyNot(name.text); !why.empty()) {
      reader.Error(name, why);
    } else if (!value.IsScalar()) {
      reader.Expected(value, absl::StrCat("the property '", name.text, "'"), "a text");
    } else {
      properties[name.text] = value.text;
    }
  }
}

void ReadPropertiesFile(std::string_view text, const std::string& file, std::map<std::string, std::string>& properties,
                        Diagnostics& errors) {
  int line_number = 0;
  for (const absl::string_view raw : absl::StrSplit(Abseil(text), '\n')) {
    ++line_number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || line.front() == '#') continue;
    const auto error = [&](std::string message) {
      errors.Add({.file = file, .line = line_number, .column = 1, .message = std::move(message)});
    };
    const std::size_t equals = line.find('=');
    if (equals == absl::string_view::npos || equals == 0) {
      error("expected NAME=VALUE, found a line that is not (and is not shown, as it may be secret)");
      continue;
    }
    const std::string name(absl::StripTrailingAsciiWhitespace(line.substr(0, equals)));
    const std::string value(absl::StripLeadingAsciiWhitespace(line.substr(equals + 1)));
    if (std::string why = WhyNot(name); !why.empty()) {
      error(std::move(why));
    } else if (!properties.emplace(name, value).second) {
      error(absl::StrCat("the property '", name, "' is given a second time; it is above or in 'properties' already"));
    }
  }
}

}  // namespace loopbreaker::config
