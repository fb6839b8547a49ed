#include "link/claims.h"

namespace loopbreaker {

std::uint32_t ClaimTable::NewNode(const Node& node) {
  if (free_ == kNone) {
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  const std::uint32_t place = free_;
  free_ = nodes_[place].next;
  nodes_[place] = node;
  return place;
}

void ClaimTable::Add(std::uint64_t key, Customer customer, Instant from, Instant until) {
  const bool always = from == kAlways && until == kNever;
  const auto [head, is_new] = heads_.try_emplace(KeyOf(key), customer);
  if (is_new && always) return;
  std::uint32_t next = kNone;
  if (!is_new) {
    next = (head->second & kListed) != 0 ? head->second & ~kListed : NewNode({kAlways, kNever, head->second, kNone});
  }
  head->second = kListed | NewNode({from, until, customer, next});
}

void ClaimTable::Remove(std::uint64_t key, Customer customer) {
  const auto head = heads_.find(KeyOf(key));
  if (head == heads_.end()) return;
  if ((head->second & kListed) == 0) {
    if (head->second == customer) heads_.erase(head);
    return;
  }
  const std::uint32_t first = head->second & ~kListed;
  std::uint32_t kept = kNone;
  for (std::uint32_t place = first; place != kNone;) {
    Node& node = nodes_[place];
    const std::uint32_t next = node.next;
    std::uint32_t& list = node.customer == customer ? free_ : kept;
    node.next = list;
    list = place;
    place = next;
  }
  if (kept == kNone) {
    heads_.erase(head);
  } else {
    head->second = kListed | kept;
  }
}

bool ClaimTable::Has(std::uint64_t key, Customer customer, Instant from, Instant until) const {
  const auto head = heads_.find(KeyOf(key));
  if (head == heads_.end()) return false;
  if ((head->second & kListed) == 0) return head->second == customer && from == kAlways && until == kNever;
  for (std::uint32_t place = head->second & ~kListed; place != kNone; place = nodes_[place].next) {
    const Node& node = nodes_[place];
    if (node.customer == customer && node.from == from && node.until == until) return true;
  }
  return false;
}

void ClaimTable::Find(std::uint64_t key, Instant at, std::vector<Customer>& out) const {
  const auto head = heads_.find(KeyOf(key));
  if (head == heads_.end()) return;
  if ((head->second & kListed) == 0) {
    out.push_back(head->second);
    return;
  }
  for (std::uint32_t place = head->second & ~kListed; place != kNone; place = nodes_[place].next) {
    const Node& node = nodes_[place];
    if (node.from <= at && at < node.until) out.push_back(node.customer);
  }
}

}  // namespace loopbreaker
