// What people decided about process feedback, and what became of it.
#pragma once

#include <string>
#include <vector>

#include "loopbreaker/v1/contact_event.pb.h"
#include "report/before_after.h"

namespace loopbreaker {

struct KnotCut {
  std::string feedback;  // its id
  v1::Decision::Value decision = v1::Decision::UNSPECIFIED;
  std::string by;  // a desk or a team
  Instant at{};
  std::string why;
  std::string change_id;
  // Of what was decided to be done: the change was announced (processChanged), and did this.
  bool announced = false;
  Turn turn = Turn::kNotShown;
};

// `actions`: as they came, in any order, doubles and corrections included; what is later than the clock is left out.
// The latest first.
std::vector<KnotCut> DecisionsOf(const std::vector<v1::ContactEvent>& actions, const std::vector<ChangeEffect>& effects,
                                 Instant clock);

}  // namespace loopbreaker
