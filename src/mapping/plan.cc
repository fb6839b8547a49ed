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
  Filler(const MappingPlan& mapping, const Row& row) : mapping_(mapping), row_(row) {}

  bool Fill(const FieldPlan& plan, Message& message) {
    for (const Value& value : plan.values) {
      int slot = -1;
      const TimeReading& time = value.time ? *value.time : mapping_.time;
      const auto write = [&](std::string_view text) { return WriteField(text, *plan.field, time, message, problem_); };
      const Value::Result result = value.Each(row_, plan.field->is_repeated(), slot, problem_, write);
      if (result == Value::Result::kRefused) {
        AddPlace(value, slot);
        return false;
      }
      if (result == Value::Result::kMissing && MustBeGiven(*plan.field)) {
        problem_ = slot >= 0 ? mapping_.NameOf(slot) + " has no value" : "its map leaves this value out";
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

 private:
  Value::Result FillPart(const Value& from, const FieldDescriptor& field, v1::Identifier& identifier) {
    int slot = -1;
    const auto write = [&](std::string_view text) {
      return WriteField(text, field, mapping_.time, identifier, problem_);
    };
    const Value::Result result = from.Each(row_, false, slot, problem_, write);
    if (result == Value::Result::kRefused) AddPlace(from, slot);
    return result;
  }

  void AddPlace(const Value& value, int slot) {
    if (slot < 0) slot = value.source.only_slot();
    if (slot >= 0) problem_ += ", in " + mapping_.NameOf(slot);
  }

  const MappingPlan& mapping_;
  const Row& row_;
  std::string problem_;
};

}  // namespace

bool EventPlan::Fits(const Row& row) const {
  return std::all_of(when.begin(), when.end(), [&row](const Condition& condition) { return condition.Holds(row); });
}

bool MappingPlan::IsMissing(std::string_view text) const {
  return std::find(missing.begin(), missing.end(), text) != missing.end();
}

std::string MappingPlan::NameOf(int slot) const {
  return Describe(origins.list()[static_cast<std::size_t>(slot)], json);
}

bool MappingPlan::Make(const EventPlan& plan, const Row& row, v1::ContactEvent& event, Refusal& refusal) const {
  const std::string what = plan.payload != nullptr ? plan.payload->name() : "deletion";
  Filler filler(*this, row);
  const auto refuse = [&](const std::string& field) {
    refusal.reason = DeadReason::kUnmapped;
    refusal.detail = what + " needs `" + field + "`: " + filler.problem();
    return false;
  };
  event.set_source(source);
  for (const FieldPlan& field : plan.envelope) {
    if (!filler.Fill(field, event)) return refuse(field.field->name());
  }
  for (const IdentifierPlan& identifier : plan.identifiers) {
    if (!filler.Fill(identifier, event)) return refuse("identifiers");
  }
  if (plan.payload == nullptr) return true;
  Message& payload = *event.GetReflection()->MutableMessage(&event, plan.payload);
  for (const FieldPlan& field : plan.fields) {
    if (!filler.Fill(field, payload)) return refuse(field.field->name());
  }
  return true;
}

}  // namespace loopbreaker
