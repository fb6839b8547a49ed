// Revisions as JSON lines, and read back.
#pragma once

#include <functional>
#include <string>

#include "cli/summary.h"
#include "engine/stream.h"

namespace loopbreaker {

// {"kind":"escalation",…}, {"kind":"feedback",…}; what is forgotten:
// {"kind":"escalation","id":…,"tombstone":true,"detectedAt":…}. Shadow rules are counted and written nowhere.
class RevisionWriter final : public RevisionSink {
 public:
  RevisionWriter(const std::function<void(const std::string&)>& sink, Summary& summary)
      : sink_(sink), summary_(summary) {}
  void OnEscalation(const EscalationRevision& revision) override;
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override;

 private:
  const std::function<void(const std::string&)> sink_;
  Summary& summary_;
};

// Enters the revisions in the file (an earlier --out) as published. False: `error` names the line.
bool LoadPublished(const std::string& path, Stream& stream, std::string& error);

}  // namespace loopbreaker
