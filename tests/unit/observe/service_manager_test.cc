#include "observe/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using std::chrono::steady_clock;

// What listens in the place of systemd.
class Manager {
 public:
  Manager() : path_(std::filesystem::temp_directory_path() / ("notify-" + std::to_string(getpid()))) {
    std::filesystem::remove(path_);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = path_.string();
    std::copy(path.begin(), path.end(), address.sun_path);
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Manager() {
    close(socket_);
    std::filesystem::remove(path_);
  }
  std::string path() const { return path_.string(); }
  // The next message; empty: there is none.
  std::string Next() {
    char text[200];
    const ssize_t size = recv(socket_, text, sizeof text, 0);
    return {text, size < 0 ? 0 : static_cast<std::size_t>(size)};
  }

 private:
  std::filesystem::path path_;
  int socket_ = -1;
};

TEST(ServiceManagerTest, LifeIsToldInItsOrder) {
  Manager systemd;
  ServiceManager manager(systemd.path(), {});
  manager.Ready("loading");
  manager.Status("loading");
  manager.Status("judging");
  manager.Stopping();
  EXPECT_EQ(systemd.Next(), "READY=1\nSTATUS=loading");
  EXPECT_EQ(systemd.Next(), "STATUS=judging") << "what has been said already is not said again";
  EXPECT_EQ(systemd.Next(), "STOPPING=1");
  EXPECT_EQ(systemd.Next(), "");
}

TEST(ServiceManagerTest, SignsOfLifeComeWellBeforeTheyAreMissed) {
  Manager systemd;
  ServiceManager manager(systemd.path(), std::chrono::seconds(8));
  const steady_clock::time_point start{std::chrono::hours(1)};
  int signs = 0;
  for (int millisecond = 0; millisecond < 8000; millisecond += 20) {
    manager.Alive(start + std::chrono::milliseconds(millisecond));
    if (systemd.Next() == "WATCHDOG=1") ++signs;
  }
  EXPECT_EQ(signs, 4);
}

TEST(ServiceManagerTest, WithoutAWatchdogThereAreNoSignsOfLife) {
  Manager systemd;
  ServiceManager manager(systemd.path(), {});
  manager.Alive(steady_clock::time_point{std::chrono::hours(1)});
  EXPECT_EQ(systemd.Next(), "");
}

TEST(ServiceManagerTest, EnvironmentIsReadOnceAndNotHandedOn) {
  Manager systemd;
  setenv("NOTIFY_SOCKET", systemd.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "1000000", 1);
  ServiceManager manager = ServiceManager::FromEnvironment();
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  manager.Alive(steady_clock::time_point{std::chrono::hours(1)});
  EXPECT_EQ(systemd.Next(), "WATCHDOG=1");
}

TEST(ServiceManagerTest, WatchdogOfAnotherProcessIsNotOurs) {
  Manager systemd;
  setenv("NOTIFY_SOCKET", systemd.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "1000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  ServiceManager manager = ServiceManager::FromEnvironment();
  manager.Alive(steady_clock::time_point{std::chrono::hours(1)});
  EXPECT_EQ(systemd.Next(), "");
}

TEST(ServiceManagerTest, NobodyToTellIsNoTrouble) {
  ServiceManager nobody("", std::chrono::seconds(1));
  nobody.Ready("loading");
  nobody.Alive(steady_clock::time_point{std::chrono::hours(1)});
  ServiceManager gone("/nonexistent/notify", std::chrono::seconds(1));
  gone.Stopping();
}

}  // namespace
}  // namespace loopbreaker
