#include "support/random_history.h"

#include <algorithm>
#include <array>

#include "event/timestamp.h"
#include "rules/target.h"

namespace loopbreaker {
namespace {

constexpr std::array<const char*, 3> kSources = {"phone", "field", "crm"};
constexpr std::array<const char*, 4> kCustomers = {"c1", "c2", "c3", "c4"};
constexpr std::array<const char*, 9> kCategories = {"",       "",     "heating", "boiler/pump",  "plumbing/leak",
                                                    "overig", "rent", "noise",   "plumbing/leak"};
constexpr std::array<const char*, 4> kUnits = {"", "", "u1", "u2"};
constexpr std::array<const char*, 4> kTeams = {"", "front", "planning", "back"};
constexpr std::array<const char*, 5> kAgents = {"", "ann", "bob", "cem", "dia"};
constexpr std::array<const char*, 3> kParts = {"valve", "pump", ""};
constexpr std::array<const char*, 3> kMandates = {"over-500", "night", ""};
constexpr std::array<v1::Outcome::Value, 7> kOutcomes = {
    v1::Outcome::NOT_FIXED, v1::Outcome::NOT_FIXED, v1::Outcome::NOT_FIXED,  v1::Outcome::TEMPORARY_FIX,
    v1::Outcome::FIXED,     v1::Outcome::STEP_DONE, v1::Outcome::UNSPECIFIED};
constexpr std::array<int, 6> kGapDays = {3, 14, 15, 61, 181, 402};

std::string Numbered(const char* letter, std::int64_t n) { return letter + std::to_string(n); }

void SetTimestamp(Instant at, google::protobuf::Timestamp* out) {
  const auto since = std::chrono::floor<seconds>(at);
  out->set_seconds(since.time_since_epoch().count());
  out->set_nanos(static_cast<std::int32_t>((at - since).count()));
}

Instant TimeOf(const v1::ContactEvent& event) { return loopbreaker::TimeOf(event.event_time()); }

void SortByTime(std::vector<v1::ContactEvent>& events) {
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return TimeOf(a) < TimeOf(b); });
}

}  // namespace

std::string_view NameOf(Shape shape) {
  constexpr std::array<std::string_view, 3> kNames = {"dense", "long", "ties"};
  return kNames[static_cast<std::size_t>(shape)];
}

RandomHistory::RandomHistory(std::uint64_t seed, Shape shape, std::vector<std::string> rule_ids)
    : random_(seed), shape_(shape), rule_ids_(std::move(rule_ids)), now_(*ParseTime("2026-01-05T08:00:00Z")) {}

void RandomHistory::PassTime() {
  switch (shape_) {
    case Shape::kDense:
      now_ += minutes{Below(8 * 60)};
      break;
    case Shape::kLong:
      if (OneIn(12)) {
        now_ += Days{AnyOf(kGapDays)} + (OneIn(2) ? Nanos{Below(3) - 1} : Nanos{hours{Below(30)}});
      } else {
        now_ += minutes{Below(40 * 60)};
      }
      break;
    case Shape::kTies:
      now_ += hours{6 * std::max<std::int64_t>(0, Below(4) - 1)};
      break;
  }
}

v1::ContactEvent RandomHistory::Envelope(Instant at) {
  v1::ContactEvent event;
  event.set_source(AnyOf(kSources));
  // By chance first, so that ids do not follow the order in which facts were made.
  event.set_id(std::string(1, static_cast<char>('a' + Below(26))) + std::to_string(made_++));
  SetTimestamp(at, event.mutable_event_time());
  event.set_customer_id(OneIn(12) ? kCustomers[3] : kCustomers[static_cast<std::size_t>(Below(3))]);
  event.set_category(AnyOf(kCategories));
  event.set_unit_id(AnyOf(kUnits));
  event.set_team(AnyOf(kTeams));
  event.set_agent(AnyOf(kAgents));
  if (OneIn(6)) event.set_region(OneIn(2) ? "north" : "south");
  if (OneIn(10)) event.set_note("note " + std::to_string(Below(3)));
  if (OneIn(3)) event.set_channel(static_cast<v1::Channel::Value>(1 + Below(8)));
  return event;
}

