// A YAML map into any message of ours: fields by their proto name (or the JSON one), enum values by name, times local
// or RFC 3339, durations as 90s or 10m, a list or one value for a repeated field.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/yaml_reader.h"
#include "google/protobuf/message.h"

namespace loopbreaker {

class MessageReader {
 public:
  // `yaml` outlives the reader.
  MessageReader(const YamlReader& yaml, absl::TimeZone zone) : yaml_(yaml), zone_(zone) {}

  // Every key of `map`; `what` names the message in errors. An empty value stands for an empty map.
  void Read(const YamlNode& map, const std::string& what, google::protobuf::Message& message) const;
  // One field, named `what` in errors.
  void ReadField(const YamlNode& value, const google::protobuf::FieldDescriptor& field, const std::string& what,
                 google::protobuf::Message& message) const;

  // A time in either form.
  std::optional<Instant> Time(const YamlNode& node, std::string_view what) const;

  // Null: the message has no such field.
  static const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor& type,
                                                            const std::string& name);

 private:
  void ReadValue(const YamlNode& value, const google::protobuf::FieldDescriptor& field, const std::string& what,
                 google::protobuf::Message& message) const;
  void ReadMessage(const YamlNode& value, const google::protobuf::FieldDescriptor& field, const std::string& what,
                   google::protobuf::Message& message) const;
  void ReadEnum(const YamlNode& value, const google::protobuf::FieldDescriptor& field, const std::string& what,
                google::protobuf::Message& message) const;

  const YamlReader& yaml_;
  absl::TimeZone zone_;
};

}  // namespace loopbreaker
