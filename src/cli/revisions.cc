#include "cli/revisions.h"

#include "cli/common.h"
#include "event/json_writer.h"
#include "event/message_json.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

// The kind goes in front of the message's own fields.
std::string WithKind(const char* kind, const google::protobuf::Message& message) {
  std::string json = ToJson(message);
  return json.insert(1, std::string("\"kind\":\"") + kind + "\",");
}

}  // namespace

void RevisionWriter::OnEscalation(const EscalationRevision& revision) {
  if (revision.removed) {
    std::string line;
    JsonWriter json(line);
    json.BeginObject();
    json.Key("kind");
    json.Text("escalation");
    json.Key("id");
    json.Text(revision.escalation.id());
    json.Key("tombstone");
    json.Bool(true);
    json.Key("detectedAt");  // from which clock a later run that loads this starts
    const auto& at = revision.escalation.detected_at();
    json.Text(FormatTime(TimeOf(at)));
    json.EndObject();
    sink_(line);
    return;
  }
  const v1::Escalation& escalation = revision.escalation;
  summary_.CountRevision(escalation.rule_id(), escalation.id(), escalation.state(), revision.shadow);
  if (!revision.shadow) sink_(WithKind("escalation", escalation));
}

void RevisionWriter::OnFeedback(const v1::Feedback& feedback, bool shadow) {
  summary_.CountRevision(feedback.rule_id(), feedback.id(), feedback.state(), shadow);
  if (!shadow) sink_(WithKind("feedback", feedback));
}

bool LoadPublished(const std::string& path, Stream& stream, std::string& error) {
  const auto text = ReadFile(path, error);
  if (!text) return false;
  std::string_view rest = *text;
  std::vector<std::string> unknown;
  for (int line = 1; !rest.empty(); ++line) {
    const std::string_view json = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), json.size() + 1));
    if (json.empty()) continue;
    unknown.clear();
    v1::Escalation escalation;
    v1::Feedback feedback;
    std::string wrong;
    const bool is_feedback = json.find("\"kind\":\"feedback\"") != std::string_view::npos;
    google::protobuf::Message& message = is_feedback ? static_cast<google::protobuf::Message&>(feedback) : escalation;
    if (!FromJson(json, message, unknown, wrong)) {
      error = path + ":" + std::to_string(line) + ": error: " + wrong;
      return false;
    }
    if (is_feedback) {
      stream.LoadPublished(feedback);
    } else {
      stream.LoadPublished(escalation, json.find("\"tombstone\":true") != std::string_view::npos);
    }
  }
  return true;
}

}  // namespace loopbreaker
