// Texts that recur (categories, teams, units) and shapes of facts, each kept once.
//
// Not safe for concurrent use: one pool belongs to one engine. Views stay valid as long as the pool lives.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace loopbreaker {

class TextPool {
 public:
  static constexpr std::uint32_t kFull = 0xFFFFFFFF;

  // `max_texts` bounds what a flood of ever new values can cost; beyond it Intern answers kFull and the text is kept
  // with its fact.
  explicit TextPool(std::uint32_t max_texts = 1u << 22) : max_texts_(max_texts) {}
  TextPool(const TextPool&) = delete;
  TextPool& operator=(const TextPool&) = delete;

  std::uint32_t Intern(std::string_view text);
  std::string_view Get(std::uint32_t symbol) const { return texts_[symbol]; }

  // A shape is what facts of one form have in common, as a number; kFull beyond `max_texts` shapes.
  std::uint32_t InternShape(std::uint64_t fields, std::uint64_t header);
  struct Shape {
    std::uint64_t fields;
    std::uint64_t header;
  };
  const Shape& GetShape(std::uint32_t shape) const { return shapes_[shape]; }

 private:
  std::string_view Store(std::string_view text);

  std::uint32_t max_texts_;
  std::vector<std::string_view> texts_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_left_ = 0;
  char* chunk_next_ = nullptr;
  // Hash of the text to its symbol; texts are compared on a hit, further ones of the same hash probe at hash + 1.
  absl::flat_hash_map<std::uint64_t, std::uint32_t> symbols_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> shape_numbers_;
  std::vector<Shape> shapes_;
};

}  // namespace loopbreaker
