#include "board/board.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/percent.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/dossier.pb.h"

namespace loopbreaker {
namespace {

// Those that there are. Not under the lock: they may have to be made.
std::vector<SharedText> Make(const std::vector<Texts>& texts, Sight sight) {
  std::vector<SharedText> made;
  made.reserve(texts.size());
  for (const Texts& one : texts) {
    if (SharedText text = one.Of(sight); text != nullptr) made.push_back(std::move(text));
  }
  return made;
}

bool Equal(std::string_view wanted, std::string_view found) { return wanted.empty() || wanted == found; }

// What is left of one that is forgotten.
template <typename Message>
Message IdAlone(const Message& message) {
  Message alone;
  alone.set_id(message.id());
  return alone;
}

// What the trends count of it: nothing of one that should never have been there.
std::optional<TrendSpan> SpanOf(const v1::Escalation& escalation) {
  if (escalation.state() == v1::State::RETRACTED || !escalation.has_opened_at()) return std::nullopt;
  TrendSpan span{.loop = escalation.loop_id().empty() ? escalation.id() : escalation.loop_id(),
                 .desk = escalation.desk(),
                 .opened = TimeOf(escalation.opened_at()),
                 .resolved = std::nullopt};
  if (escalation.state() == v1::State::RESOLVED) span.resolved = TimeOf(escalation.resolved_at());
  return span;
}

}  // namespace

bool Board::Row::Fits(const BoardFilter& filter) const {
  const bool in_state =
      filter.states.empty() || std::find(filter.states.begin(), filter.states.end(), state) != filter.states.end();
  return in_state && Equal(filter.desk, desk) && Equal(filter.customer, customer) && Equal(filter.region, region) &&
         Equal(filter.contractor, contractor) &&
         (filter.severity == v1::Severity::UNSPECIFIED || filter.severity == severity);
}

template <typename Message>
Texts Board::TextsOf(const Message& message, bool removed) const {
  return removed ? Texts(IdAlone(message), veil_) : Texts(message, veil_);
}

template <typename Wanted>
std::vector<Texts> Board::Select(const Rows& rows, Wanted wanted) const {
  std::vector<Texts> selected;
  for (const auto& [id, row] : rows) {
    if (wanted(row)) selected.push_back(row.json);
  }
  return selected;
}

void Board::Put(const v1::Escalation& escalation, bool removed) {
  Row row{.json = TextsOf(escalation, removed),
          .state = escalation.state(),
          .severity = escalation.severity(),
          .desk = escalation.desk(),
          .customer = escalation.customer_id(),
          .region = escalation.region(),
          .contractor = escalation.contractor(),
          .loop = escalation.loop_id()};
  {
    const std::scoped_lock lock(mutex_);
    trends_.Put(escalation.id(), removed ? std::nullopt : SpanOf(escalation));
  }
  Enter(escalations_, escalation.id(), std::move(row), BoardChange::Kind::kEscalation, removed);
}

void Board::Put(const v1::Feedback& feedback, bool removed) {
  Row row{.json = TextsOf(feedback, removed),
          .state = feedback.state(),
          .severity = feedback.severity(),
          .desk = feedback.desk(),
          .customer = "",
          .region = "",
          .contractor = "",
          .loop = ""};
  Enter(feedback_, feedback.id(), std::move(row), BoardChange::Kind::kFeedback, removed);
}

void Board::Enter(Rows& rows, const std::string& id, Row row, BoardChange::Kind kind, bool removed) {
  const std::scoped_lock lock(mutex_);
  if (removed && rows.erase(id) == 0) return;  // nobody has seen it
  Append(removed ? BoardChange::Kind::kRemoved : kind, row.json);
  if (!removed) rows[id] = std::move(row);
  if (veil_ != nullptr && kind == BoardChange::Kind::kEscalation) {
    if (removed) {
      ids_.erase(veil_->Reference(id));
    } else {
      ids_.emplace(veil_->Reference(id), id);
    }
  }
  if (listener_) listener_();
}

void Board::Append(BoardChange::Kind kind, Texts json) {
  changes_.push_back({++sequence_, kind, std::move(json)});
  if (changes_.size() > changes_max_) changes_.pop_front();
}

void Board::NoteDossier(const std::string& customer) {
  const std::string prefix = absl::StrCat(EncodePercent(customer), "|");
  const std::scoped_lock lock(mutex_);
  auto row = escalations_.lower_bound(prefix);
  while (row != escalations_.end() && row->first.starts_with(prefix) && !row->second.stands()) ++row;
  if (row == escalations_.end() || !row->first.starts_with(prefix)) return;
  v1::Dossier named;
  named.set_customer_id(customer);
  Append(BoardChange::Kind::kDossier, Texts(named, nullptr));
  if (listener_) listener_();
}

void Board::SetStatus(const BoardStatus& status) {
  const std::scoped_lock lock(mutex_);
  if (status == status_) return;
  status_ = status;
  if (listener_) listener_();
}

BoardStatus Board::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

std::vector<SharedText> Board::Escalations(const BoardFilter& filter, Sight sight) const {
  std::vector<Texts> found;
  {
    const std::scoped_lock lock(mutex_);
    found = Select(escalations_, [&](const Row& row) { return row.Fits(filter); });
  }
  return Make(found, sight);
}

std::vector<SharedText> Board::Feedback(Sight sight) const {
  std::vector<Texts> found;
  {
    const std::scoped_lock lock(mutex_);
    found = Select(feedback_, [](const Row&) { return true; });
  }
  return Make(found, sight);
}

SharedText Board::FindEscalation(const std::string& id, Sight sight) const {
  Texts found;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto row = escalations_.find(id); row != escalations_.end()) found = row->second.json;
  }
  return found.Of(sight);
}

