#include "alerts/planner.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/percent.h"
#include "base/text.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

constexpr std::string_view kNoticeKey = "notice|";
constexpr Nanos kTidyEvery = minutes(10);

bool Stands(const v1::Escalation& escalation) {
  return escalation.state() == v1::State::OPENED || escalation.state() == v1::State::UPDATED;
}

std::string KeyOf(std::string_view loop_reference, std::string_view desk, std::string_view receiver) {
  return absl::StrCat(Abseil(loop_reference), "|", EncodePercent(desk), "|", EncodePercent(receiver));
}

// Calls with what lies in the map under keys that begin so, and takes it out.
template <typename Map, typename Use>
void TakeOut(Map& map, const std::string& prefix, Use use) {
  auto it = map.lower_bound(prefix);
  while (it != map.end() && it->first.starts_with(prefix)) {
    use(*it);
    it = map.erase(it);
  }
}

}  // namespace

AlertPlanner::AlertPlanner(AlertSettings settings, std::shared_ptr<const Veil> veil, std::set<std::string> on_silence)
    : settings_(std::move(settings)), veil_(std::move(veil)), on_silence_(std::move(on_silence)) {}

AlertPlanner::Standing AlertPlanner::StandingOf(const v1::Escalation& escalation, const Standing* before,
                                                bool loading) {
  Standing now{.id = escalation.id(),
               .severity = escalation.severity(),
               .level = escalation.level(),
               .desk = escalation.desk(),
               .rule_id = escalation.rule_id(),
               .title = escalation.title(),
               .complex = escalation.complex(),
               .category = escalation.category(),
               .vulnerable = escalation.vulnerable(),
               .hands = absl::StrCat(escalation.acknowledged_by(), "|", escalation.assignee()),
               .opened = TimeOf(escalation.opened_at())};
  if (escalation.has_snoozed_until()) now.snoozed_until = TimeOf(escalation.snoozed_until());
  const bool in_hands = now.hands != "|";
  if (before == nullptr || before->opened != now.opened || loading) {
    now.since = now.opened;
    now.taken_on = in_hands;
  } else if (before->severity != now.severity || before->desk != now.desk) {
    now.since = TimeOf(escalation.detected_at());  // whoever had it in hand has not broken the loop
  } else {
    now.since = before->since;
    now.taken_on = in_hands && (before->taken_on || before->hands != now.hands);
  }
  return now;
}

void AlertPlanner::Leave(const std::string& id) {
  const auto known = loop_of_.find(id);
  if (known == loop_of_.end()) return;
  loops_[known->second].standing.erase(id);
  dirty_.insert(known->second);
  loop_of_.erase(known);
}

void AlertPlanner::Take(const v1::Escalation& escalation, bool removed) {
  const std::string& id = escalation.id();
  if (removed || !Stands(escalation)) return Leave(id);
  const std::string& loop_key = escalation.loop_id().empty() ? id : escalation.loop_id();
  std::optional<Standing> before;
  if (const auto known = loop_of_.find(id); known != loop_of_.end()) {
    before = loops_[known->second].standing[id];
    if (known->second != loop_key) Leave(id);
  }
  loops_[loop_key].standing[id] = StandingOf(escalation, before ? &*before : nullptr, loading_);
  loop_of_[id] = loop_key;
  dirty_.insert(loop_key);
}

void AlertPlanner::LoadSent(const std::string& key, const v1::SentAlert* sent) {
  const bool notice = key.starts_with(kNoticeKey);
  if (sent == nullptr) {
    sent_.erase(key);
    if (notice) notices_.erase(key);
    return;
  }
  v1::SentAlert& known = sent_[key];
  // Of another severity or rule it is another one to a receiver that keeps them. Only who sent both tells it.
  const bool replaces = known.severity() != sent->severity() || known.rule_id() != sent->rule_id();
  if (replaces && !known.desk().empty() && planned_.contains(key)) replaced_.emplace_back(key, known);
  known = *sent;
  if (notice) notices_.insert(key);
}

