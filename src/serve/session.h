// Signing in with a token, for a browser: a page that asks for it, and a session in a cookie.
//
// `GET /sign-in`; `POST /api/v1/session` {"token": ...}, `GET` (who am I, and what may I do), `DELETE` (sign out).
#pragma once

#include "serve/gate.h"

namespace loopbreaker {

void ServeSessions(Gate& gate);

}  // namespace loopbreaker
