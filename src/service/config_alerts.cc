#include "service/config_alerts.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/network.h"
#include "base/text.h"
#include "service/config_files.h"
#include "service/config_keys.h"

namespace loopbreaker::config {
namespace {

constexpr int kGroupAfterMax = 1000;

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

bool IsMailAddress(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && IsPlain(text) &&
         text.find_first_of("<>,;\"") == std::string_view::npos;
}

class AlertsReader {
 public:
  AlertsReader(const Layers& layers, AlertSettings& alerts, Diagnostics& errors)
      : layers_(layers), alerts_(alerts), errors_(errors) {}

  void Read() {
    if (!layers_.HasSection("alerts")) return;
    ReadLink();
    if (const Setting severity = layers_.Find("alerts.from_severity")) {
      std::vector<std::string> names;
      for (int i = v1::Severity::LOW; i <= v1::Severity::CRITICAL; ++i) names.push_back(v1::Severity::Value_Name(i));
      const auto choice = severity.Reader(errors_).Choice(*severity.node, "'alerts.from_severity'", names);
      if (choice) alerts_.from_severity = static_cast<v1::Severity::Value>(*choice + v1::Severity::LOW);
    }
    if (const Setting within = layers_.Find("alerts.page_within")) {
      const auto length = within.Reader(errors_).Duration(*within.node, "'alerts.page_within'", minutes(1));
      alerts_.page_within = length.value_or(alerts_.page_within);
    }
    ReadGroup();
    ReadReceivers();
    ReadDesks();
    if (const Setting key = layers_.Find("pseudonym_key_file"); !key || key.IsEmptyText()) {
      errors_.Add({.file = layers_.file().file,
                   .message = "expected the key 'pseudonym_key_file' beside 'alerts', found none: links name "
                              "escalations by it, so that nothing about a customer leaves"});
    }
  }

 private:
  void Missing(std::string_view key, std::string_view what) {
    errors_.Add({.file = layers_.file().file,
                 .message = absl::StrCat("expected the key '", Abseil(key), "' (", Abseil(what), "), found none")});
  }

  void ReadLink() {
    const Setting link = layers_.Find("alerts.link");
    if (!link) return Missing("alerts.link", "where the page is, such as https://loops.example.org");
    const YamlReader reader = link.Reader(errors_);
    alerts_.link = reader.Text(*link.node, "'alerts.link'").value_or("");
    while (alerts_.link.ends_with('/')) alerts_.link.pop_back();
    const bool web = alerts_.link.starts_with("https://") || alerts_.link.starts_with("http://");
    if (!web || !IsPlain(alerts_.link)) {
      reader.Expected(*link.node, "'alerts.link'", "where the page is, such as https://loops.example.org,");
    }
  }

  void ReadGroup() {
    const Setting group = layers_.Find("alerts.group");
    if (!group) return;
    const YamlReader reader = group.Reader(errors_);
    if (!reader.Map(*group.node, "'alerts.group'", NamesOf(AlertGroupKeys()))) return;
    if (const YamlNode* after = group.node->Find("after")) {
      alerts_.group_after =
          static_cast<int>(reader.Integer(*after, "'after'", 1, kGroupAfterMax).value_or(alerts_.group_after));
    }
    if (const YamlNode* every = group.node->Find("every")) {
      alerts_.group_every = reader.Duration(*every, "'every'", seconds(10)).value_or(alerts_.group_every);
    }
  }

  void ReadReceivers() {
    const Setting receivers = layers_.Find("alerts.receivers");
    if (!receivers) return Missing("alerts.receivers", "names of receivers, and where each is");
    const YamlReader reader = receivers.Reader(errors_);
    if (!reader.Map(*receivers.node, "'alerts.receivers'")) return;
    for (const auto& [name, node] : receivers.node->entries) {
      AlertReceiver receiver;
      receiver.name = name.text;
      if (reader.Map(node, absl::StrCat("the receiver '", name.text, "'"), NamesOf(ReceiverKeys()))) {
        ReadReceiver({receivers.document, &node}, receiver);
      }
      alerts_.receivers.push_back(std::move(receiver));
    }
  }

