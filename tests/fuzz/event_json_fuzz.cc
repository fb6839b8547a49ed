#include "fuzz/event_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static loopbreaker::JsonDecoder decoder;
  loopbreaker::v1::ContactEvent event;
  loopbreaker::Refusal refusal;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (decoder.Decode(bytes, event, refusal)) {
    loopbreaker::CheckDecoded(event);
  } else {
    loopbreaker::Expect(!refusal.detail.empty(), "a refusal says why", event);
  }
  return 0;
}
