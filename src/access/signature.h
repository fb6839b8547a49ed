// Who sends by what is signed with a secret that both know, not by a token.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace loopbreaker {

// What is signed by HMAC-SHA256, and in which headers.
enum class SignatureForm : std::uint8_t {
  kTimestamped,  // X-Loopbreaker-Signature: t=SECONDS,v1=HEX of SECONDS.BODY, as our own alerts
  kBody,         // X-Hub-Signature-256: sha256=HEX of the body
  kZendesk,  // X-Zendesk-Webhook-Signature: BASE64 of the text of X-Zendesk-Webhook-Signature-Timestamp and the body
};
// As they are written in a configuration, in the order of SignatureForm.
const std::vector<std::string>& SignatureFormNames();

// A signature whose time is further away than this from now is too old, or not ours.
inline constexpr Nanos kSignatureAgeMax = minutes(5);

// Empty: the request is signed with the secret. Else what was expected, or does not fit. `headers`: names in lower
// case.
std::string MistakeOfSignature(SignatureForm form, std::string_view secret,
                               const std::vector<std::pair<std::string, std::string>>& headers, std::string_view body,
                               Instant now);

}  // namespace loopbreaker
