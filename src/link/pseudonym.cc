#include "link/pseudonym.h"

#include <sodium.h>

#include "link/directory.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kBytes = 16;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// As in the ids of provisional customers.
std::string DomainOf(v1::IdentifierKind::Value kind) {
  std::string name = v1::IdentifierKind::Value_Name(kind);
  for (char& c : name) c = static_cast<char>(c | 0x20);
  return name;
}

}  // namespace

Pseudonyms::Pseudonyms(std::string_view key) {
  [[maybe_unused]] const int ready = sodium_init();  // chooses the fastest implementation; works without it
  // Any length becomes the length that the keyed hash wants.
  crypto_generichash(key_.data(), key_.size(), Bytes(key), key.size(), nullptr, 0);
}

std::string Pseudonyms::Of(std::string_view domain, std::string_view text) const {
  std::array<unsigned char, kBytes> hash;
  crypto_generichash_state state;
  const unsigned char separator = 0;
  crypto_generichash_init(&state, key_.data(), key_.size(), hash.size());
  crypto_generichash_update(&state, Bytes(domain), domain.size());
  crypto_generichash_update(&state, &separator, 1);
  crypto_generichash_update(&state, Bytes(text), text.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  std::array<char, kBytes * 2 + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return {hex.data(), kBytes * 2};
}

std::string Pseudonyms::OfIdentifier(v1::IdentifierKind::Value kind, std::string_view normalised) const {
  return Of(DomainOf(kind), normalised);
}

void Pseudonyms::HidePeople(v1::ContactEvent& event) const {
  // One domain: a fitter who also answers the phone is one person.
  if (!event.agent().empty()) event.set_agent(Of("person", event.agent()));
  if (event.has_visit_completed() && !event.visit_completed().technician().empty()) {
    std::string& technician = *event.mutable_visit_completed()->mutable_technician();
    technician = Of("person", technician);
  }
}

void Pseudonyms::HideIdentifiers(v1::ContactEvent& event, const std::string& phone_region) const {
  auto& identifiers = *event.mutable_identifiers();
  int kept = 0;
  for (int i = 0; i < identifiers.size(); ++i) {
    const std::string value = NormaliseIdentifier(identifiers[i].kind(), identifiers[i].value(), phone_region);
    if (value.empty()) continue;
    identifiers[i].set_value(OfIdentifier(identifiers[i].kind(), value));
    identifiers.SwapElements(i, kept++);
  }
  identifiers.DeleteSubrange(kept, identifiers.size() - kept);
}

std::string Pseudonyms::HideProvisional(std::string_view provisional) const {
  const std::size_t colon = provisional.find(':');
  const std::string_view domain = provisional.substr(1, colon - 1);
  return std::string(provisional.substr(0, colon + 1)) + Of(domain, provisional.substr(colon + 1));
}

}  // namespace loopbreaker
