// Events that other systems push: POST /api/v1/events/{source}, signed with a secret of the source.
//
// Nobody is asked for a role here: whoever has the secret may send. What is taken in goes to the source as it came, and
// through its mapping like everything else of that source; so what the mapping cannot use becomes a dead letter, and
// the sender is not told to try again.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "access/signature.h"
#include "base/time.h"
#include "serve/http_server.h"

namespace loopbreaker {

struct WebhookSource {
  std::string name;
  std::string secret;
  SignatureForm signature = SignatureForm::kTimestamped;
  int requests_per_minute_max = 600;  // on average; a tenth of it at once
};

// After this the sender is told to try again, as an event counts once. Senders give up after ten seconds or so.
inline constexpr Nanos kPushPatience = seconds(5);

struct WebhookRoutes {
  std::vector<WebhookSource> sources;
  // Empty: it is not known yet. Ok: it is kept where no crash takes it. Else: it never will be.
  using Kept = std::function<std::optional<absl::Status>()>;
  // Hands on what one request brought: one object of JSON each. What it gives is asked until it knows. Null: the sender
  // is to try again. Both are called in the server's thread, and must not block.
  std::function<Kept(const std::string& source, std::vector<std::string> records)> take;
  std::function<Instant()> now;
  // Told of each answer to a request for one of the sources; may be empty.
  std::function<void(const std::string& source, int status)> answered = {};
};

// Before the server starts.
void ServeWebhooks(HttpServer& server, WebhookRoutes routes);

}  // namespace loopbreaker
