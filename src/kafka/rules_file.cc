#include "kafka/rules_file.h"

#include <fstream>
#include <iterator>

#include "observe/log.h"
#include "rules/load.h"
#include "service/rules_choice.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kEvery{1000};
constexpr milliseconds kReadBackWithin{5000};

}  // namespace

bool RulesFile::Read(std::string& text) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path_, error);
  std::ifstream file(path_, std::ios::binary);
  if (error || !file) return false;  // in the middle of being replaced, maybe
  changed_ = changed;
  text.assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

void RulesFile::Publish(std::string text) {
  offered_ = RulesHash(text);
  settled_by_ = steady_clock::now() + kReadBackWithin;
  const v1::Rules rules = RulesAfter(shared_.newest_rules(), std::move(text), path_);
  send_({Topic::kRules, 0, std::string(kRulesKey), rules.SerializeAsString(), {}});
  LogInfo("rules published", {{"file", path_}});
}

void RulesFile::Offer() {
  std::string text;
  if (!Read(text)) return;
  seen_ = RulesHash(text);
  switch (ChooseRules(text, shared_.newest_rules())) {
    case RulesChoice::kSame:
      return;
    case RulesChoice::kOld:
      LogWarning("the rules file is older than the rules in use, which hold: change the file to have it published",
                 {{"file", path_}, {"in_use", shared_.newest_rules()->file()}});
      return;
    case RulesChoice::kPublish:
      return Publish(std::move(text));
  }
}

bool RulesFile::settled() const {
  return offered_ == 0 || shared_.rules()->set().hash == offered_ || steady_clock::now() > settled_by_;
}

void RulesFile::Look() {
  const steady_clock::time_point now = steady_clock::now();
  if (now < due_) return;
  due_ = now + kEvery;
  std::error_code error;
  if (std::filesystem::last_write_time(path_, error) == changed_ || error) return;
  std::string text;
  if (!Read(text) || RulesHash(text) == seen_) return;
  seen_ = RulesHash(text);
  Diagnostics errors;
  if (LoadRules(text, path_, errors) == nullptr) {
    for (const Diagnostic& diagnostic : errors.list()) LogError("rules", {{"error", ToText(diagnostic)}});
    LogError("the rules file has mistakes: the rules in use stay", {{"file", path_}});
    return;
  }
  if (seen_ != shared_.rules()->set().hash) Publish(std::move(text));
}

}  // namespace loopbreaker::kafka
