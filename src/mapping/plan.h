// A mapping as it is carried out: what of which column goes into which field of which event.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/decode.h"
#include "google/protobuf/descriptor.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "mapping/condition.h"
#include "mapping/json_path.h"
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
  int event_slot = -1;  // where one of our own events stands; -1: nowhere
  std::vector<FieldPlan> envelope;
  std::vector<IdentifierPlan> identifiers;
  const google::protobuf::FieldDescriptor* payload = nullptr;  // null: a deletion without one, or with an event of ours
  std::vector<FieldPlan> fields;                               // of the payload

  bool Fits(const Row& row) const;
};

// The events that are made of one kind of rows: of what the mapping reads, or of the lists within.
struct RowPlan {
  std::string each;  // as it is written, from the row; empty: the row itself
  JsonPath each_path;
  Origins origins;
  std::vector<EventPlan> events;
};

struct MappingPlan {
  std::string source;
  bool json = false;
  char separator = ',';
  bool quotes = true;
  std::vector<std::string> columns;  // of a CSV without a header row
  std::vector<std::string> missing;
  TimeReading time;
  std::vector<JsonPath> root;  // the first that is there; none: the document itself
  std::optional<std::string> each;
  JsonPath each_path;
  std::vector<RowPlan> rows;  // of CSV one
  bool unmatched_is_dead = false;

  bool IsMissing(std::string_view text) const;
  // "column 'opened_at'".
  std::string NameOf(const RowPlan& of, int slot) const;
  // Fills `event` from a row that fits. kRefused: `refusal` names the field and where its value should have come from.
  // kSkipped: a map says that there is no event.
  enum class Made { kEvent, kSkipped, kRefused };
  Made Make(const RowPlan& of, const EventPlan& plan, const Row& row, v1::ContactEvent& event, Refusal& refusal) const;
};

}  // namespace loopbreaker
