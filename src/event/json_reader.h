// The one walker from JSON to messages, behind both FromJson and JsonDecoder: simdjson's document, and a table of names
// a message type, made at its first use.
//
// Keep one and use it again: its buffers and tables stay. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/message.h"
#include "simdjson.h"

namespace loopbreaker {

enum class JsonOutcome : std::uint8_t {
  kRead,
  kUnreadable,  // not JSON, not UTF-8, too deep
  kMismatch,    // JSON, but not of this message
};

class JsonReader {
 public:
  // One JSON object into `message`, which is cleared first. Unknown fields are counted and, where `paths` is given,
  // named there. Unless kRead, `error` says what was expected, what was found and where.
  JsonOutcome Read(std::string_view json, google::protobuf::Message& message, std::vector<std::string>* paths,
                   std::string& error);

  // All so far.
  std::uint64_t unknown_fields() const { return unknown_fields_; }

 private:
  struct Names;
  struct Place;
  enum class Shape : std::uint8_t { kText, kEnum, kBool, kInt32, kInt64, kUint32, kTime, kDuration, kMessage, kOther };
  // What a field's descriptor says, asked once: each question to a descriptor costs a check of its lazy parts.
  struct Entry {
    const google::protobuf::FieldDescriptor* field = nullptr;
    const google::protobuf::Reflection* reflection = nullptr;  // of the message that has the field
    Shape shape = Shape::kOther;
    bool repeated = false;
    bool map = false;
    const google::protobuf::OneofDescriptor* choice = nullptr;
    const Names* nested = nullptr;                    // of a message
    std::vector<std::pair<std::string, int>> values;  // of an enum
  };
  // By lowerCamelCase name and by the proto's.
  struct Names {
    absl::flat_hash_map<std::string, const Entry*> by_name;
    std::vector<std::unique_ptr<Entry>> entries;
  };

  static Shape ShapeOf(const google::protobuf::FieldDescriptor& field);
  const Names& NamesOf(const google::protobuf::Descriptor& type);
  simdjson::error_code Parse(std::string_view json, simdjson::dom::element& root);
  bool ReadObject(simdjson::dom::object object, const Names& names, const Place* place,
                  google::protobuf::Message& message);
  bool ReadField(simdjson::dom::element value, const Entry& entry, const Place& place,
                 google::protobuf::Message& message);
  bool ReadList(simdjson::dom::element value, const Entry& entry, const Place& place,
                google::protobuf::Message& message);
  bool ReadMap(simdjson::dom::element value, const Entry& entry, const Place& place,
               google::protobuf::Message& message);
  bool ReadValue(simdjson::dom::element value, const Entry& entry, const Place& place,
                 google::protobuf::Message& message);
  bool ReadMessage(simdjson::dom::element value, const Entry& entry, const Place& place,
                   google::protobuf::Message& message);
  bool ReadEnum(simdjson::dom::element value, const Entry& entry, const Place& place,
                google::protobuf::Message& message);
  // Says at `place` what was expected; always false.
  bool Refuse(const Place& place, std::string_view expected, simdjson::dom::element found);

  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<Names>> names_;
  simdjson::dom::parser parser_;
  std::vector<char> buffer_;
  std::uint64_t unknown_fields_ = 0;
  // Of the call that is under way.
  std::vector<std::string>* paths_ = nullptr;
  std::string* error_ = nullptr;
};

// What a Timestamp may hold, in seconds: 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
inline constexpr std::int64_t kFirstTimestamp = -62'135'596'800;
inline constexpr std::int64_t kLastTimestamp = 253'402'300'799;

// "2026-03-02T10:00:00.5+01:00", the years 0001 to 9999, exactly (ParseTime saturates).
bool ParseTimestamp(std::string_view text, std::int64_t& s, std::int32_t& n);

// "1.5s", up to 10,000 years either way; both numbers have the sign.
bool ParseProtoDuration(std::string_view text, std::int64_t& s, std::int32_t& n);

// At most 80 characters of `text` in quotes, for a message; never cut inside a character.
std::string Quoted(std::string_view text);

}  // namespace loopbreaker
