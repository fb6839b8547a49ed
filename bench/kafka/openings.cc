// How often escalations opened: openings BOOTSTRAP TOPIC
//
// TOPIC has escalations as protobuf and is no longer written to. Of each escalation the greatest number of activities
// that it had counts, so a record that came twice changes nothing. Prints one JSON line, by rule.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "client.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker::bench {
namespace {

constexpr int kPollMs = 100;
constexpr std::string_view kClaim = "~claim";  // of whoever owns a partition; no escalation

struct Opened {
  std::string rule;
  int activities = 0;
};

void Take(const rd_kafka_message_t& message, std::unordered_map<std::string, Opened>& by_id) {
  const std::string_view key(static_cast<const char*>(message.key), message.key_len);
  if (message.payload == nullptr || key.starts_with(kClaim)) return;
  v1::Escalation escalation;
  if (!escalation.ParseFromArray(message.payload, static_cast<int>(message.len))) Fail("not an escalation");
  Opened& opened = by_id[escalation.id()];
  opened.rule = escalation.rule_id();
  opened.activities = std::max(opened.activities, escalation.activities());
}

void Count(const std::string& bootstrap, const std::string& topic) {
  Consumer consumer(bootstrap, Consumer::Ends::kTold);
  std::unordered_map<std::string, Opened> by_id;
  for (std::size_t left = consumer.AssignAll(topic).size(); left > 0;) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer.get(), kPollMs);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --left;
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      Fail(rd_kafka_message_errstr(message));
    } else {
      Take(*message, by_id);
    }
    rd_kafka_message_destroy(message);
  }
  std::map<std::string, int> by_rule;
  int all = 0;
  for (const auto& [id, opened] : by_id) {
    by_rule[opened.rule] += opened.activities;
    all += opened.activities;
  }
  std::printf("{");
  for (const auto& [rule, count] : by_rule) std::printf("\"%s\": %d, ", rule.c_str(), count);
  std::printf("\"all\": %d}\n", all);
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int count, char** words) {
  using namespace loopbreaker::bench;
  if (count != 3) Fail("usage: openings BOOTSTRAP TOPIC");
  Count(words[1], words[2]);
}
