#include "event/content_hash.h"

#include <array>
#include <bit>

#include "base/hash.h"

namespace loopbreaker {
namespace {

std::array<std::uint64_t, kStoredFields> MakeFieldHashes() {
  std::array<std::uint64_t, kStoredFields> hashes{};
  for (std::size_t i = 0; i < kStoredFields; ++i) {
    // `reason` is a text in some payloads and an enum in another: the type tells them apart.
    hashes[i] = Combine(Hash64(Fields()[i].name), static_cast<std::uint64_t>(Fields()[i].type));
  }
  return hashes;
}

std::uint64_t HashList(const std::vector<std::string_view>& texts) {
  std::uint64_t hash = texts.size();
  for (const std::string_view text : texts) hash = Combine(hash, Hash64(text));
  return hash;
}

std::uint64_t ValueHash(const Fact& fact, Field field) {
  if (field == Field::kPartsMissing) return HashList(fact.parts_missing);
  if (field == Field::kAuthorisationMissing) return HashList(fact.authorisation_missing);
  if (static_cast<std::size_t>(field) < kTextFields) return Hash64(fact.Text(field));
  return static_cast<std::uint64_t>(fact.Number(field));
}

}  // namespace

std::uint64_t ContentHash(const Fact& fact) {
  static const std::array<std::uint64_t, kStoredFields> names = MakeFieldHashes();
  std::uint64_t hash = Combine(Hash64(fact.source), Hash64(fact.id));
  hash = Combine(hash, Hash64(fact.customer_id));
  hash = Combine(hash, static_cast<std::uint64_t>(fact.time.time_since_epoch().count()));
  hash = Combine(hash, fact.revision * 2 + (fact.deleted ? 1 : 0));
  hash = Combine(hash, Hash64(NameOf(fact.kind)));
  // A sum, so that the order in which a build knows the fields does not count.
  std::uint64_t fields = 0;
  for (std::uint64_t left = fact.present(); left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
    fields += Combine(names[i], ValueHash(fact, static_cast<Field>(i)));
  }
  return Combine(hash, fields);
}

}  // namespace loopbreaker
