// What a stream has published, kept as a reader of the topic would keep it: the last revision of each id. Checks on the
// way that every revision follows from the one before it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/stream.h"

namespace loopbreaker {

class PublishedTable final : public RevisionSink {
 public:
  struct Row {
    v1::Escalation last;
    std::int64_t revision = 0;  // of `last`, or of what was removed
    bool removed = false;
    v1::Escalation tombstone;  // when removed
    int order = 0;             // of the first revision
  };
  struct FeedbackRow {
    v1::Feedback last;
  };

  void OnEscalation(const EscalationRevision& revision) override;
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override;

  // From here on an input event is taken: it publishes at most one revision of an id at one clock.
  void BeginEvent() { published_at_.clear(); }

  static bool Standing(const Row& row) { return !row.removed && row.last.state() != v1::State::RETRACTED; }
  const std::map<std::string, Row>& escalations() const { return rows_; }
  const std::map<std::string, FeedbackRow>& feedback() const { return feedback_; }
  std::size_t revisions() const { return revisions_; }
  // What did not follow, one line each; empty when all is well.
  const std::string& problems() const { return problems_; }
  // Everything published so far, oldest first.
  void LoadInto(Stream& stream) const;

  // The rows that stand, as lines of a final table.
  std::string EscalationLines() const;
  std::string FeedbackLines() const;

 private:
  void Complain(const std::string& id, const std::string& what) { problems_ += id + ": " + what + "\n"; }

  std::map<std::string, Row> rows_;
  std::map<std::string, FeedbackRow> feedback_;
  std::set<std::string> published_at_;
  std::string problems_;
  std::size_t revisions_ = 0;
};

}  // namespace loopbreaker