AlertPlan AlertPlanner::Plan(Instant now, const std::vector<SilentFeed>& silent) {
  AlertPlan plan;
  std::set<std::string> held_desks;
  for (auto it = dirty_.begin(); it != dirty_.end();) {
    const auto loop = loops_.find(*it);
    if (loop->second.standing.empty()) {
      EndLoop(*it, now, plan);
      loops_.erase(loop);
      it = dirty_.erase(it);
    } else {
      it = Look(*it, loop->second, now, !silent.empty(), held_desks, plan) ? dirty_.erase(it) : std::next(it);
    }
  }
  for (const auto& [key, sent] : std::exchange(replaced_, {})) {
    const AlertReceiver* receiver = ReceiverOf(key);
    if (receiver != nullptr && receiver->keeps()) TellEnd(key, sent, *receiver, now, plan);
  }
  SendGroups(now, plan);
  SendNotices(held_desks, silent, now, plan);
  if (tidied_ == Instant::min() || now - tidied_ >= kTidyEvery) {
    tidied_ = now;
    EndUnknownLoops(now, plan);
  }
  for (const Alert& alert : plan.alerts) counts_.planned += alert.kind == Alert::Kind::kEnd ? 0 : 1;
  return plan;
}

bool AlertPlanner::Look(const std::string& loop_key, Loop& loop, Instant now, bool hold,
                        std::set<std::string>& held_desks, AlertPlan& plan) {
  if (!loop.look_at) loop.look_at = now + kSettle;
  if (now < *loop.look_at) return false;
  const Standing* gravest = nullptr;
  bool later = false;
  bool late = false;
  loop.held = false;
  for (const auto& [id, one] : loop.standing) {
    if (one.severity < settings_.from_severity || one.taken_on) continue;
    if (one.snoozed_until > now) {
      later = true;
      continue;
    }
    if (now - one.since > settings_.page_within) {
      late = late || IsNewsToAny(loop_key, one);
      continue;
    }
    if (hold && on_silence_.contains(one.rule_id)) {
      loop.held = true;
      held_desks.insert(one.desk);
      continue;
    }
    const auto rank = [](const Standing& of) {
      return std::tuple(of.severity, of.level, -of.opened.time_since_epoch());
    };
    if (gravest == nullptr || rank(one) > rank(*gravest)) gravest = &one;
  }
  if (gravest != nullptr) Offer(loop_key, *gravest, now, plan);
  if (late && gravest == nullptr && !loop.held && !std::exchange(loop.listed, true)) ++counts_.listed;
  if (later || loop.held) return false;
  loop.look_at.reset();
  return true;
}

void AlertPlanner::Offer(const std::string& loop_key, const Standing& gravest, Instant now, AlertPlan& plan) {
  for (const std::string& receiver : ReceiversOf(gravest.desk)) {
    const std::string key = KeyOf(veil_->Reference(loop_key), gravest.desk, receiver);
    if (!IsNews(key, gravest.severity)) continue;
    planned_[key] = gravest.severity;
    const AlertItem item{
        .key = key,
        .id = veil_->Reference(absl::StrCat(key, "|", gravest.severity, "|", FormatTime(gravest.opened))),
        .reference = veil_->Reference(gravest.id),
        .severity = gravest.severity,
        .since = gravest.since};
    const Alert alike{.receiver = receiver,
                      .desk = gravest.desk,
                      .rule_id = gravest.rule_id,
                      .title = gravest.title,
                      .complex = gravest.complex,
                      .category = gravest.category};
    if (gravest.vulnerable) {
      SendOne(alike, item, now, plan);
      continue;
    }
    Cause& cause = causes_[absl::StrCat(KeyOf(receiver, gravest.desk, gravest.rule_id), "|",
                                        EncodePercent(gravest.complex), "|", EncodePercent(gravest.category))];
    if (cause.window_from == Instant::min()) {
      cause.window_from = now;
      cause.alike = alike;
    }
    if (cause.alone < settings_.group_after) {
      ++cause.alone;
      SendOne(alike, item, now, plan);
    } else {
      cause.waiting.push_back({item, loop_key});
    }
  }
}

