// A plan carried out on rows and objects.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/mapping.h"
#include "mapping/plan.h"

namespace loopbreaker {

class CompiledMapping : public Mapping {
 public:
  explicit CompiledMapping(MappingPlan plan) : plan_(std::move(plan)) {}

  bool is_csv() const override { return !plan_.json; }
  bool has_each() const override { return plan_.each.has_value(); }
  CsvForm csv() const override { return {plan_.separator, plan_.quotes, plan_.columns}; }
  bool Bind(const std::vector<std::string>& header, std::vector<int>& columns, std::string& error) const override;
  void MapRow(const std::vector<int>& columns, const std::vector<std::string_view>& row, Mapped& out) const override;
  void MapJson(std::string_view json, Mapped& out) const override;

 private:
  // Adds what the row becomes; whether any event fits. `place` stands in front of each refusal, for one of several
  // objects.
  bool MapInto(const RowPlan& of, const Row& row, const std::string& place, Mapped& out) const;
  // Replaces the document, the only one of `at`, by what stands at the first place of `root` that is there.
  bool FindRoot(EmbeddedJson& embedded, std::vector<simdjson::dom::element>& at) const;
  void Unmatched(const std::string& place, Mapped& out) const;

  const MappingPlan plan_;
};

}  // namespace loopbreaker
