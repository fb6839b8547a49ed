#include "kafka/topics.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "observe/log.h"

namespace loopbreaker::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kErrorBytesMax = 512;
constexpr std::chrono::milliseconds kLookAgain(50);
// Without these the service would not be right; the others are a matter of taste or of the operator's disk.
constexpr std::array<std::string_view, 2> kMustHold = {"cleanup.policy", "message.timestamp.type"};
// So must this, as a record that the topic does not take would be tried for ever; more does no harm.
constexpr std::string_view kSizeSetting = "max.message.bytes";

int Milliseconds(std::chrono::milliseconds time) { return static_cast<int>(std::max<std::int64_t>(time.count(), 1)); }

const rd_kafka_metadata_topic_t* FindTopic(const rd_kafka_metadata_t& metadata, const std::string& name) {
  const auto* const end = metadata.topics + metadata.topic_cnt;
  const rd_kafka_metadata_topic_t* topic = metadata.topics;
  while (topic != end && name != topic->topic) ++topic;
  return topic == end || topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ? nullptr : topic;
}

bool HasLeaders(const rd_kafka_metadata_topic_t& topic) {
  return topic.partition_cnt > 0 &&
         std::all_of(topic.partitions, topic.partitions + topic.partition_cnt,
                     [](const rd_kafka_metadata_partition_t& partition) { return partition.leader >= 0; });
}

std::string MissingText(const TopicSpec& spec) {
  if (spec.is_source) {
    return absl::StrCat("topic '", spec.name,
                        "' is missing: it is a source, so whoever writes to it creates it (or mend 'sources'), "
                        "or this user may not see it");
  }
  return absl::StrCat("topic '", spec.name, "' is missing: expected ", spec.partitions,
                      spec.partitions == 1 ? " partition" : " partitions",
                      "; `loopbreaker topics --config service.yaml --create` makes it, or this user may not see it");
}

std::string PartitionsText(const TopicSpec& spec, int found) {
  const std::string expected = spec.partitions_key.empty()
                                   ? absl::StrCat(spec.partitions)
                                   : absl::StrCat(spec.partitions, " (", spec.partitions_key, ")");
  const std::string advice = spec.partitions_key.empty()
                                 ? "delete it if it is empty, and `loopbreaker topics --create` makes it anew"
                                 : "set the key to what there is, or start anew under another topics.prefix";
  return absl::StrCat("topic '", spec.name, "' has ", found, found == 1 ? " partition" : " partitions", ", expected ",
                      expected, ": what a customer has must stay in its partition; ", advice);
}

// The settings of one topic as the broker has them against those of its spec.
void CompareSettings(const rd_kafka_ConfigResource_t* resource, TopicState& state) {
  if (const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(resource); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    state.warnings.push_back(
        absl::StrCat("topic '", state.spec.name, "': its settings cannot be read: ", rd_kafka_err2str(error)));
    return;
  }
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto wanted = state.spec.settings.find(rd_kafka_ConfigEntry_name(entries[i]));
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    const std::string found = value == nullptr ? "" : value;
    if (wanted == state.spec.settings.end() || wanted->second == found) continue;
    const bool is_size = wanted->first == kSizeSetting;
    if (is_size && std::atoll(found.c_str()) > std::atoll(wanted->second.c_str())) continue;
    const bool must_hold = is_size || std::find(kMustHold.begin(), kMustHold.end(), wanted->first) != kMustHold.end();
    (must_hold ? state.errors : state.warnings)
        .push_back(absl::StrCat("topic '", state.spec.name, "' has ", wanted->first, "=", found, ", expected ",
                                wanted->second, "; change it with kafka-configs"));
  }
}

// That all are down follows on what is wrong with each.
void OnError(rd_kafka_t*, int error, const char* reason, void* last_error) {
  std::string& last = *static_cast<std::string*>(last_error);
  if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || last.empty()) last = reason;
}

// librdkafka before 2.6.1 proves a password by SCRAM in a way that Kafka 4 does not take (librdkafka #4895).
std::string ScramHint(std::string_view error) {
  constexpr int kMendedIn = 0x020601ff;
  if (rd_kafka_version() >= kMendedIn || error.find("mechanism SCRAM") == std::string_view::npos) return "";
  return absl::StrCat(
      "; if the password is right: librdkafka ", rd_kafka_version_str(),
      " cannot do SCRAM with Kafka 4, but 2.6.1 can; a client certificate or sasl.mechanism PLAIN over TLS "
      "can with any");
}

}  // namespace

