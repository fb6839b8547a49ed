// Any bytes as a file of events: the first says as which kind, and gzip and zstd are known by their own first bytes.
// Reading comes to an end, and every event is valid.
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "input/reader.h"

namespace {

void Expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// In memory, one for each kind, as the kind follows the name.
std::string PathOf(std::size_t kind) {
  static const std::string stem = "/dev/shm/loopbreaker-fuzz-" + std::to_string(getpid());
  constexpr std::array<const char*, 4> kEndings = {".jsonl", ".json", ".pb", ".ndjson"};
  return stem + kEndings[kind % kEndings.size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string path = PathOf(data[0]);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data) + 1, static_cast<std::streamsize>(size) - 1);
  std::string error;
  const auto reader = loopbreaker::OpenEvents(path, nullptr, error);
  unlink(path.c_str());
  if (reader == nullptr) {
    Expect(!error.empty(), "an error says why it cannot be read");
    return 0;
  }
  loopbreaker::Event event;
  loopbreaker::DeadLetter dead;
  while (true) {
    const auto next = reader->Read(event, dead);
    if (next == loopbreaker::EventReader::Next::kEnd) return 0;
    if (next == loopbreaker::EventReader::Next::kDead) Expect(!dead.detail.empty(), "a dead letter says why");
  }
}