std::string Board::IdOf(const std::string& reference) const {
  const std::scoped_lock lock(mutex_);
  const auto id = ids_.find(reference);
  return id == ids_.end() ? std::string() : id->second;
}

std::string Board::NameOf(const std::string& id, Sight sight) const {
  if (sight == Sight::kWhole) return id;
  return veil_ == nullptr ? std::string() : veil_->Reference(id);
}

std::string Board::LoopOf(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto row = escalations_.find(id);
  if (row == escalations_.end()) return {};
  return row->second.loop.empty() ? id : row->second.loop;
}

BoardSnapshot Board::Snapshot(Sight sight) const {
  const auto stands = [](const Row& row) { return row.stands(); };
  BoardSnapshot snapshot;
  std::vector<Texts> escalations;
  std::vector<Texts> feedback;
  {
    const std::scoped_lock lock(mutex_);
    snapshot.sequence = sequence_;
    escalations = Select(escalations_, stands);
    feedback = Select(feedback_, stands);
  }
  snapshot.escalations = Make(escalations, sight);
  snapshot.feedback = Make(feedback, sight);
  return snapshot;
}

std::optional<std::vector<BoardChange>> Board::ChangesAfter(std::uint64_t sequence, std::size_t bytes_max) const {
  const std::scoped_lock lock(mutex_);
  if (sequence > sequence_ || sequence_ - sequence > changes_.size()) return std::nullopt;
  std::vector<BoardChange> changes;
  std::size_t bytes = 0;
  for (auto change = changes_.end() - static_cast<std::ptrdiff_t>(sequence_ - sequence); change != changes_.end();
       ++change) {
    bytes += change->json.size();
    if (bytes > bytes_max && !changes.empty()) break;
    changes.push_back(*change);
  }
  return changes;
}

std::uint64_t Board::sequence() const {
  const std::scoped_lock lock(mutex_);
  return sequence_;
}

TrendTable Board::TrendsOf(int days) const {
  const std::scoped_lock lock(mutex_);
  return trends_.Table(status_.clock == Instant::min() ? kEarliest : status_.clock, days);
}

std::optional<std::string> Board::DeskOfFeedback(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto feedback = feedback_.find(id);
  if (feedback == feedback_.end()) return std::nullopt;
  return feedback->second.desk;
}

std::vector<Board::Subject> Board::SubjectsOf(const std::string& id, bool whole_loop) const {
  const std::scoped_lock lock(mutex_);
  const auto named = escalations_.find(id);
  if (named == escalations_.end()) return {};
  const Row& first = named->second;
  std::vector<Subject> subjects = {{id, first.customer, first.desk}};
  if (!whole_loop || first.loop.empty()) return subjects;
  for (const auto& [other, row] : escalations_) {
    if (other != id && row.loop == first.loop && row.stands()) subjects.push_back({other, row.customer, row.desk});
  }
  return subjects;
}

void Board::SetListener(std::function<void()> listener) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
}

}  // namespace loopbreaker
