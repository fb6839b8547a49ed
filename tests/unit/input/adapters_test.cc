// Every mapping of the project on its samples (examples/adapters): what comes out has been read by people.
#include <algorithm>
#include <filesystem>
#include <set>

#include "event/message_json.h"
#include "input_case.h"
#include "support/golden.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LOOPBREAKER_SOURCE_DIR;
const fs::path kSamples = kRoot / "examples/adapters";

// "vera.json", and "vera.another.json", are for mappings/vera.yaml.
fs::path MappingOfSample(const fs::path& sample) {
  const std::string name = sample.filename();
  return kRoot / "mappings" / (name.substr(0, name.find('.')) + ".yaml");
}

std::vector<fs::path> Samples() {
  std::vector<fs::path> samples;
  for (const auto& entry : fs::directory_iterator(kSamples)) {
    if (entry.path().extension() != ".md") samples.push_back(entry.path());
  }
  std::sort(samples.begin(), samples.end());
  return samples;
}

std::shared_ptr<const Mapping> LoadFile(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return MappingOf(text.str());
}

// A line for each event and each dead letter, in order, and at the end how many rows meant nothing.
std::string Read(const fs::path& sample) {
  std::string error;
  const auto reader = OpenEvents(sample, LoadFile(MappingOfSample(sample)), error);
  EXPECT_NE(reader, nullptr) << error;
  std::string lines;
  Event event;
  DeadLetter dead;
  for (;;) {
    switch (reader->Read(event, dead)) {
      case EventReader::Next::kEvent:
        lines += ToJson(event.message()) + "\n";
        break;
      case EventReader::Next::kDead:
        lines += "dead, line " + std::to_string(dead.line) + ": " + std::string(NameOf(dead.reason)) + " " +
                 dead.detail + "\n";
        break;
      case EventReader::Next::kEnd:
        return lines + "ignored: " + std::to_string(reader->ignored()) + "\n";
    }
  }
}

TEST(AdaptersTest, EverySampleBecomesTheEventsOfItsPage) {
  for (const fs::path& sample : Samples()) {
    SCOPED_TRACE(sample);
    ExpectGolden(kRoot / "tests/golden/adapters" / (sample.stem().string() + ".txt"), Read(sample));
  }
}

TEST(AdaptersTest, EveryMappingHasASampleAndAPage) {
  std::set<std::string> sampled;
  for (const fs::path& sample : Samples()) sampled.insert(MappingOfSample(sample).stem());
  for (const auto& entry : fs::directory_iterator(kRoot / "mappings")) {
    EXPECT_TRUE(sampled.contains(entry.path().stem())) << entry.path();
  }
  std::string pages;
  for (const auto& entry : fs::directory_iterator(kRoot / "docs/adapters")) {
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    pages += text.str();
  }
  for (const std::string& mapping : sampled) {
    EXPECT_NE(pages.find("mappings/" + mapping + ".yaml"), std::string::npos) << mapping;
  }
}

}  // namespace
}  // namespace loopbreaker
