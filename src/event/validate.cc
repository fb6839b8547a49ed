#include <algorithm>

#include "base/time.h"
#include "base/utf8.h"
#include "event/decode.h"
#include "event/json_reader.h"

namespace loopbreaker {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;

constexpr int kListElementsMax = 64;
constexpr std::int64_t kCentsMax = 1'000'000'000'000'000;
constexpr std::int32_t kNanosMax = 999'999'999;
constexpr std::int64_t kHandleSecondsMax = 10 * std::int64_t{31'557'600};  // ten years of 365.25 days

// In seconds, because any number of seconds can come and as nanoseconds it would overflow.
constexpr std::int64_t kEarliestSeconds = std::chrono::floor<seconds>(kEarliest).time_since_epoch().count();
constexpr std::int64_t kLatestSeconds = std::chrono::floor<seconds>(kLatest).time_since_epoch().count();

// Looks at one event and keeps the first thing that is wrong with it. Names are the JSON paths.
class Check {
 public:
  explicit Check(Refusal& refusal) : refusal_(refusal) {}

  bool ok() const { return ok_; }

  void Required(const char* name, const std::string& text) {
    if (text.empty())
      Refuse(name, "expected a text of 1 to " + std::to_string(kIdentityBytesMax) + " bytes, found none");
    Reference(name, text);
  }
  void Reference(const char* name, const std::string& text) { AtMost(name, text, kIdentityBytesMax); }
  void Text(const char* name, const std::string& text) { AtMost(name, text, kTextBytesMax); }

  template <typename List>
  void Length(const char* name, const List& list) {
    if (list.size() <= kListElementsMax) return;
    Refuse(name,
           "expected at most " + std::to_string(kListElementsMax) + " elements, found " + std::to_string(list.size()));
  }
  template <typename Texts>
  void TextList(const char* name, const Texts& texts) {
    Length(name, texts);
    for (const std::string& text : texts) Text(name, text);
  }

  // A time that may be absent; outside kEarliest..kLatest it will be saturated.
  void Time(const char* name, const Timestamp& time) {
    if (time.nanos() < 0 || time.nanos() > kNanosMax || time.seconds() < kFirstTimestamp ||
        time.seconds() > kLastTimestamp) {
      Refuse(name, "expected a time in the years 1 to 9999, found " + Written(time));
    }
  }
  void EventTime(const v1::ContactEvent& event) {
    if (!event.has_event_time()) {
      Refuse("eventTime", "expected a time, found none");
      return;
    }
    const Timestamp& time = event.event_time();
    const bool late = time.seconds() > kLatestSeconds || (time.seconds() == kLatestSeconds && time.nanos() > 0);
    if (time.nanos() < 0 || time.nanos() > kNanosMax || time.seconds() < kEarliestSeconds || late) {
      Refuse("eventTime", "expected a time from " + FormatTime(kEarliest) + " to " + FormatTime(kLatest) + ", found " +
                              Written(time));
    }
  }
  void HandleTime(const Duration& length) {
    if (length.seconds() < 0 || length.nanos() < 0 || length.nanos() > kNanosMax ||
        length.seconds() >= kHandleSecondsMax) {
      Refuse("contactEnded.handleTime", "expected a duration from 0 to less than 10 years, found " + Written(length));
    }
  }
  void Number(const char* name, std::int64_t number, std::int64_t least, std::int64_t most) {
    if (number >= least && number <= most) return;
    Refuse(name, "expected a number from " + std::to_string(least) + " to " + std::to_string(most) + ", found " +
                     std::to_string(number));
  }
  void Cents(const char* name, std::int64_t cents) { Number(name, cents, -kCentsMax, kCentsMax); }
  void Refuse(const std::string& name, const std::string& what) {
    if (!ok_) return;
    ok_ = false;
    refusal_ = {DeadReason::kInvalid, name + ": " + what};
  }

 private:
  template <typename SecondsNanos>
  static std::string Written(const SecondsNanos& value) {
    return std::to_string(value.seconds()) + " seconds and " + std::to_string(value.nanos()) + " nanoseconds";
  }
  void AtMost(const char* name, const std::string& text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return;
    Refuse(name, "expected at most " + std::to_string(bytes_max) + " bytes, found " + std::to_string(text.size()) +
                     ": " + Quoted(text));
  }

