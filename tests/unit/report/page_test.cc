// The page and the JSON as programs and browsers see them.
#include <regex>

#include "report/json.h"
#include "unit/report/report_case.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::Not;

class PageTest : public ReportCase {
 protected:
  // A bit of everything, with names of people where facts can carry them.
  void AddPeople() {
    const std::string who = R"("category":"leak","team":"front","unitId":"u1","caseId":"k","note":"note-xyzzy",)";
    for (const char* agent : {"agent1-xyzzy", "agent2-xyzzy"}) {
      Call("2026-03-01T10:00:00Z", who + R"("agent":")" + agent + "\"");
    }
    Add("2026-03-01T11:00:00Z", who + R"("caseAssigned":{"owner":"owner-xyzzy","toTeam":"repairs"})");
    for (const char* day : {"2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"}) {
      Visit(
          day, "NOT_FIXED",
          R"(,"technician":"technician-xyzzy","diagnosis":"says-xyzzy","blockers":["NO_PARTS"],"partsMissing":["valve"])",
          who.substr(0, who.size() - 1));
    }
    Add("2026-03-04T10:00:00Z", who + R"("raised":{"line":"line-xyzzy"})");
    Add("2026-03-04T11:00:00Z",
        who +
            R"("supervisorActed":{"ruleId":"second-visit","action":"ASSIGN","assignee":"assignee-xyzzy","comment":"xyzzy"})");
    Add("2026-03-04T12:00:00Z", who + R"("waitStarted":{"on":"THIRD_PARTY","reason":"reason-xyzzy"})");
    Add("2026-03-20T12:00:00Z", R"("surveyAnswered":{"nps":3})");
    Add("2026-03-20T12:00:00Z", R"("saleMade":{"amountCents":"100"})");
  }
};

TEST_F(PageTest, NobodyIsNamed) {
  AddPeople();
  EXPECT_THAT(Page(), Not(HasSubstr("xyzzy")));
  EXPECT_THAT(Page(Language::kDutch), Not(HasSubstr("xyzzy")));
  EXPECT_THAT(ReportJson(Report()), Not(HasSubstr("xyzzy")));
  EXPECT_THAT(Page(), HasSubstr("valve")) << "but what is missing is";
}

TEST_F(PageTest, UnknownCallerIsShownByTheEndOfTheNumber) {
  for (const char* day : {"2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"}) {
    Call(day, R"("customerId":"","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"category":"leak")");
  }
  EXPECT_THAT(Page(), HasSubstr("customer phone:…5678"));
  EXPECT_THAT(Page(), Not(HasSubstr("31612345678")));
}

TEST_F(PageTest, TextOfEventsIsEscaped) {
  const std::string bad = R"(<img src=x onerror=alert(1)>\"'&)";
  for (const char* day : {"2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z", "2026-03-18T10:00:00Z"}) {
    Visit(
        day, "NOT_FIXED",
        R"(,"blockers":["NO_PARTS"],"partsMissing":[")" + bad + R"("],"authorisationMissing":[")" + bad +
            R"("],"contractor":")" + bad + "\"",
        R"("category":")" + bad + R"(","team":")" + bad + R"(","unitId":")" + bad + R"(","customerId":")" + bad + "\"");
  }
  const std::string page = Page();
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
}

TEST_F(PageTest, NothingIsLoadedFromElsewhere) {
  AddPeople();
  const std::string page = Page();
  for (const char* loads : {"http:", "https:", "<script", "<link", "<iframe", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(loads)));
  }
}

TEST_F(PageTest, EveryPictureHasATextAlternative) {
  AddPeople();
  const std::string page = Page();
  const std::regex picture("<svg[^>]*>");
  int pictures = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), picture), end; it != end; ++it, ++pictures) {
    const std::string tag = it->str();
    EXPECT_TRUE(tag.find("aria-hidden=\"true\"") != std::string::npos ||
                std::regex_search(tag, std::regex("role=\"img\" aria-label=\"[^\"]+\"")))
        << tag;
  }
  EXPECT_GT(pictures, 5);
}

TEST_F(PageTest, ElementsAreClosedInTheirOrder) {
  AddPeople();
  const std::string page = Page(Language::kDutch);
  const std::regex tag("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>");
  std::vector<std::string> open;
  for (std::sregex_iterator it(page.begin(), page.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (name == "meta" || name == "br" || (*it)[3] == "/") continue;
    if ((*it)[1] != "/") {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << it->str();
    ASSERT_EQ(open.back(), name) << page.substr(static_cast<std::size_t>(it->position()), 80);
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
}

TEST_F(PageTest, LanguageIsThatWhichIsAskedFor) {
  AddPeople();
  EXPECT_THAT(Page(), HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(Page(), HasSubstr("Loops broken"));
  const std::string dutch = Page(Language::kDutch);
  EXPECT_THAT(dutch, HasSubstr("<html lang=\"nl\">"));
  EXPECT_THAT(dutch, HasSubstr("Lussen doorbroken"));
  EXPECT_THAT(dutch, Not(HasSubstr("Loops broken")));
  EXPECT_THAT(dutch, HasSubstr("€ 99,50"));
}

TEST_F(PageTest, ProxyAccountIsPointedAt) {
  for (int i = 0; i < 30; ++i) {
    Add("2026-03-01T10:00:00Z",
        R"("category":"leak","caseOpened":{},"customerId":"desk","caseId":"k)" + std::to_string(i) + "\"");
    Add("2026-03-01T10:00:00Z", R"("category":"leak","caseOpened":{},"customerId":"c)" + std::to_string(i) + "\"");
  }
  EXPECT_THAT(Page(), HasSubstr("One customer looks like an account that reports for others: desk (30)"));
  EXPECT_THAT(Page(), HasSubstr("write proxies: [desk]"));
}

}  // namespace
}  // namespace loopbreaker
