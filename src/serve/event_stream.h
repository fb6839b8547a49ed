// The board as server-sent events: one for each revision, with the number of the change as its id.
//
//   id: 5e3a-42
//   event: escalation            (or feedback; removed with the id alone; reset with everything that stands; dossier
//                                 with the customer of whom something stands and whose dossier has changed)
//   data: {"id":...}
//
// `clock`, without an id, says until when the data goes: {"clock": ..., "speed": ..., "over": true, "alerts": {"held",
// "dead"}}, the last where there are any. A client that comes back with the last id goes on after it; one that has
// missed too much, or has never been here, begins with a `reset`. Each client has at most one text under way, and what
// it has not taken stays on the board, so a slow one costs nothing and nobody waits for it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "board/board.h"
#include "serve/http_server.h"

namespace loopbreaker {

class EventStreams {
 public:
  // The board outlives this, which outlives its feeds. For the server's thread.
  explicit EventStreams(const Board& board) : board_(board) {}

  // `last_event_id` as the client sends it; empty: from the beginning. `is_over` as of HttpFeed.
  std::shared_ptr<HttpFeed> Open(std::string_view last_event_id, Sight sight, std::function<bool()> is_over);

 private:
  class Feed;
  struct Reset {
    std::uint64_t sequence = 0;
    SharedText text;
  };

  // Shared by all who come at about the same time, so that five hundred who come back at once do not hold five hundred
  // copies: what has changed since follows one by one.
  const Reset& CurrentReset(Sight sight);

  const Board& board_;
  std::array<Reset, 2> resets_;  // by Sight
};

// {"clock": ..., "speed": ..., "over": true, "alerts": ...}, each where there is one.
std::string StatusJson(const BoardStatus& status);
// {"NAME": [...]}
std::string ListJson(std::string_view name, const std::vector<SharedText>& list);

}  // namespace loopbreaker