// References are few and used again, mostly by the customer that they belong to.
void RandomHistory::Refer(v1::ContactEvent& event) {
  const std::string owner = OneIn(25) ? "x" : event.customer_id();
  if (OneIn(3)) event.set_case_id(owner + Numbered("-k", Below(3)));
  if (OneIn(5)) event.set_work_order_id(owner + Numbered("-w", Below(3)));
  if (OneIn(4)) event.set_visit_id(owner + Numbered("-v", Below(5)));
  if (OneIn(5)) event.set_contact_id(owner + Numbered("-t", Below(4)));
  if (OneIn(6)) event.set_promise_id(owner + Numbered("-p", Below(3)));
}

void RandomHistory::FillAction(Instant at, v1::ContactEvent& event) {
  auto& acted = *event.mutable_supervisor_acted();
  acted.set_action(static_cast<v1::Action::Value>(1 + Below(6)));
  if (OneIn(2)) acted.set_assignee("desk-" + std::to_string(Below(2)));
  if (OneIn(2)) SetTimestamp(at + hours{Below(150) - 10}, acted.mutable_until());
  acted.set_reason(static_cast<v1::DismissReason::Value>(Below(5)));
}

void RandomHistory::FillWork(Instant at, int kind, v1::ContactEvent& event) {
  switch (kind) {
    case 0: {
      auto& visit = *event.mutable_visit_completed();
      visit.set_outcome(AnyOf(kOutcomes));
      for (std::int64_t i = Below(3); i > 0; --i) visit.add_blockers(static_cast<v1::Blocker::Value>(1 + Below(3)));
      if (OneIn(3)) visit.add_parts_missing(AnyOf(kParts));
      if (OneIn(3)) visit.add_authorisation_missing(AnyOf(kMandates));
      if (OneIn(4)) visit.set_diagnosis(Numbered("d", Below(3)));
      if (OneIn(4)) visit.set_contractor(Numbered("firm", Below(2)));
      if (OneIn(3)) visit.set_fee_cents(Below(3) * 7000);
      break;
    }
    case 1:
      SetTimestamp(at + hours{Below(200) - 20}, event.mutable_visit_scheduled()->mutable_starts());
      break;
    case 2:
      event.mutable_visit_missed()->set_by(static_cast<v1::Party::Value>(Below(3)));
      break;
    case 3:
      event.mutable_visit_cancelled()->set_by(static_cast<v1::Party::Value>(Below(3)));
      break;
    case 4:
      event.mutable_blocker_lifted()->set_blocker(static_cast<v1::Blocker::Value>(1 + Below(3)));
      break;
    case 5: {
      // Now and then a promise beyond the expiry or the horizon, or one that was late when it was made.
      const Nanos ahead = OneIn(8) ? Nanos{Days{100 + Below(400)}} : Nanos{hours{Below(120) - 12}};
      auto& promise = *event.mutable_promise_made();
      if (!OneIn(8)) SetTimestamp(at + ahead, promise.mutable_due());
      promise.set_to_team(AnyOf(kTeams));
      if (!OneIn(6)) event.set_promise_id(event.customer_id() + Numbered("-p", Below(3)));
      break;
    }
    case 6:
      event.mutable_promise_kept();
      if (!OneIn(6)) event.set_promise_id(event.customer_id() + Numbered("-p", Below(3)));
      break;
    case 7:
      event.mutable_promise_withdrawn();
      break;
    case 8:
      event.mutable_work_order_created();
      break;
    case 9:
      event.mutable_work_order_cancelled();
      break;
    case 10:
      event.mutable_authority_requested()->set_mandate(AnyOf(kMandates));
      break;
    default:
      event.mutable_authority_decided()->set_granted(OneIn(2));
      break;
  }
}