void AlertPlanner::SendOne(const Alert& alike, const AlertItem& item, Instant now, AlertPlan& plan) {
  Alert alert = alike;
  alert.id = item.id;
  alert.severity = item.severity;
  alert.items = {item};
  alert.at = now;
  plan.alerts.push_back(std::move(alert));
}

void AlertPlanner::SendGroups(Instant now, AlertPlan& plan) {
  for (auto it = causes_.begin(); it != causes_.end();) {
    Cause& cause = it->second;
    if (now - cause.window_from < settings_.group_every) {
      ++it;
      continue;
    }
    // What has ended, or been taken on, while it waited needs nobody any more.
    std::erase_if(cause.waiting, [&](const Waiting& waiting) {
      const auto loop = loops_.find(waiting.loop);
      return loop == loops_.end() || std::all_of(loop->second.standing.begin(), loop->second.standing.end(),
                                                 [](const auto& standing) { return standing.second.taken_on; });
    });
    if (cause.waiting.empty()) {
      it = causes_.erase(it);
      continue;
    }
    for (std::size_t from = 0; from < cause.waiting.size(); from += kListMax) {
      const std::size_t to = std::min(cause.waiting.size(), from + kListMax);
      if (to - from == 1) {
        SendOne(cause.alike, cause.waiting[from].item, now, plan);
        continue;
      }
      Alert group = cause.alike;
      group.kind = Alert::Kind::kGroup;
      group.at = now;
      std::string ids;
      for (std::size_t i = from; i < to; ++i) {
        group.items.push_back(cause.waiting[i].item);
        group.severity = std::max(group.severity, cause.waiting[i].item.severity);
        ids += cause.waiting[i].item.id;
      }
      group.id = veil_->Reference(ids);
      plan.alerts.push_back(std::move(group));
    }
    cause.waiting.clear();
    cause.window_from = now;
    cause.alone = settings_.group_after;  // while it goes on, it goes on as a list
    ++it;
  }
}

void AlertPlanner::SendNotices(const std::set<std::string>& desks, const std::vector<SilentFeed>& silent, Instant now,
                               AlertPlan& plan) {
  std::set<std::string> hold;  // beginnings of the keys of feeds that are silent still
  for (const SilentFeed& feed : silent) {
    const std::string since = feed.since == Instant::min() ? "never" : FormatTime(feed.since);
    const std::string prefix = absl::StrCat(Abseil(kNoticeKey), feed.topic, "|", since, "|");
    hold.insert(prefix);
    for (const std::string& desk : desks) {
      for (const std::string& receiver : ReceiversOf(desk)) {
        const std::string key = prefix + KeyOf("", desk, receiver);
        if (!notices_.insert(key).second) continue;
        Alert notice{.kind = Alert::Kind::kNotice, .id = veil_->Reference(key), .receiver = receiver, .desk = desk};
        notice.title = absl::StrCat("Alerts that rest on silence are held: nothing has come from '", feed.topic, "' ",
                                    feed.since == Instant::min() ? "so far" : absl::StrCat("since ", since),
                                    ", though something is expected every ", feed.expected,
                                    ". What is too old to be sent when it comes back is on the page.");
        notice.items = {{.key = key, .id = notice.id, .reference = "", .severity = {}, .since = now}};
        notice.at = now;
        plan.alerts.push_back(std::move(notice));
      }
    }
  }
  std::erase_if(notices_, [&](const std::string& key) {
    const bool holds =
        std::any_of(hold.begin(), hold.end(), [&](const std::string& prefix) { return key.starts_with(prefix); });
    if (const auto sent = sent_.find(key); !holds && sent != sent_.end()) {
      EndSent(key, sent->second, now, plan);
      sent_.erase(sent);
    }
    return !holds;
  });
}

void AlertPlanner::EndLoop(const std::string& loop_key, Instant now, AlertPlan& plan) {
  const std::string prefix = veil_->Reference(loop_key) + "|";
  TakeOut(planned_, prefix, [](const auto&) {});
  TakeOut(sent_, prefix, [&](const auto& entry) { EndSent(entry.first, entry.second, now, plan); });
}

