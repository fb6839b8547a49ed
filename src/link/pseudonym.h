// Names that stand for people and their numbers without telling them: keyed hashes (BLAKE2b, 128 bits).
//
// Who has the key can test a guess, nobody else can: not by trying all phone numbers either. Immutable; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

class Pseudonyms {
 public:
  // `key`: any secret text. The same key gives the same pseudonyms in every instance and for good.
  explicit Pseudonyms(std::string_view key);

  // 32 hexadecimal digits. `domain` keeps equal texts of different kinds apart.
  std::string Of(std::string_view domain, std::string_view text) const;

  // Of an identifier in the form that NormaliseIdentifier gives.
  std::string OfIdentifier(v1::IdentifierKind::Value kind, std::string_view normalised) const;

  // Replaces the agent and the technician of an event. What is empty stays empty.
  void HidePeople(v1::ContactEvent& event) const;
  // Replaces the values of its identifiers by pseudonyms of what they are when normalised; those that are none are
  // left out.
  void HideIdentifiers(v1::ContactEvent& event, const std::string& phone_region) const;
  // "~phone:+31612345678" to "~phone:PSEUDONYM".
  std::string HideProvisional(std::string_view provisional) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace loopbreaker
