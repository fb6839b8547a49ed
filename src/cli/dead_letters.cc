#include "cli/dead_letters.h"

#include "absl/strings/escaping.h"
#include "base/text.h"
#include "base/utf8.h"
#include "event/json_writer.h"
#include "event/message_json.h"

namespace loopbreaker {

bool DeadLetterFile::Open(const std::string& path, std::string& error) {
  if (path.empty()) return true;
  open_ = out_.Open(path, error);
  return open_;
}

bool DeadLetterFile::Close(std::string& error) { return !open_ || out_.Close(error); }

void DeadLetterFile::Write(const DeadLetter& letter) {
  if (!open_) return;
  std::string line;
  JsonWriter json(line);
  json.BeginObject();
  json.Key("reason");
  json.Text(NameOf(letter.reason));
  json.Key("detail");
  json.Text(letter.detail);
  json.Key("file");
  json.Text(letter.file);
  json.Key("line");
  json.Number(static_cast<std::int64_t>(letter.line));
  if (IsUtf8(letter.raw)) {
    json.Key("raw");
    json.Text(letter.raw);
  } else {
    json.Key("rawBase64");
    json.Text(absl::Base64Escape(Abseil(letter.raw)));
  }
  json.EndObject();
  out_.Write(line);
  out_.Write("\n");
}

void DeadLetterFile::Write(const Refusal& refusal, const v1::ContactEvent& event, const std::string& file,
                           std::uint64_t line) {
  if (open_) Write({refusal.reason, refusal.detail, file, line, ToJson(event)});
}

void WriteUnresolved(const FactStore& store, const std::vector<std::string>& unknown_actions, DeadLetterFile& out,
                     Summary& summary) {
  store.linker().Homeless([&](std::string_view packed) {
    Fact fact;
    Unpack(packed, store.pool(), fact);
    if (fact.deleted) return;
    summary.CountDead(DeadReason::kNoCustomer);
    out.Write({DeadReason::kNoCustomer, std::string(kNoCustomerDetail)}, ToEvent(fact), "", 0);
  });
  for (const std::string& bytes : unknown_actions) {
    v1::ContactEvent event;
    event.ParseFromString(bytes);
    summary.CountDead(DeadReason::kUnknownEscalation);
    out.Write({DeadReason::kUnknownEscalation, std::string(kUnknownEscalationDetail)}, event, "", 0);
  }
}

}  // namespace loopbreaker
