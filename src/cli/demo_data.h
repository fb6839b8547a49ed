// The bundled texts as the engine wants them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "link/directory.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

struct DemoData {
  std::vector<v1::ContactEvent> events;
  std::uint64_t ignored = 0;  // rows that the mapping leaves out
};

// Null or false: `error` says what is wrong with what was bundled.
std::shared_ptr<const RuleSet> DemoRules(std::string& error);
// In the order of arrival.
bool ReadPlumber(DemoData& data, Directory& directory, std::string& error);
// In the order of time: the log has one incident after the other.
bool ReadUci(DemoData& data, std::string& error);

}  // namespace loopbreaker