void AlertPlanner::EndSent(const std::string& key, const v1::SentAlert& sent, Instant now, AlertPlan& plan) const {
  const AlertReceiver* receiver = ReceiverOf(key);
  // What never came there stands nowhere; of what an earlier version sent it is not known how it was called.
  if (receiver == nullptr || !receiver->keeps() || sent.dead() || sent.desk().empty()) {
    plan.over.push_back(key);
  } else {
    TellEnd(key, sent, *receiver, now, plan);
  }
}

void AlertPlanner::TellEnd(const std::string& key, const v1::SentAlert& sent, const AlertReceiver& receiver,
                           Instant now, AlertPlan& plan) const {
  if (sent.dead() || sent.desk().empty()) return;
  const auto severity = static_cast<v1::Severity::Value>(sent.severity());
  const Instant since = TimeOf(sent.since());
  Alert end{.kind = Alert::Kind::kEnd, .receiver = receiver.name, .desk = sent.desk(), .rule_id = sent.rule_id()};
  end.id = veil_->Reference(absl::StrCat(key, "|", sent.severity(), "|", FormatTime(since), "|end"));
  end.title = severity == v1::Severity::UNSPECIFIED ? "Alerts are no longer held." : "";
  end.severity = severity;
  end.items = {{.key = key, .id = end.id, .reference = sent.reference(), .severity = severity, .since = since}};
  end.at = now;
  plan.alerts.push_back(std::move(end));
}

const AlertReceiver* AlertPlanner::ReceiverOf(const std::string& key) const {
  const std::optional<std::string> name = DecodePercent(std::string_view(key).substr(key.rfind('|') + 1));
  const auto found = std::find_if(settings_.receivers.begin(), settings_.receivers.end(),
                                  [&](const AlertReceiver& one) { return name && one.name == *name; });
  return found == settings_.receivers.end() ? nullptr : &*found;
}

void AlertPlanner::EndUnknownLoops(Instant now, AlertPlan& plan) {
  std::set<std::string> known;
  for (const auto& [loop_key, loop] : loops_) known.insert(veil_->Reference(loop_key));
  std::erase_if(sent_, [&](const auto& entry) {
    const std::string& key = entry.first;
    if (key.starts_with(kNoticeKey) || known.contains(key.substr(0, key.find('|')))) return false;
    EndSent(key, entry.second, now, plan);
    return true;
  });
}

const std::vector<std::string>& AlertPlanner::ReceiversOf(const std::string& desk) const {
  static const std::vector<std::string> none;
  auto found = settings_.desks.find(desk);
  if (found == settings_.desks.end()) found = settings_.desks.find("*");
  return found == settings_.desks.end() ? none : found->second;
}

bool AlertPlanner::IsNews(const std::string& key, v1::Severity::Value severity) const {
  const auto planned = planned_.find(key);
  if (planned != planned_.end() && planned->second >= severity) return false;
  const auto sent = sent_.find(key);
  return sent == sent_.end() || sent->second.severity() < severity;
}

bool AlertPlanner::IsNewsToAny(const std::string& loop_key, const Standing& standing) const {
  const std::string reference = veil_->Reference(loop_key);
  const std::vector<std::string>& receivers = ReceiversOf(standing.desk);
  return std::any_of(receivers.begin(), receivers.end(), [&](const std::string& receiver) {
    return IsNews(KeyOf(reference, standing.desk, receiver), standing.severity);
  });
}

AlertCounts AlertPlanner::counts() const {
  AlertCounts counts = counts_;
  for (const std::string& key : dirty_) counts.held += loops_.at(key).held ? 1 : 0;
  for (const auto& [key, cause] : causes_) counts.grouped += cause.waiting.size();
  for (const auto& [key, sent] : sent_) counts.dead += sent.dead() ? 1 : 0;
  return counts;
}

}  // namespace loopbreaker
