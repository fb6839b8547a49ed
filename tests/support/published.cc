#include "support/published.h"

#include "event/json_writer.h"
#include "event/timestamp.h"
#include "reconcile/escalation.h"
#include "reconcile/feedback.h"
#include "rules/target.h"

namespace loopbreaker {
namespace {

std::string TimeText(const google::protobuf::Timestamp& at) { return FormatTime(TimeOf(at)); }

bool IsOpen(v1::State::Value state) { return state == v1::State::OPENED || state == v1::State::UPDATED; }

void WriteIdentity(JsonWriter& json, const char* key, std::string_view source, std::string_view id) {
  if (*key != 0) json.Key(key);
  json.BeginObject();
  json.Key("source");
  json.Text(source);
  json.Key("id");
  json.Text(id);
  json.EndObject();
}

template <typename Revision>
void WriteActivity(JsonWriter& json, const Revision& last) {
  json.Key("rule");
  json.Text(last.rule_id());
  json.Key("scope");
  json.Text(v1::Scope::Value_Name(last.scope()));
  json.Key("status");
  json.Text(last.state() == v1::State::RESOLVED ? "RESOLVED" : "OPEN");
  json.Key("openedAt");
  json.Text(TimeText(last.opened_at()));
  if (last.has_resolved_at()) {
    json.Key("resolvedAt");
    json.Text(TimeText(last.resolved_at()));
    json.Key("endedBy");
    json.Text(v1::EndedBy::Value_Name(last.ended_by()));
  }
  json.Key("activities");
  json.Number(last.activities());
}

void WriteLoop(JsonWriter& json, const v1::Escalation& last) {
  // A loop id is an escalation's without the rule.
  const std::string& loop = last.loop_id();
  const auto first = ParseEscalationId(std::string(loop).insert(loop.find('|'), "|rule"));
  WriteIdentity(json, "loop", first->source, first->id);
  json.Key("per");
  json.Text(last.per());
  json.Key("category");
  json.Text(last.category());
  json.Key("unitId");
  json.Text(last.unit_id());
  json.Key("measures");
  json.BeginObject();
  const v1::Measures& m = last.measures();
  const std::pair<const char*, std::int64_t> measures[] = {
      {"contacts", m.contacts()},
      {"agents", m.agents()},
      {"transfers", m.transfers()},
      {"visits", m.visits()},
      {"failedVisits", m.failed_visits()},
      {"missedByCompany", m.missed_by_company()},
      {"missedByCustomer", m.missed_by_customer()},
      {"reopens", m.reopens()},
      {"costCents", m.cost_cents()},
      {"customerDays", m.customer_days()},
  };
  for (const auto& [name, value] : measures) {
    json.Key(name);
    json.Number(value);
  }
  json.EndObject();
}

}  // namespace

void PublishedTable::OnEscalation(const EscalationRevision& revision) {
  const v1::Escalation& next = revision.escalation;
  Row& row = rows_[next.id()];
  const bool first = row.revision == 0;
  if (revision.removed) {
    if (first || row.removed) Complain(next.id(), "removed without a revision before");
    row.removed = true;
    row.tombstone = next;
    return;
  }
  ++revisions_;
  if (!published_at_.insert(next.id() + " " + TimeText(next.detected_at())).second) {
    Complain(next.id(), "two revisions at " + TimeText(next.detected_at()) + " for one event");
  }
  if (next.revision() != row.revision + 1) {
    Complain(next.id(), "revision " + std::to_string(next.revision()) + " after " + std::to_string(row.revision));
  }
  const v1::State::Value before = first || row.removed ? v1::State::UNSPECIFIED : row.last.state();
  if (next.previous_state() != before) {
    Complain(next.id(), "previous state " + v1::State::Value_Name(next.previous_state()) + " after " +
                            v1::State::Value_Name(before));
  }
  if (next.state() == v1::State::RETRACTED && (before == v1::State::UNSPECIFIED || before == v1::State::RETRACTED)) {
    Complain(next.id(), "retracted without standing");
  }
  if (next.state() == v1::State::OPENED && IsOpen(before)) Complain(next.id(), "opened again while open");
  if (next.state() == v1::State::UPDATED && !IsOpen(before)) Complain(next.id(), "updated while not open");
  if (!first && !row.removed && (next.state() == v1::State::RETRACTED) == (before == v1::State::RETRACTED) &&
      DigestOf(next) == DigestOf(row.last)) {
    Complain(next.id(), "revision " + std::to_string(next.revision()) + " carries what the one before carries");
  }
  if (first) row.order = static_cast<int>(rows_.size());
  row.last = next;
  row.revision = next.revision();
  row.removed = false;
}

void PublishedTable::OnFeedback(const v1::Feedback& feedback, bool /*shadow*/) {
  v1::Feedback& last = feedback_[feedback.id()].last;
  ++revisions_;
  if (feedback.revision() != last.revision() + 1) {
    Complain(feedback.id(),
             "revision " + std::to_string(feedback.revision()) + " after " + std::to_string(last.revision()));
  }
  if (feedback.previous_state() != last.state()) Complain(feedback.id(), "wrong previous state");
  if (last.revision() != 0 && feedback.state() == last.state() && DigestOf(feedback) == DigestOf(last)) {
    Complain(feedback.id(), "revision " + std::to_string(feedback.revision()) + " carries what the one before carries");
  }
  last = feedback;
}

void PublishedTable::LoadInto(Stream& stream) const {
  std::map<int, const Row*> by_age;
  for (const auto& [id, row] : rows_) by_age[row.order] = &row;
  for (const auto& [order, row] : by_age) {
    stream.LoadPublished(row->last, false);
    if (row->removed) stream.LoadPublished(row->tombstone, true);
  }
  for (const auto& [id, row] : feedback_) stream.LoadPublished(row.last);
}

std::string PublishedTable::EscalationLines() const {
  std::string lines;
  for (const auto& [id, row] : rows_) {
    if (!Standing(row)) continue;
    JsonWriter json(lines);
    json.BeginObject();
    WriteActivity(json, row.last);
    json.Key("customerId");
    json.Text(row.last.customer_id());
    if (row.last.scope() == v1::Scope::LOOP) WriteLoop(json, row.last);
    json.Key("level");
    json.Number(row.last.level());
    json.Key("evidence");
    json.BeginArray();
    for (const v1::Evidence& evidence : row.last.evidence()) WriteIdentity(json, "", evidence.source(), evidence.id());
    json.EndArray();
    json.EndObject();
    lines += '\n';
  }
  return lines;
}

std::string PublishedTable::FeedbackLines() const {
  std::string lines;
  for (const auto& [id, row] : feedback_) {
    const v1::Feedback& last = row.last;
    // The final table has verdicts of rules only.
    if (last.state() == v1::State::RETRACTED || last.finding() != v1::Finding::CAUSE) continue;
    JsonWriter json(lines);
    json.BeginObject();
    WriteActivity(json, last);
    json.Key("group");
    json.BeginObject();
    for (const auto& [field, value] : std::map<std::string, std::string>(last.group().begin(), last.group().end())) {
      json.Key(field);
      json.Text(value);
    }
    json.EndObject();
    const std::pair<const char*, std::int64_t> counts[] = {
        {"facts", last.facts()},
        {"loops", last.loops()},
        {"customers", last.customers()},
        {"costCents", last.cost_cents()},
        {"customerDays", last.customer_days()},
    };
    for (const auto& [name, value] : counts) {
      json.Key(name);
      json.Number(value);
    }
    json.EndObject();
    lines += '\n';
  }
  return lines;
}

}  // namespace loopbreaker
