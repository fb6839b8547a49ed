// What a test asks a running service over HTTP.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>

#include "gtest/gtest.h"
#include "support/service_process.h"
#include "unit/serve/http_client.h"

namespace loopbreaker {

class ServiceClient {
 public:
  // Waits until the service listens, which was started last.
  explicit ServiceClient(const ServiceProcess& service) : service_(service) {
    EXPECT_TRUE(Eventually([&] { return Find(); }, std::chrono::seconds{10})) << service.Log();
  }

  std::string Ask(const std::string& request) const {
    HttpClient client(port_);
    client.Send(request);
    return client.Receive();
  }
  std::string Get(const std::string& path) const { return Ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"); }
  bool ready() const { return Get("/readyz").starts_with("HTTP/1.1 200"); }
  // Of a metric without labels; below 0: it is not there yet.
  double Metric(const std::string& name) const {
    const std::string metrics = Get("/metrics");
    const std::size_t at = metrics.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(metrics.substr(at + name.size() + 2));
  }
  // Until so many facts since the start are judged, and what time alone brings after them.
  void WaitUntilJudged(std::size_t facts) const {
    const auto judged = [&] {
      return ready() && Metric("loopbreaker_facts_judged_total") >= static_cast<double>(facts);
    };
    EXPECT_TRUE(Eventually(judged, std::chrono::seconds{20})) << service_.Log();
    // Each second it goes on to where everything was known the second before.
    const auto now = static_cast<double>(std::time(nullptr));
    const auto complete = [&] { return Metric("loopbreaker_complete_timestamp_seconds") > now + 2; };
    EXPECT_TRUE(Eventually(complete, std::chrono::seconds{20})) << service_.Log();
  }

 private:
  // The port of the last start in the log.
  bool Find() {
    const std::string log = service_.Log();
    const std::string listening = "\"listening\",\"port\":";
    const std::size_t at = log.rfind(listening);
    if (at == std::string::npos || log.find('\n', at) == std::string::npos) return false;
    port_ = static_cast<std::uint16_t>(std::stoi(log.substr(at + listening.size())));
    return HttpClient(port_).connected();
  }

  const ServiceProcess& service_;
  std::uint16_t port_ = 0;
};

}  // namespace loopbreaker
