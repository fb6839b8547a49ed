// Tells the service manager that started this process (systemd with Type=notify) how it is: that it runs, what it is
// doing, that it stops, that it is alive. The protocol is a datagram of lines NAME=VALUE to the socket that
// NOTIFY_SOCKET names (sd_notify(3), which invites to write it oneself; libsystemd would be a library for one write).
//
// Everything does nothing where nobody listens, and never waits. Not safe in several threads.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace loopbreaker {

class ServiceManager {
 public:
  // Whom the environment names: NOTIFY_SOCKET, and WATCHDOG_USEC if a sign of life is expected. Taken out of it, so
  // that no child speaks for this process.
  static ServiceManager FromEnvironment();
  // `socket`: a path, or "@" and a name of the abstract namespace; empty: nobody. `watchdog` zero: no sign of life.
  ServiceManager(std::string socket, std::chrono::microseconds watchdog)
      : socket_(std::move(socket)), watchdog_(watchdog) {}

  // The start is over; `status` as below.
  void Ready(std::string_view status);
  // What it is doing, in a few words, for whoever asks `systemctl status`. Sent when it differs from the last.
  void Status(std::string_view status);
  // To be called often: a sign of life, at most four times in the time after which it would be missed.
  void Alive(std::chrono::steady_clock::time_point now);
  // It has begun to stop.
  void Stopping();

 private:
  void Send(const std::string& lines) const;

  std::string socket_;
  std::chrono::microseconds watchdog_;
  std::string status_;
  std::chrono::steady_clock::time_point next_sign_{};
};

}  // namespace loopbreaker
