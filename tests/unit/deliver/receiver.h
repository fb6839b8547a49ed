// A receiver on a port of its own, which takes one connection after another as the test says.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace loopbreaker {

class FakeReceiver {
 public:
  // One connection: reads and answers as long as it likes.
  class Talk {
   public:
    explicit Talk(int socket) : socket_(socket) {}
    // Until the text has come, or the other end closes.
    std::string ReadUntil(std::string_view text) {
      while (unread_.find(text) == std::string::npos && Read()) continue;
      const std::size_t end = unread_.find(text);
      return Take(end == std::string::npos ? unread_.size() : end + text.size());
    }
    std::string ReadBytes(std::size_t count) {
      while (unread_.size() < count && Read()) continue;
      return Take(count);
    }
    // Until the other end closes.
    void ReadAll() {
      while (Read()) continue;
    }
    void Say(std::string_view text) { [[maybe_unused]] auto n = send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

   private:
    bool Read() {
      std::array<char, 4096> bytes;
      const ssize_t n = recv(socket_, bytes.data(), bytes.size(), 0);
      if (n > 0) unread_.append(bytes.data(), static_cast<std::size_t>(n));
      return n > 0;
    }
    std::string Take(std::size_t count) {
      std::string taken = unread_.substr(0, count);
      unread_.erase(0, taken.size());
      return taken;
    }
    int socket_;
    std::string unread_;
  };

  explicit FakeReceiver(std::function<void(Talk&)> talk) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    listen(socket_, 16);
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, talk = std::move(talk)] {
      int one;
      while ((one = accept(socket_, nullptr, nullptr)) >= 0) {
        ++connections_;
        Talk with(one);
        talk(with);
        close(one);
      }
    });
  }
  ~FakeReceiver() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }

  const std::string& port() const { return port_; }
  int connections() const { return connections_; }

 private:
  int socket_;
  std::string port_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

// A webhook: keeps what it is sent, answers with these status lines, the last of them for good.
class FakeWebhook {
 public:
  explicit FakeWebhook(std::vector<std::string> answers = {"200 OK"}) : answers_(std::move(answers)) {}

  std::string url() const { return "http://127.0.0.1:" + receiver_.port() + "/hook"; }
  std::vector<std::string> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  int connections() const { return receiver_.connections(); }

 private:
  void Take(FakeReceiver::Talk& talk) {
    std::string request = talk.ReadUntil("\r\n\r\n");
    const std::size_t length = request.find("Content-Length: ");
    if (length != std::string::npos) request += talk.ReadBytes(std::stoul(request.substr(length + 16)));
    std::string answer;
    {
      const std::scoped_lock lock(mutex_);
      answer = answers_[std::min(requests_.size(), answers_.size() - 1)];
      requests_.push_back(std::move(request));
    }
    talk.Say("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  std::vector<std::string> answers_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  FakeReceiver receiver_{[this](FakeReceiver::Talk& talk) { Take(talk); }};  // last: it calls at once
};

}  // namespace loopbreaker
