// One event of a test: a map of its fields, or the short form (short_form.h).
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "base/yaml_reader.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "scenario/message_reader.h"

namespace loopbreaker {

struct EventDefaults {
  std::string customer;  // of an event that names none
  std::string id;
  std::string source = "test";
};

class TestEventReader {
 public:
  TestEventReader(const YamlReader& yaml, absl::TimeZone zone) : yaml_(yaml), messages_(yaml, zone) {}

  // A valid event; empty after an error.
  std::optional<v1::ContactEvent> Read(const YamlNode& node, const EventDefaults& defaults) const;

 private:
  void ReadMap(const YamlNode& map, v1::ContactEvent& event) const;

  const YamlReader& yaml_;
  MessageReader messages_;
};

}  // namespace loopbreaker
