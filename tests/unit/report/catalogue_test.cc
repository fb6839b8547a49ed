// The two languages say the same things.
#include <regex>
#include <set>

#include "gmock/gmock.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "report/catalogue.h"
#include "report/changes.h"
#include "report/definitions.h"

namespace loopbreaker {
namespace {

std::set<std::string> PlacesIn(std::string_view text) {
  const std::string whole(text);
  const std::regex place("\\$[0-9]");
  return {std::sregex_token_iterator(whole.begin(), whole.end(), place), std::sregex_token_iterator()};
}

TEST(CatalogueTest, EveryKeyIsThereOnceInBothLanguages) {
  std::set<std::string_view> keys;
  for (const ReportText& text : kTexts) {
    EXPECT_TRUE(keys.insert(text.key).second) << text.key;
    EXPECT_FALSE(text.english.empty()) << text.key;
    EXPECT_FALSE(text.dutch.empty()) << text.key;
  }
}

TEST(CatalogueTest, BothLanguagesFillInTheSame) {
  for (const ReportText& text : kTexts) EXPECT_EQ(PlacesIn(text.english), PlacesIn(text.dutch)) << text.key;
}

TEST(CatalogueTest, DefinitionsAreInBothLanguages) {
  for (const Definition& each : kDefinitions) {
    EXPECT_FALSE(each.term_english.empty() || each.term_dutch.empty());
    EXPECT_FALSE(each.english.empty() || each.dutch.empty()) << each.term_english;
  }
}

// Keys that are put together at run time.
TEST(CatalogueTest, EveryValueOfAnEnumHasItsText) {
  const auto all = [](const google::protobuf::EnumDescriptor& type, const std::string& prefix, int from) {
    for (int i = from; i < type.value_count(); ++i) {
      EXPECT_FALSE(FindText(prefix + type.value(i)->name(), Language::kDutch).empty())
          << prefix << type.value(i)->name();
    }
  };
  all(*v1::Blocker::Value_descriptor(), "change.", 1);
  all(*v1::WaitsOn::Value_descriptor(), "waits.", 1);
  all(*v1::DismissReason::Value_descriptor(), "reason.", 0);
  all(*v1::Severity::Value_descriptor(), "severity.", 1);
}

}  // namespace
}  // namespace loopbreaker
