#include "alerts/format.h"

#include <simdjson.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr Instant kNow{seconds{1'772'445'600}};
constexpr std::string_view kLink = "https://loops.example";

Alert One() {
  return {.kind = Alert::Kind::kLoop,
          .id = "id-1",
          .receiver = "hook",
          .desk = "planning",
          .rule_id = "third-callout",
          .title = "Third \"callout\"",
          .severity = v1::Severity::HIGH,
          .complex = "complex-4",
          .category = "plumbing/leak",
          .items = {{"loop1|planning|hook", "id-1", "ref1", v1::Severity::HIGH, kNow}},
          .at = kNow};
}

Alert Group() {
  Alert alert = One();
  alert.kind = Alert::Kind::kGroup;
  alert.id = "id-g";
  alert.items.push_back({"loop2|planning|hook", "id-2", "ref2", v1::Severity::LOW, kNow});
  return alert;
}

Alert Notice() {
  Alert alert = One();
  alert.kind = Alert::Kind::kNotice;
  alert.title = "held";
  alert.items = {{"notice|x", "id-1", "", {}, kNow}};
  return alert;
}

bool IsJson(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
}

TEST(FormatTest, GenericSaysRuleDeskSeverityAndLink) {
  EXPECT_EQ(ToGenericJson(One(), kLink),
            R"({"id":"id-1","kind":"loop","rule":"third-callout","title":"Third \"callout\"","desk":"planning",)"
            R"("severity":"HIGH","at":"2026-03-02T10:00:00Z","count":1,"alerts":[{"id":"id-1","severity":"HIGH",)"
            R"("since":"2026-03-02T10:00:00Z","link":"https://loops.example/e/ref1"}]})");
  EXPECT_THAT(ToGenericJson(Group(), kLink),
              AllOf(HasSubstr(R"("kind":"group")"), HasSubstr(R"("count":2)"),
                    HasSubstr(R"("complex":"complex-4","category":"plumbing/leak")"), HasSubstr("/e/ref2")));
  EXPECT_EQ(ToGenericJson(Notice(), kLink),
            R"({"id":"id-1","kind":"notice","title":"held","desk":"planning","at":"2026-03-02T10:00:00Z",)"
            R"("link":"https://loops.example/"})");
}

TEST(FormatTest, TeamsGetsACard) {
  for (const Alert& alert : {One(), Group(), Notice()}) EXPECT_TRUE(IsJson(ToTeamsJson(alert, kLink)));
  EXPECT_THAT(ToTeamsJson(One(), kLink),
              AllOf(HasSubstr("application/vnd.microsoft.card.adaptive"), HasSubstr("HIGH third-callout for planning"),
                    HasSubstr(R"("url":"https://loops.example/e/ref1")")));
  EXPECT_THAT(ToTeamsJson(Group(), kLink),
              AllOf(HasSubstr("2 of third-callout for planning, the gravest HIGH (complex-4, plumbing/leak)"),
                    HasSubstr("](https://loops.example/e/ref2)")));
}

TEST(FormatTest, AlertmanagerGetsAnAlertForEachLoop) {
  EXPECT_EQ(ToAlertmanagerJson(One(), kLink),
            R"([{"labels":{"alertname":"third-callout","desk":"planning","severity":"HIGH","loop":"loop1"},)"
            R"("annotations":{"summary":"Third \"callout\""},"startsAt":"2026-03-02T10:00:00Z",)"
            R"("endsAt":"2026-04-01T10:00:00Z","generatorURL":"https://loops.example/e/ref1"}])");
  EXPECT_TRUE(IsJson(ToAlertmanagerJson(Group(), kLink)));
  EXPECT_THAT(ToAlertmanagerJson(Notice(), kLink), HasSubstr(R"("alertname":"alerts-held","desk":"planning"})"));
}

TEST(FormatTest, AlertmanagerIsToldTheEndUnderTheSameLabels) {
  Alert end = One();
  end.kind = Alert::Kind::kEnd;
  end.title = "";
  end.at += hours(5);
  EXPECT_EQ(ToAlertmanagerJson(end, kLink),
            R"([{"labels":{"alertname":"third-callout","desk":"planning","severity":"HIGH","loop":"loop1"},)"
            R"("annotations":{"summary":"third-callout"},"startsAt":"2026-03-02T10:00:00Z",)"
            R"("endsAt":"2026-03-02T15:00:00Z","generatorURL":"https://loops.example/e/ref1"}])");
  Alert notice = Notice();
  notice.kind = Alert::Kind::kEnd;
  EXPECT_THAT(ToAlertmanagerJson(notice, kLink), HasSubstr(R"("alertname":"alerts-held","desk":"planning"})"));
}

TEST(FormatTest, MailIsPlainAndHasNoHeaderFromANameInIt) {
  AlertReceiver receiver;
  receiver.from = "loops@example.org";
  receiver.to = {"desk@example.org", "b@example.org"};
  Alert alert = One();
  alert.desk = "planning\r\nBcc: evil@example.org";
  alert.title = "Derde bezoek\r\n.";
  const std::string mail = ToMail(alert, kLink, receiver);
  EXPECT_THAT(mail, AllOf(HasSubstr("From: loops@example.org\r\nTo: desk@example.org, b@example.org\r\n"),
                          HasSubstr("Subject: HIGH third-callout for planning  Bcc: evil@example.org\r\n"),
                          HasSubstr("Date: Mon, 02 Mar 2026 10:00:00 +0000\r\nMessage-ID: <id-1@example.org>\r\n"),
                          HasSubstr("\r\n\r\nDerde bezoek  .\r\n\r\nhttps://loops.example/e/ref1\r\n"),
                          Not(HasSubstr("\nBcc:"))));
}

TEST(FormatTest, SubjectThatIsNotAsciiIsEncodedInWordsThatAreNotTooLong) {
  AlertReceiver receiver;
  Alert alert = One();
  alert.desk.clear();
  for (int i = 0; i < 30; ++i) alert.desk += "\u20ac";
  const std::string mail = ToMail(alert, kLink, receiver);
  const std::string subject = mail.substr(mail.find("Subject: "), mail.find("Date:") - mail.find("Subject: "));
  EXPECT_THAT(subject, HasSubstr("Subject: =?UTF-8?B?SElHSCB0aGlyZC1jYWxsb3V0IGZvciDi"));
  for (std::size_t from = 0, end; (end = subject.find("\r\n", from)) != std::string::npos; from = end + 2) {
    EXPECT_LE(end - from, 84);
  }
}

TEST(FormatTest, SignatureIsHmacSha256OfTimeAndBody) {
  // printf '1772445600.body' | openssl dgst -sha256 -hmac secret
  EXPECT_EQ(SignatureOf("secret", "body", kNow),
            "t=1772445600,v1=198a4281a0895d0ed00e5d39052f854fde572567b7b51ddc12a9ac9b05ff4f9a");
  EXPECT_NE(SignatureOf("secret", "body", kNow), SignatureOf("secret", "body", kNow + seconds(1)));
}

}  // namespace
}  // namespace loopbreaker
