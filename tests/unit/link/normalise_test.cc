#include <random>
#include <string>

#include "gtest/gtest.h"
#include "link/directory.h"
#include "phonenumbers/phonenumberutil.h"

namespace loopbreaker {
namespace {

using v1::IdentifierKind;

struct Case {
  std::string value;
  std::string expected;
};

TEST(NormaliseTest, PhoneNumbersBecomeE164) {
  const Case cases[] = {
      {"+31612345678", "+31612345678"},
      {"  +31 6 1234-5678\t", "+31612345678"},
      {"+31.6.12.34.56.78", "+31612345678"},
      {"+31 (0)6 1234 5678", "+31612345678"},
      {"tel:+31-6-1234-5678", "+31612345678"},
      {"TEL:0612345678", "+31612345678"},
      {"tel:0612345678;phone-context=+31", "+31612345678"},
      {"0031612345678", "+31612345678"},
      {"06-12345678", "+31612345678"},
      {"(020) 123 45 67", "+31201234567"},
      {"612345678", "+31612345678"},
      {"020 1234567 ext 12", "+31201234567"},
      {"0800-1234", "+318001234"},
      {"0970 12345678", "+3197012345678"},
      {"+44 (0)20 7183 8750", "+442071838750"},
      {"0044 20 7183 8750", "+442071838750"},
      {"+49 89 636-48018", "+498963648018"},
      {"+1 650 253 0000", "+16502530000"},
      {"+1 1 650 253 0000", "+16502530000"},
      {"+39 06 698 82", "+390669882"},
      {"+52 1 55 1234 5678", "+525512345678"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, c.value, "NL"), c.expected) << c.value;
  }
}

TEST(NormaliseTest, WhatIsNoPhoneNumberIsEmpty) {
  const std::string none[] = {"",
                              "   ",
                              "anonymous",
                              "Anoniem",
                              "hidden",
                              "unknown",
                              "sip:anonymous@anonymous.invalid",
                              "+",
                              "0",
                              "0000000000",
                              "9999999999",
                              "0666666666",
                              "+31000000000",
                              "+266696687",
                              "+7378742833",
                              "+8656696",
                              "112",
                              "1234",
                              "+31123",
                              "+99912345678",
                              "+312012345678901234567",
                              std::string(300, '1'),
                              std::string("\xff\xfe 06", 5)};
  for (const std::string& value : none) {
    EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, value, "NL"), "") << value;
  }
}

TEST(NormaliseTest, NumbersWithoutCountryCodeBelongToTheRegion) {
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, "020 7183 8750", "GB"), "+442071838750");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, "(650) 253-0000", "US"), "+16502530000");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, "011 31 6 12345678", "US"), "+31612345678");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, "06 12345678", ""), "");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, "+31 6 12345678", ""), "+31612345678");
}

// The plans that are read without the library give what the library gives.
TEST(NormaliseTest, FastNumbersAreThoseOfTheLibrary) {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  std::mt19937 random(20260302);
  for (const std::string region : {"NL", "BE", "FR", "GB", "DE", "US"}) {
    const std::string code = std::to_string(library.GetCountryCodeForRegion(region));
    for (int i = 0; i < 600; ++i) {
      const std::string front[] = {"+" + code, "00" + code, "0"};
      std::string text = front[i % 3];
      for (std::size_t digits = 8 + random() % 4; digits > 0; --digits) text += static_cast<char>('0' + random() % 10);
      PhoneNumber number;
      std::string expected;
      if (library.Parse(text, region, &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
          library.IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE) {
        library.Format(number, PhoneNumberUtil::E164, &expected);
      }
      ASSERT_EQ(NormaliseIdentifier(IdentifierKind::PHONE, text, region), expected) << text << " in " << region;
    }
  }
}

TEST(NormaliseTest, EmailIsTrimmedAndLowerCased) {
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::EMAIL, " Bo@Example.ORG\r\n", "NL"), "bo@example.org");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::EMAIL, " \t ", "NL"), "");
}

TEST(NormaliseTest, OthersAreTrimmedOnly) {
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::ACCOUNT, " 00 77a ", "NL"), "00 77a");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::EXTERNAL, "\tX-9\n", "NL"), "X-9");
  EXPECT_EQ(NormaliseIdentifier(IdentifierKind::UNSPECIFIED, "77", "NL"), "");
}

}  // namespace
}  // namespace loopbreaker
