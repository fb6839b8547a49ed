// IP addresses and networks, as numbers to compare; no IO and no names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loopbreaker {

// Of either family; IPv4 as ::ffff:a.b.c.d, so that one has one form however it came.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// "10.0.0.5", "::1"; without brackets, port or zone.
std::optional<IpAddress> ParseIp(std::string_view text);
std::string ToText(const IpAddress& address);

struct Network {
  IpAddress first;
  int bits = 128;  // of its prefix, counted in the form above: 96 more than those of IPv4

  bool Contains(const IpAddress& address) const;
};

// "10.1.0.0/16", or an address alone.
std::optional<Network> ParseNetwork(std::string_view text);

// Whether an address belongs to the internet, and not to this machine, a local network, or no single machine: what is
// reserved by RFC 6890 and its registries, and whatever wraps such an address (mapped, 6to4, NAT64, Teredo).
bool IsPublic(const IpAddress& address);

}  // namespace loopbreaker
