// Certificate and tokens of the HTTP server, renewed while the service runs: whoever renews them only writes the files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "access/access.h"
#include "serve/http_server.h"
#include "service/config.h"

namespace loopbreaker {

class Rotation {
 public:
  // What is in the files now is in use. Server and access outlive it.
  Rotation(const HttpConfig& http, HttpServer& server, Access& access);

  // Takes what has been written since the last look. What cannot be used is said once, in the log, and what was in use
  // stays so. Costs a few stat calls.
  void Look();

 private:
  // What tells one content of a file from the next without reading it; empty: there is none.
  using Stamp = std::string;
  static Stamp StampOf(const std::string& path);
  // Whether any of them is another since this was asked last.
  bool AreOther(const std::vector<std::string>& paths);
  void TakeTokens();

  const std::string certificate_file_;
  const std::string key_file_;
  const std::string token_file_;
  HttpServer& server_;
  Access& access_;
  std::map<std::string, Stamp> stamps_;  // by path
};

}  // namespace loopbreaker
