// The service as those see it who start it and ask it for something: on Kafka (kafka/) or on a log of its own
// (embedded/).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dossier/caller.h"
#include "loopbreaker/v1/internal.pb.h"
#include "observe/metrics.h"
#include "service/progress.h"
#include "service/record.h"

namespace loopbreaker {

class RunningService {
 public:
  virtual ~RunningService() = default;

  // Opens what it needs and starts reading what is read whole.
  virtual absl::Status Start() = 0;
  // To be called now and then, after Follow: takes up the work once everything is read, and sees files change. An
  // error: it cannot go on.
  virtual absl::Status Proceed() = 0;
  // Whether everything that is this instance's is judged.
  virtual bool ready() const = 0;
  // Writes what was judged, and ends.
  virtual void Stop() = 0;

  // Sees every record of `escalations`, `feedback`, `dossiers` and `alerts` but claims, tombstones included, and the
  // latest of `briefings`: first those that there are, then each that is added. One thread, until the result is gone.
  using Published = std::function<void(Topic topic, const InRecord& record)>;
  class Following {
   public:
    virtual ~Following() = default;
    // What there was at the start has been seen.
    virtual bool loaded() const = 0;
  };
  virtual absl::StatusOr<std::unique_ptr<Following>> Follow(Published published) = 0;

  // Sends what supervisors do, as events of the source `actions`. This and what follows: any thread, after Start.
  absl::Status Act(const std::vector<v1::ContactEvent>& events);
  // Has everything of the customer up to `until` erased, and later things too while the customer objects.
  void Erase(const std::string& customer, Instant until, bool objection);
  // Keeps what has been sent, or forgets it (null), in the topic `alerts`.
  void Remember(const std::string& key, const v1::SentAlert* sent);

  // Whether all of what was sent is written: empty while that is not known. InvalidArgument: it never will be.
  using Written = std::function<std::optional<absl::Status>()>;
  // Sends what a system has pushed, a record each, to a source that takes such things. Null: too much waits, and not
  // all of it is sent. Waits for no broker.
  virtual Written Push(const std::string& source, std::vector<std::string> records) = 0;
  // A file for a source: begin, drop its records (or dead letters) one by one, wait until none is on its way and all
  // are written. One thread, before Stop.
  enum class Drop {
    kSent,
    kFull,    // not sent: to be dropped again a little later
    kFailed,  // something is not written: the whole file has to be dropped anew, unless it is refused
  };
  virtual void BeginDrop() = 0;
  virtual Drop DropRecord(const std::string& source, const OutRecord& record) = 0;
  virtual std::int64_t drops_on_their_way() const = 0;
  virtual bool drops_written() = 0;
  // Why what was dropped will never be taken; empty: it may.
  virtual std::string WhyRefused() const = 0;

  // Who somebody is by the directory of now.
  virtual Caller WhoIs(const v1::ContactEvent& asked) = 0;
  // What a customer has become by merging, or itself.
  virtual std::string Current(const std::string& customer) = 0;
  // Whether this instance owns feedback, and so is the one of the group that sends alerts.
  virtual bool leads() const = 0;
  // Names this life of this instance.
  virtual const std::string& writer() const = 0;
  virtual const Completeness& completeness() const = 0;
  // Brings those metrics up to date that say how things are now.
  virtual void CountInto(Metrics& metrics) const = 0;

 protected:
  // Sends a record of the service's own topics until it is written. An error: it will not be.
  virtual absl::Status SendUntilWritten(OutRecord record) = 0;
};

// Of the partitions of an instance.
struct OwnerCounts {
  std::int64_t to_load = 0;  // records that are to be read before all is judged, as far as that is known
  int joining = 0;           // workers that have not been told yet which partitions are theirs
  int owned = 0;
  int judged = 0;  // of those, whole
  int behind = 0;  // judged by earlier rules, or being loaded for the newest
  // One that is loaded anew for other rules was judged all the time before.
  bool all_judged() const { return joining == 0 && owned <= judged + behind; }
};
// Into the metrics; `complete`: until when everything has been read.
void CountOwned(const OwnerCounts& counts, Instant complete, Metrics& metrics);

}  // namespace loopbreaker
