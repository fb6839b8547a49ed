#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "event/message_json.h"
#include "google/protobuf/descriptor.h"
#include "link/directory.h"
#include "link/entries.h"

namespace loopbreaker {
namespace {

// The JSON names of the fields of a message and of those inside it, for the nearest name.
void AppendFieldNames(const google::protobuf::Descriptor& message, std::vector<std::string>& names) {
  for (int i = 0; i < message.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *message.field(i);
    names.push_back(field.json_name());
    const bool ours =
        field.message_type() != nullptr && field.message_type()->file()->package() == message.file()->package();
    if (ours) AppendFieldNames(*field.message_type(), names);
  }
}

// What is wrong with an entry that was read, or empty.
std::string Fault(const v1::Customer& customer) {
  if (customer.customer_id().empty()) return "expected a customerId, found none";
  for (int i = 0; i < customer.identifiers_size(); ++i) {
    if (customer.identifiers(i).kind() != v1::IdentifierKind::UNSPECIFIED) continue;
    return "identifiers[" + std::to_string(i) +
           "]: expected a kind, one of PHONE, EMAIL, ACCOUNT, EXTERNAL, found none";
  }
  for (int i = 0; i < customer.units_size(); ++i) {
    if (customer.units(i).unit_id().empty()) return "units[" + std::to_string(i) + "]: expected a unitId, found none";
  }
  return {};
}

std::string Fault(const v1::Unit& unit) { return unit.unit_id().empty() ? "expected a unitId, found none" : ""; }

// Tells of fields that were skipped: once a name, since a whole export tends to have the same surplus column.
template <typename Entry>
class Surplus {
 public:
  explicit Surplus(std::vector<std::string>* warnings) : warnings_(warnings) {
    AppendFieldNames(*Entry::descriptor(), names_);
  }
  void Tell(const std::string& place, const std::vector<std::string>& unknown) {
    if (warnings_ == nullptr) return;
    for (const std::string& path : unknown) {
      const std::string name = path.substr(path.rfind('.') + 1);
      if (std::find(told_.begin(), told_.end(), name) != told_.end()) continue;
      told_.push_back(name);
      warnings_->push_back(place + "warning: the unknown field '" + path + "' is skipped" + DidYouMean(name, names_));
    }
  }

 private:
  std::vector<std::string>* warnings_;
  std::vector<std::string> names_;
  std::vector<std::string> told_;
};

template <typename Entry, typename Put>
bool Load(const std::string& path, const Put& put, std::string& error, std::vector<std::string>* warnings) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    error = path + ": error: cannot be read: " + std::strerror(errno);
    return false;
  }
  Surplus<Entry> surplus(warnings);
  Entry entry;
  std::vector<std::string> unknown;
  std::string text;
  for (std::size_t line = 1; std::getline(file, text); ++line) {
    const std::string_view json = Standard(absl::StripAsciiWhitespace(Abseil(text)));
    if (json.empty()) continue;
    const std::string place = path + ":" + std::to_string(line) + ": ";
    unknown.clear();
    std::string fault;
    if (FromJson(json, entry, unknown, fault)) fault = Fault(entry);
    if (!fault.empty()) {
      error = place + "error: " + fault;
      return false;
    }
    surplus.Tell(place, unknown);
    put(entry);
  }
  if (file.bad()) {
    error = path + ": error: cannot be read to its end: " + std::strerror(errno);
    return false;
  }
  return true;
}

}  // namespace

bool ReadCustomers(const std::string& path, const std::function<void(const v1::Customer&)>& put, std::string& error,
                   std::vector<std::string>* warnings) {
  return Load<v1::Customer>(path, put, error, warnings);
}

bool ReadUnits(const std::string& path, const std::function<void(const v1::Unit&)>& put, std::string& error,
               std::vector<std::string>* warnings) {
  return Load<v1::Unit>(path, put, error, warnings);
}

bool LoadCustomers(const std::string& path, Directory& directory, std::string& error,
                   std::vector<std::string>* warnings) {
  return Load<v1::Customer>(
      path, [&](const v1::Customer& customer) { directory.Put(customer); }, error, warnings);
}

bool LoadUnits(const std::string& path, Directory& directory, std::string& error, std::vector<std::string>* warnings) {
  return Load<v1::Unit>(
      path, [&](const v1::Unit& unit) { directory.PutUnit(unit); }, error, warnings);
}

}  // namespace loopbreaker
