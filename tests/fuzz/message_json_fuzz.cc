// Any bytes as each message that the service reads as JSON from its topics: what is read is written and read again as
// the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "event/message_json.h"
#include "loopbreaker/v1/customer.pb.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "loopbreaker/v1/internal.pb.h"

namespace {

void Expect(bool holds, const char* what, const google::protobuf::Message& message) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, message.DebugString().c_str());
  std::abort();
}

template <typename T>
void CheckAs(std::string_view bytes) {
  T message;
  std::vector<std::string> unknown;
  std::string error;
  if (!loopbreaker::FromJson(bytes, message, unknown, error)) {
    return Expect(!error.empty(), "an error says what is wrong", message);
  }
  T again;
  unknown.clear();
  const std::string json = loopbreaker::ToJson(message);
  Expect(loopbreaker::FromJson(json, again, unknown, error) && unknown.empty(), error.c_str(), message);
  // Not the same message: times that do not fit are written as the last that does (base/time.h).
  Expect(loopbreaker::ToJson(again) == json, "the same when written again", message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckAs<loopbreaker::v1::Customer>(bytes);
  CheckAs<loopbreaker::v1::Unit>(bytes);
  CheckAs<loopbreaker::v1::Erasure>(bytes);
  CheckAs<loopbreaker::v1::Escalation>(bytes);
  CheckAs<loopbreaker::v1::Dossier>(bytes);
  return 0;
}
