// `loopbreaker run`: the service.
#include <chrono>
#include <iostream>
#include <set>
#include <thread>

#include "base/text.h"
#include "board/dossiers.h"
#include "cli/alerting.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/folders.h"
#include "cli/rotation.h"
#include "cli/service_file.h"
#include "deliver/curl_carrier.h"
#include "dossier/caller.h"
#include "embedded/service.h"
#include "event/timestamp.h"
#include "kafka/service.h"
#include "observe/log.h"
#include "observe/metrics.h"
#include "observe/service_manager.h"
#include "serve/customers.h"
#include "serve/gate.h"
#include "serve/http_server.h"
#include "serve/page.h"
#include "serve/webhooks.h"
#include "service/running_service.h"
#include "service/silent_feeds.h"
#include "service/wire.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{20};

// A record of what is published onto the board, and to those who are called; one that cannot be read is left out.
void TakePublished(Topic topic, const InRecord& record, Board& board, Dossiers& dossiers, Alerting* alerting) {
  if (topic == Topic::kAlerts) {
    v1::SentAlert sent;
    if (alerting != nullptr && (!record.value || Parse(record, sent))) {
      alerting->LoadSent(std::string(record.key), record.value ? &sent : nullptr);
    }
    return;
  }
  if (topic == Topic::kDossiers) {
    v1::Dossier dossier;
    if (!record.value) dossiers.Remove(std::string(record.key));
    if (Decode(record, dossier)) {
      dossiers.Put(dossier);
      board.NoteDossier(dossier.customer_id());
    }
    return;
  }
  if (topic == Topic::kBriefings) {
    v1::Briefing briefing;
    if (Decode(record, briefing)) dossiers.Put(briefing);
    return;
  }
  if (topic == Topic::kFeedback) {
    v1::Feedback feedback;
    if (!record.value) feedback.set_id(std::string(record.key));
    if (!record.value || Decode(record, feedback)) board.Put(feedback, !record.value);
    return;
  }
  v1::Escalation escalation;
  if (!record.value) escalation.set_id(std::string(record.key));
  if (record.value && !Decode(record, escalation)) return;
  board.Put(escalation, !record.value);
  if (alerting != nullptr) alerting->Take(escalation, !record.value);
}

// What is asked of one customer, from what is published and the directory.
CustomerRoutes CustomersOf(RunningService& service, const Dossiers& dossiers, Language language) {
  const auto answer = [&dossiers, language](const Caller& caller, const v1::Briefing* briefing) {
    return LookupOf(caller, dossiers.Find(caller.customer).value_or(v1::Dossier()), briefing, WallClock(), language);
  };
  return {.dossier = [&](const std::string& customer) { return dossiers.Find(service.Current(customer)); },
          .lookup =
              [&service, answer](v1::ContactEvent asked) {
                SetTime(WallClock(), asked.mutable_event_time());
                return answer(service.WhoIs(asked), nullptr);
              },
          .lookup_contact = [&dossiers, answer](const std::string& contact) -> std::optional<v1::Lookup> {
            const std::optional<v1::Briefing> briefing = dossiers.FindBriefing(contact);
            if (!briefing) return std::nullopt;
            return answer({briefing->customer_id(), briefing->linked_by(), {}}, &*briefing);
          },
          .on_read =
              [](const User& user, std::string_view what, const std::string& customer) {
                LogInfo("customer read", {{"user", user.name}, {"what", what}, {"customer", customer}});
              },
          .erase =
              [&service](const User& user, const std::string& customer, bool objection) {
                const Instant now = WallClock();
                service.Erase(customer, now, objection);
                LogInfo("customer erased", {{"user", user.name}, {"customer", customer}, {"objection", objection}});
                return now;
              }};
}

// What other systems push becomes records of their source.
WebhookRoutes PushedTo(RunningService& service, const std::vector<SourceConfig>& sources, Metrics& metrics) {
  WebhookRoutes routes{
      .sources = {},
      .take = [&service](const std::string& source,
                         std::vector<std::string> records) { return service.Push(source, std::move(records)); },
      .now = WallClock,
      .answered =
          [&metrics](const std::string& source, int status) {
            metrics
                .GetCounter("loopbreaker_pushes_total", "Requests that pushed events to a source",
                            {{"topic", source}, {"status", std::to_string(status)}})
                .Add();
          }};
  for (const SourceConfig& source : sources) {
    if (!source.push) continue;
    routes.sources.push_back(
        {source.topic, source.push->secret, source.push->signature, source.push->requests_per_minute_max});
  }
  return routes;
}

