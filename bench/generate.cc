// Writes events of made-up customers to measure with: the same file for the same options.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "input/delimited.h"
#include "stories.h"

namespace loopbreaker::bench {
namespace {

// 2026-07-01T00:00:00Z, and how long the data lasts.
constexpr std::int64_t kEnd = 1782864000;
constexpr std::int64_t kDays = 180;

constexpr std::string_view kUsage =
    "usage: loopbreaker_generate --events N --customers N --seed N --format pb|jsonl --out FILE\n";

struct Options {
  std::uint64_t events = 1'000'000;
  std::uint32_t customers = 100'000;
  std::uint64_t seed = 1;
  std::string format = "pb";
  std::string out;
};

bool ReadOptions(int count, char** words, Options& options) {
  std::map<std::string, std::string> given;
  for (int i = 1; i + 1 < count; i += 2) given[words[i]] = words[i + 1];
  const auto take = [&given](const char* name, auto& value) {
    const auto it = given.find(name);
    if (it == given.end()) return;
    value = static_cast<std::remove_reference_t<decltype(value)>>(std::strtoull(it->second.c_str(), nullptr, 10));
    given.erase(it);
  };
  take("--events", options.events);
  take("--customers", options.customers);
  take("--seed", options.seed);
  if (const auto format = given.extract("--format")) options.format = format.mapped();
  if (const auto out = given.extract("--out")) options.out = out.mapped();
  return count % 2 == 1 && given.empty() && !options.out.empty() && options.customers > 0 && options.events > 0 &&
         (options.format == "pb" || options.format == "jsonl");
}

std::vector<Row> Tell(const Options& options) {
  Random random(options.seed);
  const SkewedCustomers busy(options.customers, random);
  std::vector<Row> rows;
  rows.reserve(options.events + 64);
  Stories stories(random, kEnd - kDays * 24 * 3600, kEnd, rows);
  // Everybody has one story; the rest goes mostly to those who have many.
  for (std::uint32_t customer = 0; customer < options.customers && rows.size() < options.events; ++customer) {
    stories.Tell(customer);
  }
  while (rows.size() < options.events) stories.Tell(busy.Draw(random));
  rows.resize(options.events);
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.time < b.time; });
  return rows;
}

int Run(const Options& options) {
  std::ofstream file(options.out, std::ios::binary);
  std::uint64_t bytes = 0;
  std::string text;
  v1::ContactEvent event;
  for (const Row& row : Tell(options)) {
    bytes += row.event.size();
    text.clear();
    event.ParseFromString(row.event);
    if (options.format == "pb") {
      WriteDelimited(event, text);
    } else {
      (void)google::protobuf::util::MessageToJsonString(event, &text);
      text += '\n';
    }
    file << text;
  }
  file.close();
  if (!file) {
    std::cerr << "loopbreaker_generate: cannot write " << options.out << "\n";
    return 3;
  }
  std::cerr << options.events << " events of " << options.customers << " customers, " << bytes / options.events
            << " bytes each as protobuf: " << options.out << "\n";
  return 0;
}

}  // namespace
}  // namespace loopbreaker::bench

int main(int count, char** words) {
  loopbreaker::bench::Options options;
  if (!loopbreaker::bench::ReadOptions(count, words, options)) {
    std::cerr << loopbreaker::bench::kUsage;
    return 2;
  }
  return loopbreaker::bench::Run(options);
}
