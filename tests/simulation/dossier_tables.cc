#include "simulation/dossier_tables.h"

#include <sstream>

#include "dossier/dossier.h"

namespace loopbreaker {
namespace {

class NoNames final : public GroupNames {
  void Put(std::uint64_t /*group*/, std::uint32_t /*rule*/, const std::vector<std::string_view>& /*values*/) override {}
};

std::string TextOf(v1::Dossier dossier) {
  dossier.clear_updated_at();
  for (v1::PastContact& contact : *dossier.mutable_last_contacts()) contact.clear_linked_by();
  return dossier.DebugString();
}

// The lines of `a` that are not in `b`.
void AddMissing(const std::string& a, const std::string& b, const std::string& mark, std::string& out) {
  std::istringstream lines(a);
  for (std::string line; std::getline(lines, line);) {
    if (b.find(line) == std::string::npos) out += mark + line + "\n";
  }
}

}  // namespace

std::string Differences(const DossierTable& wanted, const DossierTable& published) {
  static const std::string none;
  const auto text_of = [](const DossierTable& table, const std::string& customer) -> const std::string& {
    const auto row = table.find(customer);
    return row == table.end() ? none : row->second;
  };
  std::string out;
  DossierTable both = wanted;
  both.insert(published.begin(), published.end());
  for (const auto& [customer, ignored] : both) {
    const std::string& a = text_of(wanted, customer);
    const std::string& b = text_of(published, customer);
    if (a == b) continue;
    out += customer + " differs\n";
    AddMissing(a, b, "  wanted    ", out);
    AddMissing(b, a, "  published ", out);
  }
  return out;
}

DossierTable WantedDossiers(const FactStore& store, const RuleIndex& rules, Instant clock,
                            const Pseudonyms& pseudonyms) {
  DossierTable table;
  NoNames names;
  for (CustomerIndex index = 0; index < store.customers().size(); ++index) {
    std::string customer(store.customers().NameOf(index));
    if (customer.starts_with('~')) customer = pseudonyms.HideProvisional(customer);
    History history(rules.set().settings.history, store.pool());
    history.SetCustomer(customer);
    history.Load(store.customers().Facts(index));
    Judge judge(history, rules, names, 0);
    judge.TakeUntil(clock);
    DossierAt at = DossierOf(judge, customer, store.directory(), clock, clock,
                             [](std::string_view, std::string_view) { return std::string_view{}; });
    if (!at.empty()) table[customer] = TextOf(std::move(at.dossier));
  }
  return table;
}

DossierTable PublishedDossiers(const SimulatedLog& log, std::int32_t partitions) {
  DossierTable table;
  for (std::int32_t p = 0; p < partitions; ++p) {
    const SimulatedLog::Place place{std::string(NameOf(Topic::kDossiers)), p};
    for (std::int64_t offset = 0; offset < log.End(place); ++offset) {
      const SimulatedLog::Record& record = log.At(place, offset);
      if (record.key == kClaimKey) continue;
      v1::Dossier dossier;
      if (!record.value) {
        table.erase(record.key);
      } else if (dossier.ParseFromString(*record.value)) {
        table[record.key] = TextOf(std::move(dossier));
      }
    }
  }
  return table;
}

}  // namespace loopbreaker
