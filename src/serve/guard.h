// What keeps other pages in the same browser out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/http_server.h"

namespace loopbreaker {

// A name in `Host` that is neither localhost, an address by number, nor one of `hosts` is refused: a foreign site may
// let its own name lead here (DNS rebinding), but cannot choose another one.
std::optional<HttpResponse> RefuseForeignHost(const HttpRequest& request, const std::vector<std::string>& hosts);

// What changes something is refused when another site sends it, by what the browser says of where it comes from (its
// `Origin` is to be the `Host`, or one of `hosts` where a proxy has changed that); and a body that is not JSON, which
// is all that a foreign form could send without being asked first. A client that is no browser says nothing and is let
// in.
std::optional<HttpResponse> RefuseCrossSite(const HttpRequest& request, const std::vector<std::string>& hosts);

// Adds what makes the browser load, embed and send nothing from or to elsewhere.
void AddSecurityHeaders(HttpResponse& response);

}  // namespace loopbreaker
