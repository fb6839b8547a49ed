// What one event costs, step by step. Figures and what they mean: docs/performance.md.
#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "event/decode.h"
#include "event/fact.h"
#include "event/message_json.h"
#include "event/wire_reader.h"
#include "history/history.h"
#include "rules/judge.h"
#include "rules/load.h"
#include "rules/process.h"
#include "stories.h"

namespace loopbreaker::bench {
namespace {

constexpr std::int64_t kBegin = 1767225600;  // 2026-01-01T00:00:00Z
constexpr std::int64_t kDay = 24 * 3600;
// As many facts as a fact that comes late may go back before a customer is folded anew.
constexpr std::size_t kUndoSteps = 64;

const RuleIndex& Rules() {
  static const RuleIndex index = [] {
    std::ifstream file(LOOPBREAKER_SOURCE_DIR "/rules/default.yaml");
    std::stringstream text;
    text << file.rdbuf();
    Diagnostics errors;
    return RuleIndex(LoadRules(text.str(), "default.yaml", errors));
  }();
  return index;
}

// The serialised events of one customer, in order: at least `count`, within `days`.
std::vector<std::string> EventsOfOne(std::size_t count, std::int64_t days) {
  Random random(7);
  std::vector<Row> rows;
  Stories stories(random, kBegin, kBegin + days * kDay, rows);
  while (rows.size() < count) stories.Tell(1);
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.time < b.time; });
  std::vector<std::string> events;
  for (Row& row : rows) events.push_back(std::move(row.event));
  events.resize(count);
  return events;
}

// A thousand, so that no branch learns one event by heart.
const std::vector<std::string>& Sample() {
  static const std::vector<std::string> sample = EventsOfOne(1024, 180);
  return sample;
}

v1::ContactEvent Parsed(const std::string& bytes) {
  v1::ContactEvent event;
  Refusal refusal;
  if (!DecodeProto(bytes, event, refusal) || !Validate(event, refusal)) std::abort();
  return event;
}

std::string Packed(const std::string& bytes, TextPool& pool) {
  const v1::ContactEvent event = Parsed(bytes);
  Fact fact;
  ViewOf(event, fact);
  std::string packed;
  Pack(fact, kWithoutNote, pool, packed);
  return packed;
}

void ParseProto(benchmark::State& state) {
  v1::ContactEvent event;
  Refusal refusal;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(DecodeProto(Sample()[i++ % Sample().size()], event, refusal));
}
BENCHMARK(ParseProto);

void ReadWireFormat(benchmark::State& state) {
  Fact fact;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(ReadWire(Sample()[i++ % Sample().size()], fact));
}
BENCHMARK(ReadWireFormat);

void DecodeJson(benchmark::State& state) {
  std::vector<std::string> lines;
  for (const std::string& bytes : Sample()) lines.push_back(ToJson(Parsed(bytes)));
  JsonDecoder decoder;
  v1::ContactEvent event;
  Refusal refusal;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(decoder.Decode(lines[i++ % lines.size()], event, refusal));
}
BENCHMARK(DecodeJson);

void ValidateViewPack(benchmark::State& state) {
  std::vector<v1::ContactEvent> events;
  for (const std::string& bytes : Sample()) events.push_back(Parsed(bytes));
  TextPool pool;
  Fact fact;
  Refusal refusal;
  std::string packed;
  std::size_t i = 0;
  for (auto _ : state) {
    v1::ContactEvent& event = events[i++ % events.size()];
    benchmark::DoNotOptimize(Validate(event, refusal));
    ViewOf(event, fact);
    packed.clear();
    Pack(fact, kWithoutNote, pool, packed);
    benchmark::DoNotOptimize(packed.data());
  }
}
BENCHMARK(ValidateViewPack);

void UnpackFact(benchmark::State& state) {
  TextPool pool;
  std::vector<std::string> facts;
  double bytes = 0;
  for (const std::string& event : Sample()) {
    facts.push_back(Packed(event, pool));
    bytes += static_cast<double>(facts.back().size());
  }
  Fact fact;
  std::size_t i = 0;
  for (auto _ : state) {
    Unpack(facts[i++ % facts.size()], pool, fact);
    benchmark::DoNotOptimize(fact.time);
  }
  state.counters["packed_bytes"] = bytes / static_cast<double>(facts.size());
}
BENCHMARK(UnpackFact);

