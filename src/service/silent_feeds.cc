#include "service/silent_feeds.h"

namespace loopbreaker {

std::vector<SilentFeed> SilentFeedsOf(const std::vector<SourceConfig>& sources, const Calendar& calendar,
                                      const std::function<Instant(const std::string& topic)>& newest_of, Instant now) {
  std::vector<SilentFeed> silent;
  for (const SourceConfig& source : sources) {
    const auto every = ParseSpan(source.expect_every, calendar);
    if (!every) continue;
    const Instant newest = newest_of(source.topic);
    if (newest != Instant::min() && calendar.After(newest, every->length, every->business) >= now) continue;
    silent.push_back({source.topic, newest, source.expect_every});
  }
  return silent;
}

}  // namespace loopbreaker
