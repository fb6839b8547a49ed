#include "reconcile/next_step.h"

#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {
namespace {

// A mandate is named by whatever its giver calls it, "open the shaft wall" or "relining": as a name it fits everywhere.
std::vector<std::string> AsNames(const std::vector<std::string>& mandates) {
  std::vector<std::string> names;
  for (const std::string& mandate : mandates) names.push_back("“" + mandate + "”");
  return names;
}

std::string Join(const std::vector<std::string>& items, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) text += i + 1 == items.size() ? last : ", ";
    text += items[i];
  }
  return text;
}

}  // namespace

std::string NextStep(const StepInput& input, Language language) {
  const bool nl = language == Language::kDutch;
  if (input.resolved) return "";
  const auto stands = [&](v1::Blocker::Value blocker) { return ((input.blockers >> blocker) & 1) != 0; };
  const char* const and_word = nl ? " en " : " and ";

  std::vector<std::string> with;  // what has to go along
  if (stands(v1::Blocker::NO_PARTS)) {
    with.push_back(input.parts.empty() ? (nl ? "het ontbrekende onderdeel" : "the missing part")
                                       : (nl ? "onderdeel " : "part ") + Join(input.parts, and_word));
  }
  if (stands(v1::Blocker::NO_AUTHORISATION)) {
    with.push_back(input.authorisations.empty()
                       ? (nl ? "een mandaat" : "a mandate")
                       : (nl ? "mandaat voor " : "a mandate for ") + Join(AsNames(input.authorisations), and_word));
  }
  if (stands(v1::Blocker::NO_TIME)) with.push_back(nl ? "genoeg tijd" : "enough time");
  if (stands(v1::Blocker::UNSAFE)) with.push_back(nl ? "een veilige werkplek" : "a safe place to work");

  std::vector<std::string> steps;
  if (stands(v1::Blocker::CAUSE_UNKNOWN))
    steps.push_back(nl ? "laat eerst de oorzaak zoeken" : "have the cause found first");
  if (stands(v1::Blocker::NO_ACCESS))
    steps.push_back(nl ? "spreek toegang af met de klant" : "agree access with the customer");
  if (stands(v1::Blocker::NEEDS_OTHER_PARTY))
    steps.push_back(nl ? "haal de andere partij erbij" : "bring in the other party");
  const std::string who = stands(v1::Blocker::WRONG_SKILL)
                              ? (nl ? "iemand van het juiste vak" : "somebody with the right skill")
                              : (nl ? "een vakman" : "a fitter");
  if (!with.empty()) {
    steps.push_back((nl ? "stuur " : "send ") + who + (nl ? " met " : " with ") + Join(with, and_word));
  } else if (stands(v1::Blocker::WRONG_SKILL)) {
    steps.push_back((nl ? "stuur " : "send ") + who);
  }
  if (steps.empty()) {
    if (input.waits_on == v1::WaitsOn::CUSTOMER) {
      return nl ? "Herinner de klant aan wat nog ontbreekt." : "Remind the customer of what is still missing.";
    }
    return nl ? "Bel de klant en wijs één eigenaar aan." : "Call the customer and name one owner.";
  }
  std::string sentence = Join(steps, nl ? ", en " : ", and ") + ".";
  sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  return sentence;
}

}  // namespace loopbreaker
