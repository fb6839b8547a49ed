#include "service/config_http.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/read_number.h"
#include "base/text.h"
#include "service/config_files.h"
#include "service/config_keys.h"

namespace loopbreaker::config {
namespace {

// The host of "127.0.0.1:8080" or "[::1]:8080", if the port is one.
std::optional<std::string> HostOf(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = listen.substr(0, colon);
  const std::string_view port_text = listen.substr(colon + 1);
  int port = -1;
  if (!ReadNumber(port_text, port) || port < 0 || port > 65535) {
    return std::nullopt;
  }
  if (host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(host);
}

// "127.0.0.1", and not "127.example.org".
bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;
  const auto address = ParseIp(host);
  return address && (ParseNetwork("127.0.0.0/8")->Contains(*address) || *address == *ParseIp("::1"));
}

class HttpReader {
 public:
  HttpReader(const Layers& layers, HttpConfig& http, Diagnostics& errors)
      : layers_(layers), http_(http), errors_(errors) {}

  void Read() {
    ReadHosts();
    ReadTls();
    ReadProxy();
    ReadTokenFile();
    http_.access.proxy_only = http_.access.proxy.has_value() && http_.certificate_file.empty();
    ReadListen();
  }

 private:
  void ReadListen() {
    const Setting listen = layers_.Find("http.listen");
    if (!listen) return;
    http_.listen.clear();
    if (listen.IsEmptyText()) return;
    const YamlReader reader = listen.Reader(errors_);
    http_.listen = reader.Text(*listen.node, "'http.listen'").value_or("");
    if (http_.listen.empty()) return;
    const std::optional<std::string> host = HostOf(http_.listen);
    if (!host) {
      reader.Expected(*listen.node, "'http.listen'",
                      "HOST:PORT such as 127.0.0.1:8080 or \"[::1]:8080\" (\"\": no HTTP)");
      return;
    }
    if (IsLoopback(*host)) return;
    // What was given, also where it was wrong and is reported already.
    const Setting token_file = layers_.Find("http.token_file");
    const bool asks = layers_.Find("http.proxy") || (token_file && !token_file.IsEmptyText());
    const bool hidden = layers_.Find("http.proxy") || layers_.Find("http.tls");
    if (!asks) {
      reader.Error(*listen.node,
                   absl::StrCat("expected 'http.token_file' or 'http.proxy' beside the address '", http_.listen,
                                "', found neither: what is served holds personal data, and without one of them nobody "
                                "is asked who they are; 127.0.0.1, [::1] and localhost need neither"));
    } else if (!hidden) {
      reader.Error(*listen.node, absl::StrCat("expected 'http.tls' or 'http.proxy' beside the address '", http_.listen,
                                              "', found neither: tokens would be readable on their way"));
    }
  }

  void ReadHosts() {
    const Setting hosts = layers_.Find("http.hosts");
    if (!hosts) return;
    const YamlReader reader = hosts.Reader(errors_);
    for (const YamlNode* host : reader.OneOrMore(*hosts.node, "'http.hosts'")) {
      const std::string name = absl::AsciiStrToLower(host->text);
      const bool wrong = name.empty() || name.find_first_of(":/*, ") != std::string::npos;
      if (wrong) reader.Expected(*host, "'http.hosts'", "names without port and path, such as loops.example.org");
      http_.hosts.push_back(name);
    }
  }

  void ReadTls() {
    const Setting tls = layers_.Find("http.tls");
    if (!tls) return;
    const YamlReader reader = tls.Reader(errors_);
    if (!reader.Map(*tls.node, "'http.tls'", NamesOf(TlsKeys()))) return;
    const auto file = [&](const char* key) -> std::string {
      const YamlNode* node = reader.Required(*tls.node, "'http.tls'", key);
      if (node == nullptr) return "";
      return ExistingFile(layers_, {tls.document, node}, absl::StrCat("'", key, "'"), errors_).value_or("");
    };
    http_.certificate_file = file("certificate");
    http_.key_file = file("key");
  }

  void ReadProxy() {
    const Setting setting = layers_.Find("http.proxy");
    if (!setting) return;
    const YamlReader reader = setting.Reader(errors_);
    const YamlNode& node = *setting.node;
    if (!reader.Map(node, "'http.proxy'", NamesOf(ProxyKeys()))) return;
    TrustedProxy proxy;
    if (const YamlNode* addresses = reader.Required(node, "'http.proxy'", "addresses")) {
      for (const YamlNode* address : reader.OneOrMore(*addresses, "'addresses'")) {
        const auto network = ParseNetwork(address->text);
        if (!network) {
          reader.Expected(*address, "'addresses'", "addresses such as 10.0.0.5 or 10.1.0.0/16");
        } else if (network->bits == 0 || network->bits == 96) {
          reader.Error(*address,
                       "expected the proxy's own addresses, found every address there is: anybody could say "
                       "who they are");
        } else {
          proxy.addresses.push_back(*network);
        }
      }
    }
    ReadHeader(reader, node, "user_header", proxy.user_header);
    ReadHeader(reader, node, "roles_header", proxy.roles_header);
    if (const YamlNode* groups = node.Find("groups")) ReadGroups(reader, *groups, proxy);
    http_.access.proxy = std::move(proxy);
  }

  static void ReadHeader(const YamlReader& reader, const YamlNode& node, const char* key, std::string& header) {
    const YamlNode* value = node.Find(key);
    if (value == nullptr) return;
    const std::string what = absl::StrCat("'", key, "'");
    const std::string name = reader.Text(*value, what).value_or(header);
    const bool plain =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-'; });
    if (!plain) reader.Expected(*value, what, "the name of a header, of letters, digits and '-',");
    header = absl::AsciiStrToLower(name);
  }

  static void ReadGroups(const YamlReader& reader, const YamlNode& groups, TrustedProxy& proxy) {
    if (!reader.Map(groups, "'groups'")) return;
    for (const auto& [group, roles] : groups.entries) {
      for (const YamlNode* role : reader.OneOrMore(roles, absl::StrCat("the group '", group.text, "'"))) {
        if (const auto choice = reader.Choice(*role, "a role", RoleNames())) {
          proxy.groups[group.text].push_back(static_cast<Role>(*choice));
        }
      }
    }
  }

  void ReadTokenFile() {
    const Setting setting = layers_.Find("http.token_file");
    if (!setting || setting.IsEmptyText()) return;
    const auto path = ExistingFile(layers_, setting, "'http.token_file'", errors_);
    if (!path) return;
    http_.token_file = *path;
    const auto text = WholeFile(*path, setting, errors_);
    if (text) http_.access.tokens = ReadTokens(*text, *path, errors_);
  }

  const Layers& layers_;
  HttpConfig& http_;
  Diagnostics& errors_;
};

}  // namespace

void ReadHttp(const Layers& layers, HttpConfig& http, Diagnostics& errors) { HttpReader(layers, http, errors).Read(); }

}  // namespace loopbreaker::config
