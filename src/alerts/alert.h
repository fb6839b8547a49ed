// What leaves the house when somebody has to come: rule, desk, severity and a link, and nothing about a person.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

struct AlertItem {
  std::string key = {};  // LOOP|DESK|RECEIVER, the loop by its reference: what has been sent is remembered by it
  std::string id = {};   // idempotency: the same for the same loop, desk, receiver and severity, whenever it is sent
  std::string reference = {};  // of the escalation
  v1::Severity::Value severity = v1::Severity::UNSPECIFIED;
  Instant since{};  // from when on it is this grave, or this desk's
};

struct Alert {
  enum class Kind : std::uint8_t {
    kLoop,    // one loop
    kGroup,   // several of one cause
    kNotice,  // nothing to do for a customer: alerts are held, and why
    kEnd,     // of what was sent before, as the only item: it is over. For receivers that keep what stands
  };
  Kind kind = Kind::kLoop;
  std::string id = {};  // idempotency: the same alert has the same one however often it is sent; of one loop the item's
  std::string receiver = {};
  std::string desk = {};
  std::string rule_id = {};
  std::string title = {};                                    // of the rule; of a notice what it says
  v1::Severity::Value severity = v1::Severity::UNSPECIFIED;  // the gravest of the items
  std::string complex = {};                                  // of a group: where, if known
  std::string category = {};                                 // of a group: what
  std::vector<AlertItem> items = {};                         // of a notice one, without a reference
  Instant at{};                                              // when it was decided; of an end, when it was over
};

// Where alerts go to.
struct AlertReceiver {
  enum class Format : std::uint8_t { kJson, kTeams, kAlertmanager, kMail };
  std::string name = {};
  Format format = Format::kJson;
  std::string url = {};     // https, or smtps/smtp of mail; may hold a secret: never shown
  std::string secret = {};  // signs what a webhook gets; empty: no signature
  // Networks that are not the internet's and may be reached, such as 10.0.0.0/8.
  std::vector<std::string> networks;
  std::string ca_file = {};  // empty: the system's
  // Whether it keeps what stands, and is told when it does not any more.
  bool keeps() const { return format == Format::kAlertmanager; }
  // Mail.
  std::string from = {};
  std::vector<std::string> to;
  std::string user = {};
  std::string password = {};
};

struct AlertSettings {
  std::string link = {};  // where the page is: "https://loops.example.org"
  v1::Severity::Value from_severity = v1::Severity::LOW;
  // What became so longer ago is on the page only: after an outage nobody is paged for what is over.
  Nanos page_within = minutes(60);
  // After so many alerts of one cause within `group_every`, the rest of it becomes one.
  int group_after = 3;
  Nanos group_every = minutes(5);
  std::map<std::string, std::vector<std::string>> desks;  // names of receivers; "*": of the desks that are not named
  std::vector<AlertReceiver> receivers;

  bool empty() const { return desks.empty(); }
};

}  // namespace loopbreaker
