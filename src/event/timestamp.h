// Instants and protobuf's Timestamp, both ways.
#pragma once

#include "base/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace loopbreaker {

// Saturates as FromSecondsNanos does.
inline Instant TimeOf(const google::protobuf::Timestamp& time) {
  return FromSecondsNanos(time.seconds(), time.nanos());
}

inline void SetTime(Instant at, google::protobuf::Timestamp* out) {
  const auto since = std::chrono::floor<seconds>(at);
  out->set_seconds(since.time_since_epoch().count());
  out->set_nanos(static_cast<std::int32_t>((at - since).count()));
}

}  // namespace loopbreaker
