#include "app/program.h"

#include "app/daily.h"
#include "app/dispatch.h"
#include "app/hosts.h"
#include "core/seal/seal.h"
#include "modules/catalogue/pages.h"
#include "modules/scrivania/module.h"
#include "web/error_page.h"

namespace digipro::app {
namespace {

// What an amministratore reads of a job that was given up.
std::map<std::string, std::string, std::less<>> job_titles() {
  return {{posta::mail_effect, "Invio di un messaggio di posta elettronica"},
          {istanze::render_effect, "Ricevuta in PDF"},
          {casework::Casework::timer_kind, "Scadenza di una pratica"},
          {seal::timer_kind, "Sigillo del giorno"},
          {seal::effect_kind, "Sigillo del giorno su disco"},
          {"istanze.expire_drafts", "Cancellazione delle bozze scadute"}};
}

constexpr int64_t upload_bytes_max = 64LL << 20;
constexpr int enti_max = 500;

http::ServerSettings server_settings(const config::Http& http) {
  http::ServerSettings settings;
  settings.address = http.address;
  settings.port = static_cast<uint16_t>(http.port);
  settings.io_threads = static_cast<int>(http.io_threads);
  settings.worker_threads = static_cast<int>(http.worker_threads);
  settings.trusted_proxies = http.trusted_proxies;
  if (!http.tls_certificate.empty())
    settings.tls = http::TlsSettings{http.tls_certificate, http.tls_key, http.client_ca};
  return settings;
}

RateLimits rate_limits(const config::Http& http, bool are_on) {
  RateLimits limits;
  if (!are_on) {
    limits.reads_per_second = limits.writes_per_second = 1e9;
    limits.reads_burst = limits.writes_burst = 1e9;
    return limits;
  }
  limits.reads_per_second = static_cast<double>(http.reads_per_second);
  limits.reads_burst = 6 * limits.reads_per_second;
  limits.writes_per_second = static_cast<double>(http.writes_per_second);
  limits.writes_burst = 10 * limits.writes_per_second;
  return limits;
}

// "https://tiles.example.it" of a tile address.
std::string origin_of(const std::string& url) {
  size_t host = url.find("://");
  return host == std::string::npos ? "" : url.substr(0, url.find('/', host + 3));
}

}  // namespace

std::vector<db::Migration> installation_migrations() {
  std::vector<db::Migration> all(std::begin(identity::migrations), std::end(identity::migrations));
  all.insert(all.end(), std::begin(seal::migrations), std::end(seal::migrations));
  return all;
}

ente::StoreSettings store_settings(const config::Settings& settings) {
  ente::StoreSettings store;
  store.engine = settings.store.engine == "postgres" ? db::Engine::postgres : db::Engine::sqlite;
  store.folder = settings.store.folder;
  store.conninfo = settings.store.postgres;
  return store;
}

// What exists only while pages are served.
struct Program::Serving {
  Serving(House& house, ledger::Ledger& installation, Running how)
      : running(how),
        hosts(installation),
        catalogue_pages{*house.catalogue, *house.pages},
        desk{*house.catalogue, *house.casework, *house.blobs, *house.pages} {}
  Running running;
  Hosts hosts;
  catalogue::PageParts catalogue_pages;
  scrivania::Parts desk;
  web::Routes routes;
  std::unique_ptr<Figures> figures;
  std::vector<EnteId> enti;  // those that are served
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<http::Server> server;
};

Program::~Program() {
  stop(0);
}

Result<std::unique_ptr<Program>> Program::build(const config::Settings& settings,
                                                const Clock& clock, IdSource& ids, log::Log& log,
                                                Running running) {
  std::unique_ptr<Program> program(new Program);
  program->clock_ = &clock;
  DIGIPRO_TRY(house, House::build(settings, clock, log));
  program->house_ = std::move(house);
  House& rooms = *program->house_;
  DIGIPRO_TRY(installation, installation::open_installation(store_settings(settings), clock, ids,
                                                            installation_migrations()));
  program->installation_ = std::move(installation);
  ledger::Ledger& ledger = program->installation_->ledger();
  program->hasher_ = std::make_unique<crypto::PasswordHasher>();
  identity::Settings sessions;
  sessions.citizen_credentials = [&towns = rooms.towns](const EnteId& ente) {
    return towns.of(ente)->citizen_credentials;
  };
  program->identity_ =
      std::make_unique<identity::Identity>(ledger, *program->hasher_, std::move(sessions));
  DIGIPRO_TRY(installation_room,
              InstallationRoom::open(rooms, ledger, *program->identity_,
                                     [raw = program.get()] { return raw->collect_garbage(); }));
  program->installation_room_ = std::move(installation_room);
  if (running.has_workers) program->installation_room_->start();
  program->enti_ = std::make_unique<ente::Registry>(
      store_settings(settings), clock, ids, ente_migrations(),
      [&rooms, running](ente::Store& store) -> Result<std::unique_ptr<ente::Attachment>> {
        DIGIPRO_TRY(room, EnteRoom::open(rooms, store.ledger()));
        if (running.has_workers) room->start();
        return std::unique_ptr<ente::Attachment>(std::move(room));
      });
  program->serving_ = std::make_unique<Serving>(rooms, ledger, running);
  return program;
}

Result<std::shared_ptr<ente::OpenEnte>> Program::open_ente(const EnteId& ente) {
  return enti_->open(ente);
}

Status Program::fire_timers(const EnteId& ente) {
  DIGIPRO_TRY(open, enti_->open(ente));
  return static_cast<EnteRoom&>(*open->attachment).fire_timers();
}

// Held open for as long as somebody looks into it.
Result<std::shared_ptr<outbox::Outbox>> Program::outbox_of(const EnteId& ente) {
  DIGIPRO_TRY(open, enti_->open(ente));
  outbox::Outbox& outbox = static_cast<EnteRoom&>(*open->attachment).outbox();
  return std::shared_ptr<outbox::Outbox>(std::move(open), &outbox);
}

void Program::add_routes() {
  web::Routes& routes = serving_->routes;
  catalogue::add_service_routes(routes, serving_->catalogue_pages);
  catalogue::add_content_routes(routes, serving_->catalogue_pages);
  identity::add_routes(routes, *house_->pages, *identity_);
  identity::add_administration_routes(
      routes, *house_->pages,
      {.outbox_of = [this](const EnteId& ente) { return outbox_of(ente); },
       .job_titles = job_titles()});
  istanze::add_routes(routes, *house_->istanze);
  scrivania::add_routes(routes, serving_->desk);
}

// Timers and effects of every ente run from the start, not from its first visitor.
Status Program::open_served() {
  DIGIPRO_TRY(all, served());
  for (const EnteId& ente : all) {
    auto opened = enti_->open(ente);
    if (!opened)
      house_->log.error("ente.not_opened",
                        {{"ente", ente.text}, {"detail", opened.error().detail}});
  }
  serving_->enti = std::move(all);
  return {};
}

Result<std::vector<EnteId>> Program::served() {
  DIGIPRO_TRY(lease, installation().read());
  DIGIPRO_TRY(all, installation::enti(lease->db(), EnteId(), enti_max));
  std::vector<EnteId> ids;
  for (const installation::ServedEnte& ente : all) ids.push_back(ente.id);
  return ids;
}

EachEnte Program::each_ente() {
  return [this](const std::function<Status(db::Connection&)>& visit) -> Status {
    DIGIPRO_TRY(all, served());
    for (const EnteId& ente : all) {
      DIGIPRO_TRY(open, enti_->open(ente));
      DIGIPRO_TRY(lease, open->store->ledger().read());
      DIGIPRO_CHECK(visit(lease->db()));
    }
    return {};
  };
}

Status Program::collect_garbage() {
  DIGIPRO_TRY(collected, house_->blobs->collect_garbage(live_blobs(each_ente()), clock_->now()));
  house_->log.info(
      "blobs.collected",
      {{"kept", collected.kept}, {"waiting", collected.waiting}, {"removed", collected.removed}});
  return {};
}

Status Program::serve() {
  add_routes();
  DispatchParts parts;
  parts.routes = &serving_->routes;
  parts.identity = identity_.get();
  parts.pages = house_->pages.get();
  parts.clock = clock_;
  parts.log = &house_->log;
  serving_->figures = std::make_unique<Figures>(serving_->routes);
  parts.figures = serving_->figures.get();
  parts.map_tiles_origin = origin_of(house_->settings.map.tiles_url);
  parts.ente_of_host = [this](const std::string& host) -> Result<EntePart> {
    Instant now = clock_->now();
    DIGIPRO_TRY(ente, serving_->hosts.ente_of(host, now));
    DIGIPRO_TRY(open, enti_->open(ente));
    ledger::Ledger& ledger = open->store->ledger();
    DIGIPRO_CHECK(house_->towns.refresh(ledger, now));
    return EntePart{house_->towns.of(ente)->town, &ledger, open};
  };
  serving_->dispatcher = std::make_unique<Dispatcher>(
      std::move(parts), rate_limits(house_->settings.http, serving_->running.has_rate_limits));
  DIGIPRO_CHECK(open_served());
  serving_->server = http::make_server(
      server_settings(house_->settings.http),
      [this](http::Request& request) { return (*serving_->dispatcher)(request); },
      [this](const http::Request& request,
             const http::UploadedFile&) -> std::shared_ptr<http::UploadSink> {
        if (!request.path.starts_with("/richieste/")) return nullptr;
        auto staging = house_->blobs->begin(upload_bytes_max);
        return staging ? *staging : nullptr;
      },
      web::bare_error_page);
  DIGIPRO_CHECK(serving_->server->start());
  house_->port = serving_->server->port();
  serving_->figures->ask([this] { return serving_->server->counters(); },
                         [this] { return count_enti(); });
  DIGIPRO_CHECK(serving_->figures->serve(house_->settings.metrics));
  house_->log.info("server.started", {{"port", house_->port.load()}});
  return {};
}

std::vector<Figures::Ente> Program::count_enti() {
  std::vector<Figures::Ente> counted;
  for (const EnteId& id : serving_->enti) {
    auto open = enti_->open(id);
    if (!open) continue;
    auto waiting = static_cast<EnteRoom&>(*(*open)->attachment).outbox().counters();
    counted.push_back(
        {id, (*open)->store->ledger().counters(), waiting ? *waiting : outbox::Outbox::Counters{}});
  }
  return counted;
}

Status Program::reload_tls() {
  return serving_->server ? serving_->server->reload_tls() : Status();
}

void Program::stop(int grace_seconds) {
  if (serving_ && serving_->server) serving_->server->stop(grace_seconds);
  if (enti_) enti_->close_all();
  installation_room_.reset();
  if (installation_) installation_->close();
}

}  // namespace digipro::app
