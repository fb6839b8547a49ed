// Link: records of the sources in, facts of known customers out. At least once; nothing is overwritten, so that reading
// a record again writes the same again.
//
// One a worker, not safe for concurrent use; directory and references are shared.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "event/decode.h"
#include "link/directory.h"
#include "link/pseudonym.h"
#include "mapping/mapping.h"
#include "service/erasures.h"
#include "service/fact_record.h"
#include "service/record.h"
#include "service/references.h"
#include "service/touch_log.h"
#include "service/waiting_events.h"

namespace loopbreaker {

// A source topic and how its records are read.
struct LinkSource {
  std::string topic;
  bool protobuf = false;                   // of records that do not say it themselves; else JSON
  std::shared_ptr<const Mapping> mapping;  // of JSON that is foreign; may be null
};

struct LinkCounts {
  std::uint64_t events = 0;
  std::uint64_t facts = 0;
  std::uint64_t parked = 0;
  std::uint64_t erased = 0;   // events of customers who are erased
  std::uint64_t ignored = 0;  // rows that a mapping leaves out
  std::uint64_t unknown_fields = 0;
  std::uint64_t dead[kDeadReasons] = {};
};

class LinkStage {
 public:
  struct Options {
    std::int32_t partitions = 12;  // of facts
    Nanos max_clock_skew = minutes{10};
    Nanos park_for = Days{7};
    bool hide_people = true;
    std::string source_name;  // CloudEvents' `source`
  };
  // All outlive the stage. The directory knows identifiers by these pseudonyms; `touched` hears what of it and of the
  // references changes.
  LinkStage(Options options, const Directory& directory, const Pseudonyms& pseudonyms, References& references,
            const TouchLog& touched, const Erasures& erasures, Outbox out);

  // As the rules have them, which may change.
  void SetLimits(Nanos max_clock_skew, Nanos park_for);

  // A record of a source. What is wrong in it becomes a dead letter and stops nothing.
  void OnSource(const LinkSource& source, const InRecord& record);

  // A record of `parked`, of a partition that this worker owns; also a tombstone.
  void OnParked(const InRecord& record);
  // Looks at what waits and is concerned by what has changed since, or has waited for long enough at `complete`.
  void ReviewParked(Instant complete);
  // The partition of `parked` belongs to another worker now.
  void DropParked(std::int32_t partition);

  const LinkCounts& counts() const { return counts_; }

 private:
  struct Origin {
    std::string_view topic;
    std::int32_t partition;
    std::int64_t offset;
  };
  void Take(v1::ContactEvent& event, const InRecord& record, const Origin& origin);
  // The event, in which nobody can be recognised any more, as a fact of the customer.
  void WriteFact(const v1::ContactEvent& event, const FactLink& link, std::optional<Instant> appended = {});
  void Park(const v1::ContactEvent& event, const std::string& provisional, const std::string& owner,
            std::string_view raw, const Origin& origin);
  void Dead(DeadReason reason, const std::string& detail, std::string_view key, std::string_view raw,
            const Origin& origin);
  // Whether an event of the customer at that time is to be dropped; counts it.
  bool IsErased(std::string_view customer, Instant at);
  // Takes back what an erased event of the customer has claimed, where nothing else has yet.
  void Unclaim(const v1::ContactEvent& event, const std::string& customer);
  // Looks at what waits under this key. `over`: it has waited for as long as it may.
  void Review(const std::string& key, Instant over);

  Options options_;
  const Directory& directory_;
  const Pseudonyms& pseudonyms_;
  References& references_;
  const TouchLog& touch_log_;
  const Erasures& erasures_;
  Outbox out_;
  JsonDecoder json_;
  LinkCounts counts_;
  WaitingEvents waiting_;      // by the key of `parked`
  std::uint64_t touched_ = 0;  // place in the touch log that is known to what waits
  std::size_t erased_ = 0;     // records of erasures that are
  Fact fact_;
};

// The payload of a record: without the frame of a schema registry (a zero byte, four bytes of a schema's number, for
// protobuf the numbers of the message in it), where there is one.
std::string_view WithoutFrame(std::string_view value, bool protobuf);

}  // namespace loopbreaker
