// What happens to the customers of a landlord in half a year, as stories: one problem each, from its first sign to its
// end. Most are solved at once, some take a visit, and a few go round and round.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loopbreaker/v1/contact_event.pb.h"
#include "random.h"

namespace loopbreaker::bench {

struct Row {
  std::int64_t time;  // seconds since the epoch
  std::string event;  // serialised
};

class Stories {
 public:
  // `rows` gets the events that lie before `end`; it outlives the teller.
  Stories(Random& random, std::int64_t begin, std::int64_t end, std::vector<Row>& rows);

  // Appends one story of a customer, which begins at any moment of the time.
  void Tell(std::uint32_t customer);

 private:
  void QuickCall();
  void Callback();
  void HangsUp();
  void Repair();
  void Case();
  void Letter();
  void Portal();
  void Round();

  void Call(v1::Disposition::Value disposition);
  void Visit(v1::Outcome::Value outcome, int days);
  void OpenCase();
  void ResolveCase();
  void LiftBlocker(v1::Blocker::Value blocker);
  void Later(std::int64_t least, std::int64_t most);
  // The next moment at which people work.
  void ToOfficeHours();
  // An event with what all of this story have in common.
  v1::ContactEvent& Next(std::string_view source);
  void Put();
  std::string Id(char prefix);
  std::string Note();

  Random& random_;
  std::uint64_t ids_ = 0;
  std::int64_t begin_;
  std::int64_t end_;
  std::vector<Row>& rows_;
  std::int64_t now_ = 0;
  std::string customer_;
  std::string unit_;
  std::string region_;
  std::string complex_;
  std::string category_;
  std::string team_;
  std::string case_;
  std::string visit_;
  v1::ContactEvent event_;
};

}  // namespace loopbreaker::bench