TopicAdmin::TopicAdmin(const ServiceConfig& config, std::chrono::milliseconds patience)
    : brokers_(config.brokers),
      replication_(config.replication),
      patience_(patience),
      last_error_(std::make_unique<std::string>()) {}

absl::StatusOr<TopicAdmin> TopicAdmin::Connect(const ServiceConfig& config, std::chrono::milliseconds patience) {
  TopicAdmin admin(config, patience);
  // What goes wrong is in the status; the log need not say it again.
  absl::StatusOr<Conf> conf = MakeConf(config, Role::kAdmin, {{"log_level", "0"}});
  if (!conf.ok()) return conf.status();
  rd_kafka_conf_set_opaque(conf->get(), admin.last_error_.get());
  rd_kafka_conf_set_error_cb(conf->get(), OnError);
  absl::StatusOr<Client> client = MakeClient(Role::kAdmin, *std::move(conf));
  if (!client.ok()) return client.status();
  admin.client_ = *std::move(client);
  admin.answers_.reset(rd_kafka_queue_new(admin.client_.get()));
  return admin;
}

absl::Status TopicAdmin::Explained(absl::Status status) {
  rd_kafka_poll(client_.get(), 0);  // calls OnError
  if (!absl::IsUnavailable(status)) return status;
  const std::string error = last_error_->empty() ? std::string(status.message()) : *last_error_;
  return absl::UnavailableError(
      absl::StrCat("no broker answers at '", brokers_, "' (kafka.brokers): ", error, ScramHint(error)));
}

// All that there are: asking for one by name makes it, where the broker is set up so.
absl::StatusOr<Metadata> TopicAdmin::AllTopics() {
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client_.get(), 1, nullptr, &found, Milliseconds(patience_));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Explained(StatusOf("list topics", error));
  return Metadata(found);
}

absl::StatusOr<AdminOptions> TopicAdmin::Options(rd_kafka_admin_op_t operation) {
  AdminOptions options(rd_kafka_AdminOptions_new(client_.get(), operation));
  std::array<char, kErrorBytesMax> text{};
  rd_kafka_resp_err_t error =
      rd_kafka_AdminOptions_set_request_timeout(options.get(), Milliseconds(patience_), text.data(), text.size());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR && operation == RD_KAFKA_ADMIN_OP_CREATETOPICS) {
    error =
        rd_kafka_AdminOptions_set_operation_timeout(options.get(), Milliseconds(patience_), text.data(), text.size());
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return absl::InternalError(text.data());
  return options;
}

absl::StatusOr<Event> TopicAdmin::Wait(rd_kafka_event_type_t type, std::string_view what) {
  const Clock::time_point deadline = Clock::now() + patience_ * 2;  // the client's own patience ends first
  while (Clock::now() < deadline) {
    Event event(rd_kafka_queue_poll(answers_.get(), Milliseconds(kLookAgain)));
    if (event == nullptr || rd_kafka_event_type(event.get()) != type) continue;
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Explained(StatusOf(what, error));
    return event;
  }
  return Explained(StatusOf(what, RD_KAFKA_RESP_ERR__TIMED_OUT));
}

absl::StatusOr<std::vector<TopicState>> TopicAdmin::Describe(const std::vector<TopicSpec>& specs) {
  absl::StatusOr<Metadata> metadata = AllTopics();
  // Of several nodes one may answer that has not yet heard of what another has just made.
  const auto known = [&](const std::string& name) { return FindTopic(**metadata, name) != nullptr; };
  for (const Clock::time_point deadline = Clock::now() + patience_;
       metadata.ok() && Clock::now() < deadline && !std::all_of(created_.begin(), created_.end(), known);) {
    std::this_thread::sleep_for(kLookAgain);
    metadata = AllTopics();
  }
  if (!metadata.ok()) return metadata.status();
  std::vector<TopicState> states;
  for (const TopicSpec& spec : specs) {
    TopicState& state = states.emplace_back();
    state.spec = spec;
    const rd_kafka_metadata_topic_t* const topic = FindTopic(**metadata, spec.name);
    state.exists = topic != nullptr;
    if (topic == nullptr) {
      state.errors.push_back(MissingText(spec));
      continue;
    }
    if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      state.errors.push_back(absl::StrCat("topic '", spec.name, "': ", rd_kafka_err2str(topic->err)));
      continue;
    }
    state.partitions = topic->partition_cnt;
    if (spec.partitions != 0 && spec.partitions != state.partitions) {
      state.errors.push_back(PartitionsText(spec, state.partitions));
    }
  }
  if (absl::Status status = DescribeSettings(states); !status.ok()) return status;
  return states;
}

