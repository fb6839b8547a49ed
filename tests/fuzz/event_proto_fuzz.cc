#include "event/wire_reader.h"
#include "fuzz/event_check.h"

namespace loopbreaker {
namespace {

// What the short way takes is valid the long way, and the same fact.
void CheckShortWay(std::string_view bytes) {
  Fact fact;
  if (!ReadWire(bytes, fact)) return;
  v1::ContactEvent event;
  Refusal refusal;
  Expect(DecodeProto(bytes, event, refusal) && Validate(event, refusal), refusal.detail.c_str(), event);
  Fact wanted;
  ViewOf(event, wanted);
  Expect(google::protobuf::util::MessageDifferencer::Equals(ToEvent(fact), ToEvent(wanted)), "the same fact", event);
  Expect(fact.rank == wanted.rank && fact.present() == wanted.present(), "the same shape", event);
}

}  // namespace
}  // namespace loopbreaker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  loopbreaker::v1::ContactEvent event;
  loopbreaker::Refusal refusal;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  loopbreaker::CheckShortWay(bytes);
  if (loopbreaker::DecodeProto(bytes, event, refusal)) {
    loopbreaker::CheckDecoded(event);
  } else {
    loopbreaker::Expect(!refusal.detail.empty(), "a refusal says why", event);
  }
  return 0;
}
