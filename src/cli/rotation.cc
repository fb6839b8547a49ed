#include "cli/rotation.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "observe/log.h"

namespace loopbreaker {

Rotation::Rotation(const HttpConfig& http, HttpServer& server, Access& access)
    : certificate_file_(http.certificate_file),
      key_file_(http.key_file),
      token_file_(http.token_file),
      server_(server),
      access_(access) {
  AreOther({certificate_file_, key_file_, token_file_});
}

Rotation::Stamp Rotation::StampOf(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return absl::StrCat(found.st_ino, " ", found.st_size, " ", found.st_mtim.tv_sec, ".", found.st_mtim.tv_nsec);
}

bool Rotation::AreOther(const std::vector<std::string>& paths) {
  bool other = false;
  for (const std::string& path : paths) {
    if (path.empty()) continue;
    Stamp now = StampOf(path);
    Stamp& before = stamps_[path];
    other = other || now != before;
    before = std::move(now);
  }
  return other;
}

void Rotation::Look() {
  // Between its two files being written they do not fit together; the second one is a change again.
  if (AreOther({certificate_file_, key_file_})) {
    const absl::Status status = server_.ReloadCertificate();
    if (status.ok()) {
      LogInfo("certificate renewed", {{"file", certificate_file_}});
    } else {
      LogWarning("certificate not renewed, the one before stays", {{"error", Standard(status.message())}});
    }
  }
  if (AreOther({token_file_})) TakeTokens();
}

void Rotation::TakeTokens() {
  std::ifstream in(token_file_, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  Diagnostics errors;
  std::vector<Token> tokens;
  if (in && !in.bad()) tokens = ReadTokens(text.str(), token_file_, errors);
  // Nobody at all is a file that is being written, or was lost: whoever means it stops the service.
  if (tokens.empty() || !errors.empty()) {
    const std::string found = errors.empty() ? "expected tokens, found none" : ToText(errors.list().front());
    LogWarning("tokens not renewed, those before stay", {{"file", token_file_}, {"error", found}});
    return;
  }
  LogInfo("tokens renewed", {{"file", token_file_}, {"tokens", tokens.size()}});
  access_.ReplaceTokens(std::move(tokens));
}

}  // namespace loopbreaker
