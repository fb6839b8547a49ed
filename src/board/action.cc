#include "board/action.h"

#include <simdjson.h>

#include <optional>

#include "base/diagnostic.h"
#include "event/decode.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

// The value of an enum of the proto by its name; UNSPECIFIED is none.
template <typename Value>
bool ReadName(std::string_view field, const std::string& name, const google::protobuf::EnumDescriptor* names,
              Value& value, std::string& error) {
  std::vector<std::string> known;
  for (int i = 0; i < names->value_count(); ++i) {
    if (names->value(i)->number() == 0) continue;
    known.push_back(names->value(i)->name());
    if (known.back() == name) {
      value = static_cast<Value>(names->value(i)->number());
      return true;
    }
  }
  error = std::string(field) + ": expected one of ";
  for (std::size_t i = 0; i < known.size(); ++i) error += (i == 0 ? "" : ", ") + known[i];
  error += ", found '" + name + "'";
  if (const std::string nearest = Nearest(name, known); !nearest.empty()) error += "; did you mean " + nearest + "?";
  return false;
}

bool ReadUntil(const std::string& text, Instant now, v1::SupervisorActed& what, std::string& error) {
  const std::optional<Instant> until = ParseTime(text);
  if (!until) {
    error = "until: expected a time such as 2026-03-02T10:00:00Z, found '" + text + "'";
    return false;
  }
  if (*until <= now) {
    error = "until: expected a time later than " + FormatTime(now) + ", found " + text;
    return false;
  }
  SetTime(*until, what.mutable_until());
  return true;
}

bool ReadText(std::string_view field, const std::string& text, Instant now, ActionRequest& request,
              std::string& error) {
  v1::SupervisorActed& what = request.what;
  if (field == "action") {
    v1::Action::Value action{};
    if (!ReadName(field, text, v1::Action::Value_descriptor(), action, error)) return false;
    what.set_action(action);
  } else if (field == "reason") {
    v1::DismissReason::Value reason{};
    if (!ReadName(field, text, v1::DismissReason::Value_descriptor(), reason, error)) return false;
    what.set_reason(reason);
  } else if (field == "decision") {
    v1::Decision::Value decision{};
    if (!ReadName(field, text, v1::Decision::Value_descriptor(), decision, error)) return false;
    what.set_decision(decision);
  } else if (field == "changeId") {
    what.set_change_id(text);
  } else if (field == "until") {
    return ReadUntil(text, now, what, error);
  } else if (field == "assignee") {
    what.set_assignee(text);
  } else if (field == "comment") {
    what.set_comment(text);
  } else if (field == "by") {
    request.by = text;
  } else {
    const std::string nearest =
        Nearest(field, {"action", "assignee", "until", "reason", "comment", "decision", "changeId", "by", "wholeLoop"});
    error =
        "'" + std::string(field) + "' is not known here" + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
    return false;
  }
  return true;
}

// What the action cannot do without.
bool IsComplete(const v1::SupervisorActed& what, std::string& error) {
  const auto need = [&](bool given, const char* field) {
    if (!given) error = v1::Action::Value_Name(what.action()) + " needs '" + field + "', found none";
    return given;
  };
  switch (what.action()) {
    case v1::Action::ASSIGN:
      return need(!what.assignee().empty(), "assignee");
    case v1::Action::SNOOZE:
      return need(what.has_until(), "until");
    case v1::Action::DISMISS:
      return need(what.reason() != v1::DismissReason::UNSPECIFIED, "reason");
    case v1::Action::COMMENT:
      return need(!what.comment().empty(), "comment");
    case v1::Action::DECIDE:
      return need(what.decision() != v1::Decision::UNSPECIFIED, "decision") && need(!what.comment().empty(), "comment");
    case v1::Action::UNSPECIFIED:
      error = "expected 'action', found none";
      return false;
    default:
      return true;
  }
}

}  // namespace

bool ReadAction(std::string_view json, Instant now, ActionRequest& request, std::string& error) {
  request = {};
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(simdjson::padded_string(json)).get_object().get(object) != simdjson::SUCCESS) {
    error = "expected a JSON object such as {\"action\": \"ACKNOWLEDGE\"}";
    return false;
  }
  for (const auto [key, value] : object) {
    if (key == "wholeLoop") {
      if (value.get_bool().get(request.whole_loop) == simdjson::SUCCESS) continue;
      error = "wholeLoop: expected true or false";
      return false;
    }
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) {
      error = std::string(key) + ": expected a text";
      return false;
    }
    if (!ReadText(key, std::string(text), now, request, error)) return false;
  }
  return IsComplete(request.what, error);
}

std::vector<v1::ContactEvent> ActionEvents(const Board& board, const std::string& escalation_id,
                                           const ActionRequest& request, const std::string& key, Instant now,
                                           std::string& error) {
  error.clear();
  const v1::Action::Value action = request.what.action();
  if (action == v1::Action::DECIDE) {
    error = "action: DECIDE is for process feedback; expected ACKNOWLEDGE, ASSIGN, SNOOZE, DISMISS, RESOLVE or COMMENT";
    return {};
  }
  const bool once = action == v1::Action::RESOLVE || action == v1::Action::COMMENT;
  std::vector<v1::ContactEvent> events;
  for (const Board::Subject& subject : board.SubjectsOf(escalation_id, request.whole_loop && !once)) {
    v1::ContactEvent event;
    event.set_source(std::string(kPageSource));
    event.set_id(events.empty() ? key : key + "/" + std::to_string(events.size()));
    SetTime(now, event.mutable_event_time());
    event.set_customer_id(subject.customer);
    event.set_team(request.by.empty() ? subject.desk : request.by);
    *event.mutable_supervisor_acted() = request.what;
    event.mutable_supervisor_acted()->set_escalation_id(subject.id);
    Refusal refusal;
    if (!Validate(event, refusal)) {
      error = refusal.detail;
      return {};
    }
    events.push_back(std::move(event));
  }
  return events;
}

std::vector<v1::ContactEvent> FeedbackActionEvents(const Board& board, const std::string& feedback_id,
                                                   const ActionRequest& request, const std::string& key, Instant now,
                                                   std::string& error) {
  error.clear();
  const std::optional<std::string> desk = board.DeskOfFeedback(feedback_id);
  if (!desk) return {};
  const v1::Action::Value action = request.what.action();
  if (action == v1::Action::DISMISS || action == v1::Action::RESOLVE) {
    error = "action: expected ACKNOWLEDGE, ASSIGN, SNOOZE, COMMENT or DECIDE, found " + v1::Action::Value_Name(action) +
            ": feedback stands as long as its facts do; DECIDE with decision DO_NOT says that nothing will be done";
    return {};
  }
  v1::ContactEvent event;
  event.set_source(std::string(kPageSource));
  event.set_id(key);
  SetTime(now, event.mutable_event_time());
  event.set_team(request.by.empty() ? *desk : request.by);
  *event.mutable_supervisor_acted() = request.what;
  event.mutable_supervisor_acted()->set_escalation_id(feedback_id);
  Refusal refusal;
  if (!Validate(event, refusal)) {
    error = refusal.detail;
    return {};
  }
  return {event};
}

}  // namespace loopbreaker
