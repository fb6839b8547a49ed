#include "engine/customers.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "base/hash.h"

namespace loopbreaker {

void Blob::Append(std::string_view bytes) {
  const std::size_t need = size_ + bytes.size();
  if (need > capacity_) {
    const std::size_t room = std::max<std::size_t>(need + need / 16, 24);
    auto* data = static_cast<char*>(std::realloc(data_, room));
    if (data == nullptr) throw std::bad_alloc();
    data_ = data;
    capacity_ = static_cast<std::uint32_t>(room);
  }
  std::memcpy(data_ + size_, bytes.data(), bytes.size());
  size_ = static_cast<std::uint32_t>(need);
}

void Blob::Assign(std::string_view bytes) {
  size_ = 0;
  if (!bytes.empty()) Append(bytes);
}

Customers::Customers() : index_(1024, kNobody) {}

CustomerIndex Customers::Find(std::string_view id) const {
  const std::size_t mask = index_.size() - 1;
  for (std::size_t i = Hash64(id) & mask; index_[i] != kNobody; i = (i + 1) & mask) {
    if (customers_[index_[i]].name == id) return index_[i];
  }
  return kNobody;
}

CustomerIndex Customers::FindOrAdd(std::string_view id) {
  const CustomerIndex known = Find(id);
  if (known != kNobody) return known;
  if ((customers_.size() + 1) * 4 > index_.size() * 3) GrowIndex();
  const auto customer = static_cast<CustomerIndex>(customers_.size());
  customers_.push_back({StoreName(id), Blob()});
  const std::size_t mask = index_.size() - 1;
  std::size_t i = Hash64(id) & mask;
  while (index_[i] != kNobody) i = (i + 1) & mask;
  index_[i] = customer;
  return customer;
}

void Customers::GrowIndex() {
  std::vector<CustomerIndex> index(index_.size() * 2, kNobody);
  const std::size_t mask = index.size() - 1;
  for (CustomerIndex customer = 0; customer < customers_.size(); ++customer) {
    std::size_t i = Hash64(customers_[customer].name) & mask;
    while (index[i] != kNobody) i = (i + 1) & mask;
    index[i] = customer;
  }
  index_ = std::move(index);
}

std::string_view Customers::StoreName(std::string_view name) {
  constexpr std::size_t kChunk = 1 << 16;
  if (name.size() > names_left_) {
    const std::size_t room = std::max(kChunk, name.size());
    names_.push_back(std::make_unique<char[]>(room));
    names_next_ = names_.back().get();
    names_left_ = room;
  }
  if (name.empty()) return {};
  char* const at = names_next_;
  std::memcpy(at, name.data(), name.size());
  names_next_ += name.size();
  names_left_ -= name.size();
  return {at, name.size()};
}

bool Customers::Append(CustomerIndex customer, std::uint64_t identity, std::string_view packed) {
  const bool fresh = identities_.Add(identity, customer);
  thread_local std::string record;
  record.clear();
  History::AppendRecord(packed, record);
  customers_[customer].facts.Append(record);
  return fresh;
}

void Customers::Holders(std::uint64_t identity, CustomerIndex except, std::vector<CustomerIndex>& holders) const {
  holders.clear();
  identities_.Find(identity, [&](CustomerIndex customer) {
    if (customer != except) holders.push_back(customer);
  });
}

std::string_view Customers::FindVersion(CustomerIndex customer, const TextPool& pool, std::string_view source,
                                        std::string_view id) const {
  std::string_view rest = Facts(customer);
  std::string_view found;
  Fact fact;
  bool conflict = false;
  while (!rest.empty()) {
    const std::string_view record = History::TakeRecord(rest);
    Unpack(record, pool, fact);
    if (fact.source != source || fact.id != id) continue;
    if (!found.empty()) {
      Fact best;
      Unpack(found, pool, best);
      if (!Replaces(fact, best, conflict)) continue;
    }
    found = record;
  }
  return found;
}

void Customers::Remove(CustomerIndex customer, const TextPool& pool, std::string_view source, std::string_view id) {
  std::string kept;
  std::string_view rest = Facts(customer);
  Fact fact;
  while (!rest.empty()) {
    const std::string_view record = History::TakeRecord(rest);
    Unpack(record, pool, fact);
    if (fact.source != source || fact.id != id) History::AppendRecord(record, kept);
  }
  identities_.Remove(IdentityHash(source, id), customer);
  customers_[customer].facts.Assign(kept);
}

}  // namespace loopbreaker
