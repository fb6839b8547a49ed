// Over real sockets of this machine.
#include "deliver/curl_carrier.h"

#include <cstdlib>

#include "alerts/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "receiver.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr Instant kNow{seconds{1'772'445'600}};

class CarrierTest : public testing::Test {
 protected:
  static Alert One() {
    Alert alert;
    alert.id = "id-1";
    alert.desk = "planning";
    alert.rule_id = "third-callout";
    alert.severity = v1::Severity::HIGH;
    alert.items = {{"k", "id-1", "ref1", v1::Severity::HIGH, kNow}};
    alert.at = kNow;
    return alert;
  }
  static AlertReceiver To(const std::string& url) {
    AlertReceiver receiver;
    receiver.name = "hook";
    receiver.url = url;
    receiver.networks = {"127.0.0.0/8"};
    return receiver;
  }
  Carried::How Carry(const AlertReceiver& receiver) {
    const Carried carried = carrier_.Carry(receiver, One(), kNow);
    error_ = carried.error;
    return carried.how;
  }

  CurlCarrier carrier_{"https://loops.example", std::chrono::seconds(5)};
  std::string error_;
};

TEST_F(CarrierTest, AlertmanagerGetsTheEndOfAnAlert) {
  FakeWebhook hook;
  AlertReceiver receiver = To(hook.url());
  receiver.format = AlertReceiver::Format::kAlertmanager;
  Alert end = One();
  end.kind = Alert::Kind::kEnd;
  end.at = kNow + hours(1);
  ASSERT_EQ(carrier_.Carry(receiver, end, kNow).how, Carried::How::kDelivered);
  ASSERT_THAT(hook.requests(), SizeIs(1));
  EXPECT_THAT(hook.requests()[0], AllOf(HasSubstr(R"("alertname":"third-callout")"),
                                        HasSubstr("\"endsAt\":\"" + FormatTime(kNow + hours(1)) + "\"")));
}

TEST_F(CarrierTest, WebhookGetsTheAlertWithItsKeyAndSignature) {
  FakeWebhook hook;
  AlertReceiver receiver = To(hook.url());
  receiver.secret = "secret";
  ASSERT_EQ(Carry(receiver), Carried::How::kDelivered) << error_;
  ASSERT_THAT(hook.requests(), SizeIs(1));
  const std::string body = ToGenericJson(One(), "https://loops.example");
  EXPECT_THAT(hook.requests()[0],
              AllOf(StartsWith("POST /hook HTTP/1.1\r\n"), HasSubstr("Content-Type: application/json\r\n"),
                    HasSubstr("Idempotency-Key: id-1\r\n"),
                    HasSubstr("X-Loopbreaker-Signature: " + SignatureOf("secret", body, kNow) + "\r\n"),
                    HasSubstr("\r\n\r\n" + body)));
}

TEST_F(CarrierTest, WithoutASecretThereIsNoSignature) {
  FakeWebhook hook;
  ASSERT_EQ(Carry(To(hook.url())), Carried::How::kDelivered);
  EXPECT_THAT(hook.requests()[0], Not(HasSubstr("Signature")));
}

TEST_F(CarrierTest, AnswerSaysWhetherItMayWorkLater) {
  FakeWebhook hook({"204 No Content", "500 Oops", "429 Too Many Requests", "404 Not Found", "401 Unauthorized"});
  const AlertReceiver receiver = To(hook.url());
  EXPECT_EQ(Carry(receiver), Carried::How::kDelivered);
  EXPECT_EQ(Carry(receiver), Carried::How::kFailed);
  EXPECT_EQ(error_, "expected an answer 2xx, found 500");
  EXPECT_EQ(Carry(receiver), Carried::How::kFailed);
  EXPECT_EQ(Carry(receiver), Carried::How::kRefused);
  EXPECT_EQ(Carry(receiver), Carried::How::kRefused);
}

TEST_F(CarrierTest, RedirectIsNotFollowed) {
  FakeWebhook elsewhere;
  FakeWebhook hook({"302 Found\r\nLocation: " + elsewhere.url()});
  EXPECT_EQ(Carry(To(hook.url())), Carried::How::kRefused);
  EXPECT_THAT(error_, HasSubstr("redirects are not followed"));
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST_F(CarrierTest, AddressThatIsNotOfTheInternetIsNotConnectedTo) {
  FakeWebhook hook;
  const std::string port = hook.url().substr(hook.url().rfind(':'));
  AlertReceiver receiver = To("http://127.0.0.1" + port);
  receiver.networks = {"10.0.0.0/8"};  // another one
  // However it is written, and whatever name leads to it.
  for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    receiver.url = "http://" + host + port;
    EXPECT_EQ(Carry(receiver), Carried::How::kFailed) << host;
    EXPECT_THAT(error_, HasSubstr("expected an address of the internet")) << host;
  }
  receiver.format = AlertReceiver::Format::kMail;
  receiver.url = "smtp://127.0.0.1" + port;
  EXPECT_EQ(Carry(receiver), Carried::How::kFailed);
  EXPECT_EQ(hook.connections(), 0);
}