  Refusal& refusal_;
  bool ok_ = true;
};

// Cut after so many characters, never inside one.
void KeepCharacters(int characters_max, std::string& text) {
  std::size_t size = 0;
  for (int characters = 0; size < text.size(); ++characters) {
    if (characters == characters_max) {
      text.resize(size);
      return;
    }
    // A byte that starts no character counts as one.
    size += std::max<std::size_t>(1, Utf8Length(std::string_view(text).substr(size)));
  }
}

// Whether this build knows the number of an enum; all of ours are dense from 0.
template <typename Value>
bool Known(Value value, Value last) {
  return value >= 0 && value <= last;
}

void CheckEnvelope(v1::ContactEvent& event, Check& check) {
  check.Required("source", event.source());
  check.Required("id", event.id());
  check.EventTime(event);
  check.Text("customerId", event.customer_id());
  check.Text("unitId", event.unit_id());
  check.Text("category", event.category());
  check.Reference("contactId", event.contact_id());
  check.Reference("caseId", event.case_id());
  check.Reference("workOrderId", event.work_order_id());
  check.Reference("visitId", event.visit_id());
  check.Reference("promiseId", event.promise_id());
  check.Text("team", event.team());
  check.Text("agent", event.agent());
  check.Text("region", event.region());
  check.Text("complex", event.complex());
  check.Length("identifiers", event.identifiers());
  for (v1::Identifier& identifier : *event.mutable_identifiers()) {
    check.Text("identifiers.value", identifier.value());
    if (!Known(identifier.kind(), v1::IdentifierKind::Value_MAX)) identifier.clear_kind();
  }
  if (!Known(event.channel(), v1::Channel::Value_MAX)) event.clear_channel();
  // A character is a byte at least.
  if (event.note().size() > kNoteCharactersMax) KeepCharacters(kNoteCharactersMax, *event.mutable_note());
}

void CheckVisitCompleted(v1::VisitCompleted& visit, Check& check) {
  if (!Known(visit.outcome(), v1::Outcome::Value_MAX)) visit.clear_outcome();
  check.Length("visitCompleted.blockers", visit.blockers());
  for (int i = 0; i < visit.blockers_size(); ++i) {
    if (!Known(visit.blockers(i), v1::Blocker::Value_MAX)) visit.set_blockers(i, v1::Blocker::UNSPECIFIED);
  }
  check.Text("visitCompleted.diagnosis", visit.diagnosis());
  check.TextList("visitCompleted.partsMissing", visit.parts_missing());
  check.TextList("visitCompleted.authorisationMissing", visit.authorisation_missing());
  check.Text("visitCompleted.contractor", visit.contractor());
  check.Text("visitCompleted.technician", visit.technician());
  if (visit.has_fee_cents()) check.Cents("visitCompleted.feeCents", visit.fee_cents());
}

void CheckSupervisorActed(v1::SupervisorActed& acted, Check& check) {
  check.Text("supervisorActed.escalationId", acted.escalation_id());
  check.Text("supervisorActed.ruleId", acted.rule_id());
  if (!Known(acted.action(), v1::Action::Value_MAX)) acted.clear_action();
  check.Text("supervisorActed.assignee", acted.assignee());
  check.Time("supervisorActed.until", acted.until());
  if (!Known(acted.reason(), v1::DismissReason::Value_MAX)) acted.clear_reason();
  check.Text("supervisorActed.comment", acted.comment());
  if (!Known(acted.decision(), v1::Decision::Value_MAX)) acted.clear_decision();
  check.Text("supervisorActed.changeId", acted.change_id());
}

void CheckContactEnded(v1::ContactEnded& ended, Check& check) {
  if (!Known(ended.direction(), v1::Direction::Value_MAX)) ended.clear_direction();
  check.Text("contactEnded.queue", ended.queue());
  if (!Known(ended.disposition(), v1::Disposition::Value_MAX)) ended.clear_disposition();
  check.HandleTime(ended.handle_time());
}

void CheckPayload(v1::ContactEvent& event, Check& check) {
  using E = v1::ContactEvent;
  switch (event.what_case()) {
    case E::kContactStarted: {
      v1::ContactStarted& started = *event.mutable_contact_started();
      if (!Known(started.direction(), v1::Direction::Value_MAX)) started.clear_direction();
      check.Text("contactStarted.queue", started.queue());
      break;
    }
    case E::kContactTransferred:
      check.Text("contactTransferred.fromTeam", event.contact_transferred().from_team());
      check.Text("contactTransferred.toTeam", event.contact_transferred().to_team());
      break;
    case E::kContactEnded:
      CheckContactEnded(*event.mutable_contact_ended(), check);
      break;
    case E::kSelfServiceFailed:
      check.Text("selfServiceFailed.system", event.self_service_failed().system());
      check.Text("selfServiceFailed.step", event.self_service_failed().step());
      break;
    case E::kRaised:
      check.Text("raised.line", event.raised().line());
      break;
    case E::kCaseAssigned:
      check.Text("caseAssigned.owner", event.case_assigned().owner());
      check.Text("caseAssigned.toTeam", event.case_assigned().to_team());
      break;
    case E::kCaseResolved:
      check.Text("caseResolved.resolution", event.case_resolved().resolution());
      check.Text("caseResolved.deviationNote", event.case_resolved().deviation_note());
      break;
    case E::kVisitScheduled:
      check.Time("visitScheduled.starts", event.visit_scheduled().starts());
      check.Time("visitScheduled.ends", event.visit_scheduled().ends());
      break;
    case E::kVisitCompleted:
      CheckVisitCompleted(*event.mutable_visit_completed(), check);
      break;
    case E::kVisitMissed:
      if (!Known(event.visit_missed().by(), v1::Party::Value_MAX)) event.mutable_visit_missed()->clear_by();
      break;
    case E::kVisitCancelled:
      if (!Known(event.visit_cancelled().by(), v1::Party::Value_MAX)) event.mutable_visit_cancelled()->clear_by();
      break;
    case E::kBlockerLifted: {
      v1::BlockerLifted& lifted = *event.mutable_blocker_lifted();
      if (!Known(lifted.blocker(), v1::Blocker::Value_MAX)) lifted.clear_blocker();
      check.Text("blockerLifted.detail", lifted.detail());
      break;
    }
    case E::kPromiseMade:
      check.Time("promiseMade.due", event.promise_made().due());
      check.Text("promiseMade.toDo", event.promise_made().to_do());
      check.Text("promiseMade.toTeam", event.promise_made().to_team());
      break;
    case E::kWaitStarted: {
      v1::WaitStarted& wait = *event.mutable_wait_started();
      if (!Known(wait.on(), v1::WaitsOn::Value_MAX)) wait.clear_on();
      check.Text("waitStarted.reason", wait.reason());
      break;
    }
    case E::kCustomerDelivered:
      check.Text("customerDelivered.detail", event.customer_delivered().detail());
      break;
    case E::kAuthorityRequested:
      check.Text("authorityRequested.mandate", event.authority_requested().mandate());
      check.Text("authorityRequested.level", event.authority_requested().level());
      break;
    case E::kAuthorityDecided:
      check.Text("authorityDecided.mandate", event.authority_decided().mandate());
      break;
    case E::kLetterSent:
      check.Text("letterSent.letterCode", event.letter_sent().letter_code());
      check.Text("letterSent.batchId", event.letter_sent().batch_id());
      break;
    case E::kSurveyAnswered:
      if (event.survey_answered().has_nps()) check.Number("surveyAnswered.nps", event.survey_answered().nps(), 0, 10);
      if (event.survey_answered().has_csat()) check.Number("surveyAnswered.csat", event.survey_answered().csat(), 1, 5);
      break;
    case E::kCustomerLeft:
      check.Text("customerLeft.reason", event.customer_left().reason());
      break;
    case E::kSaleMade:
      check.Cents("saleMade.amountCents", event.sale_made().amount_cents());
      break;
    case E::kLeadNoted:
      check.Text("leadNoted.product", event.lead_noted().product());
      break;
    case E::kSupervisorActed:
      CheckSupervisorActed(*event.mutable_supervisor_acted(), check);
      break;
    case E::kProcessChanged:
      check.Text("processChanged.changeId", event.process_changed().change_id());
      check.Text("processChanged.description", event.process_changed().description());
      break;
    case E::WHAT_NOT_SET:
      if (!event.deleted()) check.Refuse("event", "expected exactly one payload such as contactEnded, found none");
      break;
    case E::kCaseOpened:
    case E::kCaseReopened:
    case E::kWorkOrderCreated:
    case E::kWorkOrderCancelled:
    case E::kPromiseKept:
    case E::kPromiseWithdrawn:
    case E::kWaitEnded:
      break;
  }
}

}  // namespace

bool Validate(v1::ContactEvent& event, Refusal& refusal) {
  Check check(refusal);
  CheckEnvelope(event, check);
  CheckPayload(event, check);
  return check.ok();
}

}  // namespace loopbreaker
