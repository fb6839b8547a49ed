// Any bytes on a connection to the server of the page, with its real routes, by somebody with a session or without: the
// server lives, and answers in HTTP or not at all.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/customers.h"
#include "serve/gate.h"
#include "serve/page.h"

namespace {

using namespace loopbreaker;

void Expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// A server with one escalation, on a port of its own; it ends with the process.
struct Served {
  Served() {
    v1::Escalation escalation;
    escalation.set_id("e1");
    escalation.set_state(v1::State::OPENED);
    escalation.set_customer_id("c1");
    escalation.set_desk("planning");
    board.Put(escalation);
    ServePage(server, board,
              {.now = [] { return *ParseTime("2026-03-02T10:00:00Z"); },
               .act = [](const std::vector<v1::ContactEvent>&) { return absl::OkStatus(); }});
    gate.emplace(server, GateOptions{.now = [] { return *ParseTime("2026-03-02T10:00:00Z"); }});
    ServeCustomers(*gate, {.dossier = [](const std::string&) { return std::nullopt; },
                           .lookup = [](const v1::ContactEvent&) { return v1::Lookup(); },
                           .lookup_contact = [](const std::string&) { return std::nullopt; },
                           .on_read = [](const User&, std::string_view, const std::string&) {},
                           .erase = [](const User&, const std::string&, bool) { return Instant{}; }});
    Expect(server.Start().ok(), "the server starts");
  }
  Board board{"fuzz"};
  HttpServer server{{.listen = "127.0.0.1:0", .heartbeat = std::chrono::milliseconds(20)}};
  std::optional<Gate> gate;
};

Served& TheServer() {
  static Served* const served = new Served();
  return *served;
}

int Connect() {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(TheServer().server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Expect(connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "the server listens");
  // Closing leaves no port that waits for two minutes: there are only so many.
  const linger at_once{1, 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  return connection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int connection = Connect();
  (void)send(connection, data, size, MSG_NOSIGNAL);
  shutdown(connection, SHUT_WR);
  char buffer[4096];
  std::string answer;
  // A stream of events has no end: its beginning is enough.
  for (ssize_t bytes = 0; answer.size() < 64 && (bytes = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(bytes));
  }
  close(connection);
  Expect(answer.empty() || answer.starts_with("HTTP/1."), "what is answered is HTTP");
  return 0;
}
