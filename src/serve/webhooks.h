// Events that other systems push: POST /api/v1/events/{source}, signed with a secret of the source.
//
// Nobody is asked for a role here: whoever has the secret may send. What is taken in goes to the source as it came, and
// through its mapping like everything else of that source; so what the mapping cannot use becomes a dead letter, and
// the sender is not told to try again.
#pragma once

#include <cstddef>
#include <functional>
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

struct WebhookRoutes {
  std::vector<WebhookSource> sources;
  // Hands on what one request brought: one object of JSON each. Not OK: none of it, and the sender is to try again.
  // Called in the server's thread: must not block.
  std::function<absl::Status(const std::string& source, std::vector<std::string> records)> take;
  std::function<Instant()> now;
};

// Before the server starts.
void ServeWebhooks(HttpServer& server, WebhookRoutes routes);

}  // namespace loopbreaker
