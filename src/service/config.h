// service.yaml: what the service reads, writes and listens on. docs/service.md explains every key.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/signature.h"
#include "alerts/alert.h"
#include "base/diagnostic.h"
#include "base/time.h"

namespace loopbreaker {

enum class Encoding { kJson, kProtobuf };

// POST /api/v1/events/TOPIC: for systems that push.
struct PushConfig {
  std::string secret;  // itself, read from secret_file
  SignatureForm signature = SignatureForm::kTimestamped;
  int requests_per_minute_max = 600;
};

struct SourceConfig {
  std::string topic;
  Encoding format = Encoding::kJson;  // of records without a content-type header, and without a mapping
  std::string mapping;                // path of a mapping file; empty: none
  std::optional<PushConfig> push;     // empty: nothing is pushed
  std::string folder;                 // path, watched for files that become records; empty: none
  std::string expect_every;           // "2bh" or "15m": silent for longer is said; empty: never

  // Whether the service writes to its topic what comes in by another way.
  bool TakesItself() const { return push.has_value() || !folder.empty(); }
};

// http: an address of another machine's reach has somebody to ask who people are, and nothing readable on the way.
struct HttpConfig {
  std::string listen = "127.0.0.1:8080";  // empty: no HTTP
  std::vector<std::string> hosts;         // names that it is known by, in lower case
  std::string certificate_file;           // paths; empty: no TLS
  std::string key_file;
  std::string token_file;  // path; empty: none. What is in it is in `access`
  AccessConfig access;
};

struct ServiceConfig {
  // kafka:
  std::string brokers;  // empty: no Kafka, but a log in store_path
  std::string group = "loopbreaker";
  std::string instance;  // default: the host name
  bool static_membership = false;
  std::map<std::string, std::string> properties;  // of librdkafka, those of properties_file included
  // sources:
  std::vector<SourceConfig> sources;
  // topics:
  std::string prefix = "loopbreaker.";
  Encoding encoding = Encoding::kJson;  // of what leaves; facts are protobuf always
  int partitions = 12;
  int replication = 0;  // 0: the broker's default
  HttpConfig http;
  AlertSettings alerts;
  // The rest.
  std::string rules;       // path
  std::string store_path;  // empty: no local store
  // directory: where there is no Kafka
  std::string customers_file;  // paths; empty: none
  std::string units_file;
  int workers = 2;
  std::string pseudonym_key;  // the key itself, read from pseudonym_key_file; empty: see pseudonyms
  bool pseudonyms = true;     // false: agents and technicians are kept as they come
  std::string phone_region = "NL";

  std::string Topic(std::string_view name) const { return prefix + std::string(name); }
};

// Reads the text of a service.yaml and overrides every key by LOOPBREAKER_SECTION_KEY of `environment` (name to value);
// files that it names (properties_file, pseudonym_key_file) are read relative to `file`. Every mistake is added to
// `errors` with its place; one in the environment with the name of the variable as its file. Empty: there were any.
std::optional<ServiceConfig> LoadServiceConfig(std::string_view text, const std::string& file,
                                               const std::map<std::string, std::string>& environment,
                                               Diagnostics& errors);

}  // namespace loopbreaker
