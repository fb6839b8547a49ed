#include "board/dossiers.h"

#include <utility>

namespace loopbreaker {
namespace {

template <typename Message>
std::optional<Message> Parsed(const absl::flat_hash_map<std::string, std::string>& table, const std::string& key) {
  const auto row = table.find(key);
  Message message;
  if (row == table.end() || !message.ParseFromString(row->second)) return std::nullopt;
  return message;
}

}  // namespace

void Dossiers::Put(const v1::Dossier& dossier) {
  std::string bytes = dossier.SerializeAsString();
  const std::scoped_lock lock(mutex_);
  dossiers_[dossier.customer_id()] = std::move(bytes);
}

void Dossiers::Remove(const std::string& customer) {
  const std::scoped_lock lock(mutex_);
  dossiers_.erase(customer);
}

void Dossiers::Put(const v1::Briefing& briefing) {
  std::string bytes = briefing.SerializeAsString();
  const std::scoped_lock lock(mutex_);
  const bool is_new = briefings_.insert_or_assign(briefing.contact_id(), std::move(bytes)).second;
  if (!is_new) return;
  contacts_.push_back(briefing.contact_id());
  if (contacts_.size() <= briefings_max_) return;
  briefings_.erase(contacts_.front());
  contacts_.pop_front();
}

std::optional<v1::Dossier> Dossiers::Find(const std::string& customer) const {
  const std::scoped_lock lock(mutex_);
  return Parsed<v1::Dossier>(dossiers_, customer);
}

std::optional<v1::Briefing> Dossiers::FindBriefing(const std::string& contact) const {
  const std::scoped_lock lock(mutex_);
  return Parsed<v1::Briefing>(briefings_, contact);
}

}  // namespace loopbreaker
