// The service on a simulated log: instances that start, die, sleep, take over, and read in any order.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/final_table.h"
#include "event/timestamp.h"
#include "simulation/dossier_tables.h"
#include "simulation/kpi_tables.h"
#include "simulation/simulation.h"
#include "support/days.h"
#include "support/published.h"
#include "support/simulated_service.h"

namespace loopbreaker {

class ServiceSimulation : public SimulationTest {
 protected:
  void Set(const SimulationCase& simulated, std::uint64_t seed) {
    world_ = std::make_unique<World>(simulated, seed);
    rules_ = {std::shared_ptr<const RuleIndex>(&world_->rules(), [](const RuleIndex*) {})};
    log_ = std::make_unique<SimulatedLog>();
    committed_.clear();
    alive_.clear();
    asleep_.clear();
    instances_ = 0;
    if (seed % 2 != 0) return;
    for (const v1::Customer& customer : DirectoryEntries())
      log_->Append({std::string(NameOf(Topic::kCustomers)), 0},
                   {customer.customer_id(), customer.SerializeAsString(), {}, {}});
  }
  std::int64_t Below(std::int64_t n) { return world_->chance().Below(n); }

  void Start() {
    alive_.push_back(
        std::make_unique<SimulatedInstance>("i" + std::to_string(++instances_), *log_, rules_, pseudonyms_));
    // Whatever was written last before the crash, or nothing.
    alive_.back()->SetStore([this](std::int64_t end) { return Below(3) == 0 ? 0 : Below(end + 1); });
    Rebalance();
  }
  // The partitions go round among those who live.
  void Rebalance() {
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      const auto share = [&](std::int32_t count) {
        std::set<std::int32_t> mine;
        for (std::int32_t p = 0; p < count; ++p) {
          if (static_cast<std::size_t>(p) % alive_.size() == i) mine.insert(p);
        }
        return mine;
      };
      alive_[i]->Assign(share(SimulatedTopics::kSourcePartitions), committed_, share(SimulatedTopics::kPartitions));
    }
  }
  void Commit(SimulatedInstance& instance) {
    for (const auto& [partition, offset] : instance.Committable()) committed_[partition] = offset;
  }
  void Step() {
    if (!asleep_.empty() && Below(40) == 0) {  // wakes, writes what it had, and learns that it owns nothing
      while (asleep_.back()->Deliver()) {
      }
      asleep_.pop_back();
    }
    SimulatedInstance& instance = *alive_[static_cast<std::size_t>(Below(static_cast<std::int64_t>(alive_.size())))];
    switch (Below(14)) {
      case 0:
      case 1:
      case 2:
        instance.Deliver();
        break;
      case 3:
      case 4:
        instance.ReadSource();
        break;
      case 5:
        instance.ReadShared();
        break;
      case 6:
      case 7:
        instance.ReadFact();
        break;
      case 8:
      case 9:
        instance.ReadOutput();
        break;
      case 10:
        instance.AskForEnds();
        break;
      case 11:
        instance.Move();
        break;
      case 12:
        instance.JudgeRest();
        break;
      default:
        if (instance.SayProgress()) Commit(instance);
        break;
    }
  }
  // `sleepers`: some do not die, but write late what they had under way.
  void Disturb(bool sleepers = true) {
    const auto victim = static_cast<std::size_t>(Below(static_cast<std::int64_t>(alive_.size())));
    switch (sleepers ? Below(3) : 2 * Below(2)) {
      case 0:  // kill -9
        alive_.erase(alive_.begin() + static_cast<std::ptrdiff_t>(victim));
        break;
      case 1:  // sleeps for longer than its session
        asleep_.push_back(std::move(alive_[victim]));
        alive_.erase(alive_.begin() + static_cast<std::ptrdiff_t>(victim));
        break;
      default:  // another joins
        break;
    }
    if (alive_.size() < 3) {
      Start();
    } else {
      Rebalance();
    }
  }
  // Until nothing more happens and everything up to `present` is known.
  void Settle(Instant present) {
    while (!asleep_.empty()) {
      while (asleep_.back()->Deliver()) {
      }
      asleep_.pop_back();
    }
    log_->set_now(present);
    // What one round writes another reads: progress, then what it completes, then what that publishes.
    for (int round = 0; round < kRounds; ++round) {
      for (const auto& instance : alive_) {
        while (instance->Deliver() || instance->ReadSource() || instance->ReadShared() || instance->ReadFact() ||
               instance->JudgeRest() || instance->ReadOutput()) {
        }
        instance->AskForEnds();
        instance->Move();
        instance->SayProgress();
      }
    }
    for (const auto& instance : alive_) ASSERT_EQ(instance->complete(), present);
  }

