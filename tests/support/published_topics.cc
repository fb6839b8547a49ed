#include "support/published_topics.h"

#include <map>
#include <tuple>

#include "event/message_json.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

std::string HeaderOf(const TopicRecord& record, const std::string& name) {
  for (const auto& [key, value] : record.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

PublishedTopics ReadEscalations(BrokerTopics& topics, const std::string& topic) {
  PublishedTopics published;
  auto records = topics.ReadToEnd(topic);
  // A partition has no leader for a moment after its topic was made.
  for (int tries = 0; !records.ok() && records.status().code() == absl::StatusCode::kUnavailable && tries < 20; ++tries)
    records = topics.ReadToEnd(topic);
  EXPECT_TRUE(records.ok()) << records.status();
  if (!records.ok()) return published;
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::string> contents;
  std::map<std::pair<std::string, std::int64_t>, int> written;
  for (const TopicRecord& record : *records) {
    if (record.key == "~claim") continue;
    EscalationRevision revision;
    v1::Escalation& escalation = revision.escalation;
    if (!record.value) {
      escalation.set_id(record.key);
      revision.removed = true;
      published.table.OnEscalation(revision);
      continue;
    }
    std::vector<std::string> unknown;
    std::string error;
    if (HeaderOf(record, "content-type") == "application/protobuf") {
      EXPECT_TRUE(escalation.ParseFromString(*record.value));
    } else {
      EXPECT_TRUE(FromJson(*record.value, escalation, unknown, error)) << error;
    }
    EXPECT_EQ(escalation.id(), record.key);
    const std::string writer = HeaderOf(record, "lb_writer");
    EXPECT_NE(writer, "");
    const auto [it, fresh] =
        contents.emplace(std::tuple(escalation.id(), escalation.revision(), writer), *record.value);
    if (!fresh && it->second != *record.value) {
      published.problems += escalation.id() + " revision " + std::to_string(escalation.revision()) + " of " + writer +
                            " has two contents\n";
    }
    if (++written[{escalation.id(), escalation.revision()}] > 1) {
      ++published.doubles;
      continue;
    }
    published.table.BeginEvent();
    published.table.OnEscalation(revision);
  }
  return published;
}

}  // namespace loopbreaker
