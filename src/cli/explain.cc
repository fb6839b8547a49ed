// `loopbreaker explain FILE… --rules R --customer C`: one customer's loops, and why each rule escalated or did not.
#include <algorithm>
#include <chrono>
#include <iostream>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/left_out.h"
#include "explain/explain.h"
#include "input/merge.h"

namespace loopbreaker {
namespace {

struct ExplainOptions {
  InputOptions input;
  std::string customer;
  std::string rule;
  bool why_linked = false;
};

bool CheckRule(const RuleSet& rules, const std::string& id) {
  if (id.empty() || rules.Find(id) != nullptr) return true;
  const bool off = std::find(rules.ids.begin(), rules.ids.end(), id) != rules.ids.end();
  PrintError("--rule: expected the id of a rule in " + rules.file + " that is switched on, found '" + id + "'" +
             (off ? ", which is switched off" : DidYouMean(id, rules.ids)));
  return false;
}

// kNobody: said on stderr.
CustomerIndex FindCustomer(const FactStore& store, const std::string& id) {
  const CustomerIndex customer = store.customers().Find(store.directory().Current(id));
  if (customer != kNobody) return customer;
  std::vector<std::string> names;
  for (CustomerIndex i = 0; i < store.customers().size(); ++i) names.emplace_back(store.customers().NameOf(i));
  PrintError("--customer: expected a customer with events, found '" + id + "'" + DidYouMean(id, names));
  return kNobody;
}

int Run(const ExplainOptions& options) {
  int exit_code = kDone;
  Inputs inputs;
  if (!OpenInputs(options.input, inputs, exit_code)) return exit_code;
  if (!CheckRule(*inputs.rules, options.rule)) return kWrongInput;
  ListenForInterrupt();
  const Instant present = inputs.as_of.value_or(WallClock());
  LinkReasons links(std::string(inputs.directory->Current(options.customer)), *inputs.directory);
  FactStore store(inputs.rules->settings, *inputs.directory, {}, nullptr);
  // What a customer's story is does not depend on the order of arrival: no need to merge.
  MergedEvents events(std::move(inputs.readers), Nanos{0}, &Interrupted);
  Event event;
  DeadLetter dead;
  Refusal refusal;
  LeftOut left_out(inputs.as_of, present);
  for (;;) {
    const EventReader::Next next = events.Read(event, dead);
    if (next == EventReader::Next::kEnd) break;
    if (next == EventReader::Next::kDead) {
      left_out.CountUnusable();
      continue;
    }
    const FactStore::Outcome outcome = store.Add(event, present, refusal);
    left_out.Count(outcome, refusal);
    if (options.why_linked && outcome != FactStore::Outcome::kDead) links.Note(event.message());
  }
  if (Interrupted()) return EndInterrupted();
  std::cerr << left_out.Text();
  const CustomerIndex customer = FindCustomer(store, options.customer);
  if (customer == kNobody) return kWrongInput;
  const RuleIndex rules(inputs.rules);
  const ExplainRequest request{customer, inputs.as_of.value_or(store.latest()), options.rule,
                               options.why_linked ? &links : nullptr};
  WriteWhole("-", Explain(store, rules, request), exit_code);
  return exit_code;
}

}  // namespace

void AddExplain(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("explain", "One customer's timeline, and for each rule why it did or did not escalate");
  auto options = std::make_shared<ExplainOptions>();
  AddInputOptions(*command, options->input);
  command->add_option("--customer", options->customer, "Id of the customer")->required();
  command->add_option("--rule", options->rule, "Explain this rule only");
  command->add_flag("--why-linked", options->why_linked, "Say how each fact found its customer");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
