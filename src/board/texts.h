// A message as JSON, for those who see names and for those who do not: made when somebody first asks, since most
// revisions are replaced before anybody looks, and kept then. Until that a message takes a third of its text.
//
// A handle that is cheap to copy. Safe in any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "board/veil.h"
#include "event/message_json.h"

namespace loopbreaker {

using SharedText = std::shared_ptr<const std::string>;

// Whether whom it is about is seen too; see Veil.
enum class Sight : std::uint8_t { kWhole, kNameless };

class Texts {
 public:
  // Nobody sees anything.
  Texts() = default;
  // `veil` makes the nameless text; null, or none for such messages: nobody without names sees anything.
  template <typename Message>
  Texts(const Message& message, std::shared_ptr<const Veil> veil)
      : kept_(std::make_shared<const Kept>(message.SerializeAsString(), &JsonOf<Message>, std::move(veil))) {}

  // Null: there is none.
  SharedText Of(Sight sight) const;
  // What it takes until somebody asks, in bytes.
  std::size_t size() const { return kept_ == nullptr ? 0 : kept_->message.size(); }

 private:
  // `veil`: null for the whole text.
  using Make = std::string (*)(const std::string& message, const Veil* veil);
  template <typename Message>
  static std::string JsonOf(const std::string& bytes, const Veil* veil) {
    Message message;
    message.ParseFromString(bytes);
    if constexpr (requires { veil->Nameless(std::move(message)); }) {
      if (veil != nullptr) message = veil->Nameless(std::move(message));
    }
    return ToJson(message);
  }
  struct Kept {
    Kept(std::string bytes, Make make_text, std::shared_ptr<const Veil> of)
        : message(std::move(bytes)), make(make_text), veil(std::move(of)) {}
    const std::string message;  // serialised
    const Make make;
    const std::shared_ptr<const Veil> veil;
    mutable std::array<std::once_flag, 2> asked;  // by sight
    mutable std::array<SharedText, 2> json;
  };
  std::shared_ptr<const Kept> kept_;
};

}  // namespace loopbreaker
