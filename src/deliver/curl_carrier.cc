#include "deliver/curl_carrier.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "alerts/format.h"
#include "base/network.h"

namespace loopbreaker {

// One attempt: its handle, and what its callbacks need.
struct CurlCarrier::Attempt {
  Attempt(const AlertReceiver& to, const std::atomic<bool>& stop) : receiver(to), stopping(stop) {}
  ~Attempt() {
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  const AlertReceiver& receiver;
  const std::atomic<bool>& stopping;
  CURL* curl = curl_easy_init();
  curl_slist* list = nullptr;  // headers, or recipients
  std::string body;
  std::size_t read = 0;         // of the body
  std::string private_address;  // that was not connected to
  std::array<char, CURL_ERROR_SIZE> error{};

  void Add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(curl, option, value);
  }
};

namespace {

// Callbacks that libcurl calls with an attempt.

IpAddress AddressOf(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text.data(), text.size());
  }
  return ParseIp(text.data()).value_or(IpAddress{});
}

bool MayConnect(const AlertReceiver& receiver, const IpAddress& address) {
  if (IsPublic(address)) return true;
  return std::any_of(receiver.networks.begin(), receiver.networks.end(), [&](const std::string& text) {
    const auto network = ParseNetwork(text);
    return network && network->Contains(address);
  });
}

std::size_t Ignore(char* /*bytes*/, std::size_t /*size*/, std::size_t count, void* /*attempt*/) { return count; }

}  // namespace

CurlCarrier::CurlCarrier(std::string link, std::chrono::milliseconds attempt_max)
    : link_(std::move(link)), attempt_max_(attempt_max) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Carried CurlCarrier::Carry(const AlertReceiver& receiver, const Alert& alert, Instant now) {
  Attempt attempt(receiver, stopping_);
  if (attempt.curl == nullptr) return {Carried::How::kFailed, "no memory"};
  const bool mail = receiver.format == AlertReceiver::Format::kMail;
  const bool in_house = !receiver.networks.empty();
  attempt.Set(CURLOPT_URL, receiver.url.c_str());
  attempt.Set(CURLOPT_PROTOCOLS_STR, mail ? "smtp,smtps" : in_house ? "http,https" : "https");
  attempt.Set(CURLOPT_NOSIGNAL, 1L);
  attempt.Set(CURLOPT_PROXY, "");
  attempt.Set(CURLOPT_FOLLOWLOCATION, 0L);
  attempt.Set(CURLOPT_TIMEOUT_MS, static_cast<long>(attempt_max_.count()));
  attempt.Set(CURLOPT_ERRORBUFFER, attempt.error.data());
  attempt.Set(CURLOPT_WRITEFUNCTION, Ignore);
  if (!receiver.ca_file.empty()) attempt.Set(CURLOPT_CAINFO, receiver.ca_file.c_str());
  // Without this, a slow receiver would hold up the end of the process.
  attempt.Set(CURLOPT_NOPROGRESS, 0L);
  attempt.Set(CURLOPT_XFERINFODATA, &attempt);
  attempt.Set(
      CURLOPT_XFERINFOFUNCTION, +[](void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> int {
        return static_cast<Attempt*>(of)->stopping.load(std::memory_order_relaxed) ? 1 : 0;
      });
  attempt.Set(CURLOPT_OPENSOCKETDATA, &attempt);
  attempt.Set(
      CURLOPT_OPENSOCKETFUNCTION, +[](void* of, curlsocktype, curl_sockaddr* to) -> curl_socket_t {
        auto& self = *static_cast<Attempt*>(of);
        const IpAddress address = AddressOf(&to->addr);
        if (MayConnect(self.receiver, address)) return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
        self.private_address = ToText(address);
        return CURL_SOCKET_BAD;
      });
  if (mail) {
    attempt.body = ToMail(alert, link_, receiver);
    attempt.Set(CURLOPT_MAIL_FROM, receiver.from.c_str());
    for (const std::string& to : receiver.to) attempt.Add(to);
    attempt.Set(CURLOPT_MAIL_RCPT, attempt.list);
    const bool needs_tls = !in_house || !receiver.user.empty();  // no password goes in the clear
    attempt.Set(CURLOPT_USE_SSL, static_cast<long>(needs_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    attempt.Set(CURLOPT_UPLOAD, 1L);
    attempt.Set(CURLOPT_READDATA, &attempt);
    attempt.Set(
        CURLOPT_READFUNCTION, +[](char* out, std::size_t size, std::size_t count, void* of) -> std::size_t {
          auto& self = *static_cast<Attempt*>(of);
          const std::size_t bytes = std::min(size * count, self.body.size() - self.read);
          std::memcpy(out, self.body.data() + self.read, bytes);
          self.read += bytes;
          return bytes;
        });
    if (!receiver.user.empty()) {
      attempt.Set(CURLOPT_USERNAME, receiver.user.c_str());
      attempt.Set(CURLOPT_PASSWORD, receiver.password.c_str());
    }
  } else {
    attempt.body = ToJsonOf(receiver.format, alert, link_);
    attempt.Add("Content-Type: application/json");
    attempt.Add("User-Agent: loopbreaker");
    attempt.Add("Expect:");
    attempt.Add("Idempotency-Key: " + alert.id);
    if (!receiver.secret.empty()) {
      attempt.Add("X-Loopbreaker-Signature: " + SignatureOf(receiver.secret, attempt.body, now));
    }
    attempt.Set(CURLOPT_HTTPHEADER, attempt.list);
    attempt.Set(CURLOPT_POSTFIELDSIZE, static_cast<long>(attempt.body.size()));
    attempt.Set(CURLOPT_POSTFIELDS, attempt.body.c_str());
  }
  const CURLcode code = curl_easy_perform(attempt.curl);
  long answer = 0;
  curl_easy_getinfo(attempt.curl, CURLINFO_RESPONSE_CODE, &answer);
  if (code != CURLE_OK) {
    if (!attempt.private_address.empty()) {
      return {Carried::How::kFailed,
              absl::StrCat("expected an address of the internet, found ", attempt.private_address,
                           "; if that is meant, name its network under 'networks' of the receiver")};
    }
    const std::string error = attempt.error[0] != '\0' ? attempt.error.data() : curl_easy_strerror(code);
    return {mail && answer >= 500 ? Carried::How::kRefused : Carried::How::kFailed, error};
  }
  if (mail || (answer >= 200 && answer < 300)) return {};
  if (answer >= 300 && answer < 400) {
    return {Carried::How::kRefused, absl::StrCat("expected an answer 2xx, found ", answer,
                                                 ": redirects are not followed; give the address that it leads to")};
  }
  const bool later = answer >= 500 || answer == 408 || answer == 425 || answer == 429;
  return {later ? Carried::How::kFailed : Carried::How::kRefused,
          absl::StrCat("expected an answer 2xx, found ", answer)};
}

}  // namespace loopbreaker
