#include "explain/link_reasons.h"

#include <array>

namespace loopbreaker {
namespace {

// The words of Resolution::reason and of link's own reasons; what is not here stays as it is.
struct Words {
  std::string_view english;
  std::string_view dutch;
};
constexpr auto kReasonWords = std::to_array<Words>({
    {"by an identifier that is nobody's yet", "via een gegeven dat nog van niemand is"},
    {"by its ", "via "},
    {" together with its ", " samen met "},
    {", merged since", ", inmiddels samengevoegd"},
    {"customer id", "klantnummer"},
    {"phone number", "telefoonnummer"},
    {"email address", "e-mailadres"},
    {"external id", "extern nummer"},
    {"account", "rekening"},
    {"unit", "eenheid"},
    {"reference", "verwijzing"},
});

}  // namespace

std::string InLanguage(std::string reason, Language language) {
  if (language != Language::kDutch) return reason;
  for (const Words& words : kReasonWords) {
    if (const std::size_t at = reason.find(words.english); at != std::string::npos) {
      reason.replace(at, words.english.size(), words.dutch);
    }
  }
  return reason;
}

void LinkReasons::Note(const v1::ContactEvent& event) {
  Resolution resolution = Resolve(event, directory_);
  if (resolution.customer_id != customer_) return;
  reasons_[IdentityHash(event.source(), event.id())] = std::move(resolution.reason);
}

std::string LinkReasons::ReasonOf(const Fact& fact, const Wording& wording) const {
  const auto found = reasons_.find(IdentityHash(fact.source, fact.id));
  if (found != reasons_.end()) return InLanguage(found->second, wording.language());
  if (customer_.starts_with('~')) return wording.Say(Phrase::kLinkedProvisionally, customer_.substr(1));
  std::string references;
  for (const Field field : {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId}) {
    if (!fact.Has(field)) continue;
    references += references.empty() ? "" : ", ";
    references.append(InfoOf(field).name).append(" ").append(fact.Text(field));
  }
  return wording.Say(Phrase::kLinkedByReferences, references);
}

}  // namespace loopbreaker
