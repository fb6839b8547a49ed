#include "access/signature.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "base/hmac.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

// The year 2262, the last that an Instant knows.
constexpr std::int64_t kSecondsMax = 9'223'372'036;

constexpr const char* kDoesNotFit = "the signature does not fit";

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string_view HeaderOf(const Headers& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

// "1" of t in "t=1,v1=2"; empty: it is not there.
std::string_view PartOf(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    const std::string_view part = header.substr(0, comma);
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') {
      return part.substr(name.size() + 1);
    }
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
  }
  return {};
}

std::string MistakeOfTime(Instant time, Instant now) {
  const bool near = time <= now + kSignatureAgeMax && now <= time + kSignatureAgeMax;
  return near ? "" : "the signature's time is more than five minutes away";
}

}  // namespace

const std::vector<std::string>& SignatureFormNames() {
  static const std::vector<std::string> kNames = {"timestamped", "body", "zendesk"};
  return kNames;
}

std::string MistakeOfSignature(SignatureForm form, std::string_view secret, const Headers& headers,
                               std::string_view body, Instant now) {
  switch (form) {
    case SignatureForm::kTimestamped: {
      const std::string_view header = HeaderOf(headers, "x-loopbreaker-signature");
      const std::string_view time = PartOf(header, "t");
      std::int64_t at = 0;
      if (!absl::SimpleAtoi(Abseil(time), &at) || at < 0 || at > kSecondsMax) {
        return "expected the header X-Loopbreaker-Signature: t=SECONDS,v1=HEX";
      }
      if (!IsHex(HmacOf(secret, {time, ".", body}), PartOf(header, "v1"))) return kDoesNotFit;
      return MistakeOfTime(Instant() + seconds(at), now);
    }
    case SignatureForm::kBody: {
      constexpr std::string_view kKind = "sha256=";
      const std::string_view header = HeaderOf(headers, "x-hub-signature-256");
      if (!header.starts_with(kKind)) return "expected the header X-Hub-Signature-256: sha256=HEX";
      return IsHex(HmacOf(secret, {body}), header.substr(kKind.size())) ? "" : kDoesNotFit;
    }
    case SignatureForm::kZendesk: {
      const std::string_view time = HeaderOf(headers, "x-zendesk-webhook-signature-timestamp");
      const std::optional<Instant> at = ParseTime(time);
      if (!at) return "expected the headers X-Zendesk-Webhook-Signature and X-Zendesk-Webhook-Signature-Timestamp";
      const std::string_view signature = HeaderOf(headers, "x-zendesk-webhook-signature");
      return IsBase64(HmacOf(secret, {time, body}), signature) ? MistakeOfTime(*at, now) : kDoesNotFit;
    }
  }
  return kDoesNotFit;
}

}  // namespace loopbreaker
