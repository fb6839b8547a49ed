#include "event/json_writer.h"

#include <charconv>

namespace loopbreaker {
namespace {

// What stands for a character in JSON, after the backslash; 0: itself.
char EscapeOf(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return static_cast<unsigned char>(c) < 0x20 ? 'u' : '\0';
  }
}

}  // namespace

void JsonWriter::Key(std::string_view name) {
  Separate();
  Quote(name);
  out_ += ':';
  after_value_ = false;
}

void JsonWriter::Text(std::string_view text) {
  Separate();
  Quote(text);
}

void JsonWriter::Number(std::int64_t number) {
  Separate();
  char digits[20];
  out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void JsonWriter::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
}

void JsonWriter::Null() {
  Separate();
  out_ += "null";
}

void JsonWriter::Open(char bracket) {
  Separate();
  out_ += bracket;
  after_value_ = false;
}

void JsonWriter::Close(char bracket) {
  out_ += bracket;
  after_value_ = true;
}

void JsonWriter::Separate() {
  if (after_value_) out_ += ',';
  after_value_ = true;
}

void JsonWriter::Quote(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out_ += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char escape = EscapeOf(text[i]);
    if (escape == '\0') continue;
    out_.append(text, written, i - written);
    out_ += '\\';
    out_ += escape;
    if (escape == 'u') {
      out_ += "00";
      out_ += kHex[text[i] >> 4];
      out_ += kHex[text[i] & 0xF];
    }
    written = i + 1;
  }
  out_.append(text, written);
  out_ += '"';
}

}  // namespace loopbreaker
