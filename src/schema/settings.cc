#include "schema/settings.h"

#include <utility>

#include "schema/parts.h"

namespace loopbreaker::schema {
namespace {

constexpr std::int64_t kCentsMax = 1'000'000'000'000;
constexpr std::int64_t kEvidenceMax = 10'000;
constexpr std::int64_t kVisitsMax = 1'000'000;
constexpr std::int64_t kCustomersMax = 1'000'000;
constexpr std::int64_t kWeeksMax = 52;
constexpr std::int64_t kLoopsMax = 1'000'000;

// `key:` with nothing behind it is the same as leaving it out.
Json OrNothing(Json schema) {
  const std::string type = schema.Find("type")->text();
  return schema.Set("type", Json::Texts({type, "null"}));
}

// A list that may be empty.
Json AnyNumberOf(Json item) { return Json().Set("type", "array").Set("items", std::move(item)); }

Json Hours() {
  const Json hours =
      Matching("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", "expected opening hours such as \"08:00-17:00\"");
  const Json day = Json().Set("anyOf", Json::Array({hours, AnyNumberOf(hours)}));
  std::vector<Key> days;
  for (const char* name : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) {
    days.push_back({name, day, "Opening hours, such as \"08:00-17:00\" or a list of them; left out or []: closed."});
  }
  return MapOf(days).Set("minProperties", Json::Number(1));
}

Json Calendar() {
  return MapOf({
      {"hours", Hours(), "When you are open, by day of the week. Business time counts these hours only."},
      {"business_day", Duration(), "How long a business day (1bd) is. Left out: as long as your longest day."},
      {"holidays",
       OrNothing(AnyNumberOf(Matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "expected a date such as 2026-04-27"))),
       "Dates on which you are closed."},
  });
}

Json Desk() {
  Json match = MapOf({
      {"rule", OneOrMore(Text()), "Rules, by id."},
      {"category", Categories(), "Categories of the loop."},
      {"region", OneOrMore(Text()), "Regions."},
      {"contractor", OneOrMore(Text()), "Contractors."},
  });
  match.Set("minProperties", Json::Number(1));
  return MapOf({
      {"match", std::move(match), "All that is named must fit.", true},
      {"desk", Text(), "The desk that is called in place of the rule's route.", true},
  });
}

Json DraggedOn() {
  const Json none = Json().Set("enum", Json::Array({Json::Number(0), "0"}));
  return MapOf({
      {"failed_visits", Integer(0, kVisitsMax), "Visits that did not fix it. Default 3; 0: not looked at."},
      {"cost_cents", Integer(0, kCentsMax), "Cost in cents without comma. Default 30000; 0: not looked at."},
      {"age", Json().Set("anyOf", Json::Array({Duration(), none})),
       "Time without a solution. Default 30d; 0: not looked at."},
  });
}

}  // namespace

Json Settings() {
  const Json cents = Integer(0, kCentsMax);
  Json settings = MapOf({
      {"timezone", Text(), "Of the calendar, of local days and of times in tests: Europe/Amsterdam. Default UTC."},
      {"language", OneOf({"en", "nl"}), "Of what escalations say to do next."},
      {"idle_expiry", Duration(), "An open loop in which nothing happens for so long expires. Default 180d."},
      {"confirm_window", Duration(), "Silence after which \"resolved\" is believed. Default 14d."},
      {"horizon", Duration(), "What is older is forgotten. Default 400d."},
      {"letter_window", Duration(), "A contact so soon after a letter is about the letter. Default 7d."},
      {"ack_for", Duration(), "How long an acknowledgement stops the ladder. Default 5d."},
      {"park_for", Duration(), "How long an event waits for its customer. Default 7d."},
      {"max_clock_skew", Duration(), "How far the clock of a source may be ahead. Default 10m."},
      {"callout_fee_cents", cents, "What a visit costs that names no fee, in cents without comma: 7550 is 75.50."},
      {"contact_cost_cents", cents, "What a contact costs, in cents without comma: 450 is 4.50."},
      {"subjects", Json().Set("type", Json::Texts({"object", "null"})).Set("additionalProperties", Categories()),
       "One name for several categories that are the same problem to a customer."},
      {"vague",
       Json().Set("anyOf", Json::Array({Categories(), AnyNumberOf(Text()).Set("maxItems", Json::Number(0)),
                                        Json().Set("type", "null")})),
       "Categories that say nothing about the problem."},
      {"calendar", Calendar(), "Your opening hours and holidays. Default Monday to Friday, 9 to 17."},
      {"desks", OrNothing(AnyNumberOf(Desk())),
       "Other desks by rule, category, region or contractor; the first that fits."},
      {"phone_region", Country(), "The country of telephone numbers that do not say. Default NL."},
      {"evidence_limit", Integer(1, kEvidenceMax), "Facts that one published escalation lists at most. Default 50."},
      {"feedback_min_customers", Integer(1, kCustomersMax),
       "Process feedback on fewer customers is not shown, as a small group is easily recognised. Default 1."},
      {"feedback_ladder", ListOf(Ref("ladder_step")),
       "Who is called when nobody has decided about process feedback for so long; first it is its rule's route."},
      {"lead_time", BusinessDuration(), "Within what a team or desk finishes what it takes in. Default 10d."},
      {"lead_times",
       Json().Set("type", Json::Texts({"object", "null"})).Set("additionalProperties", BusinessDuration()),
       "The same of teams and desks with one of their own, by name."},
      {"overload_weeks", Integer(0, kWeeksMax),
       "A team that took in more than it finished for so many weeks in a row is overloaded. Default 0: not looked at."},
      {"workaround_loops", Integer(0, kLoopsMax),
       "Feedback on what people did to get round the process, from so many solved loops in 90 days on. Default 0: "
       "none."},
      {"proxies", Json().Set("anyOf", Json::Array({Text(), ListOf(Text()), Json().Set("type", "null")})),
       "Customers through whom many call, such as a front desk: nobody is alerted of theirs."},
      {"dragged_on", OrNothing(DraggedOn()),
       "When a loop has really dragged on. A backtest says how many of those the rules caught."},
  });
  return OrNothing(std::move(settings));
}

}  // namespace loopbreaker::schema
