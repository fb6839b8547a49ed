// Valid events with every field filled or not, by chance, from a seed.
#pragma once

#include <random>

#include "event/field.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

class RandomEvents {
 public:
  explicit RandomEvents(std::uint32_t seed) : random_(seed) {}

  // `kind` may be kNone: a deletion without payload.
  v1::ContactEvent Next(Kind kind);

 private:
  void Fill(google::protobuf::Message& message, int odds);
  void FillList(google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field);
  std::string Text();
  std::int64_t Between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }

  std::mt19937_64 random_;
};

}  // namespace loopbreaker
