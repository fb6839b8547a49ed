// A client of the page's stream: reads server-sent events, as fast as they come or much slower, and comes back when it
// is dropped. For the one thread of its io_context.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace loopbreaker::bench {

struct ListenerCounts {
  int listening = 0;         // have begun to read
  std::uint64_t events = 0;  // escalations
  std::uint64_t dropped = 0;
};

class Listener {
 public:
  // Called with the revision of each escalation that comes in.
  using OnRevision = std::function<void(std::int64_t)>;

  // `bytes_each_second` 0: as fast as it can. All must outlive it.
  Listener(boost::asio::io_context& context, std::uint16_t port, std::size_t bytes_each_second,
           const OnRevision& on_revision, ListenerCounts& counts);
  void Start();

 private:
  void Read();
  void Take(std::size_t bytes);
  void ComeBack();

  boost::asio::io_context& context_;
  std::uint16_t port_;
  std::size_t bytes_each_second_;
  const OnRevision& on_revision_;
  ListenerCounts& counts_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::string request_;
  std::array<char, 64 << 10> read_{};
  std::string unread_;  // the beginning of an event
  bool listening_ = false;
};

}  // namespace loopbreaker::bench
