#include "board/texts.h"

namespace loopbreaker {

SharedText Texts::Of(Sight sight) const {
  if (kept_ == nullptr || (sight == Sight::kNameless && kept_->veil == nullptr)) return nullptr;
  const auto i = static_cast<std::size_t>(sight);
  std::call_once(kept_->asked[i], [&] {
    const Veil* const veil = sight == Sight::kNameless ? kept_->veil.get() : nullptr;
    kept_->json[i] = std::make_shared<const std::string>(kept_->make(kept_->message, veil));
  });
  return kept_->json[i];
}

}  // namespace loopbreaker
