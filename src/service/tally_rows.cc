#include "service/tally_rows.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "figures/tally_of.h"
#include "service/tally_record.h"

namespace loopbreaker {
namespace {

constexpr std::uint64_t kOvertaken = 0;  // no digest is

std::uint64_t DigestOf(std::string_view value) { return Hash64(value) | 1; }

Instant LastOf(const Judge& judge) {
  const History& history = judge.fold().history();
  return judge.taken() == 0 ? Instant::min() : history.TimeOf(history.SlotAt(judge.taken() - 1));
}

}  // namespace

TallyRows::TallyRows(std::int32_t partition, Stream& stream, Writer write)
    : partition_(partition),
      stream_(stream),
      write_(std::move(write)),
      local_days_(stream.store().settings().history.calendar.zone()) {}

void TallyRows::StartLoading() {
  tally_.Clear();
  rows_.clear();
  changed_.clear();
  due_ = {};
  unsent_.clear();
  counted_all_ = false;
}

bool TallyRows::Load(std::string_view key, std::optional<std::string_view> value) {
  const auto row = ParseTallyRowKey(key);
  if (!row) return key.starts_with(kTallyPrefix);
  if (row->partition != partition_) return true;
  if (value) {
    published_[row->key] = DigestOf(*value);
  } else {
    published_.erase(row->key);
  }
  return true;
}

bool TallyRows::OnOvertaken(std::string_view key) {
  const auto row = ParseTallyRowKey(key);
  if (!row) return key.starts_with(kTallyPrefix);
  if (row->partition != partition_) return true;
  published_[row->key] = kOvertaken;
  unsent_.insert(row->key);
  return true;
}

void TallyRows::MarkChanged(CustomerIndex customer) {
  if (rows_.size() <= customer) rows_.resize(customer + std::size_t{1});
  if (std::exchange(rows_[customer].changed, true)) return;
  changed_.push_back(customer);
}

void TallyRows::CompleteTo(Instant complete) {
  complete_ = complete;
  while (!due_.empty() && due_.top().at <= complete) {
    const Due due = due_.top();
    due_.pop();
    if (rows_[due.customer].due == due.at) MarkChanged(due.customer);
  }
}

void TallyRows::Count(CustomerIndex customer, const Judge& judge) {
  if (rows_.size() <= customer || !std::exchange(rows_[customer].changed, false)) return;
  Instant changes = kNever;
  // What time alone does is known as far as everything is; but the clock never lies before the facts.
  const Instant clock = std::min(stream_.clock(), std::max(complete_, LastOf(judge)));
  tally_.Put(customer,
             TallyOf(judge.fold(), judge.taken(), judge.rules().set().settings, local_days_, clock, &changes));
  rows_[customer].due = changes;
  if (changes != kNever) due_.push({changes, customer});
}

void TallyRows::SendPutOff(const PutOff& waiting) {
  std::vector<CustomerIndex> later;
  for (std::size_t facts = 0; facts < kFactsAtOnce && !changed_.empty();) {
    const CustomerIndex customer = changed_.front();
    changed_.pop_front();
    if (!rows_[customer].changed) continue;  // counted meanwhile
    if (counted_all_ && waiting.Has(customer)) {
      later.push_back(customer);
      continue;
    }
    stream_.LookAt(customer, [&](const Judge& judge) {
      facts += judge.taken() + 1;
      Count(customer, judge);
    });
  }
  changed_.insert(changed_.end(), later.begin(), later.end());
  if (!counted_all_ && !changed_.empty()) return;
  for (TallyKey& key : tally_.TakeTouched()) unsent_.insert(std::move(key));
  if (!std::exchange(counted_all_, true)) {
    for (const auto& [key, digest] : published_) unsent_.insert(key);
  }
  for (const TallyKey& key : std::exchange(unsent_, {})) Send(key);
}

void TallyRows::Send(const TallyKey& key) {
  // Facts of days before the horizon are forgotten one after the other: what was said of these days stays said.
  const HistorySettings& settings = stream_.store().settings().history;
  const bool stands =
      key.kind == TallyKind::kCategory && key.day < settings.calendar.LocalDay(stream_.clock() - settings.horizon);
  const TallyPart part = tally_.At(key);
  const auto published = published_.find(key);
  if (stands && (published == published_.end() || published->second != kOvertaken)) return;
  if (part.empty()) {
    if (published == published_.end()) return;
    published_.erase(published);
    return write_(ToText({partition_, key}), std::nullopt);
  }
  std::string value = TallyValue(part);
  const std::uint64_t digest = DigestOf(value);
  if (published != published_.end() && published->second == digest) return;
  published_[key] = digest;
  write_(ToText({partition_, key}), std::move(value));
}

}  // namespace loopbreaker
