// An event as it came: the fact that the engine takes of it, and the whole message for those who want more.
#pragma once

#include <string>
#include <string_view>

#include "event/decode.h"
#include "event/fact.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

using Identifiers = google::protobuf::RepeatedPtrField<v1::Identifier>;

// Made to be filled again and again. One thread at a time.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  // Protobuf's wire format, without a length in front. False: `refusal` says why, and the event is of no use. `bytes`
  // must stay until it is filled anew.
  bool Read(std::string_view bytes, Refusal& refusal);
  // Takes a valid message (see Validate), which must stay until the event is filled anew, and not change.
  void View(const v1::ContactEvent& valid);
  // The same of a message that the event keeps.
  void Take(v1::ContactEvent&& valid);

  // The customer is the named one, until link has found whose it is.
  const Fact& fact() const { return fact_; }
  Fact& fact() { return fact_; }
  // Made when it is first asked for, where the fact was read straight from bytes.
  const v1::ContactEvent& message() const;
  // Makes no message for it.
  const Identifiers& identifiers() const;
  // What Read takes.
  std::string Bytes() const;

 private:
  Fact fact_;
  std::string_view bytes_;  // that the fact was read from; empty: it was made from a message
  mutable v1::ContactEvent own_;
  mutable const v1::ContactEvent* message_ = nullptr;  // null: not made yet
};

}  // namespace loopbreaker