  // What happens once, somewhere on the way.
  enum class Once : std::uint8_t { kNothing, kErasure, kOtherRules };
  // One history, two instances, and whatever happens to them.
  void Live(const RandomHistory::Allowed& allowed, Once once = Once::kNothing) {
    world_->chance().Allow(allowed);
    const auto events = world_->chance().Events(80);
    const Instant present = world_->PresentAfter(events) + Days{8};
    const auto arriving = world_->chance().Shuffled(events);
    log_->set_now(present - Days{1});
    const auto publish_rules = [&](const char* number) {
      log_->Append({std::string(NameOf(Topic::kRules)), 0}, {"rules", number, {}, {}});
    };
    if (once == Once::kOtherRules) publish_rules("1");
    Start();
    Start();
    std::size_t produced = 0;
    const auto produce = [&](std::int64_t partition) {
      log_->Append({SimulatedTopics::kSource, static_cast<std::int32_t>(partition)},
                   {"", arriving[produced++].SerializeAsString(), {}, {}});
    };
    std::optional<Erased> erased;
    if (once == Once::kErasure) erased = ChooseErased(events);
    const std::int64_t once_at = once == Once::kNothing ? -1 : Below(4000);
    for (int step = 0; step < 4000; ++step) {
      log_->set_now(log_->now() + seconds{1});
      if (step == once_at && erased) Publish(*erased);
      if (step == once_at && once == Once::kOtherRules) publish_rules("0");
      if (produced < arriving.size() && Below(20) == 0) produce(Below(SimulatedTopics::kSourcePartitions));
      if (Below(200) == 0) Disturb();
      Step();
    }
    while (produced < arriving.size()) produce(0);
    Settle(present);
    std::string problems;
    const FinalTable published = Published(problems);
    std::vector<v1::ContactEvent> kept = events;
    if (erased) std::erase_if(kept, [&](const v1::ContactEvent& event) { return erased->Covers(event); });
    EXPECT_EQ(Differences(Wanted(kept, present), published), "");
    EXPECT_EQ(Differences(WantedFeedback(kept, present), PublishedFeedback()), "");
    if (erased) ExpectNothingLeft(*erased, kept);
    FactStore store = world_->NewStore();
    world_->Remember(kept, store);
    EXPECT_EQ(Differences(WantedDossiers(store, world_->rules(), present, pseudonyms_),
                          PublishedDossiers(*log_, SimulatedTopics::kPartitions)),
              "");
    const RuleSettings& settings = world_->rules().set().settings;
    const std::int32_t remembered = settings.history.calendar.LocalDay(present - settings.history.horizon);
    EXPECT_EQ(DifferencesOfKpi(KpiTableOf(CountDays(store, world_->rules(), present), remembered),
                               PublishedKpi(*log_, remembered)),
              "");
    EXPECT_EQ(problems, "");
    // What somebody did about nothing is said once everybody has waited for long enough.
    Settle(present + settings.park_for);
    EXPECT_EQ(UnknownActions(), UnknownActionsOf(store, present + settings.park_for));
  }
  // SOURCE/ID of those that were said to be unknown.
  std::set<std::string> UnknownActions() const {
    std::set<std::string> unknown;
    const SimulatedLog::Place place{std::string(NameOf(Topic::kDeadLetters)), 0};
    for (std::int64_t offset = 0; offset < log_->End(place); ++offset) {
      const SimulatedLog::Record& record = log_->At(place, offset);
      v1::ContactEvent event;
      if (FindHeader(record.headers, "lb_reason") != NameOf(DeadReason::kUnknownEscalation)) continue;
      EXPECT_TRUE(event.ParseFromString(record.value.value_or("?")));
      unknown.insert(event.source() + "/" + event.id());
    }
    return unknown;
  }
  std::set<std::string> UnknownActionsOf(const FactStore& store, Instant clock) const {
    std::set<std::string> unknown;
    for (const std::string& bytes :
         WriteFinalVerdicts(store, world_->rules(), clock, [](const std::string&) {}).unknown_actions) {
      v1::ContactEvent event;
      event.ParseFromString(bytes);
      unknown.insert(event.source() + "/" + event.id());
    }
    return unknown;
  }