std::vector<SilentFeed> SilentNow(const ServiceFile& file, const RunningService& service) {
  return SilentFeedsOf(
      file.config.sources, file.rules->settings.history.calendar,
      [&](const std::string& topic) { return service.completeness().NewestOfTopic(topic); }, WallClock());
}

// Which sources are silent, for the log and the metrics.
void SaySilent(const std::vector<SourceConfig>& sources, const RunningService& service,
               const std::vector<SilentFeed>& silent, std::set<std::string>& said, Metrics& metrics) {
  std::set<std::string> now;
  for (const SilentFeed& feed : silent) now.insert(feed.topic);
  for (const SourceConfig& source : sources) {
    if (const Instant newest = service.completeness().NewestOfTopic(source.topic); newest != Instant::min()) {
      metrics
          .GetGauge("loopbreaker_source_newest_timestamp_seconds", "When the newest record read was written",
                    {{"topic", source.topic}})
          .Set(std::chrono::duration<double>(newest.time_since_epoch()).count());
    }
    if (source.expect_every.empty()) continue;
    metrics
        .GetGauge("loopbreaker_source_silent", "1: nothing has come for longer than expect_every",
                  {{"topic", source.topic}})
        .Set(now.contains(source.topic) ? 1 : 0);
    if (now.contains(source.topic) == said.contains(source.topic)) continue;
    if (now.contains(source.topic)) {
      LogWarning("source is silent", {{"topic", source.topic}, {"expect_every", source.expect_every}});
    } else {
      LogInfo("source is back", {{"topic", source.topic}});
    }
  }
  said = std::move(now);
}

// Only who is asked for roles may lack that of seeing names, and only an alert has a link that names nobody. Without a
// key of its own, references hold until the next start; nobody can guess what they stand for.
std::shared_ptr<const Veil> VeilOf(const ServiceConfig& config, const Access& access) {
  if (access.open() && config.alerts.empty()) return nullptr;
  return std::make_shared<const Veil>(config.pseudonym_key.empty() ? MakeToken() : config.pseudonym_key);
}

std::unique_ptr<RunningService> ServiceOf(const ServiceFile& file, Metrics& metrics) {
  if (file.config.brokers.empty())
    return std::make_unique<embedded::Service>(file.config, file.rules, file.mappings, metrics);
  return std::make_unique<kafka::Service>(file.config, file.rules, file.mappings, metrics);
}

