// What somebody does about an escalation or process feedback on the page, from its JSON into events.
//
//   {"action": "SNOOZE", "until": "2026-03-09T08:00:00Z", "by": "team-lead", "wholeLoop": true}
//
// `action` as in the proto; ASSIGN needs `assignee`, SNOOZE `until`, DISMISS `reason`, COMMENT `comment`. `by`: who
// does it, a desk or a team; without it the escalation's desk. Feedback is decided and not dismissed or resolved:
//
//   {"action": "DECIDE", "decision": "DO", "comment": "vans get it from May on", "changeId": "van-stock"}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "board/board.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// The source of every event that people make on the page.
inline constexpr std::string_view kPageSource = "supervisor-page";

struct ActionRequest {
  v1::SupervisorActed what;  // without escalation_id
  std::string by;
  bool whole_loop = false;
};

// False: `error` says what was expected and found. `now`: what `until` must be later than.
bool ReadAction(std::string_view json, Instant now, ActionRequest& request, std::string& error);

// One event for each escalation that the action is meant for, valid; of RESOLVE and COMMENT, which concern the loop as
// it is, one. `key` makes their identity: the same key again is the same action. Empty: there is no such escalation, or
// `error` says what is wrong.
std::vector<v1::ContactEvent> ActionEvents(const Board& board, const std::string& escalation_id,
                                           const ActionRequest& request, const std::string& key, Instant now,
                                           std::string& error);

// The same of process feedback, which has one event. Empty: there is no such feedback, or `error` says what is wrong.
std::vector<v1::ContactEvent> FeedbackActionEvents(const Board& board, const std::string& feedback_id,
                                                   const ActionRequest& request, const std::string& key, Instant now,
                                                   std::string& error);

}  // namespace loopbreaker
