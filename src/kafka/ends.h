// Which ends of partitions are to be believed, of those that the client tells.
//
// librdkafka 2.0.2 tells ends without the records before them: after a rebalance, when it drops what it had fetched,
// and, as seen under load, when a partition has just been assigned. Who took that for his place would pass over all
// these records. So an end is believed that is right at the place to which the partition was read. Of another one the
// partition is to be read anew from there; it is believed when it comes again and again, since records may also be
// missing because the log has none there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker::kafka {

class Ends {
 public:
  // The partition is read from `offset` on; below 0: from the first record that the log has.
  void Begin(std::string_view topic, std::int32_t partition, std::int64_t offset) {
    Place* place = Find(topic, partition);
    if (place == nullptr) place = &places_.emplace_back(Place{std::string(topic), partition, 0, 0});
    place->from = offset;
    place->doubts = 0;
  }
  void OnRecord(std::string_view topic, std::int32_t partition, std::int64_t offset) {
    if (Find(topic, partition) != nullptr) Begin(topic, partition, offset + 1);
  }
  // False: the partition is to be read anew from FromOf.
  bool Believe(std::string_view topic, std::int32_t partition, std::int64_t end) {
    Place* const place = Find(topic, partition);
    if (place == nullptr || end <= (place->from < 0 ? 0 : place->from)) return true;
    return ++place->doubts > kDoubtsMax;
  }
  std::int64_t FromOf(std::string_view topic, std::int32_t partition) { return Find(topic, partition)->from; }

 private:
  // One that is queued from before, and one more from before the seek that the first one brought about.
  static constexpr int kDoubtsMax = 2;
  struct Place {
    std::string topic;
    std::int32_t partition;
    std::int64_t from;
    int doubts;
  };
  Place* Find(std::string_view topic, std::int32_t partition) {
    if (last_ < places_.size() && Is(places_[last_], topic, partition)) return &places_[last_];
    for (last_ = 0; last_ < places_.size(); ++last_) {
      if (Is(places_[last_], topic, partition)) return &places_[last_];
    }
    return nullptr;
  }
  static bool Is(const Place& place, std::string_view topic, std::int32_t partition) {
    return place.partition == partition && place.topic == topic;
  }

  std::vector<Place> places_;
  std::size_t last_ = 0;  // mostly the next one too
};

}  // namespace loopbreaker::kafka
