#include "report/sections.h"

#include "text/words.h"

namespace loopbreaker {

std::string Heading(int level, const std::string& text) {
  const std::string tag = "h" + std::to_string(level);
  return "<" + tag + ">" + Escaped(text) + "</" + tag + ">\n";
}

std::string Paragraph(const std::string& text, const char* style) {
  return (*style == '\0' ? "<p>" : std::string("<p class=\"") + style + "\">") + Escaped(text) + "</p>\n";
}

std::string Definitions(Topic topic, const Speech& speech) {
  const bool dutch = speech.language() == Language::kDutch;
  std::string html = "<details><summary>" + Escaped(speech.Say("definitions")) + "</summary><dl>\n";
  for (const Definition& each : kDefinitions) {
    if (each.topic != topic) continue;
    html += "<dt>" + Escaped(dutch ? each.term_dutch : each.term_english) + "</dt><dd>" +
            Escaped(dutch ? each.dutch : each.english);
    if (!each.source.empty()) {
      html += " <cite>" + Escaped(speech.Say("source", std::string(each.source))) + "</cite>";
    }
    html += "</dd>\n";
  }
  return html + "</dl></details>\n";
}

std::string NotKnown(const PageContext& page, const std::string& why) {
  return Paragraph(page.speech.Say("not_known_because", why), "quiet");
}

std::string BigFigure(const std::string& label, const std::string& value, const std::vector<std::string>& remarks) {
  std::string html = "<div class=\"figure\"><h3>" + Escaped(label) + "</h3><p class=\"big\">" + Escaped(value) + "</p>";
  for (const std::string& remark : remarks) html += "<p class=\"quiet\">" + Escaped(remark) + "</p>";
  return html + "</div>\n";
}

std::string HtmlTable::Html() const {
  std::vector<bool> used(columns_.size(), false);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) used[i] = used[i] || !row[i].empty();
  }
  // Wide tables scroll by themselves, so that the page does not; a keyboard reaches them.
  std::string html =
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + Escaped(caption_) + "\"><table><thead><tr>";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (used[i]) html += "<th scope=\"col\">" + Escaped(columns_[i]) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& row : rows_) {
    html += "<tr><th scope=\"row\">" + row.front() + "</th>";
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (used[i]) html += "<td>" + row[i] + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace loopbreaker
