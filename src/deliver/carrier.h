// Brings one alert to its receiver, once.
#pragma once

#include <cstdint>
#include <string>

#include "alerts/alert.h"
#include "base/time.h"

namespace loopbreaker {

struct Carried {
  enum class How : std::uint8_t {
    kDelivered,
    kFailed,   // it may work later
    kRefused,  // it will not: the same would be refused again
  };
  How how = How::kDelivered;
  std::string error;  // what was expected and found, without any secret
};

// Called by several threads at once. Blocks for as long as it takes, within limits of its own.
class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual Carried Carry(const AlertReceiver& receiver, const Alert& alert, Instant now) = 0;
  // Ends what is under way, as failed, and whatever comes after.
  virtual void Stop() = 0;
};

}  // namespace loopbreaker
