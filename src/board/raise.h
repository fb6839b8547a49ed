// A case that somebody raises by hand on the page, from its JSON into an event.
//
//   {"line": "Third time with empty hands.", "unitId": "vlierstraat-17", "category": "plumbing/leak", "by": "van-dam"}
//
// `line` says what goes wrong. Whose case it is follows from at least one of `customerId`, `account`, `phone`, `email`,
// `unitId`, `caseId` and `workOrderId`; link decides, as for any other event. `by`: who raises it, a desk or a team.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// It is one line in every list.
inline constexpr std::size_t kRaisedLineBytesMax = 1000;

// The `raised` event, valid; `key` makes its identity: the same key again is the same case. False: `error` says what
// was expected and found.
bool ReadRaise(std::string_view json, const std::string& key, Instant now, v1::ContactEvent& event, std::string& error);

}  // namespace loopbreaker
