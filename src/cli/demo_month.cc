#include "cli/demo_month.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "cli/demo_data.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

using v1::ContactEvent;

// Monday 2 February 2026, midnight in Amsterdam.
constexpr Instant kFirstDay{seconds{1769986800}};
constexpr int kBusinessDays = 34;
constexpr int kTenants = 320;
constexpr std::uint64_t kSeed = 20260202;

struct Trouble {
  const char* category;
  const char* diagnosis;
  const char* part;
  const char* mandate;
};
constexpr std::array kTroubles = std::to_array<Trouble>({
    {"heating/no-heat", "the expansion vessel has lost its pressure", "expansion vessel 12 l", ""},
    {"doors/lock", "the lock case is worn out", "lock case 72 mm", ""},
    {"electricity/short", "damp in the junction box of the bathroom", "", "replacing the distribution board"},
    {"windows/draught", "the frame is rotten at the sill", "hardwood sill 120 cm", "replacing a window frame"},
    {"ventilation/mould", "the fan on the roof has stopped", "roof fan motor", "working on the roof"},
});
constexpr std::array<const char*, 6> kQuestions = {"rent/payment",       "rent/increase",    "moving/inspection",
                                                   "parking/permission", "neighbours/noise", "service/charges"};
struct Place {
  const char* complex;
  const char* region;
  const char* contractor;
};
constexpr std::array kPlaces = std::to_array<Place>({
    {"beukenhof", "north", "Van Dam Installaties"},
    {"havenkade", "north", "Bouwbedrijf De Brug"},
    {"lindenhof", "south", "Warmtewacht"},
    {"molenwijk", "south", "Bouwbedrijf De Brug"},
    {"stationsplein", "east", "Klus & Co"},
    {"zonneveld", "east", "Warmtewacht"},
});
constexpr std::array<const char*, 8> kAgents = {"ann", "bob", "chris", "dina", "emre", "fleur", "gijs", "hana"};

// When things happen: the how manieth working day, and the minute after midnight in Amsterdam (winter time throughout).
Instant At(int business_day, int minute) {
  const int day = business_day / 5 * 7 + business_day % 5;
  return kFirstDay + Days{day} + minutes{minute};
}

class Month {
 public:
  explicit Month(Directory& directory) : directory_(directory) {}

  std::vector<DemoArrival> Make() {
    for (int i = 0; i < kTenants; ++i) {
      MoveIn(i);
      Live(i);
    }
    std::stable_sort(arrivals_.begin(), arrivals_.end(),
                     [](const DemoArrival& a, const DemoArrival& b) { return a.at < b.at; });
    return std::move(arrivals_);
  }

