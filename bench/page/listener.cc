#include "listener.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <string_view>

namespace loopbreaker::bench {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

constexpr std::chrono::seconds kRetry(1);
// As little as the system allows, so that what is not read stays with the server.
constexpr int kSlowBufferBytes = 4096;
constexpr std::string_view kEvent = "event: escalation\n";
constexpr std::string_view kRevision = "\"revision\":";

}  // namespace

Listener::Listener(asio::io_context& context, std::uint16_t port, std::size_t bytes_each_second,
                   const OnRevision& on_revision, ListenerCounts& counts)
    : context_(context),
      port_(port),
      bytes_each_second_(bytes_each_second),
      on_revision_(on_revision),
      counts_(counts),
      socket_(context),
      timer_(context),
      request_("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n") {}

void Listener::Start() {
  socket_ = asio::ip::tcp::socket(context_);
  socket_.open(asio::ip::tcp::v4());
  if (bytes_each_second_ != 0) socket_.set_option(asio::socket_base::receive_buffer_size(kSlowBufferBytes));
  socket_.async_connect({asio::ip::address_v4::loopback(), port_}, [this](Error error) {
    if (error) return ComeBack();
    asio::async_write(socket_, asio::buffer(request_), [this](Error failed, std::size_t) {
      if (failed) return ComeBack();
      Read();
    });
  });
}

void Listener::Read() {
  const std::size_t room = bytes_each_second_ == 0 ? read_.size() : std::min(read_.size(), bytes_each_second_);
  socket_.async_read_some(asio::buffer(read_.data(), room), [this](Error error, std::size_t bytes) {
    if (error) return ComeBack();
    if (!listening_) ++counts_.listening;
    listening_ = true;
    Take(bytes);
    if (bytes_each_second_ == 0) return Read();
    timer_.expires_after(std::chrono::microseconds(1'000'000 * bytes / bytes_each_second_));
    timer_.async_wait([this](Error stopped) {
      if (!stopped) Read();
    });
  });
}

void Listener::Take(std::size_t bytes) {
  // The end of a reset is not looked for in all of it again with every piece.
  std::size_t look = unread_.empty() ? 0 : unread_.size() - 1;
  unread_.append(read_.data(), bytes);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = unread_.find("\n\n", look)) != std::string::npos; begin = look = end + 2) {
    const std::string_view event = std::string_view(unread_).substr(begin, end - begin);
    const std::size_t at = event.find(kRevision);
    if (event.find(kEvent) == std::string_view::npos || at == std::string_view::npos) continue;
    std::int64_t revision = 0;
    std::from_chars(event.data() + at + kRevision.size(), event.data() + event.size(), revision);
    ++counts_.events;
    on_revision_(revision);
  }
  unread_.erase(0, begin);
}

void Listener::ComeBack() {
  if (listening_) {
    --counts_.listening;
    ++counts_.dropped;
  }
  listening_ = false;
  unread_.clear();
  timer_.expires_after(kRetry);
  timer_.async_wait([this](Error stopped) {
    if (!stopped) Start();
  });
}

}  // namespace loopbreaker::bench
