// The supervisor's page and the API behind it, over a board:
//
//   Board board("5e3a");
//   HttpServer server({.listen = "127.0.0.1:8080"});
//   ServePage(server, board, {.now = ..., .act = ...});
//   server.Start();
//
// Safe against other pages in the same browser: a name in `Host` that is not ours is refused (DNS rebinding), an action
// has to come from the page itself or from no page at all, and what is served may load nothing from elsewhere. Who asks
// and what they may see and do is the gate's (gate.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "access/access.h"
#include "base/time.h"
#include "board/board.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "serve/http_server.h"

namespace loopbreaker {

// All are called in the server's thread and must not block.
struct PageOptions {
  // The time of an action.
  std::function<Instant()> now;
  // Takes the events of one action; not OK: nothing is done, and the client is told why.
  std::function<absl::Status(std::vector<v1::ContactEvent>)> act;
  // A demonstration's: sets how fast it goes, 0 to stand still. Null: there is no such thing here.
  std::function<void(double)> set_speed = nullptr;
  // {"held": ..., "dead": ..., "receivers": [...]} of the alerts that leave. Null: none do here.
  std::function<std::string()> alerts = nullptr;
  // As of GateOptions. Who may not see names needs a board with a veil.
  std::vector<std::string> hosts = {};
  std::shared_ptr<const Access> access = std::make_shared<Access>();
};

// Before the server starts. The board outlives the server, and has no other listener.
void ServePage(HttpServer& server, Board& board, PageOptions options);

}  // namespace loopbreaker
