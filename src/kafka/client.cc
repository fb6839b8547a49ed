#include "kafka/client.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "observe/log.h"
#include "service/config_properties.h"

namespace loopbreaker::kafka {
namespace {

constexpr std::size_t kErrorBytesMax = 512;
// How soon a client looks again who leads the partitions. When the leaders of three nodes went one after the other,
// 2.0.2 read some partitions no more until then, with its default for five minutes.
constexpr const char* kLookForLeadersMs = "5000";

const Settings& SettingsOf(Role role) {
  // Unbounded, the client would fetch ahead for every partition, up to gigabytes: each message waits there in about
  // three times its size, which the limit in bytes does not count.
  static const Settings consumer = [] {
    Settings settings = {
        {"auto.offset.reset", "earliest"},
        {"check.crcs", "true"},
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"fetch.message.max.bytes", "1048576"},
        // The broker's cooperative protocol leads this client, up to 2.0.2, to endless rebalances.
        {"partition.assignment.strategy", "range"},
        {"queued.max.messages.kbytes", "16384"},
        {"queued.min.messages", "20000"},
        {"topic.metadata.refresh.interval.ms", kLookForLeadersMs},
    };
    if (rd_kafka_version() >= kFetchesInTime) settings["fetch.queue.backoff.ms"] = "5";
    return settings;
  }();
  static const Settings producer = {
      {"acks", "all"},
      {"compression.codec", "lz4"},
      {"enable.idempotence", "true"},
      {"linger.ms", "1"},
      {"message.max.bytes", std::to_string(kRecordBytesMax)},
      {"queue.buffering.max.kbytes", "32768"},
      {"queue.buffering.max.messages", "50000"},
      {"topic.metadata.refresh.interval.ms", kLookForLeadersMs},
  };
  static const Settings admin = {};
  switch (role) {
    case Role::kConsumer:
      return consumer;
    case Role::kProducer:
      return producer;
    case Role::kAdmin:
      break;
  }
  return admin;
}

// All that this version of librdkafka knows, from its own table of them: "NAME | C/P | range | default | ...".
std::vector<std::string> PropertyNames() {
  char* table = nullptr;
  std::size_t size = 0;
  std::FILE* const file = open_memstream(&table, &size);
  if (file == nullptr) return {};
  rd_kafka_conf_properties_show(file);
  std::fclose(file);
  std::vector<std::string> names;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(table, size), '\n')) {
    const std::size_t end = line.find(' ');
    if (end != absl::string_view::npos && absl::StrContains(line, "|")) names.emplace_back(line.substr(0, end));
  }
  std::free(table);
  return names;
}

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value, std::string_view where) {
  std::array<char, kErrorBytesMax> text{};
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size())) {
    case RD_KAFKA_CONF_OK:
      return absl::OkStatus();
    case RD_KAFKA_CONF_UNKNOWN:
      return absl::InvalidArgumentError(absl::StrCat(Abseil(where), ": librdkafka ", rd_kafka_version_str(),
                                                     " has no property '", name, "'",
                                                     DidYouMean(name, PropertyNames())));
    case RD_KAFKA_CONF_INVALID:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Abseil(where), ": librdkafka does not accept the value of '", name, "'",
                   config::LooksSecret(name) ? std::string() : absl::StrCat(": ", text.data())));
}

absl::Status SetAll(rd_kafka_conf_t* conf, const Settings& settings, std::string_view where) {
  for (const auto& [name, value] : settings) {
    if (absl::Status status = Set(conf, name, value, where); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// `level` as of syslog.
void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const LogLevel as = level <= 3   ? LogLevel::kError
                      : level == 4 ? LogLevel::kWarning
                      : level <= 6 ? LogLevel::kInfo
                                   : LogLevel::kDebug;
  Log(as, "librdkafka",
      {{"client", client == nullptr ? "" : rd_kafka_name(client)}, {"facility", facility}, {"text", text}});
}

rd_kafka_type_t TypeOf(Role role) { return role == Role::kConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER; }

absl::StatusCode CodeOf(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return absl::StatusCode::kOk;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
      return absl::StatusCode::kUnavailable;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return absl::StatusCode::kPermissionDenied;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return absl::StatusCode::kNotFound;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::StatusOr<Conf> MakeConf(const ServiceConfig& config, Role role, const Settings& own) {
  Conf conf(rd_kafka_conf_new());
  const Settings common = {
      {"bootstrap.servers", config.brokers},
      {"client.id", absl::StrCat("loopbreaker-", config.instance)},
      {"socket.keepalive.enable", "true"},
      // Requests leave at once: what should travel together has waited for that already (linger.ms). Otherwise a small
      // one waits until the one before it is acknowledged, up to 40 ms.
      {"socket.nagle.disable", "true"},
  };
  absl::Status status = SetAll(conf.get(), common, "kafka.brokers");
  if (status.ok()) status = SetAll(conf.get(), SettingsOf(role), "settings of the service");
  if (status.ok()) status = SetAll(conf.get(), config.properties, "kafka.properties");
  if (status.ok()) status = SetAll(conf.get(), own, "settings of the service");
  if (!status.ok()) return status;
  rd_kafka_conf_set_log_cb(conf.get(), OnLog);
  return conf;
}

absl::StatusOr<Client> MakeClient(Role role, Conf conf) {
  std::array<char, kErrorBytesMax> text{};
  Client client(rd_kafka_new(TypeOf(role), conf.get(), text.data(), text.size()));
  if (client == nullptr) return absl::InvalidArgumentError(absl::StrCat("kafka: ", text.data()));
  (void)conf.release();  // the client's now
  return client;
}

absl::StatusOr<Client> MakeClient(const ServiceConfig& config, Role role, const Settings& own) {
  absl::StatusOr<Conf> conf = MakeConf(config, role, own);
  if (!conf.ok()) return conf.status();
  return MakeClient(role, *std::move(conf));
}

absl::Status CheckProperties(const ServiceConfig& config) { return MakeConf(config, Role::kAdmin).status(); }

absl::Status StatusOf(std::string_view what, rd_kafka_resp_err_t error) {
  return absl::Status(CodeOf(error), absl::StrCat(Abseil(what), ": ", rd_kafka_err2str(error)));
}

absl::Status StatusOf(std::string_view what, rd_kafka_error_t* error) {
  if (error == nullptr) return absl::OkStatus();
  const Error owned(error);
  return absl::Status(CodeOf(rd_kafka_error_code(error)),
                      absl::StrCat(Abseil(what), ": ", rd_kafka_error_is_fatal(error) != 0 ? "fatal: " : "",
                                   rd_kafka_error_string(error)));
}

std::string ErrorName(rd_kafka_resp_err_t error) {
  return absl::StrCat("ERR_", rd_kafka_err2name(error), ": ", rd_kafka_err2str(error));
}

}  // namespace loopbreaker::kafka
