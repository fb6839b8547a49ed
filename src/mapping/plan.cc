#include "mapping/plan.h"

#include <algorithm>

#include "mapping/field_text.h"

namespace loopbreaker {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool MustBeGiven(const FieldDescriptor& field) {
  return field.containing_type() == v1::ContactEvent::descriptor() &&
         (field.number() == v1::ContactEvent::kIdFieldNumber ||
          field.number() == v1::ContactEvent::kEventTimeFieldNumber);
}

// Fills one field. Each problem is a sentence without the field's name.
class Filler {
 public:
  Filler(const MappingPlan& mapping, const RowPlan& of, const Row& row) : mapping_(mapping), of_(of), row_(row) {}

  bool Fill(const FieldPlan& plan, Message& message) {
    for (const Value& value : plan.values) {
      int slot = -1;
      const TimeReading& time = value.time ? *value.time : mapping_.time;
      const bool as_seconds = value.time && IsWholeNumber(*plan.field);
      const auto write = [&](std::string_view text) {
        return as_seconds ? WriteSeconds(text, *plan.field, time, message, problem_)
                          : WriteField(text, *plan.field, time, message, problem_);
      };
      const Value::Result result = value.Each(row_, plan.field->is_repeated(), slot, problem_, write);
      if (result == Value::Result::kRefused) {
        AddPlace(slot);
        return false;
      }
      if (result == Value::Result::kSkipped) {
        skipped_ = true;
        return false;
      }
      if (result == Value::Result::kMissing && MustBeGiven(*plan.field)) {
        problem_ =
            slot >= 0 ? mapping_.NameOf(of_, slot) + " has no value" : "what was found is left out by `take` or `map`";
        return false;
      }
    }
    return true;
  }

  bool Fill(const IdentifierPlan& plan, v1::ContactEvent& event) {
    v1::Identifier identifier;
    static const FieldDescriptor* kind = v1::Identifier::descriptor()->FindFieldByName("kind");
    static const FieldDescriptor* value = v1::Identifier::descriptor()->FindFieldByName("value");
    const Value::Result has_kind = FillPart(plan.kind, *kind, identifier);
    if (has_kind != Value::Result::kText) return has_kind == Value::Result::kMissing;
    const Value::Result has_value = FillPart(plan.value, *value, identifier);
    if (has_value != Value::Result::kText) return has_value == Value::Result::kMissing;
    event.add_identifiers()->Swap(&identifier);
    return true;
  }

  const std::string& problem() const { return problem_; }
  bool skipped() const { return skipped_; }

 private:
  Value::Result FillPart(const Value& from, const FieldDescriptor& field, v1::Identifier& identifier) {
    int slot = -1;
    const auto write = [&](std::string_view text) {
      return WriteField(text, field, mapping_.time, identifier, problem_);
    };
    const Value::Result result = from.Each(row_, false, slot, problem_, write);
    if (result == Value::Result::kRefused) AddPlace(slot);
    skipped_ = skipped_ || result == Value::Result::kSkipped;
    return result;
  }

  void AddPlace(int slot) {
    if (slot >= 0) problem_ += ", in " + mapping_.NameOf(of_, slot);
  }

  const MappingPlan& mapping_;
  const RowPlan& of_;
  const Row& row_;
  std::string problem_;
  bool skipped_ = false;
};

// An event in our own form that another system carries.
bool ReadOwn(const Cell& cell, v1::ContactEvent& event, Refusal& refusal) {
  thread_local JsonDecoder decoder;
  if (cell.kind == Cell::Kind::kText) return decoder.Decode(cell.text, event, refusal);
  refusal = {DeadReason::kUnmapped, "expected an event as an object or as a text of JSON, found " +
                                        std::string(cell.kind == Cell::Kind::kList ? "a list" : "nothing")};
  return false;
}

bool IsGiven(const v1::ContactEvent& event, const FieldDescriptor& field) {
  const auto& reflection = *event.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(event, &field) > 0 : reflection.HasField(event, &field);
}

}  // namespace

bool EventPlan::Fits(const Row& row) const {
  return std::all_of(when.begin(), when.end(), [&row](const Condition& condition) { return condition.Holds(row); });
}

bool MappingPlan::IsMissing(std::string_view text) const {
  return std::find(missing.begin(), missing.end(), text) != missing.end();
}

std::string MappingPlan::NameOf(const RowPlan& of, int slot) const {
  return Describe(of.origins.list()[static_cast<std::size_t>(slot)], json);
}

MappingPlan::Made MappingPlan::Make(const RowPlan& of, const EventPlan& plan, const Row& row, v1::ContactEvent& event,
                                    Refusal& refusal) const {
  if (plan.event_slot >= 0 && !ReadOwn(row.cells[static_cast<std::size_t>(plan.event_slot)], event, refusal)) {
    refusal.detail += ", in " + NameOf(of, plan.event_slot);
    return Made::kRefused;
  }
  const std::string what = plan.payload != nullptr ? plan.payload->name() : plan.event_slot >= 0 ? "event" : "deletion";
  Filler filler(*this, of, row);
  const auto refuse = [&](const std::string& field) {
    if (filler.skipped()) return Made::kSkipped;
    refusal.reason = DeadReason::kUnmapped;
    refusal.detail = what + " needs `" + field + "`: " + filler.problem();
    return Made::kRefused;
  };
  if (event.source().empty()) event.set_source(source);
  for (const FieldPlan& field : plan.envelope) {
    // What an event of ours says itself is left as it is.
    if (plan.event_slot >= 0 && IsGiven(event, *field.field)) continue;
    if (!filler.Fill(field, event)) return refuse(field.field->name());
  }
  for (const IdentifierPlan& identifier : plan.identifiers) {
    if (!filler.Fill(identifier, event)) return refuse("identifiers");
  }
  if (plan.payload == nullptr) return Made::kEvent;
  Message& payload = *event.GetReflection()->MutableMessage(&event, plan.payload);
  for (const FieldPlan& field : plan.fields) {
    if (!filler.Fill(field, payload)) return refuse(field.field->name());
  }
  return Made::kEvent;
}

}  // namespace loopbreaker
