// What is published, as people look at it: escalations and process feedback by id, and the last changes one by one.
//
// Fed revision by revision, in the order in which they were published; a later one replaces what is there. Each change
// has a sequence number from 1, so that whoever looks on can go on where it was; of a board made anew `incarnation`
// tells it that its number means nothing here. Safe in any thread; texts are made outside the lock, when somebody asks,
// and shared.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "board/texts.h"
#include "board/trends.h"
#include "board/veil.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

// What must be equal to be shown; empty: anything.
struct BoardFilter {
  std::vector<v1::State::Value> states;
  std::string desk;
  v1::Severity::Value severity = v1::Severity::UNSPECIFIED;
  std::string customer;
  std::string region;
  std::string contractor;
};

struct BoardChange {
  enum class Kind : std::uint8_t { kEscalation, kFeedback, kRemoved, kDossier };
  std::uint64_t sequence = 0;
  Kind kind = Kind::kEscalation;
  Texts json;  // the escalation or feedback; of a removed one {"id": ...}, of a dossier {"customerId": ...}
};

// What of the alerts needs somebody.
struct BoardAlerts {
  std::size_t held = 0;  // loops, while a source is silent
  std::size_t dead = 0;  // alerts that no receiver took
  friend bool operator==(const BoardAlerts&, const BoardAlerts&) = default;
};

// Until when the board knows what happened, and how fast time goes where somebody plays it.
struct BoardStatus {
  Instant clock = Instant::min();  // none yet
  std::optional<double> speed;     // of a demonstration; 0: it stands still
  bool over = false;               // nothing more happens in it
  BoardAlerts alerts = {};
  friend bool operator==(const BoardStatus&, const BoardStatus&) = default;
};

// What stands: OPENED and UPDATED.
struct BoardSnapshot {
  std::uint64_t sequence = 0;  // of the last change that is in it
  std::vector<SharedText> escalations;
  std::vector<SharedText> feedback;
};

struct BoardOptions {
  std::size_t changes_max = 4096;              // so many of the last changes can be asked for one by one
  absl::TimeZone zone = absl::UTCTimeZone();   // trends count by its days
  std::shared_ptr<const Veil> veil = nullptr;  // makes the nameless texts; null: nothing does
};

class Board {
 public:
  explicit Board(std::string incarnation, BoardOptions options = {})
      : incarnation_(std::move(incarnation)),
        changes_max_(options.changes_max),
        veil_(std::move(options.veil)),
        trends_(options.zone) {}
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  // `removed`: it is forgotten, and only its id counts.
  void Put(const v1::Escalation& escalation, bool removed = false);
  void Put(const v1::Feedback& feedback, bool removed = false);
  // The customer's dossier has changed: whoever reads of a loop of theirs should ask for it again. Of a customer of
  // whom nothing stands nobody reads.
  void NoteDossier(const std::string& customer);
  void SetStatus(const BoardStatus& status);

  const std::string& incarnation() const { return incarnation_; }
  BoardStatus status() const;
  // By id.
  std::vector<SharedText> Escalations(const BoardFilter& filter, Sight sight = Sight::kWhole) const;
  std::vector<SharedText> Feedback(Sight sight = Sight::kWhole) const;
  // Null: there is none.
  SharedText FindEscalation(const std::string& id, Sight sight = Sight::kWhole) const;
  // The id behind a reference. Empty: there is none.
  std::string IdOf(const std::string& reference) const;
  // What an id is called by somebody of this sight: itself, or its reference.
  std::string NameOf(const std::string& id, Sight sight) const;
  // The key of an escalation's loop on the page: the loop's id, or its own where it has none. Empty: there is none.
  std::string LoopOf(const std::string& id) const;
  // Who has feedback now. Empty optional: there is none of that id.
  std::optional<std::string> DeskOfFeedback(const std::string& id) const;
  BoardSnapshot Snapshot(Sight sight = Sight::kWhole) const;
  // The changes after `sequence`, oldest first, until they have `bytes_max` together as they are kept (Texts::size), at
  // least one. Empty optional: some of them are no longer kept, or it lies ahead.
  std::optional<std::vector<BoardChange>> ChangesAfter(std::uint64_t sequence, std::size_t bytes_max) const;
  std::uint64_t sequence() const;
  // Of the `days` days up to the clock.
  TrendTable TrendsOf(int days) const;

  // What an action has to know of an escalation.
  struct Subject {
    std::string id;
    std::string customer;
    std::string desk;
  };
  // The escalation itself first; `whole_loop`: then those that stand of the same loop. Empty: there is none.
  std::vector<Subject> SubjectsOf(const std::string& id, bool whole_loop) const;

  // Called after every change and every new status, in the thread that makes it and under the lock: it must be quick
  // and not call the board. Null: nobody is called any more once this returns.
  void SetListener(std::function<void()> listener);

 private:
  struct Row {
    Texts json;
    v1::State::Value state = v1::State::UNSPECIFIED;
    v1::Severity::Value severity = v1::Severity::UNSPECIFIED;
    std::string desk;
    std::string customer;
    std::string region;
    std::string contractor;
    std::string loop;
    bool stands() const { return state == v1::State::OPENED || state == v1::State::UPDATED; }
    bool Fits(const BoardFilter& filter) const;
  };
  using Rows = std::map<std::string, Row, std::less<>>;

  template <typename Message>
  Texts TextsOf(const Message& message, bool removed) const;
  // Of the rows of a table that are wanted.
  template <typename Wanted>
  std::vector<Texts> Select(const Rows& rows, Wanted wanted) const;
  void Append(BoardChange::Kind kind, Texts json);
  void Enter(Rows& rows, const std::string& id, Row row, BoardChange::Kind kind, bool removed);

  const std::string incarnation_;
  const std::size_t changes_max_;
  const std::shared_ptr<const Veil> veil_;
  mutable std::mutex mutex_;
  Rows escalations_;
  std::map<std::string, std::string, std::less<>> ids_;  // of escalations, by reference
  Rows feedback_;
  Trends trends_;
  std::deque<BoardChange> changes_;
  std::uint64_t sequence_ = 0;
  BoardStatus status_;
  std::function<void()> listener_;
};

}  // namespace loopbreaker
