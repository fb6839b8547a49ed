#include "cli/folders.h"

#include <chrono>

#include "cli/common.h"
#include "observe/log.h"
#include "service/wire.h"

namespace loopbreaker {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::chrono::milliseconds kTick{20};
// Records that Kafka has not acknowledged. Others send by the same client, and must not wait for a large file.
constexpr std::int64_t kPendingMax = 10'000;

}  // namespace

bool Folders::Start(const ServiceFile& file, std::string& error) {
  for (const SourceConfig& source : file.config.sources) {
    if (source.folder.empty()) continue;
    const auto mapping = source.mapping.empty() ? nullptr : file.mappings.at(source.mapping);
    auto folder = DropFolder::Open({.path = source.folder, .mapping = mapping}, error);
    if (folder == nullptr) return false;
    watched_.push_back({source.topic, std::move(folder)});
  }
  if (!watched_.empty()) thread_ = std::thread([this] { Run(); });
  return true;
}

void Folders::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Folders::Run() {
  auto next = std::chrono::steady_clock::now();
  while (!stopping_) {
    if (const auto now = std::chrono::steady_clock::now(); now >= next) {
      next = now + kLookEvery;
      for (Watched& watched : watched_) Look(watched);
    }
    std::this_thread::sleep_for(kTick);
  }
}

void Folders::Look(Watched& watched) {
  service_.BeginDrop();
  // A broker that is away comes back, or the service stops.
  const auto wait_until_only = [&](std::int64_t pending) {
    while (service_.drops_on_their_way() > pending && !stopping_) std::this_thread::sleep_for(kTick);
    return !stopping_;
  };
  const auto drop = [&](const OutRecord& record) {
    while (wait_until_only(kPendingMax)) {
      const RunningService::Drop dropped = service_.DropRecord(watched.topic, record);
      if (dropped != RunningService::Drop::kFull) return dropped == RunningService::Drop::kSent;
      std::this_thread::sleep_for(kTick);
    }
    return false;
  };
  const DropFolder::Taker taker = {
      .event =
          [&](const v1::ContactEvent& event) {
            return drop(
                {.key = "", .value = event.SerializeAsString(), .headers = ContentTypeHeaders(Encoding::kProtobuf)});
          },
      .dead =
          [&](const DeadLetter& dead) {
            return drop({Topic::kDeadLetters,
                         -1,
                         watched.topic,
                         dead.raw,
                         {{"lb_reason", std::string(NameOf(dead.reason))},
                          {"lb_detail", dead.detail},
                          {"lb_topic", watched.topic},
                          {"lb_file", dead.file},
                          {"lb_line", std::to_string(dead.line)}}});
          },
      .safe = [&] { return wait_until_only(0) && service_.drops_written(); },
      .refused = [&] { return service_.WhyRefused(); }};
  const auto taken = watched.folder->Proceed(WallClock(), taker);
  // Acknowledgements still come for what was given up, and are not those of the next file.
  wait_until_only(0);
  if (!taken) return;
  const auto count = [&](const char* outcome) {
    metrics_
        .GetCounter("loopbreaker_files_total", "Files of the folders of sources that were dealt with",
                    {{"topic", watched.topic}, {"outcome", outcome}})
        .Add();
  };
  if (!taken->failure.empty()) {
    count("failed");
    LogError("file not read", {{"topic", watched.topic}, {"file", taken->name}, {"error", taken->failure}});
  } else if (taken->known) {
    count("known");
    LogInfo("file was read before", {{"topic", watched.topic}, {"file", taken->name}});
  } else {
    count("read");
    LogInfo(
        "file read",
        {{"topic", watched.topic}, {"file", taken->name}, {"events", taken->events}, {"dead_letters", taken->dead}});
  }
}

}  // namespace loopbreaker
