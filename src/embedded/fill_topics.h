// From a log of this machine to Kafka: every record of the service's topics into the same topic and partition there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "service/config.h"

namespace loopbreaker::embedded {

// Fills the topics of `config`, which are there and empty, with what the service without Kafka has in `folder`; answers
// how many records each got. What is not linked yet goes into the source's topic, which is read from its beginning.
// FailedPrecondition: `facts` there has records already, or the log is in use, or is not of this prefix and these
// partitions. Else an error of the disk or of the broker; what was written by then stays, and `facts` comes last.
absl::StatusOr<std::map<std::string, std::int64_t>> FillTopics(const ServiceConfig& config,
                                                               const std::filesystem::path& folder);

}  // namespace loopbreaker::embedded