 private:
  // Below `n`. Not by a distribution of the library: those differ between libraries.
  int Pick(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  int OfficeMinute() { return 8 * 60 + 10 + Pick(8 * 60); }

  void MoveIn(int i) {
    const Place& place = kPlaces[static_cast<std::size_t>(i) % kPlaces.size()];
    tenant_ = "tenant-" + std::to_string(3001 + i);
    unit_ = std::string(place.complex) + "-" + std::to_string(1 + i / static_cast<int>(kPlaces.size()));
    contractor_ = place.contractor;
    v1::Unit unit;
    unit.set_unit_id(unit_);
    unit.set_complex(place.complex);
    unit.set_region(place.region);
    unit.set_contractor(place.contractor);
    directory_.PutUnit(unit);
    v1::Customer customer;
    customer.set_customer_id(tenant_);
    customer.set_vulnerable(Pick(20) == 0);
    customer.add_units()->set_unit_id(unit_);
    directory_.Put(customer);
  }

  // Of a hundred tenants, about thirty need nothing, fifty are helped, and twenty are not.
  void Live(int i) {
    case_ = "K-" + std::to_string(20'000 + i);
    order_ = "WO-" + std::to_string(20'000 + i);
    trouble_ = kTroubles[static_cast<std::size_t>(Pick(kTroubles.size()))];
    const int day = Pick(kBusinessDays - 12);
    const int lot = Pick(100);
    if (lot < 30) return;
    if (lot < 55) return Ask(day);
    if (lot < 80) return BeHelped(day);
    if (lot < 87) return WaitForParts(day);
    if (lot < 91) return StayAtHomeForNobody(day);
    if (lot < 95) return CallAgainAndAgain(day);
    if (lot < 98) return BePromised(day);
    BePassedOn(day);
  }

  ContactEvent& Add(const char* source, Instant at, const std::string& category) {
    DemoArrival& arrival = arrivals_.emplace_back();
    arrival.at = at;
    ContactEvent& event = arrival.event;
    const auto since = std::chrono::floor<seconds>(at).time_since_epoch();
    event.set_source(source);
    event.set_id("demo-" + std::to_string(++made_));
    event.mutable_event_time()->set_seconds(since.count());
    event.set_customer_id(tenant_);
    event.set_unit_id(unit_);
    event.set_category(category);
    return event;
  }

  void Call(Instant at, const std::string& category, v1::Disposition::Value disposition, const char* note = "",
            bool of_case = false) {
    ContactEvent& event = Add("telephony", at, category);
    event.set_contact_id("C-demo-" + std::to_string(made_));
    event.set_channel(v1::Channel::VOICE);
    event.set_team("front-office");
    event.set_agent(kAgents[static_cast<std::size_t>(Pick(kAgents.size()))]);
    event.set_note(note);
    if (of_case) event.set_case_id(case_);
    v1::ContactEnded& ended = *event.mutable_contact_ended();
    ended.set_direction(v1::Direction::INBOUND);
    ended.set_queue(category.substr(0, category.find('/')));
    ended.set_disposition(disposition);
    ended.mutable_handle_time()->set_seconds(120 + Pick(600));
  }

  void Report(Instant at) {
    Call(at, trouble_.category, v1::Disposition::UNRESOLVED, "Work order made.", true);
    Add("crm", at + minutes{1}, trouble_.category).mutable_case_opened();
    arrivals_.back().event.set_case_id(case_);
    ContactEvent& assigned = Add("crm", at + minutes{20}, trouble_.category);
    assigned.set_case_id(case_);
    assigned.mutable_case_assigned()->set_owner("repairs-desk");
    assigned.mutable_case_assigned()->set_to_team("repairs");
    ContactEvent& order = Add("field-service", at + minutes{3}, trouble_.category);
    order.set_case_id(case_);
    order.set_work_order_id(order_);
    order.mutable_work_order_created();
  }

  ContactEvent& OfVisit(Instant at, int number) {
    ContactEvent& event = Add("field-service", at, trouble_.category);
    event.set_work_order_id(order_);
    event.set_visit_id(order_ + "/" + std::to_string(number));
    return event;
  }

  void Plan(Instant at, int number, Instant starts) {
    v1::VisitScheduled& visit = *OfVisit(at, number).mutable_visit_scheduled();
    visit.mutable_starts()->set_seconds(std::chrono::floor<seconds>(starts).time_since_epoch().count());
    visit.mutable_ends()->set_seconds(std::chrono::floor<seconds>(starts + hours{2}).time_since_epoch().count());
  }

  void Fix(Instant at, int number) {
    v1::VisitCompleted& visit = *OfVisit(at, number).mutable_visit_completed();
    visit.set_outcome(v1::Outcome::FIXED);
    visit.set_contractor(contractor_);
    ContactEvent& solved = Add("crm", at + hours{1}, trouble_.category);
    solved.set_case_id(case_);
    solved.mutable_case_resolved()->set_resolution("repaired");
  }

  void VisitInVain(Instant at, int number) {
    v1::VisitCompleted& visit = *OfVisit(at, number).mutable_visit_completed();
    visit.set_outcome(v1::Outcome::NOT_FIXED);
    visit.set_diagnosis(trouble_.diagnosis);
    visit.set_contractor(contractor_);
    if (trouble_.part[0] != '\0') {
      visit.add_blockers(v1::Blocker::NO_PARTS);
      visit.add_parts_missing(trouble_.part);
    }
    if (trouble_.mandate[0] != '\0') {
      visit.add_blockers(v1::Blocker::NO_AUTHORISATION);
      visit.add_authorisation_missing(trouble_.mandate);
    }
  }

  void Ask(int day) {
    const std::string question = kQuestions[static_cast<std::size_t>(Pick(kQuestions.size()))];
    Call(At(day, OfficeMinute()), question, v1::Disposition::RESOLVED, "Answered.");
    if (Pick(4) == 0) Call(At(day + 8, OfficeMinute()), question, v1::Disposition::RESOLVED, "Answered.");
  }

  void BeHelped(int day) {
    const Instant called = At(day, OfficeMinute());
    const Instant starts = At(day + 1 + Pick(3), 9 * 60 + 60 * Pick(6));
    Report(called);
    Plan(called + minutes{25}, 1, starts);
    Fix(starts + minutes{70}, 1);
  }

  // Two or three visits by people who know the cause; most of them end well.
  void WaitForParts(int day) {
    const int visits = 2 + Pick(2);
    Report(At(day, OfficeMinute()));
    for (int visit = 1; visit <= visits; ++visit) {
      const Instant starts = At(day + 3 * visit - 1, 9 * 60 + 60 * Pick(6));
      Plan(At(day + 3 * visit - 3, 16 * 60 + 40), visit, starts);
      VisitInVain(starts + minutes{40}, visit);
      if (Pick(2) == 0) {
        Call(starts + hours{3}, trouble_.category, v1::Disposition::UNRESOLVED,
             "Asks when somebody comes who can mend it.", true);
      }
    }
    if (Pick(3) == 0) return;
    const int last = day + 3 * visits + 3;
    if (trouble_.part[0] != '\0') {
      ContactEvent& lifted = Add("field-service", At(last - 2, 10 * 60 + Pick(60)), trouble_.category);
      lifted.set_work_order_id(order_);
      lifted.mutable_blocker_lifted()->set_blocker(v1::Blocker::NO_PARTS);
      lifted.mutable_blocker_lifted()->set_detail(std::string(trouble_.part) + " came in");
    }
    Plan(At(last - 2, 11 * 60 + 30), visits + 1, At(last, 10 * 60));
    Fix(At(last, 11 * 60 + Pick(120)), visits + 1);
  }

  void StayAtHomeForNobody(int day) {
    Report(At(day, OfficeMinute()));
    for (int visit = 1; visit <= 2; ++visit) {
      const Instant starts = At(day + 3 * visit - 1, 10 * 60);
      Plan(At(day + 3 * visit - 3, 16 * 60 + 40), visit, starts);
      OfVisit(starts + hours{3}, visit).mutable_visit_missed()->set_by(v1::Party::COMPANY);
      Call(starts + hours{4}, trouble_.category, v1::Disposition::UNRESOLVED,
           "Stayed at home all morning, nobody came.", true);
    }
    if (Pick(3) == 0) return;
    Plan(At(day + 6, 9 * 60 + 20), 3, At(day + 8, 9 * 60));
    Fix(At(day + 8, 10 * 60 + Pick(60)), 3);
  }

  void CallAgainAndAgain(int day) {
    const std::string question = kQuestions[static_cast<std::size_t>(Pick(kQuestions.size()))];
    const int calls = 3 + Pick(2);
    for (int call = 0; call < calls; ++call) {
      Call(At(day + 2 * call, OfficeMinute()), question, v1::Disposition::NO_ANSWER_KNOWN, "Will be looked into.");
    }
    if (Pick(2) == 0)
      Call(At(day + 2 * calls + 1, OfficeMinute()), question, v1::Disposition::RESOLVED, "Answered at last.");
  }

  void BePromised(int day) {
    const Instant called = At(day, OfficeMinute());
    Call(called, "service/charges", v1::Disposition::CALLBACK, "Somebody of finance calls back.");
    ContactEvent& promise = Add("crm", called + minutes{5}, "service/charges");
    promise.set_promise_id("P-" + case_);
    promise.mutable_promise_made()->set_to_do("call back about the yearly account");
    promise.mutable_promise_made()->set_to_team("finance");
    promise.mutable_promise_made()->mutable_due()->set_seconds(
        std::chrono::floor<seconds>(At(day + 2, 17 * 60)).time_since_epoch().count());
    if (Pick(2) == 0) return;
    Call(At(day + 6, OfficeMinute()), "service/charges", v1::Disposition::RESOLVED, "Called us, and was helped.");
  }

  void BePassedOn(int day) {
    const Instant called = At(day, OfficeMinute());
    const std::array<const char*, 4> teams = {"front-office", "repairs", "complex-management", "front-office"};
    Call(called, "neighbours/noise", v1::Disposition::UNRESOLVED, "Whose question is this?");
    for (std::size_t i = 0; i + 1 < teams.size(); ++i) {
      ContactEvent& event =
          Add("telephony", At(day + static_cast<int>(i), 15 * 60 + 10 * static_cast<int>(i)), "neighbours/noise");
      event.mutable_contact_transferred()->set_from_team(teams[i]);
      event.mutable_contact_transferred()->set_to_team(teams[i + 1]);
    }
  }

  Directory& directory_;
  std::mt19937_64 random_{kSeed};
  std::vector<DemoArrival> arrivals_;
  int made_ = 0;
  // Of the tenant whose month is being made.
  std::string tenant_;
  std::string unit_;
  std::string contractor_;
  std::string case_;
  std::string order_;
  Trouble trouble_{};
};

}  // namespace

std::vector<DemoArrival> ReadMonth(Directory& directory, std::string& error) {
  DemoData plumber;
  if (!ReadPlumber(plumber, directory, error)) return {};
  std::vector<DemoArrival> story;
  Instant latest = kEarliest;
  for (ContactEvent& event : plumber.events) {
    // A report that came in late comes in late here too.
    latest = std::max(latest, TimeOf(event.event_time()));
    story.push_back({latest, std::move(event)});
  }
  std::vector<DemoArrival> around = Month(directory).Make();
  std::vector<DemoArrival> all;
  std::merge(std::make_move_iterator(story.begin()), std::make_move_iterator(story.end()),
             std::make_move_iterator(around.begin()), std::make_move_iterator(around.end()), std::back_inserter(all),
             [](const DemoArrival& a, const DemoArrival& b) { return a.at < b.at; });
  return all;
}

}  // namespace loopbreaker