void MatchFilter(benchmark::State& state) {
  std::vector<v1::ContactEvent> events;
  for (const std::string& bytes : Sample()) events.push_back(Parsed(bytes));
  std::vector<Fact> facts(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) ViewOf(events[i], facts[i]);
  const Filter& filter = std::get<CountCondition>(Rules().set().Find("repeat-contact")->condition).of;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(filter.Matches(facts[i++ % facts.size()]));
}
BENCHMARK(MatchFilter);

// The records of customers with ten facts each, as they are remembered.
std::vector<std::string> CustomersOfTen(TextPool& pool) {
  std::vector<std::string> customers;
  Random random(11);
  while (customers.size() < 256) {
    std::vector<Row> rows;
    Stories stories(random, kBegin, kBegin + 180 * kDay, rows);
    while (rows.size() < 10) stories.Tell(static_cast<std::uint32_t>(customers.size()));
    rows.resize(10);
    std::string records;
    for (const Row& row : rows) History::AppendRecord(Packed(row.event, pool), records);
    customers.push_back(std::move(records));
  }
  return customers;
}

void LoadTenFacts(benchmark::State& state) {
  TextPool pool;
  const std::vector<std::string> customers = CustomersOfTen(pool);
  History history(Rules().set().settings.history, pool);
  std::size_t i = 0;
  for (auto _ : state) history.Load(customers[i++ % customers.size()]);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 10);
}
BENCHMARK(LoadTenFacts);

void LoadAndJudgeTenFacts(benchmark::State& state) {
  TextPool pool;
  const std::vector<std::string> customers = CustomersOfTen(pool);
  History history(Rules().set().settings.history, pool);
  ProcessGroups groups(Rules());
  Judge judge(history, Rules(), groups, 0);
  std::vector<Verdict> verdicts;
  const Instant clock = FromSecondsNanos(kBegin + 181 * kDay, 0);
  std::size_t i = 0;
  for (auto _ : state) {
    history.Load(customers[i++ % customers.size()]);
    judge.Clear();
    judge.TakeUntil(clock);
    verdicts.clear();
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) judge.LoopVerdicts(loop, clock, verdicts);
    judge.CustomerVerdicts(clock, verdicts);
    benchmark::DoNotOptimize(verdicts.size());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 10);
}
BENCHMARK(LoadAndJudgeTenFacts);

// One more fact, in order, of a customer who has range(0) already, over range(1) days: what a live event costs.
void OneMoreFact(benchmark::State& state) {
  constexpr std::size_t kMore = 1000;
  const auto before = static_cast<std::size_t>(state.range(0));
  TextPool pool;
  std::vector<std::string> facts;
  for (const std::string& event : EventsOfOne(before + kMore, state.range(1))) facts.push_back(Packed(event, pool));
  std::string records;
  for (std::size_t i = 0; i < before; ++i) History::AppendRecord(facts[i], records);

  ProcessGroups groups(Rules());
  std::vector<Verdict> verdicts;
  std::vector<LoopIndex> touched;
  std::uint64_t said = 0;
  for (auto _ : state) {
    state.PauseTiming();
    History history(Rules().set().settings.history, pool);
    std::string known = records;
    history.Load(known);
    Judge judge(history, Rules(), groups, kUndoSteps);
    judge.TakeUntil(history.TimeOf(history.SlotAt(history.size() - 1)));
    judge.ClearTouched();
    state.ResumeTiming();
    for (std::size_t i = before; i < facts.size(); ++i) {
      std::size_t changed_from = 0;
      History::AppendRecord(facts[i], known);
      history.Extend(known, changed_from);
      const Instant clock = history.TimeOf(history.SlotAt(history.size() - 1));
      judge.TakeUntil(clock);
      touched = judge.touched();
      std::sort(touched.begin(), touched.end());
      touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
      verdicts.clear();
      for (const LoopIndex loop : touched) judge.LoopVerdicts(loop, clock, verdicts);
      if (judge.customer_touched()) judge.CustomerVerdicts(clock, verdicts);
      judge.ClearTouched();
      said += verdicts.size();
    }
  }
  const auto events = static_cast<std::int64_t>(state.iterations() * kMore);
  state.SetItemsProcessed(events);
  state.counters["verdicts"] = static_cast<double>(said) / static_cast<double>(events);
}
// Spread: about a fact an hour, so that loops end. Dense: all in half a year, so that loops grow with the customer.
BENCHMARK(OneMoreFact)
    ->ArgNames({"facts", "days"})
    ->Args({100, 10})
    ->Args({1000, 50})
    ->Args({10000, 450})
    ->Args({100000, 4200})
    ->Args({100, 180})
    ->Args({1000, 180})
    ->Args({10000, 180})
    ->Args({100000, 180})
    ->Iterations(2)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace loopbreaker::bench
