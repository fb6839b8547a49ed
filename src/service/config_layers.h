// The keys of service.yaml, and where the value of each is from: the environment where it names one, else the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/yaml.h"
#include "base/yaml_reader.h"

namespace loopbreaker::config {

// A value and the document in which it stands: the file, or a variable of the environment as a document of its own.
struct Setting {
  const YamlDocument* document = nullptr;
  const YamlNode* node = nullptr;  // null: given nowhere

  explicit operator bool() const { return node != nullptr; }
  YamlReader Reader(Diagnostics& errors) const { return YamlReader(*document, errors); }
  bool IsEmptyText() const { return node->IsScalar() && node->text.empty(); }
};

// LOOPBREAKER_KAFKA_BROKERS of kafka.brokers, LOOPBREAKER_WORKERS of workers.
std::string VariableOf(std::string_view key);

// Holds the documents that settings point into.
class Layers {
 public:
  // Reports keys that are unknown, in the file and in the environment. A variable that merely begins with LOOPBREAKER_
  // and is like none of ours is somebody else's (Kubernetes makes some of the name of a service).
  Layers(std::string_view text, const std::string& file, const std::map<std::string, std::string>& environment,
         Diagnostics& errors);

  // `key`: "workers" or "kafka.brokers".
  Setting Find(std::string_view key) const;
  // Whether anything of the section, or the section itself, is given.
  bool HasSection(std::string_view section) const;
  const YamlDocument& file() const { return file_; }

 private:
  void ReadEnvironment(const std::map<std::string, std::string>& environment, Diagnostics& errors);
  void CheckKeys(Diagnostics& errors) const;

  YamlDocument file_;
  std::map<std::string, YamlDocument, std::less<>> variables_;  // by key
};

}  // namespace loopbreaker::config
