// The entries of a directory's files, one by one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "loopbreaker/v1/customer.pb.h"

namespace loopbreaker {

// As LoadCustomers and LoadUnits of directory.h, which put each entry into a directory.
bool ReadCustomers(const std::string& path, const std::function<void(const v1::Customer&)>& put, std::string& error,
                   std::vector<std::string>* warnings = nullptr);
bool ReadUnits(const std::string& path, const std::function<void(const v1::Unit&)>& put, std::string& error,
               std::vector<std::string>* warnings = nullptr);

}  // namespace loopbreaker
