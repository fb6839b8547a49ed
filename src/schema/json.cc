#include "schema/json.h"

#include <algorithm>
#include <utility>

#include "event/json_writer.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kColumns = 120;

std::string Quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).Text(text);
  return out;
}

}  // namespace

Json Json::Number(std::int64_t number) {
  Json json;
  json.kind_ = Kind::kNumber;
  json.number_ = number;
  return json;
}

Json Json::Bool(bool value) {
  Json json = Number(value ? 1 : 0);
  json.kind_ = Kind::kBool;
  return json;
}

Json Json::Array(std::vector<Json> items) {
  Json json;
  json.kind_ = Kind::kArray;
  json.values_ = std::move(items);
  return json;
}

Json Json::Texts(const std::vector<std::string>& texts) { return Array(std::vector<Json>(texts.begin(), texts.end())); }

Json& Json::Set(std::string key, Json value) & {
  const auto at = std::find(keys_.begin(), keys_.end(), key);
  if (at != keys_.end()) {
    values_[static_cast<std::size_t>(at - keys_.begin())] = std::move(value);
  } else {
    keys_.push_back(std::move(key));
    values_.push_back(std::move(value));
  }
  return *this;
}

Json&& Json::Set(std::string key, Json value) && { return std::move(Set(std::move(key), std::move(value))); }

const Json* Json::Find(std::string_view key) const {
  const auto at = std::find(keys_.begin(), keys_.end(), key);
  return at == keys_.end() ? nullptr : &values_[static_cast<std::size_t>(at - keys_.begin())];
}

std::string Json::OnOneLine() const {
  switch (kind_) {
    case Kind::kText:
      return Quoted(text_);
    case Kind::kNumber:
      return std::to_string(number_);
    case Kind::kBool:
      return number_ != 0 ? "true" : "false";
    case Kind::kObject:
    case Kind::kArray:
      break;
  }
  std::string out(1, kind_ == Kind::kObject ? '{' : '[');
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (i > 0) out += ", ";
    if (kind_ == Kind::kObject) out += Quoted(keys_[i]) + ": ";
    out += values_[i].OnOneLine();
  }
  return out + (kind_ == Kind::kObject ? '}' : ']');
}

// `before` is what stands in the line already.
void Json::Append(int indent, std::size_t before, std::string& out) const {
  std::string line = OnOneLine();
  constexpr std::size_t kComma = 1;
  if (values_.empty() || before + line.size() + kComma <= kColumns) {
    out += line;
    return;
  }
  const std::string inner(static_cast<std::size_t>(indent) + 2, ' ');
  out += kind_ == Kind::kObject ? '{' : '[';
  for (std::size_t i = 0; i < values_.size(); ++i) {
    out += i > 0 ? ",\n" : "\n";
    const std::string key = kind_ == Kind::kObject ? Quoted(keys_[i]) + ": " : "";
    out += inner + key;
    values_[i].Append(indent + 2, inner.size() + key.size(), out);
  }
  out += "\n" + std::string(static_cast<std::size_t>(indent), ' ') + (kind_ == Kind::kObject ? "}" : "]");
}

std::string Json::Pretty() const {
  std::string out;
  Append(0, 0, out);
  return out + "\n";
}

}  // namespace loopbreaker
