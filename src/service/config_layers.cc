#include "service/config_layers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/text.h"
#include "service/config_keys.h"

namespace loopbreaker::config {
namespace {

constexpr std::string_view kVariablePrefix = "LOOPBREAKER_";
// Variables of the tests of this project, which the program does not read.
constexpr std::string_view kTestPrefix = "TEST_";

// The name of a variable without LOOPBREAKER_.
std::string ShortVariable(std::string_view key) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(Abseil(key), {{".", "_"}}));
}

bool BeginsWithSection(std::string_view short_variable) {
  const std::vector<std::string> sections = Sections();
  return std::any_of(sections.begin(), sections.end(), [&](const std::string& section) {
    return short_variable.starts_with(absl::StrCat(absl::AsciiStrToUpper(section), "_"));
  });
}

void ReportUnknownVariable(std::string_view short_variable, Diagnostics& errors) {
  std::vector<std::string> known;
  for (const Key& key : Keys()) known.push_back(ShortVariable(key.name));
  const std::string nearest = Nearest(short_variable, known);
  if (nearest.empty() && !BeginsWithSection(short_variable)) return;
  const std::string advice = nearest.empty()
                                 ? absl::StrCat("; expected one of ", Abseil(kVariablePrefix),
                                                absl::StrJoin(known, absl::StrCat(", ", Abseil(kVariablePrefix))))
                                 : DidYouMean(absl::StrCat(Abseil(kVariablePrefix), nearest));
  errors.Add({.file = absl::StrCat(Abseil(kVariablePrefix), Abseil(short_variable)),
              .message = absl::StrCat("this variable of the environment is no key of the service", advice)});
}

// A list or a map, which stands in a variable as it would in the file.
bool IsWrittenAsYaml(Form form) {
  return form == Form::kSources || form == Form::kProperties || form == Form::kHosts || form == Form::kTls ||
         form == Form::kProxy || form == Form::kAlertGroup || form == Form::kReceivers || form == Form::kDesks;
}

// No line of it is ever shown: it may hold a password.
YamlDocument ReadVariable(const Key& key, const std::string& value, Diagnostics& errors) {
  const std::string variable = VariableOf(key.name);
  YamlDocument document;
  if (IsWrittenAsYaml(key.form)) {
    Diagnostics found;
    document = ParseYaml(value, variable, found);
    for (Diagnostic error : found.list()) {
      error.source.clear();
      errors.Add(std::move(error));
    }
    document.source = SourceText();
    return document;
  }
  document.file = variable;
  document.root.kind = YamlNode::Kind::kScalar;
  document.root.text = value;
  return document;
}

}  // namespace

std::string VariableOf(std::string_view key) { return absl::StrCat(Abseil(kVariablePrefix), ShortVariable(key)); }

Layers::Layers(std::string_view text, const std::string& file, const std::map<std::string, std::string>& environment,
               Diagnostics& errors)
    : file_(ParseYaml(text, file, errors)) {
  CheckKeys(errors);
  ReadEnvironment(environment, errors);
}

void Layers::ReadEnvironment(const std::map<std::string, std::string>& environment, Diagnostics& errors) {
  for (const auto& [variable, value] : environment) {
    if (!variable.starts_with(kVariablePrefix)) continue;
    const std::string_view short_variable = std::string_view(variable).substr(kVariablePrefix.size());
    if (short_variable.starts_with(kTestPrefix)) continue;
    const auto key = std::find_if(Keys().begin(), Keys().end(),
                                  [&](const Key& known) { return ShortVariable(known.name) == short_variable; });
    if (key == Keys().end()) {
      ReportUnknownVariable(short_variable, errors);
    } else {
      variables_.emplace(key->name, ReadVariable(*key, value, errors));
    }
  }
}

void Layers::CheckKeys(Diagnostics& errors) const {
  // Everything may come from the environment; and of half a file it is known already what is wrong.
  if (file_.root.IsNull() || !file_.complete) return;
  const YamlReader reader(file_, errors);
  std::vector<std::string> top = Sections();
  for (std::string& key : KeysOfSection("")) top.push_back(std::move(key));
  if (!reader.Map(file_.root, "the configuration of the service", top)) return;
  for (const std::string& section : Sections()) {
    const YamlNode* node = file_.root.Find(section);
    if (node != nullptr) reader.Map(*node, absl::StrCat("'", section, "'"), KeysOfSection(section));
  }
}

Setting Layers::Find(std::string_view key) const {
  const auto variable = variables_.find(key);
  if (variable != variables_.end()) return {&variable->second, &variable->second.root};
  const std::string_view section = SectionOf(key);
  const YamlNode* node = file_.root.Find(section.empty() ? key : section);
  if (node != nullptr && !section.empty()) node = node->Find(key.substr(section.size() + 1));
  return {&file_, node};
}

bool Layers::HasSection(std::string_view section) const {
  if (file_.root.Find(section) != nullptr) return true;
  return std::any_of(variables_.begin(), variables_.end(),
                     [&](const auto& variable) { return SectionOf(variable.first) == section; });
}

}  // namespace loopbreaker::config