  // Years go by in a history, and it is forgotten piece by piece, with instances that come and go; what is not older
  // than the horizon still comes.
  void LiveOnWithoutThePast() {
    world_->chance().Allow({.hidden_customers = false, .conflicts = false});
    auto events = world_->chance().Events(120);
    const Instant present = world_->PresentAfter(events) + Days{8};
    const Nanos horizon = world_->rules().set().settings.history.horizon;
    // A contact lasts for hours: of one that lay two horizons back nothing is left for who comes now.
    std::set<std::string> gone;
    for (const v1::ContactEvent& event : events) {
      if (TimeOf(event.event_time()) < present - 2 * horizon) gone.insert(event.contact_id());
    }
    gone.erase("");
    const auto is_late = [&](const v1::ContactEvent& event) {
      return TimeOf(event.event_time()) > present - horizon && !gone.contains(event.contact_id()) && Below(3) == 0;
    };
    std::vector<v1::ContactEvent> late;
    log_->set_now(present);
    Start();
    Start();
    for (const v1::ContactEvent& event : world_->chance().Shuffled(events)) {
      if (is_late(event)) {
        late.push_back(event);
        continue;
      }
      log_->Append({SimulatedTopics::kSource, 0}, {"", event.SerializeAsString(), {}, {}});
    }
    Settle(present);
    const std::size_t before = FactsInTheLog();
    // Enough for every customer to have had a turn.
    for (int day = 2; day < 5; ++day) {
      Disturb(/*sleepers=*/false);
      Settle(present + Days{day});
    }
    forgotten_ += before - FactsInTheLog();
    for (const v1::ContactEvent& event : late)
      log_->Append({SimulatedTopics::kSource, 1}, {"", event.SerializeAsString(), {}, {}});
    Settle(present + Days{5});
    std::string problems;
    EXPECT_EQ(Differences(Wanted(events, present + Days{5}), Published(problems)), "");
    EXPECT_EQ(problems, "");
  }
  // As compaction leaves them.
  std::size_t FactsInTheLog() const {
    std::set<std::string> keys;
    for (std::int32_t p = 0; p < SimulatedTopics::kPartitions; ++p) {
      const SimulatedLog::Place place{std::string(NameOf(Topic::kFacts)), p};
      for (std::int64_t offset = 0; offset < log_->End(place); ++offset) {
        const SimulatedLog::Record& record = log_->At(place, offset);
        if (record.value) {
          keys.insert(record.key);
        } else {
          keys.erase(record.key);
        }
      }
    }
    return keys.size();
  }

