#include "serve/event_stream.h"

#include "absl/strings/str_cat.h"
#include "base/read_number.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kBytesAtOnce = 20 << 10;  // as the board keeps them: about 64 KiB of JSON
constexpr std::uint64_t kResetBehindMax = 256;  // changes, about as much again as the reset of a small board

void AppendEvent(std::string& out, const std::string& id, std::string_view event, std::string_view json) {
  if (!id.empty()) absl::StrAppend(&out, "id: ", id, "\n");
  absl::StrAppend(&out, "event: ", Abseil(event), "\ndata: ", Abseil(json), "\n\n");
}

std::string_view NameOf(BoardChange::Kind kind) {
  switch (kind) {
    case BoardChange::Kind::kEscalation:
      return "escalation";
    case BoardChange::Kind::kFeedback:
      return "feedback";
    case BoardChange::Kind::kDossier:
      return "dossier";
    default:
      return "removed";
  }
}

void AppendList(std::string& out, std::string_view name, const std::vector<SharedText>& list) {
  absl::StrAppend(&out, "\"", Abseil(name), "\":[");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out += ',';
    out += *list[i];
  }
  out += ']';
}

}  // namespace

std::string StatusJson(const BoardStatus& status) {
  std::string json = "{";
  if (status.clock != Instant::min()) absl::StrAppend(&json, "\"clock\":\"", FormatTime(status.clock), "\"");
  if (status.speed) absl::StrAppend(&json, json.size() > 1 ? "," : "", "\"speed\":", *status.speed);
  if (status.over) absl::StrAppend(&json, json.size() > 1 ? "," : "", "\"over\":true");
  if (status.alerts != BoardAlerts{}) {
    absl::StrAppend(&json, json.size() > 1 ? "," : "", "\"alerts\":{\"held\":", status.alerts.held,
                    ",\"dead\":", status.alerts.dead, "}");
  }
  return json + "}";
}

std::string ListJson(std::string_view name, const std::vector<SharedText>& list) {
  std::string json = "{";
  AppendList(json, name, list);
  return json + "}\n";
}

class EventStreams::Feed final : public HttpFeed {
 public:
  Feed(EventStreams& streams, std::optional<std::uint64_t> sequence, Sight sight, std::function<bool()> is_over)
      : streams_(streams), sequence_(sequence), sight_(sight), is_over_(std::move(is_over)) {}

  bool IsOver() override { return is_over_(); }

  SharedText Next() override {
    if (!sequence_) return StartOver();
    const auto changes = streams_.board_.ChangesAfter(*sequence_, kBytesAtOnce);
    if (!changes) return StartOver();
    auto text = std::make_shared<std::string>();
    for (const BoardChange& change : *changes) {
      sequence_ = change.sequence;
      const SharedText json = change.json.Of(sight_);
      if (json != nullptr) AppendEvent(*text, IdOf(change.sequence), NameOf(change.kind), *json);
    }
    // What is new of the clock comes with what happened until then, or alone.
    if (const BoardStatus status = streams_.board_.status(); status != told_) {
      AppendEvent(*text, "", "clock", StatusJson(status));
      told_ = status;
    }
    return text->empty() ? nullptr : text;
  }

  std::string Heartbeat() override {
    std::string text = ": still here\n\n";
    AppendEvent(text, "", "clock", StatusJson(streams_.board_.status()));  // a page cannot see a comment
    return text;
  }

 private:
  SharedText StartOver() {
    const Reset& reset = streams_.CurrentReset(sight_);
    sequence_ = reset.sequence;
    return reset.text;
  }
  std::string IdOf(std::uint64_t sequence) const { return absl::StrCat(streams_.board_.incarnation(), "-", sequence); }

  EventStreams& streams_;
  std::optional<std::uint64_t> sequence_;  // of the last change that was sent
  const Sight sight_;
  const std::function<bool()> is_over_;
  std::optional<BoardStatus> told_;
};

std::shared_ptr<HttpFeed> EventStreams::Open(std::string_view last_event_id, Sight sight,
                                             std::function<bool()> is_over) {
  std::optional<std::uint64_t> sequence;
  const std::string mine = board_.incarnation() + "-";
  if (last_event_id.starts_with(mine)) {
    const std::string_view number = last_event_id.substr(mine.size());
    std::uint64_t value = 0;
    if (ReadNumber(number, value)) sequence = value;
  }
  return std::make_shared<Feed>(*this, sequence, sight, std::move(is_over));
}

const EventStreams::Reset& EventStreams::CurrentReset(Sight sight) {
  Reset& reset = resets_[static_cast<std::size_t>(sight)];
  if (reset.text != nullptr && board_.sequence() - reset.sequence <= kResetBehindMax &&
      board_.ChangesAfter(reset.sequence, 0)) {
    return reset;
  }
  const BoardSnapshot snapshot = board_.Snapshot(sight);
  std::string json = "{";
  AppendList(json, "escalations", snapshot.escalations);
  json += ',';
  AppendList(json, "feedback", snapshot.feedback);
  json += '}';
  std::string text = "retry: 2000\n";
  AppendEvent(text, absl::StrCat(board_.incarnation(), "-", snapshot.sequence), "reset", json);
  reset = {snapshot.sequence, std::make_shared<const std::string>(std::move(text))};
  return reset;
}

}  // namespace loopbreaker
