#include "board/raise.h"

#include <simdjson.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "board/action.h"
#include "event/decode.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

struct RaiseField {
  const char* name;
  void (*set)(v1::ContactEvent&, const std::string&);
  bool names_somebody;
};

template <v1::IdentifierKind::Value kind>
void AddIdentifier(v1::ContactEvent& event, const std::string& value) {
  v1::Identifier& identifier = *event.add_identifiers();
  identifier.set_kind(kind);
  identifier.set_value(value);
}

using Event = v1::ContactEvent;
constexpr RaiseField kFields[] = {
    {"line", [](Event& event, const std::string& text) { event.mutable_raised()->set_line(text); }, false},
    {"customerId", [](Event& event, const std::string& text) { event.set_customer_id(text); }, true},
    {"account", AddIdentifier<v1::IdentifierKind::ACCOUNT>, true},
    {"phone", AddIdentifier<v1::IdentifierKind::PHONE>, true},
    {"email", AddIdentifier<v1::IdentifierKind::EMAIL>, true},
    {"unitId", [](Event& event, const std::string& text) { event.set_unit_id(text); }, true},
    {"caseId", [](Event& event, const std::string& text) { event.set_case_id(text); }, true},
    {"workOrderId", [](Event& event, const std::string& text) { event.set_work_order_id(text); }, true},
    {"category", [](Event& event, const std::string& text) { event.set_category(text); }, false},
    {"by", [](Event& event, const std::string& text) { event.set_team(text); }, false},
};

const RaiseField* FindField(std::string_view name) {
  for (const RaiseField& field : kFields) {
    if (name == field.name) return &field;
  }
  return nullptr;
}

std::string NoSuchField(std::string_view name) {
  std::vector<std::string> known;
  for (const RaiseField& field : kFields) known.emplace_back(field.name);
  return "'" + std::string(name) + "' is not known here" + DidYouMean(name, known);
}

std::string NobodyNamed() {
  std::vector<std::string> ways;
  for (const RaiseField& field : kFields) {
    if (field.names_somebody) ways.emplace_back(field.name);
  }
  return "expected at least one of " + absl::StrJoin(ways, ", ") + ", found none";
}

}  // namespace

bool ReadRaise(std::string_view json, const std::string& key, Instant now, v1::ContactEvent& event,
               std::string& error) {
  event.Clear();
  error.clear();
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(simdjson::padded_string(json)).get_object().get(object) != simdjson::SUCCESS) {
    error = R"(expected a JSON object such as {"line": "...", "customerId": "..."})";
    return false;
  }
  bool somebody = false;
  for (const auto [name, value] : object) {
    const RaiseField* field = FindField(name);
    std::string_view text;
    if (field == nullptr) {
      error = NoSuchField(name);
      return false;
    }
    if (value.get_string().get(text) != simdjson::SUCCESS) {
      error = std::string(name) + ": expected a text";
      return false;
    }
    const std::string trimmed(absl::StripAsciiWhitespace(Abseil(text)));
    if (trimmed.empty()) continue;  // as a form leaves it
    field->set(event, trimmed);
    somebody = somebody || field->names_somebody;
  }
  const std::size_t line_bytes = event.raised().line().size();
  if (line_bytes == 0) {
    error = "expected 'line', what goes wrong in one sentence, found none";
  } else if (line_bytes > kRaisedLineBytesMax) {
    error =
        "line: expected at most " + std::to_string(kRaisedLineBytesMax) + " bytes, found " + std::to_string(line_bytes);
  } else if (!somebody) {
    error = NobodyNamed();
  }
  if (!error.empty()) return false;
  event.set_source(std::string(kPageSource));
  event.set_id(key);
  SetTime(now, event.mutable_event_time());
  Refusal refusal;
  if (Validate(event, refusal)) return true;
  error = refusal.detail;
  return false;
}

}  // namespace loopbreaker