absl::Status TopicAdmin::DescribeSettings(std::vector<TopicState>& states) {
  std::vector<ConfigResource> resources;
  std::vector<rd_kafka_ConfigResource_t*> pointers;
  for (const TopicState& state : states) {
    if (!state.exists || state.spec.settings.empty()) continue;
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, state.spec.name.c_str()));
    pointers.push_back(resources.back().get());
  }
  if (pointers.empty()) return absl::OkStatus();
  const absl::StatusOr<AdminOptions> options = Options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  if (!options.ok()) return options.status();
  rd_kafka_DescribeConfigs(client_.get(), pointers.data(), pointers.size(), options->get(), answers_.get());
  const absl::StatusOr<Event> event = Wait(RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT, "settings of topics");
  if (!event.ok()) return event.status();
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** described =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = rd_kafka_ConfigResource_name(described[i]);
    const auto state =
        std::find_if(states.begin(), states.end(), [&](const TopicState& one) { return one.spec.name == name; });
    if (state != states.end()) CompareSettings(described[i], *state);
  }
  return absl::OkStatus();
}

absl::Status TopicAdmin::Create(const std::vector<TopicSpec>& specs) {
  if (specs.empty()) return absl::OkStatus();
  std::vector<NewTopic> topics;
  std::vector<rd_kafka_NewTopic_t*> pointers;
  for (const TopicSpec& spec : specs) {
    std::array<char, kErrorBytesMax> text{};
    NewTopic topic(rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, replication_ == 0 ? -1 : replication_,
                                         text.data(), text.size()));
    if (topic == nullptr) return absl::InvalidArgumentError(absl::StrCat("topic '", spec.name, "': ", text.data()));
    for (const auto& [name, value] : spec.settings) {
      rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
    }
    topics.push_back(std::move(topic));
    pointers.push_back(topics.back().get());
  }
  const absl::StatusOr<AdminOptions> options = Options(RD_KAFKA_ADMIN_OP_CREATETOPICS);
  if (!options.ok()) return options.status();
  rd_kafka_CreateTopics(client_.get(), pointers.data(), pointers.size(), options->get(), answers_.get());
  const absl::StatusOr<Event> event = Wait(RD_KAFKA_EVENT_CREATETOPICS_RESULT, "create topics");
  if (!event.ok()) return event.status();

  std::vector<std::string> failures;
  absl::StatusCode code = absl::StatusCode::kInternal;
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    code = StatusOf("", error).code();
    const char* const why = rd_kafka_topic_result_error_string(results[i]);
    failures.push_back(absl::StrCat("topic '", rd_kafka_topic_result_name(results[i]),
                                    "' could not be created: ", why == nullptr ? rd_kafka_err2str(error) : why));
  }
  if (!failures.empty()) return absl::Status(code, absl::StrJoin(failures, "\n"));
  for (const TopicSpec& spec : specs) created_.push_back(spec.name);

  const Clock::time_point deadline = Clock::now() + patience_;
  while (true) {
    const absl::StatusOr<Metadata> metadata = AllTopics();
    if (!metadata.ok()) return metadata.status();
    const auto late = std::find_if(specs.begin(), specs.end(), [&](const TopicSpec& spec) {
      const rd_kafka_metadata_topic_t* const topic = FindTopic(**metadata, spec.name);
      return topic == nullptr || !HasLeaders(*topic);
    });
    if (late == specs.end()) return absl::OkStatus();
    if (Clock::now() >= deadline) {
      return absl::UnavailableError(absl::StrCat("topic '", late->name, "' was created, but has no leader yet"));
    }
    std::this_thread::sleep_for(kLookAgain);
  }
}

absl::Status CheckTopics(const ServiceConfig& config, std::chrono::milliseconds patience) {
  absl::StatusOr<TopicAdmin> admin = TopicAdmin::Connect(config, patience);
  if (!admin.ok()) return admin.status();
  const absl::StatusOr<std::vector<TopicState>> states = admin->Describe(TopicsOf(config));
  if (!states.ok()) return states.status();
  std::vector<std::string> errors;
  for (const TopicState& state : *states) {
    errors.insert(errors.end(), state.errors.begin(), state.errors.end());
    for (const std::string& warning : state.warnings) LogWarning("topic", {{"text", warning}});
  }
  return errors.empty() ? absl::OkStatus() : absl::FailedPreconditionError(absl::StrJoin(errors, "\n"));
}

}  // namespace loopbreaker::kafka
