// Dossiers and the latest briefings as they are published, for whoever answers the phone.
//
// Fed record by record, in the order in which they were published. Of every customer with a dossier its bytes are kept,
// half a kilobyte in the mean; of briefings the last ones. Safe in any thread.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "loopbreaker/v1/dossier.pb.h"

namespace loopbreaker {

class Dossiers {
 public:
  // Somebody who picks up looks at once; who looks later looks at the dossier.
  explicit Dossiers(std::size_t briefings_max = 20'000) : briefings_max_(briefings_max) {}
  Dossiers(const Dossiers&) = delete;
  Dossiers& operator=(const Dossiers&) = delete;

  void Put(const v1::Dossier& dossier);
  void Remove(const std::string& customer);
  void Put(const v1::Briefing& briefing);

  std::optional<v1::Dossier> Find(const std::string& customer) const;
  std::optional<v1::Briefing> FindBriefing(const std::string& contact) const;

 private:
  const std::size_t briefings_max_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, std::string> dossiers_;   // as protobuf
  absl::flat_hash_map<std::string, std::string> briefings_;  // by contact
  std::deque<std::string> contacts_;                         // of the briefings, oldest first
};

}  // namespace loopbreaker
