// The sections of the page, and the pieces that they are made of.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/definitions.h"
#include "report/report.h"
#include "report/speech.h"

namespace loopbreaker {

struct PageContext {
  const ReportResult& result;
  const Speech& speech;
  bool Seen(Kind kind) const { return result.coverage.kinds[static_cast<std::size_t>(kind)] != 0; }
};

std::string ResultsSection(const PageContext& page);
std::string WeeksSection(const PageContext& page);
std::string ToBreakSection(const PageContext& page);
std::string ChangesSection(const PageContext& page);
// All three empty where there were none.
std::string EffectsSection(const PageContext& page);
std::string DecisionsSection(const PageContext& page);
std::string WorkaroundsSection(const PageContext& page);
// Desks, then teams; each empty where nothing came in.
std::string PilesSections(const PageContext& page);
std::string WaitsSection(const PageContext& page);
std::string WorkSection(const PageContext& page);
std::string PartsSections(const PageContext& page);
std::string RulesSection(const PageContext& page);

// Pieces. What is called `html` goes in as it is; all else is escaped.
std::string Heading(int level, const std::string& text);
std::string Paragraph(const std::string& text, const char* style = "");
// What is counted, folded away until somebody wants to know.
std::string Definitions(Topic topic, const Speech& speech);
// "Not known: ...".
std::string NotKnown(const PageContext& page, const std::string& why);
// A figure of which people want the number first.
std::string BigFigure(const std::string& label, const std::string& value, const std::vector<std::string>& remarks);

// A table with names of rows in its first column. A column in which no row has anything is left out.
class HtmlTable {
 public:
  explicit HtmlTable(std::string caption) : caption_(std::move(caption)) {}
  // Names of columns; the first is that of the rows.
  void Column(const std::string& name) { columns_.push_back(name); }
  // Cells as html, "" where there is nothing.
  void Row(std::vector<std::string> html) { rows_.push_back(std::move(html)); }
  bool empty() const { return rows_.empty(); }
  std::string Html() const;

 private:
  std::string caption_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace loopbreaker
