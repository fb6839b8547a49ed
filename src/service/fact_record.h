// A linked fact as a record of `facts`, and whose it is by what is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "link/directory.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/internal.pb.h"
#include "service/record.h"
#include "service/references.h"

namespace loopbreaker {

// Reasons of link that are no Resolution's.
inline constexpr std::string_view kByReference = "by its reference";
inline constexpr std::string_view kProvisionally = "by an identifier that is nobody's yet";

// The link of a fact: whose it is, why, and what else is needed to decide it anew.
struct FactLink {
  std::string customer;  // empty: nobody's
  std::string reason;
  std::string named;           // the customer that its source named; empty: none
  std::int64_t directory = 0;  // version of the directory that decided
  bool by_itself() const { return reason != kByReference && reason != kProvisionally; }
};

// Whose an event is whose identifiers are pseudonyms. `named` as above; `reads`: appends what the answer rests on.
FactLink LinkEvent(const Fact& fact, const Identifiers& identifiers, std::string_view named, const Directory& directory,
                   const References& references, Nanos park_for, LinkReads* reads = nullptr);

// As a record says it. `fact` is what is in it.
FactLink LinkOf(const InRecord& record, const Fact& fact);

struct FactWriter {
  std::int32_t partitions = 12;  // of facts
  std::string source_name;       // CloudEvents' `source`
  // Sends the fact, with its correction where it is one. `appended`: the time of the source's record where it has just
  // come from there.
  void Write(v1::ContactEvent event, const FactLink& link, const Outbox& out,
             std::optional<Instant> appended = {}) const;
};

// Claims the references of an event for its customer, where nobody has said so yet. A deletion claims none.
void ClaimReferences(const Fact& fact, const std::string& customer, References& references, const Outbox& out);

// A deletion that is nobody's: takes the fact back wherever it is, as whoever holds one reads all corrections.
void TakeBack(const v1::ContactEvent& deletion, const Outbox& out);

// Has an event looked at whenever references or the directory change, by whoever owns that partition of `parked`.
// `partitions` as above. A deletion does not wait for its customer to take effect.
void Park(v1::Parked parked, std::int32_t partitions, const Outbox& out);

// The key of the fact that a customer has of an event.
FactKey KeyUnder(v1::ContactEvent event, const std::string& customer);

}  // namespace loopbreaker
