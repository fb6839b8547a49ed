// An alert as its receiver reads it: rule, desk, severity and link, and nothing about a person.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/alert.h"

namespace loopbreaker {

// `link` as in AlertSettings.
std::string LinkOf(std::string_view link, const AlertItem& item);

// "HIGH third-callout for planning", "7 of third-callout for planning (complex-4, plumbing/leak)".
std::string HeadlineOf(const Alert& alert);

// {"id", "kind", "rule", "title", "desk", "severity", "count", "at", "alerts": [{"id", "severity", "since", "link"}]};
// of a group "complex" and "category" too.
std::string ToGenericJson(const Alert& alert, std::string_view link);
// A message with an adaptive card, as workflows of Microsoft Teams take it.
std::string ToTeamsJson(const Alert& alert, std::string_view link);
// POST /api/v2/alerts of Prometheus' Alertmanager: an alert for each loop. It ends when it is said to, or, so that none
// stands for ever, by itself after 30 days.
std::string ToAlertmanagerJson(const Alert& alert, std::string_view link);
// Of any receiver that is a webhook.
std::string ToJsonOf(AlertReceiver::Format format, const Alert& alert, std::string_view link);

// RFC 5322, in plain text, lines ended by CRLF. Without line breaks in any header, whatever the names hold.
std::string ToMail(const Alert& alert, std::string_view link, const AlertReceiver& receiver);

// "t=1772445600,v1=HEX": HMAC-SHA256 of "1772445600.BODY" under the secret, so that a receiver can refuse what is
// forged, and what is old.
std::string SignatureOf(std::string_view secret, std::string_view body, Instant now);

}  // namespace loopbreaker
