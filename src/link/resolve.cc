// Section 3 of the semantics, up to the references: who an event belongs to by what it says itself.
#include <algorithm>
#include <array>

#include "event/timestamp.h"
#include "link/directory.h"

namespace loopbreaker {
namespace {

struct KindInfo {
  v1::IdentifierKind::Value kind;
  std::string_view phrase;
  std::string_view prefix;  // of a provisional customer
};
// From the strongest to the weakest.
constexpr std::array<KindInfo, 4> kKinds = {{
    {v1::IdentifierKind::ACCOUNT, "account", "~account:"},
    {v1::IdentifierKind::EXTERNAL, "external id", "~external:"},
    {v1::IdentifierKind::PHONE, "phone number", "~phone:"},
    {v1::IdentifierKind::EMAIL, "email address", "~email:"},
}};

// One thing that an event says of its customer, and whom the directory gives for it.
struct Clue {
  std::string_view phrase;
  bool is_unit = false;
  std::vector<std::string_view> customers;

  bool Gives(std::string_view customer) const {
    return std::binary_search(customers.begin(), customers.end(), customer);
  }
};

// Of the candidates of an ambiguous clue, the only one that some other clue gives too.
Resolution Confirmed(const Clue& clue, const std::vector<Clue>& clues) {
  Resolution found;
  for (const std::string_view candidate : clue.customers) {
    const auto other = std::find_if(clues.begin(), clues.end(),
                                    [&](const Clue& another) { return &another != &clue && another.Gives(candidate); });
    if (other == clues.end()) continue;
    if (!found.customer_id.empty()) return {};
    found.customer_id = candidate;
    found.reason = "by its " + std::string(clue.phrase) + " together with its " + std::string(other->phrase);
  }
  return found;
}

// How an event says what it knows: as it came, or with pseudonyms.
struct Notation {
  bool hidden = false;
  LinkReads* reads = nullptr;
};

// What an event says of its customer, but for the name and references.
struct Traces {
  Instant at;
  const Identifiers& identifiers;
  std::string_view unit_id;
};

std::vector<Clue> CluesOf(const Traces& traces, const Directory& directory, const Notation& notation) {
  std::vector<Clue> clues;
  std::vector<std::string> seen;  // of one kind, normalised: the same number twice confirms nothing
  for (const KindInfo& info : kKinds) {
    seen.clear();
    for (const v1::Identifier& identifier : traces.identifiers) {
      if (identifier.kind() != info.kind) continue;
      std::string value = notation.hidden
                              ? identifier.value()
                              : NormaliseIdentifier(info.kind, identifier.value(), directory.phone_region());
      if (value.empty() || std::find(seen.begin(), seen.end(), value) != seen.end()) continue;
      clues.push_back({info.phrase, false,
                       notation.hidden ? directory.FindByPseudonym(info.kind, value, traces.at, notation.reads)
                                       : directory.FindByNormalised(info.kind, value, traces.at)});
      seen.push_back(std::move(value));
    }
  }
  if (!traces.unit_id.empty())
    clues.push_back({"unit", true, directory.FindByUnit(traces.unit_id, traces.at, notation.reads)});
  return clues;
}

Resolution ResolveBy(const Traces& traces, std::string_view named, const Directory& directory,
                     const Notation& notation) {
  if (!named.empty()) {
    const std::string_view current = directory.Current(named, notation.reads);
    return {std::string(current), current != named ? "by its customer id, merged since" : "by its customer id"};
  }
  if (directory.customers() == 0 && notation.reads == nullptr) return {};
  const std::vector<Clue> clues = CluesOf(traces, directory, notation);
  for (const Clue& clue : clues) {
    if (clue.customers.size() == 1) return {std::string(clue.customers[0]), "by its " + std::string(clue.phrase)};
    if (clue.customers.empty() || clue.is_unit) continue;
    if (Resolution confirmed = Confirmed(clue, clues); !confirmed.customer_id.empty()) return confirmed;
  }
  return {};
}

template <typename ValueOf>
std::string ProvisionalBy(const Identifiers& identifiers, const ValueOf& value_of) {
  for (const KindInfo& info : kKinds) {
    for (const v1::Identifier& identifier : identifiers) {
      if (identifier.kind() != info.kind) continue;
      const std::string value = value_of(identifier);
      if (!value.empty()) return std::string(info.prefix) + value;
    }
  }
  return {};
}

}  // namespace

Resolution Resolve(const v1::ContactEvent& event, const Directory& directory) {
  return ResolveBy({TimeOf(event.event_time()), event.identifiers(), event.unit_id()}, event.customer_id(), directory,
                   {});
}

Resolution ResolveHidden(const Fact& fact, const Identifiers& identifiers, std::string_view named,
                         const Directory& directory, LinkReads* reads) {
  return ResolveBy({fact.time, identifiers, fact.Text(Field::kUnitId)}, named, directory, {true, reads});
}

std::string ProvisionalCustomer(const v1::ContactEvent& event, const std::string& phone_region) {
  return ProvisionalBy(event.identifiers(), [&](const v1::Identifier& identifier) {
    return NormaliseIdentifier(identifier.kind(), identifier.value(), phone_region);
  });
}

std::string HiddenProvisionalCustomer(const Identifiers& identifiers) {
  return ProvisionalBy(identifiers, [](const v1::Identifier& identifier) { return identifier.value(); });
}

}  // namespace loopbreaker