  void ReadReceiver(const Setting& setting, AlertReceiver& receiver) {
    const YamlReader reader = setting.Reader(errors_);
    const YamlNode& node = *setting.node;
    if (const YamlNode* format = node.Find("format")) {
      const auto choice = reader.Choice(*format, "'format'", AlertFormatNames());
      if (choice) receiver.format = static_cast<AlertReceiver::Format>(*choice);
    }
    if (const YamlNode* networks = node.Find("networks")) {
      for (const YamlNode* network : reader.OneOrMore(*networks, "'networks'")) {
        if (!ParseNetwork(network->text)) {
          reader.Expected(*network, "'networks'", "networks such as 10.0.0.0/8");
        } else {
          receiver.networks.push_back(network->text);
        }
      }
    }
    ReadUrl(setting, receiver);
    receiver.secret = SecretOf(setting, "secret_file");
    receiver.password = SecretOf(setting, "password_file");
    if (const YamlNode* ca = node.Find("ca_file")) {
      receiver.ca_file = ExistingFile(layers_, {setting.document, ca}, "'ca_file'", errors_).value_or("");
    }
    const bool mail = receiver.format == AlertReceiver::Format::kMail;
    for (const char* key : {"from", "to", "user", "password_file"}) {
      if (!mail && node.Find(key) != nullptr) {
        reader.Error(*node.Find(key), absl::StrCat("'", key, "' is for 'format: mail' only"));
      }
    }
    if (mail) ReadMail(reader, node, receiver);
  }

  void ReadUrl(const Setting& setting, AlertReceiver& receiver) {
    const YamlReader reader = setting.Reader(errors_);
    const YamlNode* url = setting.node->Find("url");
    const YamlNode* file = setting.node->Find("url_file");
    const YamlNode* given = url != nullptr ? url : file;
    if ((url == nullptr) == (file == nullptr)) {
      reader.Error(*setting.node, absl::StrCat("expected 'url' or 'url_file' (for one that holds a secret) of the "
                                               "receiver '",
                                               receiver.name, "', found ", url == nullptr ? "neither" : "both"));
      return;
    }
    receiver.url = url != nullptr ? reader.Text(*url, "'url'").value_or("") : SecretOf(setting, "url_file");
    const auto begins = [&](const char* scheme) { return receiver.url.starts_with(scheme); };
    const bool in_house = !receiver.networks.empty();
    const bool mail = receiver.format == AlertReceiver::Format::kMail;
    const bool fits =
        mail ? begins("smtps://") || begins("smtp://") : begins("https://") || (in_house && begins("http://"));
    // What stands there is not shown: it may hold a secret.
    if (!fits || !IsPlain(receiver.url)) {
      reader.Error(*given, absl::StrCat("expected ", mail ? "smtps://HOST or smtp://HOST:PORT" : "https://...",
                                        mail || in_house ? "" : " (or http:// to one of 'networks')",
                                        " for the address of '", receiver.name, "', found something else"));
    }
  }

  std::string SecretOf(const Setting& setting, const char* key) {
    return config::SecretOf(layers_, setting, key, errors_);
  }

  void ReadMail(const YamlReader& reader, const YamlNode& node, AlertReceiver& receiver) {
    if (node.Find("secret_file") != nullptr) {
      reader.Error(*node.Find("secret_file"), "a mail is not signed; 'password_file' is what the server asks for");
    }
    const auto address = [&](const YamlNode& from) {
      const std::string text = reader.Text(from, "a mail address").value_or("");
      if (!text.empty() && !IsMailAddress(text)) reader.Expected(from, "a mail address", "NAME@HOST");
      return text;
    };
    if (const YamlNode* from = reader.Required(node, "a receiver by mail", "from")) receiver.from = address(*from);
    if (const YamlNode* to = reader.Required(node, "a receiver by mail", "to")) {
      for (const YamlNode* one : reader.OneOrMore(*to, "'to'")) receiver.to.push_back(address(*one));
    }
    if (const YamlNode* user = node.Find("user")) receiver.user = reader.Text(*user, "'user'").value_or("");
  }

  void ReadDesks() {
    const Setting desks = layers_.Find("alerts.desks");
    if (!desks) return Missing("alerts.desks", "the receivers of each desk; \"*\": of those that are not named");
    const YamlReader reader = desks.Reader(errors_);
    if (!reader.Map(*desks.node, "'alerts.desks'")) return;
    std::vector<std::string> names;
    for (const AlertReceiver& receiver : alerts_.receivers) names.push_back(receiver.name);
    for (const auto& [desk, node] : desks.node->entries) {
      std::vector<std::string>& receivers = alerts_.desks[desk.text];
      for (const YamlNode* name : reader.OneOrMore(node, absl::StrCat("the desk '", desk.text, "'"))) {
        const bool known = std::find(names.begin(), names.end(), name->text) != names.end();
        const bool twice = std::find(receivers.begin(), receivers.end(), name->text) != receivers.end();
        if (!known) {
          reader.Error(*name, absl::StrCat("there is no receiver '", name->text, "'", DidYouMean(name->text, names)));
        } else if (!twice) {
          receivers.push_back(name->text);
        }
      }
    }
  }

  const Layers& layers_;
  AlertSettings& alerts_;
  Diagnostics& errors_;
};

}  // namespace

void ReadAlerts(const Layers& layers, AlertSettings& alerts, Diagnostics& errors) {
  AlertsReader(layers, alerts, errors).Read();
}

}  // namespace loopbreaker::config
