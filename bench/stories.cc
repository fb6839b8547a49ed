#include "stories.h"

#include <array>
#include <cstdio>

namespace loopbreaker::bench {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

struct Subject {
  std::string_view category;
  std::string_view team;
};
constexpr std::array kRepairs = {
    Subject{"plumbing/leak", "plumbers"},
    Subject{"plumbing/drain", "plumbers"},
    Subject{"plumbing/tap", "plumbers"},
    Subject{"plumbing/toilet", "plumbers"},
    Subject{"heating/boiler", "installers"},
    Subject{"heating/radiator", "installers"},
    Subject{"heating/thermostat", "installers"},
    Subject{"electrical/fuse-box", "electricians"},
    Subject{"electrical/lighting", "electricians"},
    Subject{"electrical/doorbell", "electricians"},
    Subject{"carpentry/front-door", "carpenters"},
    Subject{"carpentry/window", "carpenters"},
    Subject{"carpentry/kitchen", "carpenters"},
    Subject{"building/mould", "inspectors"},
    Subject{"building/roof", "inspectors"},
    Subject{"building/lift", "inspectors"},
};
constexpr std::array kQuestions = {
    Subject{"rent/payment", "rent-desk"},         Subject{"rent/arrears", "rent-desk"},
    Subject{"rent/increase", "rent-desk"},        Subject{"rent/allowance", "rent-desk"},
    Subject{"contract/termination", "contracts"}, Subject{"contract/transfer", "contracts"},
    Subject{"contract/co-tenant", "contracts"},   Subject{"invoice/service-charges", "finance"},
    Subject{"account/login", "digital"},          Subject{"nuisance/noise", "neighbourhood"},
    Subject{"nuisance/garden", "neighbourhood"},  Subject{"parking/permit", "neighbourhood"},
};
constexpr std::array<std::string_view, 8> kRegions = {"north",  "east",    "south", "west",
                                                      "centre", "harbour", "hills", "river"};
constexpr std::array<std::string_view, 12> kParts = {
    "thermostatic valve", "pump seal", "flow sensor",   "lock cylinder", "hinge set", "fuse holder",
    "float valve",        "gas valve", "window handle", "drain siphon",  "fan motor", "door closer"};
constexpr std::array<std::string_view, 8> kLetters = {"RENT-INCREASE", "ARREARS-1",      "ARREARS-2", "SERVICE-COSTS",
                                                      "WORKS-NOTICE",  "BOILER-SERVICE", "SURVEY",    "WELCOME"};
constexpr std::array<std::string_view, 64> kWords = {
    "water",  "still",     "drips",    "from",   "the",     "ceiling", "above",     "kitchen", "customer", "asks",
    "when",   "fitter",    "comes",    "back",   "with",    "new",     "part",      "because", "last",     "visit",
    "did",    "not",       "help",     "and",    "heating", "stays",   "cold",      "in",      "bedroom",  "since",
    "monday", "morning",   "says",     "nobody", "called",  "about",   "letter",    "rent",    "amount",   "differs",
    "wants",  "payment",   "plan",     "until",  "next",    "month",   "key",       "at",      "number",   "twelve",
    "has",    "small",     "children", "works",  "nights",  "prefers", "afternoon", "photo",   "sent",     "by",
    "mail",   "explained", "again",    "thanked"};
constexpr std::array kMeans = {v1::Blocker::NO_PARTS,  v1::Blocker::NO_PARTS,    v1::Blocker::NO_AUTHORISATION,
                               v1::Blocker::NO_ACCESS, v1::Blocker::WRONG_SKILL, v1::Blocker::CAUSE_UNKNOWN};
constexpr std::size_t kNoteLeast = 40;
constexpr std::size_t kNoteMost = 80;

std::string Numbered(const char* format, std::uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, format, static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

Stories::Stories(Random& random, std::int64_t begin, std::int64_t end, std::vector<Row>& rows)
    : random_(random), begin_(begin), end_(end), rows_(rows) {}

void Stories::Tell(std::uint32_t customer) {
  customer_ = Numbered("c%07llu", customer);
  unit_ = Numbered("u%07llu", customer);
  complex_ = Numbered("block-%04llu", customer / 40);
  region_ = kRegions[customer / 40 % kRegions.size()];
  case_.clear();
  visit_.clear();
  now_ = random_.Between(begin_, end_ - 1);
  ToOfficeHours();
  // In the order of how often.
  const std::uint64_t turn = random_.Below(1000);
  const Subject& subject = turn >= 470 && turn < 790 ? random_.OneOf(kRepairs) : random_.OneOf(kQuestions);
  category_ = subject.category;
  team_ = subject.team;
  if (turn < 470) return QuickCall();
  if (turn < 780) return Repair();
  if (turn < 790) return Round();
  if (turn < 880) return Case();
  if (turn < 930) return Letter();
  if (turn < 955) return Callback();
  if (turn < 980) return HangsUp();
  Portal();
}

void Stories::QuickCall() { Call(v1::Disposition::RESOLVED); }

void Stories::Callback() {
  Call(v1::Disposition::CALLBACK);
  Later(20 * kMinute, random_.Chance(90) ? 3 * kHour : 4 * kDay);
  v1::ContactEvent& event = Next("telephony");
  event.set_contact_id(Id('k'));
  event.set_channel(v1::Channel::VOICE);
  event.mutable_contact_ended()->set_direction(v1::Direction::OUTBOUND);
  event.mutable_contact_ended()->set_disposition(v1::Disposition::RESOLVED);
  event.mutable_contact_ended()->mutable_handle_time()->set_seconds(random_.Between(60, 600));
  Put();
}

void Stories::HangsUp() {
  Call(v1::Disposition::ABANDONED);
  Later(5 * kMinute, 5 * kHour);
  Call(v1::Disposition::RESOLVED);
}

void Stories::Repair() {
  Call(v1::Disposition::UNRESOLVED);
  if (random_.Chance(60)) OpenCase();
  // First-time fix is about four in five.
  const std::uint64_t turn = random_.Below(100);
  if (turn >= 84) {
    Visit(turn < 94 ? v1::Outcome::NOT_FIXED : v1::Outcome::TEMPORARY_FIX, 6);
    if (turn >= 98) Visit(v1::Outcome::NOT_FIXED, 10);
  }
  Visit(v1::Outcome::FIXED, 5);
  if (!case_.empty()) ResolveCase();
}

void Stories::Case() {
  if (random_.Chance(60)) Call(v1::Disposition::UNRESOLVED);
  OpenCase();
  if (random_.Chance(20)) {
    Later(kHour, kDay);
    v1::ContactEvent& event = Next("crm");
    event.mutable_contact_transferred()->set_from_team(team_);
    team_ = random_.OneOf(kQuestions).team;
    event.mutable_contact_transferred()->set_to_team(team_);
    Put();
  }
  if (random_.Chance(25)) {
    Next("crm").mutable_wait_started()->set_on(random_.Chance(70) ? v1::WaitsOn::CUSTOMER : v1::WaitsOn::THIRD_PARTY);
    event_.mutable_wait_started()->set_reason("papers");
    Put();
    Later(kDay, random_.Chance(90) ? 7 * kDay : 20 * kDay);
    Next("crm").mutable_wait_ended();
    Put();
  }
  const std::string promise = Id('p');
  Next("crm").set_promise_id(promise);
  const std::int64_t due = now_ + random_.Between(2, 8) * kDay;
  event_.mutable_promise_made()->mutable_due()->set_seconds(due);
  event_.mutable_promise_made()->set_to_do("answer");
  event_.mutable_promise_made()->set_to_team(team_);
  Put();
  const bool broken = random_.Chance(8);
  now_ = broken ? due + random_.Between(kHour, 6 * kDay) : due - random_.Between(kHour, kDay);
  Next("crm").set_promise_id(promise);
  event_.mutable_promise_kept();
  Put();
  ResolveCase();
}

void Stories::Letter() {
  Next("post").set_channel(v1::Channel::LETTER);
  event_.clear_category();
  event_.mutable_letter_sent()->set_letter_code(std::string(random_.OneOf(kLetters)));
  event_.mutable_letter_sent()->set_batch_id(
      Numbered("batch-%03llu", static_cast<std::uint64_t>((now_ - begin_) / kDay)));
  Put();
  if (!random_.Chance(25)) return;
  Later(kDay, 5 * kDay);
  Call(v1::Disposition::RESOLVED);
}

void Stories::Portal() {
  Next("portal").set_channel(v1::Channel::PORTAL);
  event_.clear_agent();
  event_.mutable_self_service_failed()->set_system("my-home");
  event_.mutable_self_service_failed()->set_step("upload");
  Put();
  Later(10 * kMinute, kDay);
  Call(v1::Disposition::RESOLVED);
}

// The one in a hundred that this is all about.
void Stories::Round() {
  OpenCase();
  const std::int64_t turns = random_.Between(3, 5);
  for (std::int64_t i = 0; i < turns; ++i) {
    Call(i == 0 && random_.Chance(20) ? v1::Disposition::NO_ANSWER_KNOWN : v1::Disposition::UNRESOLVED);
    Visit(v1::Outcome::NOT_FIXED, 9);
    Later(kDay, 4 * kDay);
  }
  if (random_.Chance(30)) {
    Next("field").mutable_raised()->set_line("third time here, somebody must decide");
    Put();
  }
  Visit(v1::Outcome::FIXED, 9);
  ResolveCase();
}

void Stories::Call(v1::Disposition::Value disposition) {
  const std::string contact = Id('k');
  const std::int64_t handled = random_.Between(60, 900);
  const std::string agent = Numbered("agent%03llu", random_.Below(240));
  const auto common = [&](v1::ContactEvent& event) {
    event.set_contact_id(contact);
    event.set_channel(random_.Chance(80) ? v1::Channel::VOICE : v1::Channel::CHAT);
    event.set_team("front-office");
  };
  if (random_.Chance(15)) {
    // What it is about shows at the wrap-up only.
    v1::ContactEvent& event = Next("telephony");
    common(event);
    event.clear_category();
    event.clear_case_id();
    event.clear_agent();
    event.mutable_contact_started()->set_direction(v1::Direction::INBOUND);
    event.mutable_contact_started()->set_queue("general");
    Put();
  }
  now_ += handled;
  if (random_.Chance(4)) {
    v1::ContactEvent& event = Next("telephony");
    common(event);
    event.mutable_contact_transferred()->set_from_team("front-office");
    event.mutable_contact_transferred()->set_to_team(team_);
    Put();
    now_ += random_.Between(kMinute, 5 * kMinute);
  }
  v1::ContactEvent& event = Next("telephony");
  common(event);
  event.set_agent(agent);
  v1::ContactEnded& ended = *event.mutable_contact_ended();
  ended.set_direction(v1::Direction::INBOUND);
  ended.set_queue("general");
  ended.set_disposition(disposition);
  ended.mutable_handle_time()->set_seconds(handled);
  Put();
}

void Stories::Visit(v1::Outcome::Value outcome, int days) {
  Later(30 * kMinute, kDay);
  visit_ = Id('v');
  const std::int64_t starts = now_ + random_.Between(1, days) * kDay;
  v1::ContactEvent& planned = Next("field");
  planned.set_visit_id(visit_);
  planned.mutable_visit_scheduled()->mutable_starts()->set_seconds(starts);
  planned.mutable_visit_scheduled()->mutable_ends()->set_seconds(starts + 2 * kHour);
  Put();

  now_ = starts + random_.Between(10 * kMinute, 2 * kHour);
  v1::Blocker::Value blocker = v1::Blocker::UNSPECIFIED;
  v1::ContactEvent& done = Next("field");
  done.set_visit_id(visit_);
  v1::VisitCompleted& visit = *done.mutable_visit_completed();
  visit.set_outcome(outcome);
  visit.set_contractor(team_ + "-ltd");
  visit.set_technician(Numbered("fitter%02llu", random_.Below(90)));
  if (outcome != v1::Outcome::FIXED) {
    blocker = random_.OneOf(kMeans);
    visit.add_blockers(blocker);
    visit.set_diagnosis("worn out");
    if (blocker == v1::Blocker::NO_PARTS) visit.add_parts_missing(std::string(random_.OneOf(kParts)));
    if (blocker == v1::Blocker::NO_AUTHORISATION) visit.add_authorisation_missing("above 500 euros");
  }
  Put();
  if (outcome != v1::Outcome::FIXED && random_.Chance(90)) LiftBlocker(blocker);
}

void Stories::LiftBlocker(v1::Blocker::Value blocker) {
  Later(kHour, 4 * kDay);
  Next("crm").mutable_blocker_lifted()->set_blocker(blocker);
  event_.mutable_blocker_lifted()->set_detail("it is there");
  Put();
}

void Stories::OpenCase() {
  case_ = Id('z');
  Later(kMinute, 20 * kMinute);
  Next("crm").mutable_case_opened();
  Put();
  Later(kHour, random_.Chance(95) ? kDay : 6 * kDay);
  Next("crm").mutable_case_assigned()->set_owner(Numbered("agent%03llu", random_.Below(240)));
  event_.mutable_case_assigned()->set_to_team(team_);
  Put();
}

void Stories::ResolveCase() {
  Later(kMinute, kDay);
  Next("crm").mutable_case_resolved()->set_resolution("done");
  Put();
}

void Stories::Later(std::int64_t least, std::int64_t most) {
  now_ += random_.Between(least, most);
  ToOfficeHours();
}

void Stories::ToOfficeHours() {
  const std::int64_t hour = now_ % kDay / kHour;
  if (hour < 8 || hour > 16) now_ += (random_.Between(8, 16) + (hour > 16 ? 24 : 0) - hour) * kHour;
  // The epoch was a Thursday.
  const std::int64_t weekday = (now_ / kDay + 3) % 7;
  if (weekday > 4) now_ += (7 - weekday) * kDay;
}

v1::ContactEvent& Stories::Next(std::string_view source) {
  event_.Clear();
  event_.set_source(std::string(source));
  event_.set_id(Id('e'));
  event_.set_customer_id(customer_);
  event_.set_unit_id(unit_);
  event_.set_category(category_);
  if (!case_.empty()) event_.set_case_id(case_);
  event_.set_team(team_);
  event_.set_region(region_);
  event_.set_complex(complex_);
  event_.set_note(Note());
  return event_;
}

void Stories::Put() {
  if (now_ >= end_) return;
  event_.mutable_event_time()->set_seconds(now_);
  rows_.push_back({now_, event_.SerializeAsString()});
}

// Each number once, and in no order: steps of a stride that shares no factor with the modulus.
std::string Stories::Id(char prefix) {
  std::string id = Numbered(" %010llu", ++ids_ * 7'390'118'317 % 10'000'000'000);
  id[0] = prefix;
  return id;
}

std::string Stories::Note() {
  const auto length = static_cast<std::size_t>(random_.Between(kNoteLeast, kNoteMost));
  std::string note;
  while (note.size() < length) {
    if (!note.empty()) note += ' ';
    note += random_.OneOf(kWords);
  }
  note.resize(length);
  return note;
}

}  // namespace loopbreaker::bench
