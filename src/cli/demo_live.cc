#include "cli/demo_live.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/text.h"
#include "board/board.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/demo_customers.h"
#include "cli/demo_month.h"
#include "engine/stream.h"
#include "serve/gate.h"
#include "serve/http_server.h"
#include "serve/page.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kTick{40};
constexpr milliseconds kTellEvery{200};  // the clock, to those who look on
// At speed 1: 46 days in two minutes, with nights and weekends, when nobody does anything, four times as fast.
constexpr double kTimesRealTime = 16'500;
constexpr double kQuietHaste = 4;
constexpr std::size_t kActionsMax = 1000;  // that wait
// After the last event: what nobody does comes out too.
constexpr Nanos kAfterwards = Days{1};

class OntoBoard final : public RevisionSink {
 public:
  OntoBoard(Board& board, std::set<std::string>& touched) : board_(board), touched_(touched) {}
  void OnEscalation(const EscalationRevision& revision) override {
    touched_.insert(revision.escalation.customer_id());
    if (!revision.shadow) board_.Put(revision.escalation, revision.removed);
  }
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override {
    if (!shadow) board_.Put(feedback);
  }

 private:
  Board& board_;
  std::set<std::string>& touched_;
};

// What the page's thread asks of the one that plays.
class Desk {
 public:
  // Later than any time that it gave before, so that actions keep their order.
  Instant Now() {
    const std::scoped_lock lock(mutex_);
    now_ = std::max(clock_, now_ + milliseconds{1});
    return now_;
  }
  absl::Status Act(std::vector<v1::ContactEvent> events) {
    const std::scoped_lock lock(mutex_);
    if (actions_.size() > kActionsMax) return absl::ResourceExhaustedError("too many actions wait already");
    std::move(events.begin(), events.end(), std::back_inserter(actions_));
    woken_.notify_one();
    return absl::OkStatus();
  }
  void SetSpeed(double speed) {
    speed_ = speed;
    woken_.notify_one();
  }

  double speed() const { return speed_; }
  // What came in, after at most a tick.
  std::vector<v1::ContactEvent> Wait(Instant clock) {
    std::unique_lock lock(mutex_);
    clock_ = clock;
    if (actions_.empty()) woken_.wait_for(lock, kTick);
    return std::exchange(actions_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<v1::ContactEvent> actions_;
  Instant clock_ = kEarliest;
  Instant now_ = kEarliest;
  std::atomic<double> speed_ = 1;
};

bool IsQuiet(Instant at, absl::TimeZone zone) {
  const absl::CivilSecond local = absl::ToCivilSecond(absl::FromChrono(std::chrono::floor<seconds>(at)), zone);
  const absl::Weekday day = absl::GetWeekday(local);
  return local.hour() < 7 || local.hour() >= 18 || day == absl::Weekday::saturday || day == absl::Weekday::sunday;
}

std::string Incarnation() {
  return std::to_string(std::chrono::system_clock::now().time_since_epoch() / milliseconds{1});
}

struct Stage {
  const std::vector<DemoArrival>& arrivals;
  const absl::TimeZone zone;
  Board& board;
  Desk& desk;
  std::set<std::string>& touched;  // customers, since the board was told
  std::mutex& playing;             // held while the stream changes
};

void Play(Stream& stream, const Stage& stage) {
  auto& [arrivals, zone, board, desk, touched, playing] = stage;
  const auto add = [&](const v1::ContactEvent& event) {
    Refusal refusal;
    stream.Add(event, kLatest, refusal);
    touched.insert(event.customer_id());
  };
  const Instant end = arrivals.back().at + kAfterwards;
  Instant clock = arrivals.front().at - minutes{1};
  auto next = arrivals.begin();
  auto before = steady_clock::now();
  auto told = before - kTellEvery;
  while (!Interrupted()) {
    const std::vector<v1::ContactEvent> actions = desk.Wait(clock);
    const std::scoped_lock lock(playing);
    for (const v1::ContactEvent& action : actions) add(action);
    const auto now = steady_clock::now();
    // A machine that slept does not skip what happened meanwhile.
    const auto passed = std::min<steady_clock::duration>(now - before, kTick * 5);
    before = now;
    const double rate = desk.speed() * kTimesRealTime * (IsQuiet(clock, zone) ? kQuietHaste : 1);
    clock = std::min(end, clock + Nanos(static_cast<std::int64_t>(static_cast<double>(Nanos(passed).count()) * rate)));
    for (; next != arrivals.end() && next->at <= clock; ++next) add(next->event);
    stream.AdvanceTo(clock);
    for (const std::string& customer : std::exchange(touched, {})) board.NoteDossier(customer);
    if (now - told >= kTellEvery || board.status().speed != desk.speed()) {
      board.SetStatus({.clock = clock, .speed = desk.speed(), .over = clock == end});
      told = now;
    }
  }
}

}  // namespace

int PlayMonth(const RuleIndex& rules, const DemoLiveOptions& options) {
  Directory directory(rules.set().settings.phone_region);
  std::string error;
  const std::vector<DemoArrival> arrivals = ReadMonth(directory, error);
  if (arrivals.empty()) {
    PrintError("bundled data: " + error);
    return kWrongInput;
  }
  const absl::TimeZone zone = rules.set().settings.history.calendar.zone();
  Board board(Incarnation(), {.zone = zone});
  Desk desk;
  desk.SetSpeed(options.speed);
  std::set<std::string> touched;
  OntoBoard sink(board, touched);
  Stream stream(rules, directory, sink);
  HttpServer server({.listen = options.listen, .loopback_only = true});
  ServePage(server, board,
            {.now = [&desk] { return desk.Now(); },
             .act = [&desk](std::vector<v1::ContactEvent> events) { return desk.Act(std::move(events)); },
             .set_speed = [&desk](double speed) { desk.SetSpeed(speed); }});
  std::mutex playing;
  Gate gate(server, {.now = [&desk] { return desk.Now(); }});
  ServeCustomers(gate, DemoCustomers(stream, playing, directory, arrivals));
  ListenForInterrupt();
  if (const absl::Status status = server.Start(); !status.ok()) {
    PrintError(std::string(Standard(status.message())) +
               "; --listen 127.0.0.1:0 takes any free port, --once needs none");
    return absl::IsInvalidArgument(status) ? kUsage : kEnvironment;
  }
  std::cout << "\nA month and a half of a small landlord, live, in about two minutes:\n"
            << "  http://" << options.listen.substr(0, options.listen.rfind(':')) << ":" << server.port()
            << "/\nCtrl-C ends.\n"
            << std::flush;
  Play(stream, {arrivals, zone, board, desk, touched, playing});
  server.Stop();
  return kDone;
}

}  // namespace loopbreaker
