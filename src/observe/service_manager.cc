#include "observe/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace loopbreaker {
namespace {

std::string TakeOut(const char* name) {
  const char* const value = std::getenv(name);
  const std::string text = value == nullptr ? "" : value;
  unsetenv(name);
  return text;
}

std::chrono::microseconds Microseconds(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::chrono::microseconds(number);
}

}  // namespace

ServiceManager ServiceManager::FromEnvironment() {
  std::string socket = TakeOut("NOTIFY_SOCKET");
  std::chrono::microseconds watchdog = Microseconds(TakeOut("WATCHDOG_USEC"));
  // A watchdog may be meant for somebody else, who handed the environment on.
  const std::string pid = TakeOut("WATCHDOG_PID");
  if (!pid.empty() && pid != std::to_string(getpid())) watchdog = std::chrono::microseconds(0);
  return {std::move(socket), watchdog};
}

void ServiceManager::Ready(std::string_view status) {
  status_ = status;
  Send("READY=1\nSTATUS=" + status_);
}

void ServiceManager::Status(std::string_view status) {
  if (status == status_) return;
  status_ = status;
  Send("STATUS=" + status_);
}

void ServiceManager::Alive(std::chrono::steady_clock::time_point now) {
  if (watchdog_.count() == 0 || now < next_sign_) return;
  next_sign_ = now + watchdog_ / 4;
  Send("WATCHDOG=1");
}

void ServiceManager::Stopping() { Send("STOPPING=1"); }

void ServiceManager::Send(const std::string& lines) const {
  sockaddr_un address{};
  if (socket_.empty() || socket_.size() >= sizeof(address.sun_path)) return;
  address.sun_family = AF_UNIX;
  std::copy(socket_.begin(), socket_.end(), address.sun_path);
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const int out = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (out < 0) return;
  // A manager that is not there any more is no reason to end.
  (void)sendto(out, lines.data(), lines.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
               static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size()));
  close(out);
}

}  // namespace loopbreaker
