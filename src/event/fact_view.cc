#include "event/fact.h"

namespace loopbreaker {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;

// An enum value as it counts: unset and numbers that this build does not know are absent.
void SetEnum(Fact& fact, Field field, int value, int last) {
  if (value > 0 && value <= last) fact.SetNumber(field, value);
}

void SetFlag(Fact& fact, Field field, bool value) {
  if (value) fact.SetNumber(field, 1);
}

void SetTime(Fact& fact, Field field, bool given, const Timestamp& time) {
  if (given) fact.SetNumber(field, FromSecondsNanos(time.seconds(), time.nanos()).time_since_epoch().count());
}

void SetDirection(Fact& fact, int value) { SetEnum(fact, Field::kDirection, value, v1::Direction::Value_MAX); }

void ViewEnvelope(const v1::ContactEvent& event, Fact& fact) {
  fact.time = FromSecondsNanos(event.event_time().seconds(), event.event_time().nanos());
  fact.deleted = event.deleted();
  fact.revision = event.revision();
  fact.source = event.source();
  fact.id = event.id();
  fact.customer_id = event.customer_id();
  fact.SetText(Field::kUnitId, event.unit_id());
  fact.SetText(Field::kCategory, event.category());
  fact.SetText(Field::kContactId, event.contact_id());
  fact.SetText(Field::kCaseId, event.case_id());
  fact.SetText(Field::kWorkOrderId, event.work_order_id());
  fact.SetText(Field::kVisitId, event.visit_id());
  fact.SetText(Field::kPromiseId, event.promise_id());
  fact.SetText(Field::kTeam, event.team());
  fact.SetText(Field::kAgent, event.agent());
  fact.SetText(Field::kRegion, event.region());
  fact.SetText(Field::kComplex, event.complex());
  fact.SetText(Field::kNote, event.note());
  SetEnum(fact, Field::kChannel, event.channel(), v1::Channel::Value_MAX);
}

void ViewContactEnded(const v1::ContactEnded& ended, Fact& fact) {
  SetDirection(fact, ended.direction());
  fact.SetText(Field::kQueue, ended.queue());
  SetEnum(fact, Field::kDisposition, ended.disposition(), v1::Disposition::Value_MAX);
  if (ended.has_handle_time()) {
    const Duration& length = ended.handle_time();
    fact.SetNumber(Field::kHandleTime, (seconds{length.seconds()} + Nanos{length.nanos()}).count());
  }
}

void ViewVisitCompleted(const v1::VisitCompleted& visit, Fact& fact) {
  SetEnum(fact, Field::kOutcome, visit.outcome(), v1::Outcome::Value_MAX);
  std::int64_t blockers = 0;
  for (const int blocker : visit.blockers()) {
    if (blocker > 0 && blocker <= v1::Blocker::Value_MAX) blockers |= std::int64_t{1} << blocker;
  }
  if (blockers != 0) fact.SetNumber(Field::kBlockers, blockers);
  fact.SetText(Field::kDiagnosis, visit.diagnosis());
  for (const std::string& part : visit.parts_missing()) fact.AddText(Field::kPartsMissing, part);
  for (const std::string& mandate : visit.authorisation_missing()) fact.AddText(Field::kAuthorisationMissing, mandate);
  fact.SetText(Field::kContractor, visit.contractor());
  fact.SetText(Field::kTechnician, visit.technician());
  if (visit.has_fee_cents()) fact.SetNumber(Field::kFeeCents, visit.fee_cents());
}

void ViewSupervisorActed(const v1::SupervisorActed& acted, Fact& fact) {
  fact.SetText(Field::kEscalationId, acted.escalation_id());
  fact.SetText(Field::kRuleId, acted.rule_id());
  SetEnum(fact, Field::kAction, acted.action(), v1::Action::Value_MAX);
  fact.SetText(Field::kAssignee, acted.assignee());
  SetTime(fact, Field::kUntil, acted.has_until(), acted.until());
  SetEnum(fact, Field::kDismissReason, acted.reason(), v1::DismissReason::Value_MAX);
  fact.SetText(Field::kComment, acted.comment());
  SetEnum(fact, Field::kDecision, acted.decision(), v1::Decision::Value_MAX);
  fact.SetText(Field::kChangeId, acted.change_id());
}

// By hand and not by reflection: this runs for every event that comes in.
void ViewPayload(const v1::ContactEvent& event, Fact& fact) {
  using E = v1::ContactEvent;
  switch (event.what_case()) {
    case E::kContactStarted:
      SetDirection(fact, event.contact_started().direction());
      fact.SetText(Field::kQueue, event.contact_started().queue());
      break;
    case E::kContactTransferred:
      fact.SetText(Field::kFromTeam, event.contact_transferred().from_team());
      fact.SetText(Field::kToTeam, event.contact_transferred().to_team());
      break;
    case E::kContactEnded:
      ViewContactEnded(event.contact_ended(), fact);
      break;
    case E::kSelfServiceFailed:
      fact.SetText(Field::kSystem, event.self_service_failed().system());
      fact.SetText(Field::kStep, event.self_service_failed().step());
      break;
    case E::kRaised:
      fact.SetText(Field::kLine, event.raised().line());
      break;
    case E::kCaseAssigned:
      fact.SetText(Field::kOwner, event.case_assigned().owner());
      fact.SetText(Field::kToTeam, event.case_assigned().to_team());
      break;
    case E::kCaseResolved:
      fact.SetText(Field::kResolution, event.case_resolved().resolution());
      SetFlag(fact, Field::kDeviation, event.case_resolved().deviation());
      fact.SetText(Field::kDeviationNote, event.case_resolved().deviation_note());
      break;
    case E::kVisitScheduled:
      SetTime(fact, Field::kStarts, event.visit_scheduled().has_starts(), event.visit_scheduled().starts());
      SetTime(fact, Field::kEnds, event.visit_scheduled().has_ends(), event.visit_scheduled().ends());
      break;
    case E::kVisitCompleted:
      ViewVisitCompleted(event.visit_completed(), fact);
      break;
    case E::kVisitMissed:
      SetEnum(fact, Field::kBy, event.visit_missed().by(), v1::Party::Value_MAX);
      break;
    case E::kVisitCancelled:
      SetEnum(fact, Field::kBy, event.visit_cancelled().by(), v1::Party::Value_MAX);
      break;
    case E::kBlockerLifted:
      SetEnum(fact, Field::kBlocker, event.blocker_lifted().blocker(), v1::Blocker::Value_MAX);
      fact.SetText(Field::kDetail, event.blocker_lifted().detail());
      break;
    case E::kPromiseMade:
      SetTime(fact, Field::kDue, event.promise_made().has_due(), event.promise_made().due());
      fact.SetText(Field::kToDo, event.promise_made().to_do());
      fact.SetText(Field::kToTeam, event.promise_made().to_team());
      break;
    case E::kWaitStarted:
      SetEnum(fact, Field::kOn, event.wait_started().on(), v1::WaitsOn::Value_MAX);
      fact.SetText(Field::kReason, event.wait_started().reason());
      break;
    case E::kCustomerDelivered:
      fact.SetText(Field::kDetail, event.customer_delivered().detail());
      break;
    case E::kAuthorityRequested:
      fact.SetText(Field::kMandate, event.authority_requested().mandate());
      fact.SetText(Field::kLevel, event.authority_requested().level());
      break;
    case E::kAuthorityDecided:
      fact.SetText(Field::kMandate, event.authority_decided().mandate());
      SetFlag(fact, Field::kGranted, event.authority_decided().granted());
      break;
    case E::kLetterSent:
      fact.SetText(Field::kLetterCode, event.letter_sent().letter_code());
      fact.SetText(Field::kBatchId, event.letter_sent().batch_id());
      break;
    case E::kSurveyAnswered:
      if (event.survey_answered().has_nps()) fact.SetNumber(Field::kNps, event.survey_answered().nps());
      if (event.survey_answered().has_csat()) fact.SetNumber(Field::kCsat, event.survey_answered().csat());
      break;
    case E::kCustomerLeft:
      fact.SetText(Field::kReason, event.customer_left().reason());
      break;
    case E::kSaleMade:
      if (event.sale_made().amount_cents() != 0) fact.SetNumber(Field::kAmountCents, event.sale_made().amount_cents());
      break;
    case E::kLeadNoted:
      fact.SetText(Field::kProduct, event.lead_noted().product());
      break;
    case E::kSupervisorActed:
      ViewSupervisorActed(event.supervisor_acted(), fact);
      break;
    case E::kProcessChanged:
      fact.SetText(Field::kChangeId, event.process_changed().change_id());
      fact.SetText(Field::kDescription, event.process_changed().description());
      break;
    case E::kCaseOpened:
    case E::kCaseReopened:
    case E::kWorkOrderCreated:
    case E::kWorkOrderCancelled:
    case E::kPromiseKept:
    case E::kPromiseWithdrawn:
    case E::kWaitEnded:
    case E::WHAT_NOT_SET:
      break;
  }
}

}  // namespace

void ViewOf(const v1::ContactEvent& event, Fact& fact) {
  fact.Clear();
  ViewEnvelope(event, fact);
  // The payloads are numbered in the order of Kind; field.cc checks it.
  constexpr int kBeforeFirst = v1::ContactEvent::kContactStarted - static_cast<int>(Kind::kContactStarted);
  if (event.what_case() != v1::ContactEvent::WHAT_NOT_SET) {
    fact.kind = static_cast<Kind>(event.what_case() - kBeforeFirst);
    ViewPayload(event, fact);
  }
  fact.rank = RankOf(fact);
}

}  // namespace loopbreaker
