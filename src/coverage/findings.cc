#include "coverage/findings.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kProxiesTold = 5;
constexpr std::size_t kProxiesInLine = 20;

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text;
}

// Plain where a reader of YAML takes it for a text in a list, else in quotes.
std::string InYaml(const std::string& text) {
  const auto plain = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == ' ' || c == '-' || c == '_' || c == '.';
  };
  if (absl::ascii_isalnum(static_cast<unsigned char>(text.front())) && text.back() != ' ' &&
      std::all_of(text.begin(), text.end(), plain))
    return text;
  return "'" + absl::StrReplaceAll(text, {{"'", "''"}}) + "'";
}

}  // namespace

std::string ProxiesLine(const CoverageResult& result) {
  std::vector<std::string> ids;
  for (const CustomerCount& proxy : result.proxies) {
    if (ids.size() < kProxiesInLine) ids.push_back(InYaml(proxy.customer));
  }
  return "proxies: [" + Joined(ids) + "]";
}

std::vector<std::string> FindingsOf(const CoverageResult& result) {
  std::vector<std::string> findings;
  const auto share = [&](std::uint64_t part, std::uint64_t whole, const std::string& of, const std::string& what) {
    if (part != 0)
      findings.push_back(Percent(part, whole) + " of " + of + " " + what + " (" + Grouped(part) + " of " +
                         Grouped(whole) + ").");
  };
  share(result.without_category, result.contacts, "contacts", "carry no category");
  share(result.without_disposition, result.contacts, "contacts",
        "carry no disposition, so that nobody knows how they ended");
  share(result.loops_without_category, result.loops, "loops", "have no category to the end");
  if (result.homeless_events != 0) {
    findings.push_back(Counted(result.homeless_events, "event belongs", "events belong") +
                       " to no customer and are seen by no rule.");
  }
  share(result.provisional_customers, result.customers, "customers",
        "are provisional: known by a telephone number, address or account that the directory does not have");
  if (result.without_visit != 0) {
    findings.push_back(Grouped(result.without_visit) + " of " +
                       Counted(result.work_orders, "work order", "work orders") +
                       " never had a visit and were not cancelled: " + Joined(result.without_visit_samples) +
                       (result.without_visit > result.without_visit_samples.size() ? ", …" : "") + ".");
  }
  if (!result.proxies.empty()) {
    std::vector<std::string> names;
    for (const CustomerCount& proxy : result.proxies) {
      if (names.size() < kProxiesTold) names.push_back(proxy.customer + " (" + Grouped(proxy.incidents) + ")");
    }
    findings.push_back(
        Counted(result.proxies.size(), "customer looks", "customers look") +
        " like an account that reports for others, with ten times the median of " +
        Counted(result.incidents_median, "incident", "incidents") + " or more: " + Joined(names) +
        (result.proxies.size() > names.size() ? ", …" : "") +
        ". What looks like one customer in a loop may be several. Of those that do, alert nobody: under " +
        "'settings' of the rules, write " + ProxiesLine(result));
  }
  std::vector<std::string> never;
  for (int kind = 1; kind < kKinds; ++kind) {
    if (result.kinds[static_cast<std::size_t>(kind)] == 0) never.push_back(NameOf(static_cast<Kind>(kind)));
  }
  if (!never.empty()) findings.push_back("Never in the data: " + Joined(never) + ".");
  if (!result.empty_fields.empty()) {
    findings.push_back("No event has: " + Joined(result.empty_fields) + ".");
  }
  return findings;
}

}  // namespace loopbreaker