TEST_F(CarrierTest, WithoutANetworkOfItsOwnOnlyHttpsIsSpoken) {
  FakeWebhook hook;
  AlertReceiver receiver = To(hook.url());
  receiver.networks.clear();
  EXPECT_EQ(Carry(receiver), Carried::How::kFailed);
  EXPECT_THAT(error_, Not(HasSubstr("127.0.0.1"))) << "refused before anything is looked up: " << error_;
  EXPECT_EQ(hook.connections(), 0);
}

TEST_F(CarrierTest, ProxyOfTheEnvironmentIsNotUsed) {
  FakeWebhook proxy;
  FakeWebhook hook;
  setenv("http_proxy", proxy.url().c_str(), 1);
  EXPECT_EQ(Carry(To(hook.url())), Carried::How::kDelivered);
  unsetenv("http_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(CarrierTest, NobodyThereIsAFailure) {
  std::string url;
  {
    const FakeWebhook gone;
    url = gone.url();
  }
  EXPECT_EQ(Carry(To(url)), Carried::How::kFailed);
  EXPECT_THAT(error_, Not(IsEmpty()));
}

TEST_F(CarrierTest, OneThatNeverAnswersIsAFailureInTheEnd) {
  const FakeReceiver silent([](FakeReceiver::Talk& talk) { talk.ReadAll(); });
  CurlCarrier hasty("https://loops.example", std::chrono::milliseconds(50));
  const Carried carried = hasty.Carry(To("http://127.0.0.1:" + silent.port()), One(), kNow);
  EXPECT_EQ(carried.how, Carried::How::kFailed);
  EXPECT_THAT(carried.error, HasSubstr("timed out"));
}

TEST_F(CarrierTest, StopEndsWhatIsUnderWay) {
  const FakeReceiver silent([&](FakeReceiver::Talk& talk) {
    talk.ReadUntil("\r\n\r\n");
    carrier_.Stop();
    talk.ReadAll();
  });
  EXPECT_EQ(Carry(To("http://127.0.0.1:" + silent.port())), Carried::How::kFailed);
  EXPECT_THAT(error_, HasSubstr("abort"));
}

// ---- Mail

// Says `last` to the mail itself.
std::function<void(FakeReceiver::Talk&)> MailServer(std::vector<std::string>& heard, std::string last) {
  return [&heard, last = std::move(last)](FakeReceiver::Talk& talk) {
    talk.Say("220 mail\r\n");
    for (std::string line = talk.ReadUntil("\r\n"); !line.empty(); line = talk.ReadUntil("\r\n")) {
      heard.push_back(line.substr(0, line.size() - 2));
      if (line.starts_with("DATA")) {
        talk.Say("354 go on\r\n");
        heard.push_back(talk.ReadUntil("\r\n.\r\n"));
        talk.Say(last + "\r\n");
      } else {
        talk.Say("250 fine\r\n");
      }
      if (line.starts_with("QUIT")) return;
    }
  };
}

class MailTest : public CarrierTest {
 protected:
  static AlertReceiver Mail(const std::string& port) {
    AlertReceiver receiver = To("smtp://127.0.0.1:" + port);
    receiver.format = AlertReceiver::Format::kMail;
    receiver.from = "loops@example.org";
    receiver.to = {"a@example.org", "b@example.org"};
    return receiver;
  }
  std::vector<std::string> heard_;
};

TEST_F(MailTest, GoesToEveryAddress) {
  {
    const FakeReceiver server(MailServer(heard_, "250 taken"));
    ASSERT_EQ(Carry(Mail(server.port())), Carried::How::kDelivered) << error_;
  }
  EXPECT_THAT(heard_, AllOf(testing::Contains("MAIL FROM:<loops@example.org>"),
                            testing::Contains("RCPT TO:<a@example.org>"), testing::Contains("RCPT TO:<b@example.org>"),
                            testing::Contains(AllOf(HasSubstr("Subject: HIGH third-callout for planning\r\n"),
                                                    HasSubstr("https://loops.example/e/ref1\r\n")))));
}

TEST_F(MailTest, RefusalSaysWhetherItIsForGood) {
  {
    const FakeReceiver server(MailServer(heard_, "451 later"));
    EXPECT_EQ(Carry(Mail(server.port())), Carried::How::kFailed);
  }
  {
    const FakeReceiver server(MailServer(heard_, "554 no"));
    EXPECT_EQ(Carry(Mail(server.port())), Carried::How::kRefused);
  }
}

TEST_F(MailTest, PasswordIsNotToldToAServerWithoutTls) {
  {
    const FakeReceiver server(MailServer(heard_, "250 taken"));
    AlertReceiver receiver = Mail(server.port());
    receiver.user = "u";
    receiver.password = "p";
    EXPECT_NE(Carry(receiver), Carried::How::kDelivered);
  }
  EXPECT_THAT(heard_, AllOf(Not(IsEmpty()), Not(testing::Contains(HasSubstr("AUTH")))));
}

}  // namespace
}  // namespace loopbreaker
