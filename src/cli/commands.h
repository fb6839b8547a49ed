// The commands of the program, one file each. Exit codes: 0 done, 1 something is wrong in the input or the rules, 2
// usage, 3 environment (a file that cannot be opened, a broker, a full disk).
#pragma once

#include <CLI/CLI.hpp>

namespace loopbreaker {

inline constexpr int kDone = 0;
inline constexpr int kWrongInput = 1;
inline constexpr int kUsage = 2;
inline constexpr int kEnvironment = 3;

// Each adds its command to `app`; the chosen one sets `exit_code`.
void AddReplay(CLI::App& app, int& exit_code);
void AddCheck(CLI::App& app, int& exit_code);
void AddTest(CLI::App& app, int& exit_code);
void AddExplain(CLI::App& app, int& exit_code);
void AddBacktest(CLI::App& app, int& exit_code);
void AddCoverage(CLI::App& app, int& exit_code);
void AddReport(CLI::App& app, int& exit_code);
void AddDemo(CLI::App& app, int& exit_code);
void AddSchema(CLI::App& app, int& exit_code);
void AddTopics(CLI::App& app, int& exit_code);
void AddRun(CLI::App& app, int& exit_code);
void AddToken(CLI::App& app, int& exit_code);

}  // namespace loopbreaker
