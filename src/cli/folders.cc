#include "cli/folders.h"

#include <chrono>

#include "cli/common.h"
#include "observe/log.h"

namespace loopbreaker {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::chrono::milliseconds kTick{20};

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
  kafka::Producer& producer = service_.producer();
  kafka::Delivery& delivery = service_.dropped();
  delivery.failed = false;
  const auto finish = [&] {
    // A broker that is away comes back, or the service stops.
    while (!delivery.done() && !stopping_) std::this_thread::sleep_for(kTick);
    return delivery.done() && !delivery.failed;
  };
  const DropFolder::Taker taker = {.event =
                                       [&](const v1::ContactEvent& event) {
                                         producer.SendTo(watched.topic, event.SerializeAsString(),
                                                         {{"content-type", "application/protobuf"}}, delivery);
                                         return !stopping_.load();
                                       },
                                   .dead =
                                       [&](const DeadLetter& dead) {
                                         producer.Send({Topic::kDeadLetters,
                                                        -1,
                                                        watched.topic,
                                                        dead.raw,
                                                        {{"lb_reason", std::string(NameOf(dead.reason))},
                                                         {"lb_detail", dead.detail},
                                                         {"lb_topic", watched.topic},
                                                         {"lb_file", dead.file},
                                                         {"lb_line", std::to_string(dead.line)}}},
                                                       delivery);
                                         return !stopping_.load();
                                       },
                                   .safe = finish};
  const auto taken = watched.folder->Proceed(WallClock(), taker);
  // Acknowledgements still come for what was given up, and are not those of the next file.
  finish();
  if (!taken) return;
  if (!taken->failure.empty()) {
    LogError("file not read", {{"topic", watched.topic}, {"file", taken->name}, {"error", taken->failure}});
  } else if (taken->known) {
    LogInfo("file was read before", {{"topic", watched.topic}, {"file", taken->name}});
  } else {
    LogInfo(
        "file read",
        {{"topic", watched.topic}, {"file", taken->name}, {"events", taken->events}, {"dead_letters", taken->dead}});
  }
}

}  // namespace loopbreaker
