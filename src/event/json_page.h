// One JSON document with named values, lists and objects: what a class that writes such a page derives from.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include "event/json_writer.h"

namespace loopbreaker {

class JsonPage {
 public:
  JsonPage(const JsonPage&) = delete;
  JsonPage& operator=(const JsonPage&) = delete;

 protected:
  JsonPage() : out_(text_) {}

  void Pair(std::string_view key, std::string_view text) {
    out_.Key(key);
    out_.Text(text);
  }
  void Pair(std::string_view key, std::integral auto number) {
    out_.Key(key);
    out_.Number(static_cast<std::int64_t>(number));
  }
  void Flag(std::string_view key, bool value) {
    out_.Key(key);
    out_.Bool(value);
  }
  void Null(std::string_view key) {
    out_.Key(key);
    out_.Null();
  }
  // `fields()` writes what is in it.
  template <typename Fields>
  void Object(Fields fields) {
    out_.BeginObject();
    fields();
    out_.EndObject();
  }
  template <typename Fields>
  void Object(std::string_view key, Fields fields) {
    out_.Key(key);
    Object(fields);
  }
  // `item(each)` writes one.
  template <typename Items, typename Item>
  void List(std::string_view key, const Items& items, Item item) {
    out_.Key(key);
    out_.BeginArray();
    for (const auto& each : items) item(each);
    out_.EndArray();
  }
  // The text, with a line feed behind it. The page is of no more use.
  std::string Take() {
    text_ += "\n";
    return std::move(text_);
  }

  std::string text_;
  JsonWriter out_;
};

}  // namespace loopbreaker
