// What every instance reads whole, and every worker of it uses: the directory, references, progress, corrections,
// erasures and rules.
//
// One thread fills it from the compacted topics; the workers read. That thread is its own, or where there is no broker
// that of whoever has the topics.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "dossier/caller.h"
#include "kafka/consumer.h"
#include "link/directory.h"
#include "link/pseudonym.h"
#include "loopbreaker/v1/internal.pb.h"
#include "rules/rule_index.h"
#include "service/config.h"
#include "service/erasures.h"
#include "service/progress.h"
#include "service/record.h"
#include "service/references.h"

namespace loopbreaker::kafka {

// A revision above 0, or a deletion.
struct CorrectionRow {
  FactKey key;
  std::string customer;  // empty: whoever has it
  Instant time{};
  bool deleted = false;
};

class Shared {
 public:
  // `pseudonyms`, which outlive it: by which the directory knows identifiers.
  Shared(const ServiceConfig& config, std::shared_ptr<const RuleSet> rules, const Pseudonyms& pseudonyms);
  ~Shared();

  // The topics that it is filled from.
  static constexpr std::array kWhole = {Topic::kCustomers, Topic::kUnits,    Topic::kReferences, Topic::kCorrections,
                                        Topic::kErasures,  Topic::kProgress, Topic::kRules};

  // Asks how many partitions the sources have, and starts reading. NotFound: a topic that is not there.
  absl::Status Start();
  void Stop();
  // All topics have been read to the end that they had at the start.
  bool loaded() const { return loaded_.load(std::memory_order_acquire); }
  // Of those, as far as that is known, how many records are still to be read.
  std::int64_t to_load() const { return to_load_.load(std::memory_order_relaxed); }

  // In place of Start: the partitions of the sources, as TOPIC/PARTITION; and every record of the topics above, by one
  // thread. `topic` is the name without its prefix.
  void Expect(std::set<std::string> sources) { completeness_.Expect(std::move(sources)); }
  void Take(std::string_view topic, const InRecord& record);

  const ServiceConfig& config() const { return config_; }
  // Those of the newest record of `rules`; until there is one, those of the start.
  std::shared_ptr<const RuleIndex> rules() const;
  std::optional<v1::Rules> newest_rules() const;

  // Who asks, or is asked about, by the directory of now.
  Caller WhoIs(const v1::ContactEvent& asked);
  // Who the customer is by now; see Directory::Current.
  std::string Current(const std::string& customer);
  // Held (shared) while a record is linked or judged.
  absl::Mutex& directory_mutex() { return directory_mutex_; }
  const Directory& directory() const { return directory_; }
  References& references() { return references_; }
  const Erasures& erasures() const { return erasures_; }
  // What changes of both concerned.
  const TouchLog& touched() const { return touched_; }
  const Completeness& completeness() const { return completeness_; }
  // The topics from which nothing had come for longer than is expected, at a time until which everything is known: so
  // that every owner says the same, whatever its clock says.
  std::vector<std::string> SilentAt(Instant complete) const;

  // Corrections from the n-th on, in the order in which they came.
  std::vector<CorrectionRow> CorrectionsFrom(std::size_t n) const;

 private:
  void Run(std::size_t partitions);
  void TakeRules(const v1::Rules& rules);

  ServiceConfig config_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const RuleIndex> rules_ ABSL_GUARDED_BY(mutex_);
  std::optional<v1::Rules> newest_rules_ ABSL_GUARDED_BY(mutex_);
  std::vector<CorrectionRow> corrections_ ABSL_GUARDED_BY(mutex_);
  const Pseudonyms& pseudonyms_;
  absl::Mutex directory_mutex_;
  Directory directory_;
  TouchLog touched_;
  References references_{&touched_};
  Erasures erasures_;
  Completeness completeness_;
  std::unique_ptr<Consumer> reader_;
  std::atomic<bool> loaded_{false};
  std::atomic<std::int64_t> to_load_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
