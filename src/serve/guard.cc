#include "serve/guard.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

// Without the port, and an IPv6 address without its brackets; in lower case.
std::string NameOf(std::string_view host) {
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') == std::string_view::npos ? 0 : host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  return absl::AsciiStrToLower(Abseil(host));
}

}  // namespace

std::optional<HttpResponse> RefuseForeignHost(const HttpRequest& request, const std::vector<std::string>& hosts) {
  const std::string name = NameOf(request.Header("host"));
  boost::system::error_code no_address;
  boost::asio::ip::make_address(name, no_address);
  if (!no_address || name == "localhost" || std::find(hosts.begin(), hosts.end(), name) != hosts.end()) return {};
  return Problem(421, "this server is not known as '" + name + "'; use its address or localhost");
}

std::optional<HttpResponse> RefuseCrossSite(const HttpRequest& request, const std::vector<std::string>& hosts) {
  const std::string_view site = request.Header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return Problem(403, "this came from another site, and is only taken from the page itself");
  }
  // "http://HOST", or "null" of a page that hides where it is from.
  const std::string_view origin = request.Header("origin");
  const std::size_t scheme = origin.find("://");
  const std::string_view from = scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
  const bool ours = !from.empty() && (from == request.Header("host") ||
                                      std::find(hosts.begin(), hosts.end(), NameOf(from)) != hosts.end());
  if (!origin.empty() && !ours) {
    return Problem(403, "this came from " + std::string(origin) + ", and is only taken from the page itself");
  }
  if (request.method == "DELETE" && request.body.empty()) return {};
  std::string_view type = request.Header("content-type");
  type = type.substr(0, type.find(';'));
  if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(Abseil(type)), "application/json")) {
    return Problem(415, "expected the content type application/json, found '" + std::string(type) + "'");
  }
  return {};
}

void AddSecurityHeaders(HttpResponse& response) {
  const auto add = [&](const char* name, const char* value) { response.headers.emplace_back(name, value); };
  add("Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

}  // namespace loopbreaker