  struct Erased {
    std::string customer;
    v1::Erasure erasure;
    bool Covers(const v1::ContactEvent& event) const {
      return event.customer_id() == customer &&
             (erasure.objection() || TimeOf(event.event_time()) <= TimeOf(erasure.erased_before()));
    }
  };
  Erased ChooseErased(const std::vector<v1::ContactEvent>& events) {
    const v1::ContactEvent& event = events[static_cast<std::size_t>(Below(static_cast<std::int64_t>(events.size())))];
    Erased erased{event.customer_id(), {}};
    *erased.erasure.mutable_erased_before() = event.event_time();
    erased.erasure.set_objection(Below(3) == 0);
    return erased;
  }
  void Publish(const Erased& erased) {
    log_->Append({std::string(NameOf(Topic::kErasures)), 0},
                 {erased.customer, erased.erasure.SerializeAsString(), {{"content-type", "application/protobuf"}}, {}});
  }
  // What compaction leaves of every topic says nothing of what was erased.
  void ExpectNothingLeft(const Erased& erased, const std::vector<v1::ContactEvent>& kept) const {
    const bool unknown = std::none_of(kept.begin(), kept.end(), [&](const v1::ContactEvent& event) {
      return event.customer_id() == erased.customer;
    });
    for (const Topic topic :
         {Topic::kFacts, Topic::kCorrections, Topic::kReferences, Topic::kParked, Topic::kEscalations, Topic::kLoops,
          Topic::kDossiers, Topic::kObservations, Topic::kShadow}) {
      std::map<std::string, std::optional<std::string>> compacted;
      for (std::int32_t p = 0; p < SimulatedTopics::kPartitions; ++p) {
        const SimulatedLog::Place place{std::string(NameOf(topic)), p};
        for (std::int64_t offset = 0; offset < log_->End(place); ++offset) {
          const SimulatedLog::Record& record = log_->At(place, offset);
          compacted[record.key] = record.value;
        }
      }
      for (const auto& [key, value] : compacted) {
        if (!value || key.starts_with(kClaimKey)) continue;
        if (unknown) {
          EXPECT_FALSE(key == erased.customer || key.starts_with(erased.customer + "|") ||
                       key.ends_with("|" + erased.customer))
              << key;
        }
        v1::ContactEvent fact;
        if (topic == Topic::kFacts && fact.ParseFromString(*value)) {
          EXPECT_FALSE(erased.Covers(fact)) << key;
        }
      }
    }
  }

  FinalTable Published(std::string& problems) const {
    PublishedTable table;
    std::map<std::tuple<std::string, std::int64_t, std::string>, std::string> contents;
    std::set<std::pair<std::string, std::int64_t>> seen;
    for (std::int32_t p = 0; p < SimulatedTopics::kPartitions; ++p) {
      const SimulatedLog::Place place{std::string(NameOf(Topic::kEscalations)), p};
      for (std::int64_t offset = 0; offset < log_->End(place); ++offset) {
        const SimulatedLog::Record& record = log_->At(place, offset);
        if (record.key == kClaimKey) continue;
        EscalationRevision revision;
        revision.removed = !record.value;
        if (record.value) revision.escalation.ParseFromString(*record.value);
        revision.escalation.set_id(record.key);
        if (record.value) {
          const std::string writer(FindHeader(record.headers, kWriterHeader));
          const auto [it, fresh] =
              contents.emplace(std::tuple(record.key, revision.escalation.revision(), writer), *record.value);
          if (!fresh && it->second != *record.value) problems += record.key + " has two contents of " + writer + "\n";
        }
        table.BeginEvent();
        table.OnEscalation(revision);
      }
    }
    return ReadFinalTable(table.EscalationLines());
  }
  FinalTable PublishedFeedback() const {
    PublishedTable table;
    const SimulatedLog::Place place{std::string(NameOf(Topic::kFeedback)), 0};
    for (std::int64_t offset = 0; offset < log_->End(place); ++offset) {
      const SimulatedLog::Record& record = log_->At(place, offset);
      v1::Feedback feedback;
      if (record.key != kClaimKey && feedback.ParseFromString(*record.value)) table.OnFeedback(feedback, false);
    }
    return ReadFinalTable(table.FeedbackLines());
  }
  FinalTable WantedFeedback(const std::vector<v1::ContactEvent>& events, Instant present) const {
    FactStore store = world_->NewStore();
    world_->Remember(events, store);
    return world_->Feedback(store, present);
  }
  FinalTable Wanted(const std::vector<v1::ContactEvent>& events, Instant present) const {
    FactStore store = world_->NewStore();
    world_->Remember(events, store);
    return world_->Escalations(store, present, pseudonyms_);
  }

  static constexpr int kRounds = 30;
  Pseudonyms pseudonyms_{"key"};
  std::unique_ptr<World> world_;
  std::vector<std::shared_ptr<const RuleIndex>> rules_;  // as records of `rules` name them
  std::unique_ptr<SimulatedLog> log_;
  std::map<std::int32_t, std::int64_t> committed_;
  std::vector<std::unique_ptr<SimulatedInstance>> alive_;
  std::vector<std::unique_ptr<SimulatedInstance>> asleep_;
  int instances_ = 0;
  std::size_t forgotten_ = 0;  // facts, of all seeds
};

}  // namespace loopbreaker
