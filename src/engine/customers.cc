#include "engine/customers.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "base/hash.h"

namespace loopbreaker {
namespace {

// What an allocator that deals in sixteens, with a header of eight, has for `bytes` anyway.
std::size_t RoomFor(std::size_t bytes) { return (bytes + 8 + 15) / 16 * 16 - 8; }

}  // namespace

void Blob::Append(std::string_view bytes) {
  const std::size_t need = size_ + bytes.size();
  if (need > capacity_) {
    const std::size_t room = RoomFor(need + need / 8);
    auto* data = static_cast<char*>(std::realloc(data_, room));
    if (data == nullptr) throw std::bad_alloc();
    data_ = data;
    capacity_ = static_cast<std::uint32_t>(room);
  }
  std::memcpy(data_ + size_, bytes.data(), bytes.size());
  size_ = static_cast<std::uint32_t>(need);
}

void Blob::Assign(std::string_view bytes) {
  if (bytes.size() > capacity_) Clear();  // rather than have the old bytes copied
  size_ = 0;
  if (!bytes.empty()) Append(bytes);
}

void Blob::Clear() {
  std::free(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

Customers::Customers() : index_(1024) {}

CustomerIndex Customers::FindHash(std::uint64_t hash, std::string_view id) const {
  const std::size_t mask = index_.size() - 1;
  for (std::size_t i = hash & mask; index_[i].customer != kNobody; i = (i + 1) & mask) {
    if (index_[i].print == PrintOf(hash) && customers_[index_[i].customer].name == id) return index_[i].customer;
  }
  return kNobody;
}

void Customers::Prefetch(std::string_view id, std::uint64_t identity) const {
  identities_.Prefetch(identity);
  __builtin_prefetch(&index_[Hash64(id) & (index_.size() - 1)]);
}

CustomerIndex Customers::Find(std::string_view id) const { return FindHash(Hash64(id), id); }

CustomerIndex Customers::FindOrAdd(std::string_view id) {
  const std::uint64_t hash = Hash64(id);
  const CustomerIndex known = FindHash(hash, id);
  if (known != kNobody) return known;
  if ((customers_.size() + 1) * 4 > index_.size() * 3) GrowIndex();
  const auto customer = static_cast<CustomerIndex>(customers_.size());
  customers_.push_back({StoreName(id), Blob()});
  Enter(hash, customer);
  return customer;
}

void Customers::Enter(std::uint64_t hash, CustomerIndex customer) {
  const std::size_t mask = index_.size() - 1;
  std::size_t i = hash & mask;
  while (index_[i].customer != kNobody) i = (i + 1) & mask;
  index_[i] = {customer, PrintOf(hash)};
}

void Customers::GrowIndex() {
  index_.assign(index_.size() * 2, Place{});
  for (CustomerIndex customer = 0; customer < customers_.size(); ++customer) {
    Enter(Hash64(customers_[customer].name), customer);
  }
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
