// A mapping as it is carried out: what of which column goes into which field of which event.
#pragma once

#include <string>
#include <vector>

#include "event/decode.h"
#include "google/protobuf/descriptor.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "mapping/condition.h"
#include "mapping/row.h"
#include "mapping/time_reading.h"
#include "mapping/value.h"

namespace loopbreaker {

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::vector<Value> values;  // one, or several of a repeated field
};

// Left out when the row lacks either of the two.
struct IdentifierPlan {
  Value kind;
  Value value;
};

struct EventPlan {
  std::vector<Condition> when;
  std::vector<FieldPlan> envelope;
  std::vector<IdentifierPlan> identifiers;
  const google::protobuf::FieldDescriptor* payload = nullptr;  // null: a deletion without one
  std::vector<FieldPlan> fields;                               // of the payload

  bool Fits(const Row& row) const;
};

struct MappingPlan {
  std::string source;
  bool json = false;
  char separator = ',';
  std::vector<std::string> missing;
  TimeReading time;
  bool has_each = false;
  std::string each_path;           // "" is the document itself
  std::vector<std::string> above;  // pointers of the objects that "../" names, nearest first
  std::vector<EventPlan> events;
  bool unmatched_is_dead = false;
  Origins origins;

  bool IsMissing(std::string_view text) const;
  // "column 'opened_at'".
  std::string NameOf(int slot) const;
  // Fills `event` from a row that fits. False: `refusal` names the field and where its value should have come from.
  bool Make(const EventPlan& plan, const Row& row, v1::ContactEvent& event, Refusal& refusal) const;
};

}  // namespace loopbreaker
