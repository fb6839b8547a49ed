// What is remembered: every customer's facts, packed.
//
// This is the truth of an engine; histories, folds and verdicts are made from it. Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/identity_index.h"
#include "event/fact.h"
#include "history/history.h"

namespace loopbreaker {

using CustomerIndex = std::uint32_t;
inline constexpr CustomerIndex kNobody = 0xFFFFFFFF;

// Bytes that grow by an eighth: most customers are small and many, so room kept free would cost more than copying.
class Blob {
 public:
  Blob() = default;
  ~Blob() { std::free(data_); }
  Blob(Blob&& other) noexcept : data_(other.data_), size_(other.size_), capacity_(other.capacity_) {
    other.data_ = nullptr;
    other.size_ = other.capacity_ = 0;
  }
  Blob& operator=(Blob&&) = delete;

  std::string_view view() const { return {data_, size_}; }
  void Append(std::string_view bytes);
  void Assign(std::string_view bytes);
  // Frees the room too.
  void Clear();

 private:
  char* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

class Customers {
 public:
  Customers();

  CustomerIndex Find(std::string_view id) const;
  CustomerIndex FindOrAdd(std::string_view id);
  std::string_view NameOf(CustomerIndex customer) const { return customers_[customer].name; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(customers_.size()); }

  // All versions that came for the customer, as History::Load takes them.
  std::string_view Facts(CustomerIndex customer) const { return customers_[customer].facts.view(); }
  // False: the customer may have a version of this fact already.
  bool Append(CustomerIndex customer, std::uint64_t identity, std::string_view packed);

  // No more facts will come: frees what only adding needs.
  void Seal() { identities_ = IdentityIndex(); }

  // Has the places where the name and the identity will be looked up fetched into the cache: with many customers each
  // is a wait for memory, which other work can fill.
  void Prefetch(std::string_view id, std::uint64_t identity) const;

  // Customers other than `except` that hold a version of the fact. The hash may be shared: FindVersion tells.
  void Holders(std::uint64_t identity, CustomerIndex except, std::vector<CustomerIndex>& holders) const;
  // The packed version of a fact of this customer that holds (see Replaces); empty if there is none.
  std::string_view FindVersion(CustomerIndex customer, const TextPool& pool, std::string_view source,
                               std::string_view id) const;
  // Takes all versions of a fact out.
  void Remove(CustomerIndex customer, const TextPool& pool, std::string_view source, std::string_view id);

 private:
  struct Customer {
    std::string_view name;
    Blob facts;
  };
  std::string_view StoreName(std::string_view name);
  // By a part of the hash that does not decide the place, so that most names need not be looked at.
  struct Place {
    CustomerIndex customer = kNobody;
    std::uint32_t print = 0;
  };
  static std::uint32_t PrintOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
  CustomerIndex FindHash(std::uint64_t hash, std::string_view id) const;
  void Enter(std::uint64_t hash, CustomerIndex customer);
  void GrowIndex();

  std::vector<Customer> customers_;
  std::vector<Place> index_;  // open addressing by the hash of the name
  std::vector<std::unique_ptr<char[]>> names_;
  std::size_t names_left_ = 0;
  char* names_next_ = nullptr;
  IdentityIndex identities_;
};

}  // namespace loopbreaker
