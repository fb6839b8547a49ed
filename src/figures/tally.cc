#include "figures/tally.h"

#include <algorithm>
#include <cmath>

namespace loopbreaker {
namespace {

constexpr double kStep = 1.2;
constexpr Nanos kShortest = minutes{15};

void PutNumber(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<char>(number | 0x80));
  bytes.push_back(static_cast<char>(number));
}
void PutSigned(std::string& bytes, std::int64_t number) {
  PutNumber(bytes, (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63));
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return at_ == bytes_.size(); }
  std::uint64_t Number() {
    std::uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      number |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return number;
    }
  }
  std::int64_t Signed() {
    const std::uint64_t number = Number();
    return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
  }
  std::string Text() {
    const std::size_t size = Number();
    at_ += size;
    return std::string(bytes_.substr(at_ - size, size));
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Figure TookSlot(Nanos took) {
  if (took <= kShortest) return 0;
  const double steps =
      std::log(static_cast<double>(took.count()) / static_cast<double>(kShortest.count())) / std::log(kStep);
  return static_cast<Figure>(std::min<double>(std::floor(steps), figure::kTookSlots - 1));
}

Nanos TookOf(Figure slot) {
  return Nanos{static_cast<std::int64_t>(static_cast<double>(kShortest.count()) * std::pow(kStep, slot + 0.5))};
}

void TallyPart::Add(Figure figure, std::int64_t number) {
  if (number == 0) return;
  const auto at = std::lower_bound(figures.begin(), figures.end(), figure,
                                   [](const auto& entry, Figure wanted) { return entry.first < wanted; });
  if (at == figures.end() || at->first != figure) {
    figures.insert(at, {figure, number});
  } else if ((at->second += number) == 0) {
    figures.erase(at);
  }
}

std::int64_t TallyPart::Of(Figure figure) const {
  const auto at = std::lower_bound(figures.begin(), figures.end(), figure,
                                   [](const auto& entry, Figure wanted) { return entry.first < wanted; });
  return at == figures.end() || at->first != figure ? 0 : at->second;
}

Tally::Rows::value_type& Tally::RowOf(const TallyKey& key) {
  const auto [it, fresh] = rows_.try_emplace(key);
  if (fresh) {
    it->second.number = static_cast<std::uint32_t>(by_number_.size());
    by_number_.push_back(&*it);
  }
  return *it;
}

void Tally::Apply(Rows::value_type& entry, const TallyPart& part, int sign) {
  Row& row = entry.second;
  for (const auto& [figure, number] : part.figures) row.sum.Add(figure, sign * number);
  for (const TallyText& text : part.texts) {
    if (sign > 0) {
      row.texts.insert(text);
    } else if (const auto it = row.texts.find(text); it != row.texts.end()) {
      row.texts.erase(it);
    }
  }
  if (row.touched) return;
  row.touched = true;
  touched_.push_back(entry.first);
}

std::string Tally::Pack(const TallyParts& parts) {
  std::string bytes;
  for (const auto& [key, part] : parts) {
    PutNumber(bytes, RowOf(key).second.number);
    PutNumber(bytes, part.figures.size());
    for (const auto& [figure, number] : part.figures) {
      PutNumber(bytes, figure);
      PutSigned(bytes, number);
    }
    PutNumber(bytes, part.texts.size());
    for (const TallyText& text : part.texts) {
      PutSigned(bytes, text.at.time_since_epoch().count());
      PutNumber(bytes, text.text.size());
      bytes += text.text;
    }
  }
  return bytes;
}

void Tally::Put(std::uint32_t owner, const TallyParts& now) {
  std::string packed = Pack(now);
  std::string& before = added_[owner];
  if (before == packed) return;
  for (Reader reader(before); !reader.done();) {
    Rows::value_type& row = *by_number_[reader.Number()];
    TallyPart part;
    for (std::uint64_t left = reader.Number(); left != 0; --left) {
      const auto figure = static_cast<Figure>(reader.Number());
      part.figures.emplace_back(figure, reader.Signed());
    }
    for (std::uint64_t left = reader.Number(); left != 0; --left) {
      const Instant at{Nanos{reader.Signed()}};
      part.texts.push_back({at, reader.Text()});
    }
    Apply(row, part, -1);
  }
  for (const auto& [key, part] : now) Apply(RowOf(key), part, 1);
  if (packed.empty()) {
    added_.erase(owner);
  } else {
    before = std::move(packed);
  }
}

void Tally::Clear() { *this = Tally(); }

TallyPart Tally::At(const TallyKey& key) const {
  const auto row = rows_.find(key);
  if (row == rows_.end()) return {};
  TallyPart part = row->second.sum;
  const auto& texts = row->second.texts;
  for (auto it = texts.rbegin(); it != texts.rend() && part.texts.size() < kTextsMax; ++it) part.texts.push_back(*it);
  return part;
}

std::vector<TallyKey> Tally::TakeTouched() {
  for (const TallyKey& key : touched_) rows_.at(key).touched = false;
  return std::exchange(touched_, {});
}

}  // namespace loopbreaker
