#include "alerts/format.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/hmac.h"
#include "base/text.h"
#include "observe/json_quote.h"

namespace loopbreaker {
namespace {

constexpr Nanos kEndsAfter = Days{30};

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonQuoted(quoted, text);
  return quoted;
}

std::string NameOf(v1::Severity::Value severity) { return v1::Severity::Value_Name(severity); }

std::string Words(const Alert& alert) {
  if (alert.kind == Alert::Kind::kNotice) return alert.title;
  return alert.title.empty() ? alert.rule_id : alert.title;
}

// What may stand in a header: no line break, nor any other control character.
std::string InHeader(std::string_view text) {
  std::string clean;
  for (const char c : text) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return clean;
}

// As RFC 2047 wants what is not ASCII.
std::string Encoded(std::string_view text) {
  const std::string clean = InHeader(text);
  const bool ascii = std::all_of(clean.begin(), clean.end(), [](unsigned char c) { return c < 0x80; });
  if (ascii) return clean;
  // A word may have 75 characters, and is not to cut a letter in two.
  constexpr std::size_t kBytesMax = 42;
  std::string out;
  for (std::size_t from = 0; from < clean.size();) {
    std::size_t to = std::min(clean.size(), from + kBytesMax);
    while (to < clean.size() && to > from + 1 && (static_cast<unsigned char>(clean[to]) & 0xc0) == 0x80) --to;
    std::array<char, 96> word{};
    sodium_bin2base64(word.data(), word.size(), reinterpret_cast<const unsigned char*>(clean.data()) + from, to - from,
                      sodium_base64_VARIANT_ORIGINAL);
    absl::StrAppend(&out, out.empty() ? "" : "\r\n ", "=?UTF-8?B?", word.data(), "?=");
    from = to;
  }
  return out;
}

std::string MailTime(Instant at) {
  const absl::Time time = absl::FromUnixSeconds(std::chrono::floor<seconds>(at).time_since_epoch().count());
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", time, absl::UTCTimeZone());
}

}  // namespace

std::string LinkOf(std::string_view link, const AlertItem& item) {
  return absl::StrCat(Abseil(link), item.reference.empty() ? "/" : absl::StrCat("/e/", item.reference));
}

std::string HeadlineOf(const Alert& alert) {
  if (alert.kind == Alert::Kind::kNotice) return absl::StrCat("Alerts for ", alert.desk, " are held");
  if (alert.kind == Alert::Kind::kLoop) {
    return absl::StrCat(NameOf(alert.severity), " ", alert.rule_id, " for ", alert.desk);
  }
  const std::string place =
      absl::StrCat(alert.complex, alert.complex.empty() || alert.category.empty() ? "" : ", ", alert.category);
  return absl::StrCat(alert.items.size(), " of ", alert.rule_id, " for ", alert.desk, ", the gravest ",
                      NameOf(alert.severity), place.empty() ? "" : absl::StrCat(" (", place, ")"));
}

std::string ToGenericJson(const Alert& alert, std::string_view link) {
  const bool notice = alert.kind == Alert::Kind::kNotice;
  constexpr std::array<std::string_view, 4> kKinds = {"loop", "group", "notice", "end"};
  std::string json =
      absl::StrCat("{\"id\":", Quoted(alert.id), ",\"kind\":", Quoted(kKinds[static_cast<std::size_t>(alert.kind)]));
  if (!notice) absl::StrAppend(&json, ",\"rule\":", Quoted(alert.rule_id));
  absl::StrAppend(&json, ",\"title\":", Quoted(Words(alert)), ",\"desk\":", Quoted(alert.desk));
  if (!notice) absl::StrAppend(&json, ",\"severity\":", Quoted(NameOf(alert.severity)));
  if (alert.kind == Alert::Kind::kGroup) {
    if (!alert.complex.empty()) absl::StrAppend(&json, ",\"complex\":", Quoted(alert.complex));
    if (!alert.category.empty()) absl::StrAppend(&json, ",\"category\":", Quoted(alert.category));
  }
  absl::StrAppend(&json, ",\"at\":", Quoted(FormatTime(std::chrono::floor<seconds>(alert.at))));
  if (notice) return absl::StrCat(json, ",\"link\":", Quoted(LinkOf(link, alert.items.front())), "}");
  absl::StrAppend(&json, ",\"count\":", alert.items.size(), ",\"alerts\":[");
  for (const AlertItem& item : alert.items) {
    absl::StrAppend(&json, json.back() == '[' ? "" : ",", "{\"id\":", Quoted(item.id),
                    ",\"severity\":", Quoted(NameOf(item.severity)), ",\"since\":", Quoted(FormatTime(item.since)),
                    ",\"link\":", Quoted(LinkOf(link, item)), "}");
  }
  return json + "]}";
}

