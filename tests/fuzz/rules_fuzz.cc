// Any text as a rules file; what loads judges a small history: a repair that fails twice, with a promise, a wait and a
// supervisor in between.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "event/decode.h"
#include "event/fact.h"
#include "history/history.h"
#include "rules/judge.h"
#include "rules/load.h"
#include "rules/process.h"

namespace {

using namespace loopbreaker;

constexpr std::string_view kEvents[] = {
    R"("id":"1","eventTime":"2026-01-05T09:00:00Z","contactId":"k1","selfServiceFailed":{"system":"portal"})",
    R"("id":"2","eventTime":"2026-01-05T10:00:00Z","contactId":"k2","agent":"a1","contactEnded":{"direction":"INBOUND","disposition":"UNRESOLVED","handleTime":"300s"})",
    R"("id":"3","eventTime":"2026-01-06T10:00:00Z","caseId":"z1","caseOpened":{})",
    R"("id":"4","eventTime":"2026-01-06T11:00:00Z","visitId":"v1","visitScheduled":{"starts":"2026-01-09T08:00:00Z"})",
    R"("id":"5","eventTime":"2026-01-09T09:00:00Z","visitId":"v1","visitCompleted":{"outcome":"NOT_FIXED","blockers":["NO_PARTS"],"partsMissing":["valve"]})",
    R"("id":"6","eventTime":"2026-01-09T10:00:00Z","promiseId":"p1","promiseMade":{"due":"2026-01-12T10:00:00Z"})",
    R"("id":"7","eventTime":"2026-01-10T10:00:00Z","waitStarted":{"on":"CUSTOMER"})",
    R"("id":"8","eventTime":"2026-01-14T10:00:00Z","waitEnded":{})",
    R"("id":"9","eventTime":"2026-01-15T10:00:00Z","contactId":"k3","agent":"a2","contactEnded":{"direction":"INBOUND","disposition":"RESOLVED"})",
    R"("id":"10","eventTime":"2026-01-16T09:00:00Z","visitId":"v2","visitCompleted":{"outcome":"TEMPORARY_FIX","blockers":["NO_AUTHORISATION"]})",
    R"("id":"11","eventTime":"2026-01-17T09:00:00Z","caseId":"z1","supervisorActed":{"action":"SNOOZE","until":"2026-01-20T09:00:00Z"})",
    R"("id":"12","eventTime":"2026-02-20T09:00:00Z","contactId":"k4","agent":"a3","contactEnded":{"direction":"INBOUND","disposition":"NO_ANSWER_KNOWN"})",
    R"("id":"13","eventTime":"2026-02-21T09:00:00Z","caseId":"z1","caseResolved":{})",
};

void Expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

std::vector<v1::ContactEvent> Events() {
  std::vector<v1::ContactEvent> events;
  JsonDecoder decoder;
  Refusal refusal;
  for (const std::string_view fields : kEvents) {
    const std::string json =
        R"({"source":"s","customerId":"c1","unitId":"u1","category":"plumbing/leak",)" + std::string(fields) + "}";
    v1::ContactEvent event;
    const bool valid = decoder.Decode(json, event, refusal) && Validate(event, refusal);
    Expect(valid, refusal.detail.c_str());
    events.push_back(std::move(event));
  }
  return events;
}

std::size_t VerdictsAt(const Judge& judge, Instant clock) {
  std::vector<Verdict> verdicts;
  for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) {
    judge.LoopVerdicts(loop, clock, verdicts);
    Expect(judge.NextChange(loop, clock) > clock, "what changes next lies ahead");
  }
  judge.CustomerVerdicts(clock, verdicts);
  for (const Verdict& verdict : verdicts) Expect(verdict.opened_at <= clock, "nothing opens later than the clock");
  return verdicts.size();
}

void JudgeHistory(const RuleIndex& rules) {
  static const std::vector<v1::ContactEvent> events = Events();
  TextPool pool;
  std::string records;
  Fact fact;
  for (const v1::ContactEvent& event : events) {
    std::string packed;
    ViewOf(event, fact);
    Pack(fact, kAllFields, pool, packed);
    History::AppendRecord(packed, records);
  }
  History history(rules.set().settings.history, pool);
  history.SetCustomer("c1");
  history.Load(records);
  ProcessGroups groups(rules);
  Judge judge(history, rules, groups, 8);
  const Instant clock = *ParseTime("2026-03-01T00:00:00Z");
  judge.TakeUntil(clock);
  const std::size_t before = VerdictsAt(judge, clock);
  judge.RollBackTo(judge.taken() / 2);
  judge.TakeUntil(clock);
  Expect(VerdictsAt(judge, clock) == before, "what is taken back and taken again says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Diagnostics errors;
  const auto rules = LoadRules({reinterpret_cast<const char*>(data), size}, "fuzz.yaml", errors);
  Expect((rules == nullptr) != errors.empty(), "rules, or an error that says why there are none");
  if (rules != nullptr) JudgeHistory(RuleIndex(rules));
  return 0;
}
