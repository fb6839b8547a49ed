#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/read_number.h"

namespace loopbreaker {
namespace {

constexpr int kV4Bits = 96;  // before those of an IPv4 address
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool IsV4(const IpAddress& address) { return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin()); }

constexpr std::array<std::string_view, 29> kNotPublic = {
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/96",          "64:ff9b::/96",   "64:ff9b:1::/48",
    "100::/64",       "2001::/23",    "2001:db8::/32",  "2002::/16",      "3fff::/20",      "5f00::/16",
    "fc00::/7",       "fe80::/10",    "fec0::/10",      "ff00::/8",       "::ffff:0:0:0/96"};

}  // namespace

std::optional<IpAddress> ParseIp(std::string_view text) {
  const std::string copy(text);
  IpAddress address;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data() + kMapped.size()) == 1) return address;
  return std::nullopt;
}

std::string ToText(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = IsV4(address);
  inet_ntop(v4 ? AF_INET : AF_INET6, address.bytes.data() + (v4 ? kMapped.size() : 0), text.data(), text.size());
  return text.data();
}

bool Network::Contains(const IpAddress& address) const {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(first.bytes.begin(), first.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const int rest = bits % 8;
  return rest == 0 || ((first.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
}

std::optional<Network> ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = ParseIp(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Network{*address, 128};
  const std::string_view number = text.substr(slash + 1);
  const bool v4 = text.find(':') == std::string_view::npos;
  int bits = 0;
  if (!ReadNumber(number, bits) || bits < 0 || bits > (v4 ? 32 : 128)) return std::nullopt;
  return Network{*address, v4 ? kV4Bits + bits : bits};
}

bool IsPublic(const IpAddress& address) {
  return std::none_of(kNotPublic.begin(), kNotPublic.end(),
                      [&](std::string_view network) { return ParseNetwork(network)->Contains(address); });
}

}  // namespace loopbreaker
