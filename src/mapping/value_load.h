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

  // From here on values are of `rows`, which stand that many objects below the outermost.
  void Enter(RowPlan& rows, int levels_up) {
    rows_ = &rows;
    levels_up_ = levels_up;
  }
  void set_tables(const YamlNode* tables) { tables_ = tables; }

  // The same mistake at the same place, as in what all events have in common, is told once.
  void Error(const YamlNode& node, std::string message);
  // Whether `node` is a map of nothing but `keys`.
  bool IsMapOf(const YamlNode& node, const std::string& what, const std::vector<std::string>& keys);
  // The text of a scalar, or null and an error.
  const std::string* TextOf(const YamlNode& node, const std::string& expected);
  bool LoadTexts(const YamlNode& node, const std::string& expected, std::vector<std::string>& texts);

  void LoadTime(const YamlNode& node, TimeReading& time);
  void LoadField(const YamlNode& node, const google::protobuf::FieldDescriptor& field, FieldPlan& plan);
  void LoadValue(const YamlNode& node, const google::protobuf::FieldDescriptor& field, Value& value);
  void LoadConditions(const YamlNode& node, std::vector<Condition>& conditions);
  // A place in JSON, without levels up. False and an error: `node` is none.
  bool LoadPath(const YamlNode& node, const std::string& expected, JsonPath& path);
  // Where an object of its own stands; -1 and an error: `node` is no place.
  int LoadWhole(const YamlNode& node);

 private:
  OriginSyntax syntax() const { return {plan_.json, levels_up_, &plan_.columns}; }
  bool LoadTemplate(const YamlNode& node, Template& parsed);
  void LoadSources(const YamlNode& node, Value& value);
  void LoadPatterns(const YamlNode& node, bool takes_part, std::vector<Pattern>& patterns);
  void LoadSplit(const YamlNode& node, const google::protobuf::FieldDescriptor& field, Value& value);
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
  const YamlNode* tables_ = nullptr;
  RowPlan* rows_ = nullptr;
  int levels_up_ = 0;
};

}  // namespace loopbreaker
