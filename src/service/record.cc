#include "service/record.h"

#include "absl/strings/str_cat.h"
#include "base/percent.h"
#include "base/read_number.h"
#include "event/content_hash.h"

namespace loopbreaker {
namespace {

// Murmur2 with the seed of Kafka's clients, over little-endian words.
std::uint32_t Murmur2(std::string_view data) {
  constexpr std::uint32_t kMix = 0x5bd1e995;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(data[i])); };
  std::uint32_t hash = 0x9747b28c ^ static_cast<std::uint32_t>(data.size());
  std::size_t i = 0;
  for (; i + 4 <= data.size(); i += 4) {
    std::uint32_t word = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    word *= kMix;
    word ^= word >> 24;
    word *= kMix;
    hash *= kMix;
    hash ^= word;
  }
  const std::size_t rest = data.size() - i;
  if (rest >= 3) hash ^= byte(i + 2) << 16;
  if (rest >= 2) hash ^= byte(i + 1) << 8;
  if (rest >= 1) {
    hash ^= byte(i);
    hash *= kMix;
  }
  hash ^= hash >> 13;
  hash *= kMix;
  return hash ^ hash >> 15;
}

}  // namespace

std::string_view NameOf(Topic topic) {
  switch (topic) {
    case Topic::kFacts:
      return "facts";
    case Topic::kCorrections:
      return "corrections";
    case Topic::kReferences:
      return "references";
    case Topic::kParked:
      return "parked";
    case Topic::kProgress:
      return "progress";
    case Topic::kEscalations:
      return "escalations";
    case Topic::kFeedback:
      return "feedback";
    case Topic::kLoops:
      return "loops";
    case Topic::kDossiers:
      return "dossiers";
    case Topic::kBriefings:
      return "briefings";
    case Topic::kObservations:
      return "observations";
    case Topic::kDeadLetters:
      return "dead-letters";
    case Topic::kShadow:
      return "shadow";
    case Topic::kRules:
      return "rules";
    case Topic::kErasures:
      return "erasures";
    case Topic::kCustomers:
      return "customers";
    case Topic::kUnits:
      return "units";
    case Topic::kKpi:
      return "kpi";
    case Topic::kAlerts:
      return "alerts";
    case Topic::kActions:
      return "actions";
  }
  return "";
}

std::string_view FindHeader(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::int32_t PartitionOf(std::string_view key, std::int32_t partitions) {
  return static_cast<std::int32_t>((Murmur2(key) & 0x7fffffff) % static_cast<std::uint32_t>(partitions));
}

std::string ToText(const FactKey& key) {
  return absl::StrCat(EncodePercent(key.source), "/", EncodePercent(key.id), "|", key.revision, "|",
                      absl::Hex(key.digest, absl::kZeroPad16));
}

std::optional<FactKey> ParseFactKey(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t first = text.find('|');
  const std::size_t second = text.rfind('|');
  if (slash == std::string_view::npos || first == std::string_view::npos || slash > first || second == first)
    return std::nullopt;
  FactKey key;
  const auto source = DecodePercent(text.substr(0, slash));
  const auto id = DecodePercent(text.substr(slash + 1, first - slash - 1));
  if (!source || !id || !ReadNumber(text.substr(first + 1, second - first - 1), key.revision) ||
      !ReadNumber(text.substr(second + 1), key.digest, 16)) {
    return std::nullopt;
  }
  key.source = *source;
  key.id = *id;
  return key;
}

FactKey KeyOf(const Fact& fact) {
  return {std::string(fact.source), std::string(fact.id), fact.revision, ContentHash(fact)};
}

}  // namespace loopbreaker
