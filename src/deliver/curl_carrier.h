// Webhooks over HTTPS and mail over SMTP, by libcurl.
//
// - An address that is not of the internet is not connected to, unless the receiver's `networks` name it: it is the
//   address of the connection itself that is looked at, so no name can be resolved to another one in between.
// - Redirects are not followed, and no proxy of the environment is used.
// - A webhook is sent `Idempotency-Key`, and with a secret `X-Loopbreaker-Signature` (see SignatureOf).
// - Mail goes over TLS; without a password it may go to one of `networks` that offers none.
#pragma once

#include <atomic>
#include <string>

#include "deliver/carrier.h"

namespace loopbreaker {

class CurlCarrier final : public Carrier {
 public:
  // `link`: as in AlertSettings.
  explicit CurlCarrier(std::string link, std::chrono::milliseconds attempt_max = std::chrono::seconds(10));

  Carried Carry(const AlertReceiver& receiver, const Alert& alert, Instant now) override;
  void Stop() override { stopping_ = true; }

 private:
  struct Attempt;

  const std::string link_;
  const std::chrono::milliseconds attempt_max_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace loopbreaker
