// JSON text, piece by piece, appended to a string. Commas are its business, matching brackets and keys its caller's.
//
// Texts are UTF-8 and written as they are, but for what JSON must escape.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace loopbreaker {

class JsonWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  void Key(std::string_view name);
  void Text(std::string_view text);
  void Number(std::int64_t number);
  void Bool(bool value);
  void Null();

 private:
  void Open(char bracket);
  void Close(char bracket);
  void Separate();
  void Quote(std::string_view text);

  std::string& out_;
  bool after_value_ = false;
};

}  // namespace loopbreaker
