#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/text.h"
#include "link/directory.h"
#include "phonenumbers/phonenumberutil.h"

namespace loopbreaker {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Longer ones are no phone numbers in any notation.
constexpr std::size_t kPhoneBytesMax = 250;

// Numbering plans so plain that their usual numbers need no library (8 µs a number): a fixed length and, where `trunk`
// is set, "0" in front at home and "00" to dial abroad. A unit test holds them against the library.
struct Plan {
  std::string_view region;
  std::string_view calling_code;
  std::size_t length_min;  // of the national number without its trunk zero
  std::size_t length_max;
  char first_digit_min;
  bool trunk;
};
constexpr std::array<Plan, 6> kPlans = {{
    {"NL", "31", 9, 9, '1', true},
    {"BE", "32", 8, 9, '1', true},
    {"FR", "33", 9, 9, '1', true},
    {"GB", "44", 10, 10, '1', true},
    {"DE", "49", 10, 11, '1', true},
    {"US", "1", 10, 10, '2', false},
}};

// Switchboards without a number write 0000000000 or 9999999999: one "customer" with all hidden callers would be the
// worst of all.
bool IsOneDigitRepeated(std::string_view digits) {
  return digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

bool IsNationalNumber(const Plan& plan, std::string_view digits) {
  return digits.size() >= plan.length_min && digits.size() <= plan.length_max && digits[0] >= plan.first_digit_min &&
         !IsOneDigitRepeated(digits);
}

// An optional plus and digits, without the marks that people put between them. Empty when there is anything else.
std::string Bare(std::string_view value) {
  std::string bare;
  for (const char c : value) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c == '+' && bare.empty())) {
      bare += c;
    } else if (std::string_view(" .-()").find(c) == std::string_view::npos) {
      return {};
    }
  }
  return bare;
}

std::string E164(std::string_view calling_code, std::string_view digits) {
  std::string number = "+";
  number += calling_code;
  number += digits;
  return number;
}

// E.164 of a number in one of the plain plans, or empty.
std::string ByPlan(std::string_view bare, std::string_view region) {
  const auto home = std::find_if(kPlans.begin(), kPlans.end(), [&](const Plan& plan) { return plan.region == region; });
  const bool trunk = home != kPlans.end() && home->trunk;
  if (bare.starts_with("+")) {
    bare.remove_prefix(1);
  } else if (trunk && bare.starts_with("00")) {
    bare.remove_prefix(2);
  } else if (trunk && bare.starts_with("0")) {
    bare.remove_prefix(1);
    if (!IsNationalNumber(*home, bare)) return {};
    return E164(home->calling_code, bare);
  } else {
    return {};
  }
  for (const Plan& plan : kPlans) {
    if (bare.starts_with(plan.calling_code) && IsNationalNumber(plan, bare.substr(plan.calling_code.size()))) {
      return E164("", bare);
    }
  }
  return {};
}

std::string ByLibrary(std::string_view value, const std::string& region) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (library.Parse(std::string(value), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  // Possible, not valid: numbering plans grow faster than distributions update the library. A number that lacks its
  // area code, or an extension of the switchboard, is nobody's identity.
  if (library.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) return {};
  std::string national;
  library.GetNationalSignificantNumber(number, &national);
  if (IsOneDigitRepeated(national)) return {};
  std::string e164;
  library.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

std::string NormalisePhone(std::string_view value, const std::string& region) {
  if (value.size() > kPhoneBytesMax) return {};
  std::string_view number = value;
  if (number.size() > 4 && absl::EqualsIgnoreCase(Abseil(number.substr(0, 4)), "tel:")) number.remove_prefix(4);
  const std::string bare = Bare(number);
  std::string e164 = ByPlan(bare, region);
  return e164.empty() ? ByLibrary(value, region) : e164;
}

}  // namespace

std::string NormaliseIdentifier(v1::IdentifierKind::Value kind, std::string_view value, const std::string& region) {
  const std::string_view trimmed = Standard(absl::StripAsciiWhitespace(Abseil(value)));
  if (trimmed.empty()) return {};
  switch (kind) {
    case v1::IdentifierKind::PHONE:
      return NormalisePhone(trimmed, region);
    case v1::IdentifierKind::EMAIL:
      return absl::AsciiStrToLower(Abseil(trimmed));
    case v1::IdentifierKind::ACCOUNT:
    case v1::IdentifierKind::EXTERNAL:
      return std::string(trimmed);
    default:
      return {};  // of a kind that this build does not know
  }
}

}  // namespace loopbreaker
