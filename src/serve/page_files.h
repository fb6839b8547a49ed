// The files of the page that are part of the program (src/serve/CMakeLists.txt says which).
#pragma once

#include <string_view>

namespace loopbreaker::bundled {

extern const std::string_view kIndexHtml;
extern const std::string_view kStyleCss;
extern const std::string_view kIconSvg;
extern const std::string_view kAppJs;
extern const std::string_view kStateJs;
extern const std::string_view kStreamJs;
extern const std::string_view kDossierJs;
extern const std::string_view kNewsJs;
extern const std::string_view kFeedbackJs;
extern const std::string_view kSessionJs;
extern const std::string_view kLoopsJs;
extern const std::string_view kWordsJs;
extern const std::string_view kListJs;
extern const std::string_view kStoryJs;
extern const std::string_view kChartsJs;
extern const std::string_view kTrendsJs;
extern const std::string_view kRaiseJs;
extern const std::string_view kDialogsJs;
extern const std::string_view kActionsJs;
extern const std::string_view kProcessJs;
extern const std::string_view kHtmlJs;
extern const std::string_view kEnglish;
extern const std::string_view kDutch;
extern const std::string_view kPreact;
extern const std::string_view kHtm;
extern const std::string_view kUPlot;
extern const std::string_view kUPlotCss;
extern const std::string_view kSignInHtml;
extern const std::string_view kSignInJs;
extern const std::string_view kOpenApi;

}  // namespace loopbreaker::bundled
