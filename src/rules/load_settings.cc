#include <algorithm>

#include "absl/strings/str_cat.h"
#include "rules/load_internal.h"

namespace loopbreaker::load {
namespace {

// Sums over a hundred thousand visits stay far from overflow.
constexpr std::int64_t kCentsMax = 1'000'000'000'000;
constexpr std::int64_t kEvidenceMax = 10'000;
constexpr std::int64_t kVisitsMax = 1'000'000;
constexpr std::int64_t kCustomersMax = 1'000'000;
constexpr std::int64_t kWeeksMax = 52;
constexpr std::int64_t kLoopsMax = 1'000'000;

const std::vector<std::string>& SettingNames() {
  static const std::vector<std::string> names = {"timezone",       "language",
                                                 "idle_expiry",    "confirm_window",
                                                 "horizon",        "letter_window",
                                                 "ack_for",        "park_for",
                                                 "max_clock_skew", "callout_fee_cents",
                                                 "subjects",       "vague",
                                                 "calendar",       "contact_cost_cents",
                                                 "desks",          "phone_region",
                                                 "evidence_limit", "feedback_min_customers",
                                                 "dragged_on",     "feedback_ladder",
                                                 "lead_time",      "lead_times",
                                                 "overload_weeks", "workaround_loops",
                                                 "proxies"};
  return names;
}

struct DurationSetting {
  const char* key;
  Nanos* value;
  Nanos min;
};

struct CentsSetting {
  const char* key;
  std::int64_t* value;
};

// A zone by its name in the IANA database. Other names would have the library open any file, or follow the machine's
// own zone.
std::optional<absl::TimeZone> LoadZone(const std::string& name) {
  const bool plain = !name.empty() && name[0] != '/' && name.find("..") == std::string::npos &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                              c == '_' || c == '-' || c == '+';
                     });
  absl::TimeZone zone;
  if (!plain || name == "localtime" || !absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

absl::TimeZone ReadZone(const YamlReader& reader, const YamlNode& node) {
  const std::optional<absl::TimeZone> zone = node.IsScalar() ? LoadZone(node.text) : std::nullopt;
  if (!zone) reader.Expected(node, "'timezone'", "a time zone such as Europe/Amsterdam");
  return zone.value_or(absl::UTCTimeZone());
}

void ReadSubjects(const YamlReader& reader, const YamlNode& node, Subjects& subjects) {
  if (node.IsNull() || !reader.Map(node, "'subjects'")) return;
  for (const auto& [subject, patterns] : node.entries) {
    const std::string what = absl::StrCat("the subject ", Described(subject));
    std::vector<CategoryPattern> read = ReadPatterns(reader, patterns, what);
    if (subject.text.empty()) {
      reader.Expected(subject, "a subject", "a name");
    } else {
      subjects.Add(subject.text, std::move(read));
    }
  }
}

void ReadDesk(const YamlReader& reader, const YamlNode& node, RuleSettings& settings,
              std::vector<const YamlNode*>& mentions) {
  if (!reader.Map(node, "a desk", {"match", "desk"})) return;
  DeskMatch desk;
  if (const YamlNode* name = reader.Required(node, "a desk", "desk")) {
    desk.desk = reader.Text(*name, "'desk'").value_or("");
  }
  const YamlNode* match = reader.Required(node, "a desk", "match");
  if (match == nullptr || !reader.Map(*match, "'match'", {"rule", "category", "region", "contractor"})) return;
  if (match->entries.empty())
    reader.Error(*match, "expected at least one of rule, category, region, contractor in 'match'");
  if (const YamlNode* rules = match->Find("rule")) {
    for (const YamlNode* item : reader.OneOrMore(*rules, "'rule'")) {
      desk.rules.push_back(item->text);
      mentions.push_back(item);
    }
  }
  if (const YamlNode* categories = match->Find("category")) {
    desk.categories = ReadPatterns(reader, *categories, "'category'");
  }
  if (const YamlNode* regions = match->Find("region")) desk.regions = reader.OneOrMoreTexts(*regions, "'region'");
  if (const YamlNode* contractors = match->Find("contractor")) {
    desk.contractors = reader.OneOrMoreTexts(*contractors, "'contractor'");
  }
  settings.desks.push_back(std::move(desk));
}

void ReadDraggedOn(const YamlReader& reader, const YamlNode& node, Yardstick& yardstick) {
  if (node.IsNull() || !reader.Map(node, "'dragged_on'", {"failed_visits", "cost_cents", "age"})) return;
  if (const YamlNode* visits = node.Find("failed_visits")) {
    const auto number = reader.Integer(*visits, "'failed_visits'", 0, kVisitsMax);
    yardstick.failed_visits = static_cast<std::uint32_t>(number.value_or(yardstick.failed_visits));
  }
  if (const YamlNode* cents = node.Find("cost_cents")) {
    yardstick.cost_cents = reader.Integer(*cents, "'cost_cents'", 0, kCentsMax).value_or(yardstick.cost_cents);
  }
  if (const YamlNode* age = node.Find("age")) {
    const bool none = age->IsScalar() && age->text == "0";
    yardstick.age = none ? Nanos{0} : reader.Duration(*age, "'age'").value_or(yardstick.age);
  }
}

// How long work may take, and from when on feedback is given of it.
void ReadWork(const YamlReader& reader, const YamlNode& node, RuleSettings& settings) {
  const Calendar& calendar = settings.history.calendar;
  if (const YamlNode* ladder = node.Find("feedback_ladder"); ladder != nullptr && !ladder->IsNull()) {
    settings.feedback_ladder = ReadLadder(reader, ladder, "'feedback_ladder'", calendar);
  }
  const auto lead_time = [&](const YamlNode& value, const std::string& what, Span& span) {
    const auto read = reader.BusinessSpan(value, what, calendar);
    if (!read) return;
    if (read->length > Nanos{0}) {
      span = *read;
    } else {
      reader.Expected(value, what, "a duration above 0");
    }
  };
  if (const YamlNode* value = node.Find("lead_time")) lead_time(*value, "'lead_time'", settings.lead_time);
  if (const YamlNode* own = node.Find("lead_times"); own != nullptr && !own->IsNull()) {
    if (!reader.Map(*own, "'lead_times'")) return;
    for (const auto& [name, value] : own->entries) {
      Span span = settings.lead_time;
      lead_time(value, absl::StrCat("the lead time of ", Described(name)), span);
      settings.lead_times.emplace_back(name.text, std::move(span));
    }
  }
  if (const YamlNode* weeks = node.Find("overload_weeks")) {
    const auto number = reader.Integer(*weeks, "'overload_weeks'", 0, kWeeksMax);
    settings.overload_weeks = static_cast<int>(number.value_or(settings.overload_weeks));
  }
  if (const YamlNode* loops = node.Find("workaround_loops")) {
    const auto number = reader.Integer(*loops, "'workaround_loops'", 0, kLoopsMax);
    settings.workaround_loops = static_cast<int>(number.value_or(settings.workaround_loops));
  }
}

bool IsRegion(const YamlNode& node) {
  return node.IsScalar() && node.text.size() == 2 &&
         std::all_of(node.text.begin(), node.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::vector<CategoryPattern> ReadPatterns(const YamlReader& reader, const YamlNode& node, std::string_view what) {
  std::vector<CategoryPattern> patterns;
  for (const YamlNode* item : reader.OneOrMore(node, what)) {
    CategoryPattern pattern{item->text, item->text.ends_with("/*")};
    if (pattern.prefix) pattern.text.pop_back();
    if (pattern.text.empty() || pattern.text == "/" || pattern.text.find('*') != std::string::npos) {
      reader.Expected(*item, what, "a category such as rent, or a prefix such as plumbing/*");
    } else {
      patterns.push_back(std::move(pattern));
    }
  }
  return patterns;
}

void ReadSettings(const YamlReader& reader, const YamlNode& node, RuleSettings& settings,
                  std::vector<const YamlNode*>& mentions) {
  if (node.IsNull() || !reader.Map(node, "'settings'", SettingNames())) return;
  HistorySettings& history = settings.history;
  for (const DurationSetting& duration : {DurationSetting{"idle_expiry", &history.idle_expiry, seconds{1}},
                                          DurationSetting{"confirm_window", &history.confirm_window, seconds{0}},
                                          DurationSetting{"horizon", &history.horizon, seconds{1}},
                                          DurationSetting{"letter_window", &history.letter_window, seconds{0}},
                                          DurationSetting{"ack_for", &settings.ack_for, seconds{0}},
                                          DurationSetting{"park_for", &settings.park_for, seconds{0}},
                                          DurationSetting{"max_clock_skew", &settings.max_clock_skew, seconds{0}}}) {
    const YamlNode* value = node.Find(duration.key);
    if (value == nullptr) continue;
    *duration.value =
        reader.Duration(*value, absl::StrCat("'", duration.key, "'"), duration.min).value_or(*duration.value);
  }
  for (const CentsSetting& cents : {CentsSetting{"callout_fee_cents", &history.callout_fee_cents},
                                    CentsSetting{"contact_cost_cents", &history.contact_cost_cents}}) {
    const YamlNode* value = node.Find(cents.key);
    if (value == nullptr) continue;
    *cents.value = reader.Integer(*value, absl::StrCat("'", cents.key, "'"), 0, kCentsMax).value_or(*cents.value);
  }

  const YamlNode* zone = node.Find("timezone");
  history.calendar = ReadCalendar(reader, node.Find("calendar"), zone ? ReadZone(reader, *zone) : absl::UTCTimeZone());
  if (const YamlNode* subjects = node.Find("subjects")) ReadSubjects(reader, *subjects, history.subjects);
  if (const YamlNode* vague = node.Find("vague"); vague != nullptr && !vague->IsNull()) {
    if (!vague->IsList() || !vague->items.empty()) {
      for (CategoryPattern& pattern : ReadPatterns(reader, *vague, "'vague'"))
        history.subjects.AddVague(std::move(pattern));
    }
  }
  if (const YamlNode* language = node.Find("language")) {
    const auto choice = reader.Choice(*language, "'language'", {"en", "nl"});
    settings.language = choice == 1 ? Language::kDutch : Language::kEnglish;
  }
  if (const YamlNode* region = node.Find("phone_region")) {
    if (IsRegion(*region)) {
      settings.phone_region = region->text;
    } else {
      reader.Expected(*region, "'phone_region'", "the two capital letters of a country, such as NL");
    }
  }
  if (const YamlNode* limit = node.Find("evidence_limit")) {
    settings.evidence_limit =
        static_cast<int>(reader.Integer(*limit, "'evidence_limit'", 1, kEvidenceMax).value_or(settings.evidence_limit));
  }
  if (const YamlNode* customers = node.Find("feedback_min_customers")) {
    const auto number = reader.Integer(*customers, "'feedback_min_customers'", 1, kCustomersMax);
    settings.feedback_min_customers = static_cast<int>(number.value_or(settings.feedback_min_customers));
  }
  ReadWork(reader, node, settings);
  if (const YamlNode* dragged_on = node.Find("dragged_on")) ReadDraggedOn(reader, *dragged_on, settings.dragged_on);
  if (const YamlNode* proxies = node.Find("proxies"); proxies != nullptr && !proxies->IsNull()) {
    for (std::string& customer : reader.OneOrMoreTexts(*proxies, "'proxies'"))
      settings.proxies.insert(std::move(customer));
  }
  if (const YamlNode* desks = node.Find("desks"); desks != nullptr && !desks->IsNull()) {
    if (!desks->IsList()) reader.Expected(*desks, "'desks'", "a list of {match: {...}, desk: ...}");
    for (const YamlNode& desk : desks->items) ReadDesk(reader, desk, settings, mentions);
  }
}

}  // namespace loopbreaker::load