int Run(const std::string& path) {
  int exit_code = kDone;
  const auto file = LoadServiceFile(path, exit_code);
  if (!file) return exit_code;
  if (file->config.brokers.empty() && file->config.store_path.empty()) {
    PrintError(path +
               ": expected kafka.brokers, or without Kafka store.path for a log on this machine's disk; found neither");
    return kUsage;
  }
  ListenForInterrupt();
  ServiceManager manager = ServiceManager::FromEnvironment();
  Metrics metrics;
  const std::unique_ptr<RunningService> running = ServiceOf(*file, metrics);
  RunningService& service = *running;
  if (const absl::Status status = service.Start(); !status.ok()) {
    PrintError(std::string(Standard(status.message())));
    return kEnvironment;
  }
  const HttpConfig& http_config = file->config.http;
  const auto access = std::make_shared<Access>(http_config.access);
  const std::shared_ptr<const Veil> veil = VeilOf(file->config, *access);
  Board board(service.writer(), {.zone = file->rules->settings.history.calendar.zone(), .veil = veil});
  Dossiers dossiers;
  std::unique_ptr<Alerting> alerting;
  if (const AlertSettings& alerts = file->config.alerts; !alerts.empty()) {
    alerting = std::make_unique<Alerting>(
        alerts, veil, *file->rules, std::make_shared<CurlCarrier>(alerts.link), WallClock,
        [&service](const std::string& key, const v1::SentAlert* sent) { service.Remember(key, sent); });
  }
  auto published = service.Follow(
      [&](Topic topic, const InRecord& record) { TakePublished(topic, record, board, dossiers, alerting.get()); });
  if (!published.ok()) {
    PrintError(std::string(Standard(published.status().message())));
    return kEnvironment;
  }
  HttpServer http({.listen = http_config.listen,
                   .certificate_file = http_config.certificate_file,
                   .key_file = http_config.key_file});
  ServePage(http, board,
            {.now = WallClock,
             .act = [&service](std::vector<v1::ContactEvent> events) { return service.Act(events); },
             .alerts = alerting == nullptr ? std::function<std::string()>() : [&] { return alerting->Json(); },
             .hosts = http_config.hosts,
             .access = access});
  Gate gate(http, {.access = access, .hosts = http_config.hosts, .now = WallClock});
  ServeCustomers(gate, CustomersOf(service, dossiers, file->rules->settings.language));
  ServeWebhooks(http, PushedTo(service, file->config.sources, metrics));
  http.Handle("GET", "/livez", [](const HttpRequest&) { return HttpResponse{.body = "ok\n"}; });
  http.Handle("GET", "/readyz", [&service](const HttpRequest&) {
    return service.ready() ? HttpResponse{.body = "ok\n"}
                           : Problem(503, "not every partition is loaded and judged yet");
  });
  gate.Handle("GET", "/metrics", Role::kRead, [&](const HttpRequest&, const User&) {
    service.CountInto(metrics);
    if (alerting != nullptr) alerting->CountInto(metrics);
    return HttpResponse{.content_type = std::string(Metrics::kContentType), .body = metrics.Text()};
  });
  Folders folders(service, metrics);
  if (std::string error; !folders.Start(*file, error)) {
    PrintError(error);
    return kEnvironment;
  }
  if (!http_config.listen.empty()) {
    if (const absl::Status status = http.Start(); !status.ok()) {
      PrintError(std::string(Standard(status.message())));
      return kEnvironment;
    }
    LogInfo("listening", {{"port", http.port()}});
  }
  Rotation rotation(http_config, http, *access);
  manager.Ready("loading");
  auto second = std::chrono::steady_clock::now();
  bool loaded = false;
  BoardAlerts alerts_on_board;
  std::set<std::string> said_silent;
  while (!Interrupted()) {
    if (const absl::Status status = service.Proceed(); !status.ok()) {
      PrintError(std::string(Standard(status.message())));
      return kEnvironment;
    }
    if (const auto now = std::chrono::steady_clock::now(); now >= second) {
      second = now + std::chrono::seconds(1);
      rotation.Look();
      manager.Alive(now);
      manager.Status(service.ready() ? "every partition of this instance is judged" : "loading");
      if (!loaded && (*published)->loaded()) {
        loaded = true;
        if (alerting != nullptr) alerting->EndLoading();
      }
      const std::vector<SilentFeed> silent = service.ready() ? SilentNow(*file, service) : std::vector<SilentFeed>();
      if (service.ready()) SaySilent(file->config.sources, service, silent, said_silent, metrics);
      if (alerting != nullptr && loaded && service.leads()) alerting->Proceed(silent);
      if (alerting != nullptr) alerts_on_board = alerting->OnBoard();
    }
    board.SetStatus({.clock = service.completeness().complete(), .speed = std::nullopt, .alerts = alerts_on_board});
    std::this_thread::sleep_for(kTick);
  }
  LogInfo("stopping");
  manager.Stopping();
  http.Stop();
  folders.Stop();
  if (alerting != nullptr) alerting->Stop();
  published->reset();
  service.Stop();
  LogInfo("stopped");
  return kDone;
}

}  // namespace

void AddRun(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("run", "The service: events in, escalations and feedback out; on Kafka, or on its own");
  auto path = std::make_shared<std::string>();
  command->add_option("--config", *path, "service.yaml; every key can be given by the environment too")->required();
  command->callback([path, &exit_code] { exit_code = Run(*path); });
}

}  // namespace loopbreaker
