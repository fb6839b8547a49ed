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

void Read(const TopicRecord& record, google::protobuf::Message& message) {
  if (HeaderOf(record, "content-type") == "application/protobuf") {
    EXPECT_TRUE(message.ParseFromString(*record.value));
    return;
  }
  std::vector<std::string> unknown;
  std::string error;
  EXPECT_TRUE(FromJson(*record.value, message, unknown, error)) << error;
}

// Watches who may write to each partition, and its clock.
class Owners {
 public:
  explicit Owners(PublishedTopics& published) : published_(published) {}

  // False: a claim, which readers skip.
  bool Take(const TopicRecord& record) {
    Owner& owner = owners_[record.partition];
    if (record.key.starts_with("~claim")) {
      owner.writer = record.value->substr(0, record.value->find('#'));
      return false;
    }
    const std::string writer = HeaderOf(record, "lb_writer");
    if (writer != owner.writer) {
      published_.late.push_back({writer, record.key, record.timestamp_ms});
      return true;
    }
    const std::string clock = HeaderOf(record, "lb_clock");
    // Times of one length compare as texts.
    if (const std::string to_seconds = clock.substr(0, 19); !clock.empty()) {
      if (to_seconds < owner.clock) {
        published_.problems += record.key + ": the clock of partition " + std::to_string(record.partition) +
                               " went back from " + owner.clock + " to " + clock + " under " + writer + "\n";
      }
      owner.clock = to_seconds;
    }
    return true;
  }

 private:
  struct Owner {
    std::string writer;
    std::string clock;
  };
  PublishedTopics& published_;
  std::map<std::int32_t, Owner> owners_;
};

// `on_revision(record)` takes it into the table, and answers its revision; 0: none, it was a tombstone.
template <typename OnRevision>
PublishedTopics ReadRevisions(BrokerTopics& topics, const std::string& topic, OnRevision on_revision) {
  PublishedTopics published;
  const auto records = topics.ReadToEnd(topic);
  EXPECT_TRUE(records.ok()) << records.status();
  if (!records.ok()) return published;
  Owners owners(published);
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::string> contents;
  std::map<std::pair<std::string, std::int64_t>, int> written;
  for (const TopicRecord& record : *records) {
    if (!owners.Take(record)) continue;
    const std::int64_t number = on_revision(record, published.table);
    if (number == 0) continue;
    const std::string writer = HeaderOf(record, "lb_writer");
    EXPECT_NE(writer, "");
    const std::string name = record.key + " revision " + std::to_string(number);
    const auto [it, fresh] = contents.emplace(std::tuple(record.key, number, writer), *record.value);
    if (!fresh && it->second != *record.value) published.problems += name + " of " + writer + " has two contents\n";
    if (++written[{record.key, number}] > 1) ++published.doubles;
  }
  return published;
}

}  // namespace

PublishedTopics ReadEscalations(BrokerTopics& topics, const std::string& topic) {
  return ReadRevisions(topics, topic, [](const TopicRecord& record, PublishedTable& table) {
    EscalationRevision revision;
    revision.removed = !record.value;
    if (record.value) Read(record, revision.escalation);
    if (revision.removed) revision.escalation.set_id(record.key);
    EXPECT_EQ(revision.escalation.id(), record.key);
    table.BeginEvent();
    table.OnEscalation(revision);
    return revision.removed ? 0 : revision.escalation.revision();
  });
}

PublishedTopics ReadFeedback(BrokerTopics& topics, const std::string& topic) {
  return ReadRevisions(topics, topic, [](const TopicRecord& record, PublishedTable& table) -> std::int64_t {
    if (!record.value) return 0;
    v1::Feedback feedback;
    Read(record, feedback);
    EXPECT_EQ(feedback.id(), record.key);
    table.OnFeedback(feedback, false);
    return feedback.revision();
  });
}

}  // namespace loopbreaker