void RandomHistory::FillPerson(Instant at, int kind, v1::ContactEvent& event) {
  switch (kind) {
    case 0:
    case 1:
    case 2: {
      auto& contact = *event.mutable_contact_ended();
      contact.set_direction(OneIn(5) ? v1::Direction::OUTBOUND : v1::Direction::INBOUND);
      contact.set_disposition(static_cast<v1::Disposition::Value>(Below(9)));
      if (OneIn(3)) contact.mutable_handle_time()->set_seconds(60 * Below(90));
      break;
    }
    case 3:
      event.mutable_self_service_failed()->set_system("portal");
      break;
    case 4:
      event.mutable_raised()->set_line("again");
      break;
    case 5:
      event.mutable_case_opened();
      break;
    case 6:
      event.mutable_case_assigned()->set_to_team(AnyOf(kTeams));
      break;
    case 7:
      event.mutable_case_resolved()->set_deviation(OneIn(4));
      break;
    case 8:
      event.mutable_case_reopened();
      break;
    case 9:
      event.mutable_contact_transferred()->set_to_team(AnyOf(kTeams));
      break;
    case 10:
      event.mutable_wait_started()->set_on(static_cast<v1::WaitsOn::Value>(Below(4)));
      break;
    case 11:
      event.mutable_wait_ended();
      break;
    case 12:
      event.mutable_customer_delivered()->set_detail("papers");
      break;
    case 13:
      event.mutable_letter_sent()->set_letter_code(Numbered("letter", Below(2)));
      break;
    case 14:
      event.mutable_survey_answered()->set_nps(static_cast<std::int32_t>(Below(11)));
      break;
    case 15:
      if (OneIn(3)) {
        event.mutable_customer_left();
      } else {
        event.mutable_sale_made()->set_amount_cents(100);
      }
      break;
    case 16:
      event.mutable_lead_noted()->set_product("solar");
      break;
    case 17:
      event.mutable_contact_started()->set_direction(v1::Direction::INBOUND);
      break;
    default:
      FillAction(at, event);
      if (OneIn(2)) event.mutable_supervisor_acted()->set_rule_id(OneIn(20) ? "no-such-rule" : AnyOf(rule_ids_));
      break;
  }
}

void RandomHistory::FillPayload(Instant at, v1::ContactEvent& event) {
  if (OneIn(2)) {
    FillWork(at, static_cast<int>(OneIn(2) ? Below(2) : Below(12)), event);
  } else {
    FillPerson(at, static_cast<int>(OneIn(2) ? 0 : Below(21)), event);
  }
}

// What a tablet or a telephone exchange knows: references or identifiers only.
void RandomHistory::HideCustomer(v1::ContactEvent& event) {
  if (!allowed_.hidden_customers) return;
  const std::string customer = event.customer_id();
  event.clear_customer_id();
  if (OneIn(2)) {
    if (OneIn(2)) {
      event.set_visit_id(customer + Numbered("-v", Below(5)));
    } else {
      event.set_case_id(customer + Numbered("-k", Below(3)));
    }
    if (OneIn(3)) return;
  }
  auto& identifier = *event.add_identifiers();
  switch (Below(4)) {
    case 0:
      identifier.set_kind(v1::IdentifierKind::ACCOUNT);
      identifier.set_value(OneIn(3) ? "unknown-" + customer : "account-" + customer);
      break;
    case 1:
      identifier.set_kind(v1::IdentifierKind::EMAIL);
      identifier.set_value(customer + "@Example.org");
      break;
    default:
      identifier.set_kind(v1::IdentifierKind::PHONE);
      identifier.set_value(OneIn(2) ? "06 12345678" : "+31687654321");
      break;
  }
}

// One call whose subject is often known only when it is wrapped up.
void RandomHistory::AddCall(std::vector<v1::ContactEvent>& events) {
  const std::string call = "call" + std::to_string(made_);
  v1::ContactEvent started = Envelope(now_);
  const std::string customer = started.customer_id();
  const auto add = [&](v1::ContactEvent event, bool last) {
    event.set_customer_id(customer);
    event.set_contact_id(call);
    if (!last && !OneIn(4)) event.clear_category();
    events.push_back(std::move(event));
    if (shape_ != Shape::kTies) now_ += minutes{Below(10)};
  };
  started.mutable_contact_started()->set_direction(v1::Direction::INBOUND);
  add(started, false);
  for (std::int64_t i = Below(3); i > 0; --i) {
    v1::ContactEvent transferred = Envelope(now_);
    transferred.mutable_contact_transferred()->set_to_team(AnyOf(kTeams));
    add(transferred, false);
  }
  v1::ContactEvent ended = Envelope(now_);
  FillPerson(now_, 0, ended);
  if (OneIn(4)) ended.set_case_id(customer + Numbered("-k", Below(3)));
  add(ended, true);
  if (OneIn(3)) {
    v1::ContactEvent again = Envelope(now_);
    FillPerson(now_, 0, again);
    add(again, true);
  }
}