std::string ToTeamsJson(const Alert& alert, std::string_view link) {
  const auto block = [](std::string_view text, bool title) {
    return absl::StrCat("{\"type\":\"TextBlock\",\"wrap\":true,",
                        title ? "\"weight\":\"Bolder\",\"size\":\"Medium\"," : "", "\"text\":", Quoted(text), "}");
  };
  std::string body = absl::StrCat(block(HeadlineOf(alert), true), ",", block(Words(alert), false));
  std::string list;
  if (alert.kind == Alert::Kind::kGroup) {
    for (const AlertItem& item : alert.items) {
      absl::StrAppend(&list, "- [", NameOf(item.severity), ", ", FormatTime(item.since), "](", LinkOf(link, item),
                      ")\n");
    }
    absl::StrAppend(&body, ",", block(list, false));
  }
  const std::string url =
      alert.kind == Alert::Kind::kGroup ? absl::StrCat(Abseil(link), "/") : LinkOf(link, alert.items.front());
  return absl::StrCat(
      "{\"type\":\"message\",\"attachments\":[{\"contentType\":\"application/"
      "vnd.microsoft.card.adaptive\",\"content\":{"
      "\"$schema\":\"http://adaptivecards.io/schemas/"
      "adaptive-card.json\",\"type\":\"AdaptiveCard\",\"version\":\"1.4\","
      "\"body\":[",
      body, "],\"actions\":[{\"type\":\"Action.OpenUrl\",\"title\":\"Open\",\"url\":", Quoted(url), "}]}}]}");
}

std::string ToAlertmanagerJson(const Alert& alert, std::string_view link) {
  std::string json = "[";
  const Instant ends = alert.kind == Alert::Kind::kEnd ? alert.at : alert.at + kEndsAfter;
  for (const AlertItem& item : alert.items) {
    const bool notice = item.severity == v1::Severity::UNSPECIFIED;
    absl::StrAppend(&json, json.back() == '[' ? "" : ",",
                    "{\"labels\":{\"alertname\":", Quoted(notice ? "alerts-held" : alert.rule_id),
                    ",\"desk\":", Quoted(alert.desk));
    if (!notice) {
      absl::StrAppend(&json, ",\"severity\":", Quoted(NameOf(item.severity)),
                      ",\"loop\":", Quoted(item.key.substr(0, item.key.find('|'))));
    }
    absl::StrAppend(&json, "},\"annotations\":{\"summary\":", Quoted(Words(alert)),
                    "},\"startsAt\":", Quoted(FormatTime(item.since)), ",\"endsAt\":", Quoted(FormatTime(ends)),
                    ",\"generatorURL\":", Quoted(LinkOf(link, item)), "}");
  }
  return json + "]";
}

std::string ToJsonOf(AlertReceiver::Format format, const Alert& alert, std::string_view link) {
  switch (format) {
    case AlertReceiver::Format::kTeams:
      return ToTeamsJson(alert, link);
    case AlertReceiver::Format::kAlertmanager:
      return ToAlertmanagerJson(alert, link);
    default:
      return ToGenericJson(alert, link);
  }
}

std::string ToMail(const Alert& alert, std::string_view link, const AlertReceiver& receiver) {
  std::string mail;
  const auto header = [&](std::string_view name, std::string_view value) {
    absl::StrAppend(&mail, Abseil(name), ": ", Abseil(value), "\r\n");
  };
  header("From", InHeader(receiver.from));
  header("To", InHeader(absl::StrJoin(receiver.to, ", ")));
  header("Subject", Encoded(HeadlineOf(alert)));
  header("Date", MailTime(alert.at));
  const std::size_t at = receiver.from.rfind('@');
  header(
      "Message-ID",
      absl::StrCat("<", alert.id, InHeader(at == std::string::npos ? "@loopbreaker" : receiver.from.substr(at)), ">"));
  header("Auto-Submitted", "auto-generated");
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "8bit");
  absl::StrAppend(&mail, "\r\n", InHeader(Words(alert)), "\r\n\r\n");
  for (const AlertItem& item : alert.items) {
    if (alert.kind == Alert::Kind::kGroup) {
      absl::StrAppend(&mail, NameOf(item.severity), ", since ", FormatTime(item.since), "\r\n");
    }
    absl::StrAppend(&mail, LinkOf(link, item), "\r\n");
  }
  return mail;
}

std::string SignatureOf(std::string_view secret, std::string_view body, Instant now) {
  const std::int64_t at = std::chrono::floor<seconds>(now).time_since_epoch().count();
  return absl::StrCat("t=", at, ",v1=", ToHex(HmacOf(secret, {absl::StrCat(at, "."), body})));
}

}  // namespace loopbreaker
