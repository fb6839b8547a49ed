#include "event/event.h"

#include "event/wire_reader.h"

namespace loopbreaker {

bool Event::Read(std::string_view bytes, Refusal& refusal) {
  if (ReadWire(bytes, fact_)) {
    bytes_ = bytes;
    message_ = nullptr;
    return true;
  }
  if (!DecodeProto(bytes, own_, refusal) || !Validate(own_, refusal)) return false;
  View(own_);
  return true;
}

void Event::View(const v1::ContactEvent& valid) {
  bytes_ = {};
  message_ = &valid;
  ViewOf(valid, fact_);
}

void Event::Take(v1::ContactEvent&& valid) {
  own_.Swap(&valid);
  View(own_);
}

const v1::ContactEvent& Event::message() const {
  if (message_ == nullptr) {
    own_.ParseFromArray(bytes_.data(), static_cast<int>(bytes_.size()));
    message_ = &own_;
  }
  return *message_;
}

const Identifiers& Event::identifiers() const {
  // Bytes with identifiers are not read straight (wire_reader.h).
  return bytes_.empty() ? message_->identifiers() : v1::ContactEvent::default_instance().identifiers();
}

std::string Event::Bytes() const { return bytes_.empty() ? message_->SerializeAsString() : std::string(bytes_); }

}  // namespace loopbreaker
