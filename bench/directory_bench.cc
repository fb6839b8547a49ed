// The directory: how fast it is loaded, what it costs in memory, and how many events a second it links.
//
//   loopbreaker_directory_bench [IDENTIFIERS, default 10000000] [IDENTIFIERS_A_CUSTOMER, default 2]
#include <malloc.h>
#include <time.h>

#include <algorithm>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "event/message_json.h"
#include "link/directory.h"
#include "link/pseudonym.h"
#include "service/link_stage.h"

namespace loopbreaker {
namespace {

// What this thread has computed: a busy machine does not make it slower.
double CpuSeconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

double MegabytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

std::string Phone(std::uint64_t n) {
  std::string digits = std::to_string(10'000'000 + n % 80'000'000);
  return "06 " + digits;
}

v1::Customer CustomerOf(std::uint64_t n, int identifiers) {
  v1::Customer customer;
  customer.set_customer_id("customer-" + std::to_string(n));
  for (int i = 0; i < identifiers; ++i) {
    v1::CustomerIdentifier& identifier = *customer.add_identifiers();
    if (i % 2 == 0) {
      identifier.set_kind(v1::IdentifierKind::PHONE);
      identifier.set_value(Phone(n + static_cast<std::uint64_t>(i) * 20'000'000));
    } else {
      identifier.set_kind(v1::IdentifierKind::ACCOUNT);
      identifier.set_value("A" + std::to_string(n * 7 + static_cast<std::uint64_t>(i)));
    }
  }
  return customer;
}

void Load(Directory& directory, std::uint64_t customers, int identifiers, bool json) {
  constexpr std::uint64_t kBatch = 100'000;
  double spent = 0;
  std::vector<std::string> batch;
  std::vector<std::string> unknown;
  std::string error;
  v1::Customer customer;
  for (std::uint64_t first = 0; first < customers; first += kBatch) {
    batch.clear();
    for (std::uint64_t n = first; n < std::min(customers, first + kBatch); ++n) {
      const v1::Customer made = CustomerOf(n, identifiers);
      batch.push_back(json ? ToJson(made) : made.SerializeAsString());
    }
    const double start = CpuSeconds();
    for (const std::string& text : batch) {
      customer.Clear();
      if (json ? !FromJson(text, customer, unknown, error) : !customer.ParseFromString(text)) std::abort();
      directory.Put(customer);
    }
    spent += CpuSeconds() - start;
  }
  std::printf("load %-8s %8.0f identifiers/s  %8.0f customers/s\n", json ? "json" : "protobuf",
              static_cast<double>(customers) * identifiers / spent, static_cast<double>(customers) / spent);
}

void LinkEvents(const Directory& directory, std::uint64_t customers) {
  const Pseudonyms pseudonyms("key");
  References references;
  std::uint64_t written = 0;
  LinkStage::Options options;
  options.source_name = "bench";
  const Erasures erasures;
  const TouchLog touched;
  LinkStage stage(options, directory, pseudonyms, references, touched, erasures, [&](const OutRecord&) { ++written; });
  constexpr std::uint64_t kEvents = 400'000;
  for (const bool by_phone : {true, false}) {
    std::vector<std::string> records;
    for (std::uint64_t n = 0; n < kEvents; ++n) {
      v1::ContactEvent event;
      event.set_source("telephony");
      event.set_id("tel-" + std::to_string(n));
      event.mutable_event_time()->set_seconds(1'770'000'000 + static_cast<std::int64_t>(n));
      event.set_contact_id("C-" + std::to_string(n));
      event.set_channel(v1::Channel::VOICE);
      event.set_team("front-office");
      event.set_agent("agent-" + std::to_string(n % 300));
      event.set_category("plumbing/leak");
      if (by_phone) {
        v1::Identifier& identifier = *event.add_identifiers();
        identifier.set_kind(v1::IdentifierKind::PHONE);
        identifier.set_value(Phone(n * 7919 % customers));
      } else {
        event.set_customer_id("customer-" + std::to_string(n * 7919 % customers));
      }
      event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
      records.push_back(event.SerializeAsString());
    }
    const LinkSource source{"contacts", true, nullptr};
    InRecord record;
    record.appended = Instant{seconds{1'780'000'000}};
    const double start = CpuSeconds();
    for (const std::string& bytes : records) {
      record.value = bytes;
      stage.OnSource(source, record);
      ++record.offset;
    }
    const double spent = CpuSeconds() - start;
    std::printf("link by %-11s %8.0f events/s a core\n", by_phone ? "phone" : "customer id", kEvents / spent);
  }
  if (written < 2 * kEvents) std::abort();
}

int Run(std::uint64_t identifiers, int a_customer) {
  const std::uint64_t customers = identifiers / static_cast<std::uint64_t>(a_customer);
  const Pseudonyms pseudonyms("key");
  {
    Directory small("NL", &pseudonyms);
    Load(small, std::min<std::uint64_t>(customers, 300'000), a_customer, true);
  }
  malloc_trim(0);
  const double before = MegabytesInUse();
  Directory directory("NL", &pseudonyms);
  Load(directory, customers, a_customer, false);
  const double megabytes = MegabytesInUse() - before;
  std::printf("memory %.0f MB: %.1f bytes an identifier, %.1f bytes a customer\n", megabytes,
              megabytes * 1e6 / static_cast<double>(identifiers), megabytes * 1e6 / static_cast<double>(customers));
  LinkEvents(directory, customers);
  return 0;
}

}  // namespace
}  // namespace loopbreaker

int main(int argc, char** argv) {
  const std::uint64_t identifiers = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  const int a_customer = argc > 2 ? std::atoi(argv[2]) : 2;
  if (identifiers == 0 || a_customer < 1) {
    std::fprintf(stderr, "usage: loopbreaker_directory_bench [IDENTIFIERS] [IDENTIFIERS_A_CUSTOMER]\n");
    return 2;
  }
  return loopbreaker::Run(identifiers, a_customer);
}
