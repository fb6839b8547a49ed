#include "faults/town.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "event/timestamp.h"
#include "gtest/gtest.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

using Timestamp = google::protobuf::Timestamp;

void SetTo(Instant at, Timestamp* out) {
  const auto since = std::chrono::floor<seconds>(at);
  out->set_seconds(since.time_since_epoch().count());
  out->set_nanos(static_cast<std::int32_t>((at - since).count()));
}

// What supervisors may name.
std::vector<std::string> RuleIds() {
  const std::string path = std::string(LOOPBREAKER_SOURCE_DIR) + "/rules/default.yaml";
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  Diagnostics errors;
  const auto rules = LoadRules(text.str(), path, errors);
  EXPECT_NE(rules, nullptr);
  return rules == nullptr ? std::vector<std::string>{} : rules->ids;
}

// The same telephone in every household would make one customer of them.
std::string PhoneOf(int household, const std::string& phone) {
  char digits[8];
  std::snprintf(digits, sizeof digits, "%07d", household);
  const bool known = phone.ends_with("12345678");
  return (phone.starts_with("+") ? "+316" : "06 ") + std::string(known ? "1" : "8") + digits;
}

class Household {
 public:
  explicit Household(int number) : number_(number), prefix_("h" + std::to_string(number) + "-") {}

  void Name(v1::ContactEvent& event) const {
    event.set_id(prefix_ + event.id());
    for (std::string* name :
         {event.mutable_customer_id(), event.mutable_unit_id(), event.mutable_case_id(), event.mutable_work_order_id(),
          event.mutable_visit_id(), event.mutable_contact_id(), event.mutable_promise_id()}) {
      if (!name->empty()) *name = prefix_ + *name;
    }
    for (auto& identifier : *event.mutable_identifiers()) Name(identifier);
  }
  void Name(v1::Customer& customer) const {
    customer.set_customer_id(prefix_ + customer.customer_id());
    for (auto& identifier : *customer.mutable_identifiers()) Name(identifier);
    for (auto& unit : *customer.mutable_units()) unit.set_unit_id(prefix_ + unit.unit_id());
  }

 private:
  template <typename Identifier>
  void Name(Identifier& identifier) const {
    identifier.set_value(identifier.kind() == v1::IdentifierKind::PHONE ? PhoneOf(number_, identifier.value())
                                                                        : prefix_ + identifier.value());
  }

  int number_;
  std::string prefix_;
};

// All times of an event, those in its payload too.
void Move(v1::ContactEvent& event, Nanos by) {
  const auto move = [by](Timestamp* at) { SetTo(TimeOf(*at) + by, at); };
  move(event.mutable_event_time());
  if (event.has_visit_scheduled() && event.visit_scheduled().has_starts())
    move(event.mutable_visit_scheduled()->mutable_starts());
  if (event.has_promise_made() && event.promise_made().has_due()) move(event.mutable_promise_made()->mutable_due());
  if (event.has_supervisor_acted() && event.supervisor_acted().has_until())
    move(event.mutable_supervisor_acted()->mutable_until());
}

}  // namespace

Town& Town::operator+=(Town other) {
  std::move(other.events.begin(), other.events.end(), std::back_inserter(events));
  std::move(other.customers.begin(), other.customers.end(), std::back_inserter(customers));
  return *this;
}

Town MakeTown(std::uint64_t seed, int households, int events, const RandomHistory::Allowed& allowed, Instant end) {
  static const std::vector<std::string> rule_ids = RuleIds();
  static int number = 0;  // two towns of one run have nobody in common
  Town town;
  for (int i = 0; i < households; ++i) {
    const Household household(++number);
    RandomHistory history(seed * 10'007 + static_cast<std::uint64_t>(i), Shape::kDense, rule_ids);
    history.Allow(allowed);
    for (v1::ContactEvent& event : history.Events(events)) {
      household.Name(event);
      town.events.push_back(std::move(event));
    }
    for (v1::Customer& customer : DirectoryEntries()) {
      household.Name(customer);
      town.customers.push_back(std::move(customer));
    }
  }
  const auto by_time = [](const auto& a, const auto& b) { return TimeOf(a.event_time()) < TimeOf(b.event_time()); };
  std::stable_sort(town.events.begin(), town.events.end(), by_time);
  const Nanos later = end - TimeOf(town.events.back().event_time());
  for (v1::ContactEvent& event : town.events) Move(event, later);
  return town;
}

std::vector<v1::ContactEvent> Promises(const std::string& name, int count, Instant made, Instant first, Instant last) {
  std::vector<v1::ContactEvent> events;
  for (int i = 0; i < count; ++i) {
    v1::ContactEvent& event = events.emplace_back();
    event.set_source("crm");
    event.set_id(name + "-" + std::to_string(i));
    event.set_customer_id(name + "-customer-" + std::to_string(i));
    event.set_category("rent");
    event.set_promise_id(name + "-promise-" + std::to_string(i));
    SetTo(made, event.mutable_event_time());
    SetTo(first + (last - first) / count * i, event.mutable_promise_made()->mutable_due());
  }
  return events;
}

}  // namespace loopbreaker
