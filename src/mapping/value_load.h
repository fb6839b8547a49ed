// The parts of a mapping file that give values: templates, maps, conditions, times.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/yaml.h"
#include "google/protobuf/descriptor.h"
#include "mapping/plan.h"
#include "mapping/template.h"

namespace loopbreaker {

// Reads nodes of one document into parts of one plan; every mistake is added to the errors with its place.
class ValueLoader {
 public:
  ValueLoader(const YamlDocument& document, Diagnostics& errors, MappingPlan& plan)
      : document_(document), errors_(errors), plan_(plan) {}

  void set_levels_up(int levels) { levels_up_ = levels; }

  void Error(const YamlNode& node, std::string message) { ErrorAt(document_, node, std::move(message), errors_); }
  // Whether `node` is a map of nothing but `keys`.
  bool IsMapOf(const YamlNode& node, const std::string& what, const std::vector<std::string>& keys);
  // The text of a scalar, or null and an error.
  const std::string* TextOf(const YamlNode& node, const std::string& expected);
  bool LoadTexts(const YamlNode& node, const std::string& expected, std::vector<std::string>& texts);

  void LoadTime(const YamlNode& node, TimeReading& time);
  void LoadField(const YamlNode& node, const google::protobuf::FieldDescriptor& field, FieldPlan& plan);
  void LoadValue(const YamlNode& node, const google::protobuf::FieldDescriptor& field, Value& value);
  void LoadConditions(const YamlNode& node, std::vector<Condition>& conditions);

 private:
  OriginSyntax syntax() const { return {plan_.json, levels_up_}; }
  bool LoadTemplate(const YamlNode& node, Template& parsed);
  void LoadMap(const YamlNode& node, const google::protobuf::FieldDescriptor& field, Value& value);
  void LoadElse(const YamlNode& node, const google::protobuf::FieldDescriptor& field, Value& value);
  void LoadTest(const YamlNode& node, Condition& condition);
  bool LoadNumber(const YamlNode& node, const std::string& key, std::optional<double>& number);
  // A text that is known now can be checked now.
  void CheckLiteral(const YamlNode& node, const Template& text, const google::protobuf::FieldDescriptor& field,
                    const Value& value);

  const YamlDocument& document_;
  Diagnostics& errors_;
  MappingPlan& plan_;
  int levels_up_ = 0;
};

}  // namespace loopbreaker
