// What must hold of any event that decodes and is valid: it survives being viewed, packed, unpacked and written as
// JSON.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "event/decode.h"
#include "event/fact.h"
#include "event/message_json.h"
#include "google/protobuf/util/message_differencer.h"

namespace loopbreaker {

inline void Expect(bool holds, const char* what, const v1::ContactEvent& event) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, event.DebugString().c_str());
  std::abort();
}

inline void CheckDecoded(v1::ContactEvent& event) {
  using google::protobuf::util::MessageDifferencer;
  Refusal refusal;
  if (!Validate(event, refusal)) {
    Expect(!refusal.detail.empty(), "a refusal says why", event);
    return;
  }
  const v1::ContactEvent once = event;
  Expect(Validate(event, refusal) && MessageDifferencer::Equals(event, once), "what is valid stays as it is", event);

  Fact viewed;
  ViewOf(event, viewed);
  // Without a customer, which is not packed, and with the lists as a fact keeps them.
  viewed.customer_id = {};
  const v1::ContactEvent wanted = ToEvent(viewed);

  TextPool pools[] = {TextPool(), TextPool(0)};
  for (TextPool& pool : pools) {
    std::string packed;
    Pack(viewed, kAllFields, pool, packed);
    Fact unpacked;
    Unpack(packed, pool, unpacked);
    Expect(unpacked.rank == viewed.rank && unpacked.present() == viewed.present(), "shape after packing", event);
    Expect(MessageDifferencer::Equals(ToEvent(unpacked), wanted), "content after packing", event);
  }

  v1::ContactEvent reread;
  std::vector<std::string> unknown;
  std::string error;
  Expect(FromJson(ToJson(wanted), reread, unknown, error) && unknown.empty(), "JSON of ours is read", wanted);
  Expect(MessageDifferencer::Equals(reread, wanted), "content after JSON", wanted);
}

}  // namespace loopbreaker