v1::ContactEvent RandomHistory::Correction(const v1::ContactEvent& of) {
  v1::ContactEvent event = of;
  if (!allowed_.conflicts) {
    event.set_revision(static_cast<std::uint32_t>(++corrected_));  // two corrections of one fact differ
  } else if (!OneIn(6)) {
    event.set_revision(of.revision() + 1);
  }  // else the same revision with another content
  if (OneIn(3)) {
    event.set_deleted(true);
    if (OneIn(2)) event.clear_what();
    if (OneIn(2)) {
      event.clear_customer_id();
      event.clear_identifiers();
      if (OneIn(2)) {
        event.clear_case_id();
        event.clear_work_order_id();
        event.clear_visit_id();
      }
    }
    return event;
  }
  switch (Below(5)) {
    case 0:
      event.set_customer_id(AnyOf(kCustomers));
      break;
    case 1:
      event.set_category(AnyOf(kCategories));
      break;
    case 2:
      SetTimestamp(TimeOf(of) + hours{Below(60) - 30}, event.mutable_event_time());
      break;
    case 3:
      Refer(event);
      break;
    default:
      FillPayload(TimeOf(of), event);
      break;
  }
  return event;
}

std::vector<v1::ContactEvent> RandomHistory::Events(int count) {
  std::vector<v1::ContactEvent> events;
  while (static_cast<int>(events.size()) < count) {
    PassTime();
    if (OneIn(8)) {
      AddCall(events);
      continue;
    }
    v1::ContactEvent event = Envelope(now_);
    Refer(event);
    FillPayload(now_, event);
    if (OneIn(10)) HideCustomer(event);
    events.push_back(std::move(event));
    if (OneIn(12) && allowed_.corrections) events.push_back(Correction(v1::ContactEvent(AnyOf(events))));
  }
  SortByTime(events);
  return events;
}

v1::ContactEvent RandomHistory::LateFact(const std::vector<v1::ContactEvent>& events) {
  const Instant at = TimeOf(AnyOf(events)) - minutes{Below(60)};
  v1::ContactEvent event = Envelope(at);
  Refer(event);
  FillPayload(at, event);
  return event;
}

void RandomHistory::ActOn(const std::vector<std::string>& escalation_ids, int count,
                          std::vector<v1::ContactEvent>& events) {
  if (escalation_ids.empty()) return;
  for (int i = 0; i < count; ++i) {
    const Instant at = TimeOf(AnyOf(events)) + minutes{Below(60)};
    v1::ContactEvent event = Envelope(at);
    const std::string id = AnyOf(escalation_ids);
    const auto parsed = ParseEscalationId(id);
    event.set_customer_id(parsed ? parsed->customer : "");
    event.clear_category();
    FillAction(at, event);
    event.mutable_supervisor_acted()->set_escalation_id(id);
    if (OneIn(5)) Refer(event);
    events.push_back(std::move(event));
  }
  SortByTime(events);
}

std::vector<v1::ContactEvent> RandomHistory::Shuffled(const std::vector<v1::ContactEvent>& events) {
  std::vector<v1::ContactEvent> shuffled = events;
  for (const v1::ContactEvent& event : events) {
    while (OneIn(6)) shuffled.push_back(event);
  }
  std::shuffle(shuffled.begin(), shuffled.end(), random_);
  return shuffled;
}

std::vector<v1::Customer> DirectoryEntries() {
  std::vector<v1::Customer> entries;
  for (const char* id : {"c1", "c2", "c3"}) {
    v1::Customer customer;
    customer.set_customer_id(id);
    customer.set_vulnerable(customer.customer_id() == "c2");
    const auto add = [&](v1::IdentifierKind::Value kind, const std::string& value) {
      auto& identifier = *customer.add_identifiers();
      identifier.set_kind(kind);
      identifier.set_value(value);
    };
    add(v1::IdentifierKind::ACCOUNT, std::string("account-") + id);
    if (customer.customer_id() != "c3") {
      add(v1::IdentifierKind::PHONE, "+31612345678");
      customer.add_units()->set_unit_id(customer.customer_id() == "c1" ? "u1" : "u2");
    }
    entries.push_back(std::move(customer));
  }
  return entries;
}

void FillDirectory(Directory& directory) {
  for (const v1::Customer& customer : DirectoryEntries()) directory.Put(customer);
}

}  // namespace loopbreaker
