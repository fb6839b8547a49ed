// Records of topics, as the stages see them, and the keys and headers that the service gives them.
//
// contract: "Topics". Nothing here knows a client library.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "engine/fact_store.h"
#include "event/fact.h"

namespace loopbreaker {

// The topics of the service itself; sources have names of their own.
enum class Topic : std::uint8_t {
  kFacts,
  kCorrections,
  kReferences,
  kParked,
  kProgress,
  kEscalations,
  kFeedback,
  kLoops,
  kDossiers,
  kBriefings,
  kObservations,
  kDeadLetters,
  kShadow,
  kRules,
  kErasures,
  kCustomers,
  kUnits,
  kAlerts,
  kKpi,
  kActions,
};
// "facts": what follows the prefix.
std::string_view NameOf(Topic topic);

using Headers = std::vector<std::pair<std::string, std::string>>;
std::string_view FindHeader(const Headers& headers, std::string_view name);

// What was read. Views are the caller's and valid during the call.
struct InRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  Instant appended{};  // the record's time, as the broker has it
  std::string_view key;
  std::optional<std::string_view> value;  // empty: a tombstone
  const Headers* headers = nullptr;       // may be null
  std::string_view Header(std::string_view name) const {
    return headers == nullptr ? std::string_view{} : FindHeader(*headers, name);
  }
};

// What is to be written. `partition` below 0: by murmur2 of the key.
struct OutRecord {
  Topic topic = Topic::kFacts;
  std::int32_t partition = -1;
  std::string key;
  std::optional<std::string> value;  // empty: a tombstone
  Headers headers;
};
using Outbox = std::function<void(OutRecord)>;

// The partition of a key among `partitions`, as Kafka's own clients choose it.
std::int32_t PartitionOf(std::string_view key, std::int32_t partitions);

// ---- Facts ---------------------------------------------------------------------------------------------------------

// `SOURCE/ID|REVISION|DIGEST`: names one version of a fact.
using FactKey = FactVersion;
std::string ToText(const FactKey& key);
std::optional<FactKey> ParseFactKey(std::string_view text);

// `fact` has its linked customer.
FactKey KeyOf(const Fact& fact);

// ---- Claims, writers, clocks ---------------------------------------------------------------------------------------

// Readers skip it.
inline constexpr std::string_view kClaimKey = "~claim";
inline constexpr std::string_view kWriterHeader = "lb_writer";
inline constexpr std::string_view kClockHeader = "lb_clock";
inline constexpr std::string_view kLinkedByHeader = "lb_linked_by";
inline constexpr std::string_view kNamedHeader = "lb_named";          // by the source, where that became another
inline constexpr std::string_view kDirectoryHeader = "lb_directory";  // version of the directory that linked it
inline constexpr std::string_view kContentTypeHeader = "content-type";
// The time of the source's record, in milliseconds: of a fact, and of the escalation that it opened.
inline constexpr std::string_view kAppendedHeader = "lb_appended";

}  // namespace loopbreaker
