// A JSON value as a tree, its keys in the order in which they were set, to be built piece by piece and printed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

class Json {
 public:
  enum class Kind { kObject, kArray, kText, kNumber, kBool };

  // An empty object.
  Json() = default;
  Json(const char* text) : kind_(Kind::kText), text_(text) {}             // NOLINT: values are meant to convert
  Json(std::string text) : kind_(Kind::kText), text_(std::move(text)) {}  // NOLINT
  static Json Number(std::int64_t number);
  static Json Bool(bool value);
  static Json Array(std::vector<Json> items = {});
  static Json Texts(const std::vector<std::string>& texts);

  // Sets a key of an object, in place of the value that it has.
  Json& Set(std::string key, Json value) &;
  Json&& Set(std::string key, Json value) &&;
  // Adds to an array.
  void Push(Json item) { values_.push_back(std::move(item)); }

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  // Of an object, beside `values`.
  const std::vector<std::string>& keys() const { return keys_; }
  // Of an object or an array.
  const std::vector<Json>& values() const { return values_; }
  // The value of a key of an object, or null.
  const Json* Find(std::string_view key) const;
  bool empty() const { return values_.empty(); }

  // Lines of at most 120 columns where that can be, ending with a line feed.
  std::string Pretty() const;

 private:
  void Append(int indent, std::size_t before, std::string& out) const;
  std::string OnOneLine() const;

  Kind kind_ = Kind::kObject;
  std::string text_;
  std::int64_t number_ = 0;
  std::vector<std::string> keys_;
  std::vector<Json> values_;
};

}  // namespace loopbreaker
