#include "serve/webhooks.h"

#include "base/hmac.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kNow = "2026-03-02T10:00:00Z";
constexpr std::int64_t kNowSeconds = 1'772'445'600;

class WebhooksTest : public testing::Test {
 protected:
  WebhooksTest() {
    ServeWebhooks(server_,
                  {.sources = {{"portal", "a secret"},
                               {"hub", "another", SignatureForm::kBody, 10},
                               {"zendesk", "third", SignatureForm::kZendesk}},
                   .take = [this](const std::string& source, std::vector<std::string> records) -> WebhookRoutes::Kept {
                     if (full_) return nullptr;
                     for (std::string& record : records) taken_.push_back(source + " " + record);
                     return [this]() -> std::optional<absl::Status> {
                       now_ += asking_takes_;
                       if (--asked_until_kept_ >= 0) return std::nullopt;
                       return status_;
                     };
                   },
                   .now = [this] { return now_; }});
    EXPECT_TRUE(server_.Start().ok());
  }

  // The status line, and the body behind it.
  std::string Post(const std::string& source, const std::string& headers, const std::string& body) {
    HttpClient client(server_.port());
    const std::string answer = client.Ask(
        "POST /api/v1/events/" + source + " HTTP/1.1\r\nHost: x\r\n" + headers +
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return answer.substr(9, 3) + " " + answer.substr(answer.find("\r\n\r\n") + 4);
  }
  static std::string Signed(const std::string& secret, std::int64_t at, const std::string& body) {
    const std::string time = std::to_string(at);
    return "X-Loopbreaker-Signature: t=" + time + ",v1=" + ToHex(HmacOf(secret, {time, ".", body})) + "\r\n";
  }
  std::string PostPortal(const std::string& body) {
    return Post("portal", Signed("a secret", kNowSeconds, body), body);
  }
  std::string PostHub(const std::string& body) {
    return Post("hub", "X-Hub-Signature-256: sha256=" + ToHex(HmacOf("another", {body})) + "\r\n", body);
  }

  Instant now_ = *ParseTime(kNow);
  bool full_ = false;
  absl::Status status_;
  int asked_until_kept_ = 0;
  Nanos asking_takes_{0};
  std::vector<std::string> taken_;
  HttpServer server_{{.listen = "127.0.0.1:0"}};
};

TEST_F(WebhooksTest, SignedObjectIsHandedOnAsItCame) {
  EXPECT_EQ(PostPortal("{ \"a\": 1 }"), "202 {\"accepted\":1}\n");
  EXPECT_THAT(taken_, ElementsAre("portal { \"a\": 1 }"));
}

TEST_F(WebhooksTest, EachElementOfAListIsARecord) {
  EXPECT_EQ(PostPortal("[{\"a\":1},\n {\"b\":\"x\"}]"), "202 {\"accepted\":2}\n");
  EXPECT_THAT(taken_, ElementsAre("portal {\"a\":1}", "portal {\"b\":\"x\"}"));
}

TEST_F(WebhooksTest, WrongSecretOtherBodyAndNoSignatureAreRefused) {
  EXPECT_THAT(Post("portal", Signed("guess", kNowSeconds, "{}"), "{}"),
              AllOf(StartsWith("401"), HasSubstr("the signature does not fit")));
  EXPECT_THAT(Post("portal", Signed("a secret", kNowSeconds, "{}"), "{ }"), StartsWith("401"));
  EXPECT_THAT(Post("portal", "", "{}"), HasSubstr("expected the header X-Loopbreaker-Signature: t=SECONDS,v1=HEX"));
  EXPECT_THAT(Post("portal", "X-Loopbreaker-Signature: t=1772445600,v1=zz\r\n", "{}"), StartsWith("401"));
  EXPECT_THAT(taken_, IsEmpty());
}

TEST_F(WebhooksTest, OldSignatureIsRefused) {
  EXPECT_THAT(Post("portal", Signed("a secret", kNowSeconds - 301, "{}"), "{}"),
              AllOf(StartsWith("401"), HasSubstr("more than five minutes away")));
  EXPECT_THAT(Post("portal", Signed("a secret", kNowSeconds + 301, "{}"), "{}"), StartsWith("401"));
  EXPECT_THAT(Post("portal", Signed("a secret", kNowSeconds - 299, "{}"), "{}"), StartsWith("202"));
}

TEST_F(WebhooksTest, SignatureOfTheBodyAlone) {
  EXPECT_THAT(PostHub("{}"), StartsWith("202"));
  EXPECT_THAT(Post("hub", Signed("another", kNowSeconds, "{}"), "{}"),
              HasSubstr("expected the header X-Hub-Signature-256: sha256=HEX"));
}

TEST_F(WebhooksTest, SignatureOfZendesk) {
  // Base64 of the HMAC-SHA256 of "2026-03-02T09:59:58Z{}" under "third".
  const std::string time = "X-Zendesk-Webhook-Signature-Timestamp: 2026-03-02T09:59:58Z\r\n";
  EXPECT_THAT(
      Post("zendesk", time + "X-Zendesk-Webhook-Signature: XYecq2ovYNnD7Lz0DyMA5L5W2RRaP9FOvg7lkUbd7c0=\r\n", "{}"),
      StartsWith("202"));
  EXPECT_THAT(
      Post("zendesk", time + "X-Zendesk-Webhook-Signature: XYecq2ovYNnD7Lz0DyMA5L5W2RRaP9FOvg7lkUbd7c0=\r\n", "[]"),
      StartsWith("401"));
}

TEST_F(WebhooksTest, SourceThatTakesNothingIsNotFound) {
  EXPECT_THAT(Post("else", Signed("a secret", kNowSeconds, "{}"), "{}"), StartsWith("404"));
}

TEST_F(WebhooksTest, WhatIsNoObjectIsRefusedAsAWhole) {
  EXPECT_THAT(PostPortal("{\"a\":"),
              AllOf(StartsWith("400"), HasSubstr("expected an object or a list of objects as JSON")));
  EXPECT_THAT(PostPortal("17"), AllOf(StartsWith("400"), HasSubstr("found another value")));
  EXPECT_THAT(PostPortal("[{},7]"), AllOf(StartsWith("400"), HasSubstr("found another value at /1")));
  EXPECT_THAT(taken_, IsEmpty());
}

TEST_F(WebhooksTest, TooLargeABodyIsRefused) {
  EXPECT_THAT(PostPortal("{\"a\":\"" + std::string(1 << 20, 'x') + "\"}"), StartsWith("413"));
}

TEST_F(WebhooksTest, MoreThanTheRateHasToWait) {
  EXPECT_THAT(PostHub("{}"), StartsWith("202"));
  EXPECT_THAT(PostHub("{}"), AllOf(StartsWith("429"), HasSubstr("more than 10 requests a minute")));
  now_ += seconds(5);
  EXPECT_THAT(PostHub("{}"), StartsWith("429"));
  now_ += seconds(1);
  EXPECT_THAT(PostHub("{}"), StartsWith("202"));
  EXPECT_THAT(PostHub("{}"), StartsWith("429"));
  // Another source has its own.
  EXPECT_THAT(PostPortal("{}"), StartsWith("202"));
}

TEST_F(WebhooksTest, WrongSignaturesDoNotUseUpTheRate) {
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Post("hub", "", "{}"), StartsWith("401"));
  EXPECT_THAT(PostHub("{}"), StartsWith("202"));
}

TEST_F(WebhooksTest, WhatCannotBeHandedOnIsToBeSentAgain) {
  full_ = true;
  EXPECT_THAT(PostPortal("{}"), AllOf(StartsWith("503"), HasSubstr("send it again later")));
}

TEST_F(WebhooksTest, WhatWillNeverBeKeptIsRefused) {
  status_ = absl::InvalidArgumentError("too large for the topic");
  EXPECT_THAT(PostPortal("{}"), AllOf(StartsWith("422"), HasSubstr("too large for the topic")));
}

TEST_F(WebhooksTest, AnswerWaitsUntilItIsKept) {
  asked_until_kept_ = 3;
  EXPECT_THAT(PostPortal("{}"), StartsWith("202"));
  EXPECT_EQ(asked_until_kept_, -1);
}

TEST_F(WebhooksTest, WhatIsNotKeptInTimeIsToBeSentAgain) {
  asked_until_kept_ = 1000;
  asking_takes_ = seconds(1);
  EXPECT_THAT(PostPortal("{}"), AllOf(StartsWith("503"), HasSubstr("it is not kept yet")));
}

}  // namespace
}  // namespace loopbreaker
