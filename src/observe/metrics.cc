#include "observe/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <type_traits>
#include <variant>

namespace loopbreaker {
namespace {

bool IsName(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::all_of(text.begin(), text.end(), allowed);
}

[[noreturn]] void Mistake(std::string_view name, const char* what) {
  std::fprintf(stderr, "metric '%.*s': %s\n", static_cast<int>(name.size()), name.data(), what);
  std::abort();
}

void AppendEscaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '\\' || (quotes && c == '"')) out += '\\';
      out += c;
    }
  }
}

std::string LabelsText(const MetricLabels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (!text.empty()) text += ',';
    text += name;
    text += "=\"";
    AppendEscaped(text, value, true);
    text += '"';
  }
  return text;
}

template <typename T>
std::string NumberText(T number) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  }
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  return std::string(text.data(), end);
}

template <typename T>
void AppendSample(std::string& out, std::string_view name, std::string_view suffix, std::string_view labels, T value) {
  out.append(name).append(suffix);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(NumberText(value)).append("\n");
}

void Append(std::string& out, std::string_view name, const std::string& labels, const Counter& counter) {
  AppendSample(out, name, "", labels, counter.value());
}

void Append(std::string& out, std::string_view name, const std::string& labels, const Gauge& gauge) {
  if (const double value = gauge.value(); !std::isnan(value)) AppendSample(out, name, "", labels, value);
}

void Append(std::string& out, std::string_view name, const std::string& labels, const Histogram& histogram) {
  const std::vector<std::uint64_t> counts = histogram.counts();
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    total += counts[i];
    std::string with_bound = labels;
    if (!with_bound.empty()) with_bound += ',';
    const bool bounded = i < histogram.bounds().size();
    with_bound.append("le=\"").append(bounded ? NumberText(histogram.bounds()[i]) : "+Inf").append("\"");
    AppendSample(out, name, "_bucket", with_bound, total);
  }
  AppendSample(out, name, "_sum", labels, histogram.sum());
  AppendSample(out, name, "_count", labels, total);
}

template <typename T>
using Series = std::map<std::string, std::unique_ptr<T>>;  // by the text of the labels

constexpr std::array<const char*, 3> kKindNames = {"counter", "gauge", "histogram"};

}  // namespace

struct Metrics::Family {
  std::string help;
  std::variant<Series<Counter>, Series<Gauge>, Series<Histogram>> series;
};

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(new std::atomic<std::uint64_t>[bounds_.size() + 1]()) {}

void Histogram::Observe(double value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts(bounds_.size() + 1);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
  return counts;
}

std::vector<double> DurationBounds() {
  return {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600};
}

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

template <typename T, typename... Arguments>
T& Metrics::Get(std::string_view name, std::string_view help, const MetricLabels& labels,
                const Arguments&... arguments) {
  if (!IsName(name)) Mistake(name, "expected letters, digits and underscores");
  for (const auto& [label, value] : labels) {
    if (!IsName(label)) Mistake(name, "expected letters, digits and underscores in each label's name");
  }
  const std::lock_guard lock(mutex_);
  auto family = families_.find(name);
  if (family == families_.end()) {
    family = families_.emplace(name, std::make_unique<Family>(Family{std::string(help), Series<T>()})).first;
  }
  auto* series = std::get_if<Series<T>>(&family->second->series);
  if (series == nullptr) Mistake(name, "there is one of this name of another kind");
  std::unique_ptr<T>& metric = (*series)[LabelsText(labels)];
  if (metric == nullptr) metric = std::make_unique<T>(arguments...);
  return *metric;
}

Counter& Metrics::GetCounter(std::string_view name, std::string_view help, const MetricLabels& labels) {
  return Get<Counter>(name, help, labels);
}

Gauge& Metrics::GetGauge(std::string_view name, std::string_view help, const MetricLabels& labels) {
  return Get<Gauge>(name, help, labels);
}

Histogram& Metrics::GetHistogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                                 const MetricLabels& labels) {
  return Get<Histogram>(name, help, labels, bounds);
}

std::string Metrics::Text() const {
  std::string out;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, family] : families_) {
    std::string samples;
    std::visit(
        [&, &of = name](const auto& series) {
          for (const auto& [labels, metric] : series) Append(samples, of, labels, *metric);
        },
        family->series);
    if (samples.empty()) continue;
    out.append("# HELP ").append(name).append(" ");
    AppendEscaped(out, family->help, false);
    out.append("\n# TYPE ").append(name).append(" ").append(kKindNames[family->series.index()]).append("\n");
    out.append(samples);
  }
  return out;
}

}  // namespace loopbreaker
