// A client of plain sockets, so that what goes over the wire is the test's alone.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"

namespace loopbreaker {

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~HttpClient() {
    if (socket_ >= 0) close(socket_);
  }
  HttpClient(HttpClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_), unread_(std::move(other.unread_)) {}

  bool connected() const { return connected_; }

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  // One answer with its Content-Length; what there is when the server closes before that.
  std::string Receive() {
    std::size_t wanted = std::string::npos;
    while (unread_.size() < wanted) {
      const std::size_t end = unread_.find("\r\n\r\n");
      const std::size_t length = unread_.find("Content-Length: ");
      if (end != std::string::npos && length < end) {
        wanted = end + 4 + std::stoul(unread_.substr(length + 16));
        if (unread_.size() >= wanted) break;
      }
      if (!Read()) break;
    }
    std::string answer = unread_.substr(0, wanted);
    unread_.erase(0, answer.size());
    return answer;
  }

  // What has come since the last call, after waiting for some; empty when the server closes.
  std::string ReceiveSome() {
    if (unread_.empty()) Read();
    return std::exchange(unread_, "");
  }

  std::string Ask(std::string_view request) {
    Send(request);
    return Receive();
  }

  // Whether the server closes, with nothing more to read before.
  bool IsClosed() { return unread_.empty() && !Read(); }

 private:
  bool Read() {
    std::array<char, 65536> bytes;
    const ssize_t n = recv(socket_, bytes.data(), bytes.size(), 0);
    if (n <= 0) return false;
    unread_.append(bytes.data(), static_cast<std::size_t>(n));
    return true;
  }

  int socket_ = -1;
  bool connected_ = false;
  std::string unread_;
};

}  // namespace loopbreaker
