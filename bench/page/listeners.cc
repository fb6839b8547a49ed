// What many listeners of the page's stream cost whoever publishes, and how long a revision is on its way to those who
// listen: board and server are those of `run`, the listeners are on loopback.
//
//   listeners [--listeners 500] [--slow 200] [--open 2000] [--rate 50] [--seconds 30]
#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "board/board.h"
#include "listener.h"
#include "serve/http_server.h"
#include "serve/page.h"

namespace loopbreaker::bench {
namespace {

using std::chrono::steady_clock;

// A reset of 2,000 takes longer at this pace than the server waits: a slow one is dropped and comes back, again and
// again.
constexpr std::size_t kSlowBytesEachSecond = 20'000;
constexpr std::chrono::seconds kWarmUp(10);

std::int64_t Nanoseconds() { return steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

struct Options {
  int listeners = 500;
  int slow = 200;
  int open = 2000;
  int rate = 50;  // revisions a second
  int seconds = 30;
};

bool Read(int argc, char** argv, Options& options) {
  const std::map<std::string, int*> known = {{"--listeners", &options.listeners},
                                             {"--slow", &options.slow},
                                             {"--open", &options.open},
                                             {"--rate", &options.rate},
                                             {"--seconds", &options.seconds}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const auto option = known.find(argv[i]);
    if (option == known.end()) return false;
    *option->second = std::atoi(argv[i + 1]);
  }
  return argc % 2 == 1 && options.open > 0 && options.rate > 0;
}

// About as large as those of the default rules.
v1::Escalation Escalation(int n) {
  v1::Escalation escalation;
  const std::string name = std::to_string(n);
  escalation.set_id("tenant-" + name + "|third-callout|telephony/demo-" + name);
  escalation.set_state(v1::State::UPDATED);
  escalation.set_scope(v1::Scope::LOOP);
  escalation.set_rule_id("third-callout");
  escalation.set_title("A third visit did not fix it");
  escalation.set_severity(v1::Severity::HIGH);
  escalation.set_desk("team-lead");
  escalation.set_customer_id("tenant-" + name);
  escalation.set_unit_id("vlierstraat-" + name);
  escalation.set_category("plumbing/leak");
  escalation.set_loop_id("tenant-" + name + "|telephony/demo-" + name);
  escalation.mutable_measures()->set_visits(3);
  escalation.add_parts_missing("thermostatic valve 22 mm");
  escalation.set_next_step("Send a fitter with part thermostatic valve 22 mm and a mandate for open the shaft wall.");
  for (int i = 0; i < 5; ++i) {
    v1::Evidence& fact = *escalation.add_evidence();
    fact.set_source("field-service");
    fact.set_id("visit-" + name + "-" + std::to_string(i));
    fact.mutable_time()->set_seconds(1'772'445'600 + i);
    fact.set_what("visitCompleted");
    fact.set_line("visit, not fixed: no parts, no mandate (thermostatic valve 22 mm, open the shaft wall)");
  }
  return escalation;
}

void Tell(const char* what, std::vector<double>& microseconds) {
  if (microseconds.empty()) return (void)std::printf("%-28s none\n", what);
  std::sort(microseconds.begin(), microseconds.end());
  const auto at = [&](double share) {
    return microseconds[static_cast<std::size_t>(share * static_cast<double>(microseconds.size() - 1))] / 1000;
  };
  std::printf("%-28s %9zu %8.2f %8.2f %8.2f %8.2f\n", what, microseconds.size(), at(0.5), at(0.99), at(0.999), at(1));
}

int Main(const Options& options) {
  Board board("bench");
  for (int i = 0; i < options.open; ++i) board.Put(Escalation(i));
  HttpServer server({.listen = "127.0.0.1:0"});
  ServePage(server, board,
            {.now = [] { return Instant{}; }, .act = [](std::vector<v1::ContactEvent>) { return absl::OkStatus(); }});
  if (const absl::Status status = server.Start(); !status.ok()) {
    std::fprintf(stderr, "listeners: %s\n", status.ToString().c_str());
    return 3;
  }

  boost::asio::io_context context(1);
  std::atomic<bool> measuring = false;
  std::vector<double> on_its_way;
  const Listener::OnRevision measure = [&](std::int64_t sent) {
    if (measuring) on_its_way.push_back(static_cast<double>(Nanoseconds() - sent) / 1000);
  };
  const Listener::OnRevision ignore = [](std::int64_t) {};
  ListenerCounts quick_counts, slow_counts;
  std::vector<std::unique_ptr<Listener>> listeners;
  for (int i = 0; i < options.listeners; ++i) {
    const bool slow = i < options.slow;
    listeners.push_back(std::make_unique<Listener>(context, server.port(), slow ? kSlowBytesEachSecond : 0,
                                                   slow ? ignore : measure, slow ? slow_counts : quick_counts));
    listeners.back()->Start();
  }
  std::thread reading([&] { context.run(); });

  std::vector<double> publishing;
  const auto began = steady_clock::now();
  const auto pause = std::chrono::nanoseconds(1'000'000'000 / options.rate);
  const auto end = began + kWarmUp + std::chrono::seconds(options.seconds);
  int n = 0;
  for (auto next = began; next < end; next += pause, ++n) {
    std::this_thread::sleep_until(next);
    measuring = next >= began + kWarmUp;
    v1::Escalation escalation = Escalation(n % options.open);
    const std::int64_t before = Nanoseconds();
    escalation.set_revision(before);
    board.Put(escalation);
    if (measuring) publishing.push_back(static_cast<double>(Nanoseconds() - before) / 1000);
  }
  measuring = false;
  context.stop();
  reading.join();
  server.Stop();

  std::printf("%d listeners, %d of them slow, %d open escalations, %d revisions a second for %d s\n", options.listeners,
              options.slow, options.open, options.rate, options.seconds);
  std::printf("listening at the end: %d quick, %d slow; dropped: %llu quick, %llu slow\n\n", quick_counts.listening,
              slow_counts.listening, static_cast<unsigned long long>(quick_counts.dropped),
              static_cast<unsigned long long>(slow_counts.dropped));
  std::printf("%-28s %9s %8s %8s %8s %8s\n", "ms", "samples", "p50", "p99", "p99.9", "max");
  Tell("publishing a revision", publishing);
  Tell("until a quick one has it", on_its_way);
  return 0;
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int argc, char** argv) {
  loopbreaker::bench::Options options;
  if (!loopbreaker::bench::Read(argc, argv, options)) {
    std::fprintf(stderr, "usage: listeners [--listeners N] [--slow N] [--open N] [--rate N] [--seconds N]\n");
    return 2;
  }
  return loopbreaker::bench::Main(options);
}
