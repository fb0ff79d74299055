#include "app/house.h"

#include <set>

#include "core/organisation/organisation.h"
#include "core/people/people.h"
#include "core/seal/seal.h"
#include "core/stradario/stradario.h"
#include "modules/documents/module.h"
#include "modules/fascicoli/module.h"
#include "modules/posta/module.h"
#include "modules/protocollo/module.h"
#include "platform/crypto/random.h"
#include "web/embedded.h"

namespace digipro::app {
namespace {

constexpr size_t key_bytes = 32;
constexpr int64_t package_file_bytes_max = 4 << 20;

template <class Steps>
void append(std::vector<db::Migration>& all, const Steps& steps) {
  all.insert(all.end(), std::begin(steps), std::end(steps));
}

// Every file below FOLDER/<package>/, as "services/<package>/...".
Status read_folder(files::Files& files, const std::string& folder, const std::string& path,
                   std::vector<catalogue::PackageFile>& out) {
  DIGIPRO_TRY(entries, files.list(folder));
  for (const files::Entry& entry : entries) {
    std::string inside = path + "/" + entry.name;
    std::string outside = folder + "/" + entry.name;
    if (entry.is_folder) {
      DIGIPRO_CHECK(read_folder(files, outside, inside, out));
    } else {
      DIGIPRO_TRY(bytes, files::read_file(files, outside, package_file_bytes_max));
      out.push_back({std::move(inside), std::move(bytes)});
    }
  }
  return {};
}

std::string package_of(const std::string& path) {
  size_t start = path.find('/') + 1;
  return path.substr(start, path.find('/', start) - start);
}

posta::Sources posta_sources(const House& house) {
  posta::Sources sources;
  sources.text_of = [&house](const ServiceId& service,
                             std::string_view message) -> const posta::MessageText* {
    auto found = house.message_texts.find({service.text, std::string(message)});
    return found == house.message_texts.end() ? nullptr : &found->second;
  };
  sources.service_title = [&house](const ServiceId& service) {
    const auto* package = house.catalogue->find_service(service.text);
    return package ? package->title : service.text;
  };
  sources.town_name = [&house](const EnteId& ente) { return house.towns.of(ente)->town->name; };
  sources.address_of = [](db::Connection& db, const PraticaId& pratica) -> Result<std::string> {
    auto filed = istanze::find_istanza(db, pratica);
    if (filed) return filed->contact_email;
    if (filed.error().code == ErrorCode::not_found) return std::string();
    return refuse(filed.error());
  };
  sources.link_of = [&house](db::Connection& db, const EnteId&, const PraticaId& pratica) {
    return house.link_of(db, pratica);
  };
  sources.office_name = office_name;
  return sources;
}

casework::Settings casework_settings(const Towns& towns) {
  casework::Settings settings;
  settings.patron_saint = [&towns](const EnteId& ente) { return towns.of(ente)->patron; };
  settings.office_exists = [](db::Connection& db, const OfficeId& office) -> Result<bool> {
    auto found = organisation::find_office(db, office);
    if (found) return !found->is_closed;
    if (found.error().code == ErrorCode::not_found) return false;
    return refuse(found.error());
  };
  return settings;
}

std::function<Status(const blob::BlobRef&)> scan_of(const House& house) {
  if (!house.scanner) return {};
  return [&house](const blob::BlobRef& ref) -> Status {
    DIGIPRO_TRY(bytes, house.blobs->open(ref.hash));
    return house.scanner->scan(*bytes);
  };
}

}  // namespace

std::vector<db::Migration> ente_migrations() {
  std::vector<db::Migration> all;
  append(all, people::migrations);
  append(all, organisation::migrations);
  append(all, stradario::migrations);
  append(all, std::span(casework::migrations, casework::migration_count));
  append(all, documents::migrations);
  append(all, fascicoli::migrations);
  append(all, protocollo::migrations);
  append(all, posta::migrations);
  append(all, istanze::migrations);
  append(all, seal::migrations);
  return all;
}

Result<std::string> installation_key(files::Files& files, const std::string& folder,
                                     const std::string& name) {
  std::string path = folder + "/chiavi/" + name;
  auto found = files::read_file(files, path, key_bytes);
  if (found && found->size() == key_bytes) return found;
  if (found) return refuse(ErrorCode::configuration, path + " non è una chiave di 32 byte");
  if (found.error().code != ErrorCode::not_found) return found;
  DIGIPRO_CHECK(files.make_folder(folder + "/chiavi"));
  std::string key = crypto::random_bytes(key_bytes);
  DIGIPRO_CHECK(files::replace_private_file(files, path, key));
  return key;
}

std::string office_name(db::Connection& db, const OfficeId& office) {
  auto found = organisation::find_office(db, office);
  return found ? found->name : office.text;
}

std::string responsible_of(db::Connection& db, const OfficeId& office, Instant now) {
  constexpr int levels_max = 10;
  OfficeId at = office;
  for (int level = 0; level < levels_max && !at.text.empty(); ++level) {
    Viewer program{.ente = {}, .person = {}, .roles = {Role::amministratore}};
    auto people = organisation::people_of(db, program, at, to_rome(now).date);
    if (!people) return "";
    for (const organisation::Assignment& each : *people)
      if (each.role == Role::responsabile && each.valid_from <= to_rome(now).date)
        return each.person_name;
    auto found = organisation::find_office(db, at);
    at = found ? found->parent : OfficeId();
  }
  return "";
}

Result<std::string> House::link_of(db::Connection& db, const PraticaId& pratica) const {
  DIGIPRO_TRY(filed, istanze::find_istanza(db, pratica));
  return public_url() + istanze::follow_url(*links, filed.draft);
}

std::string House::public_url() const {
  if (!settings.public_url.empty()) {
    std::string url = settings.public_url;
    while (url.ends_with('/')) url.pop_back();
    return url;
  }
  std::string scheme = settings.http.tls_certificate.empty() ? "http://" : "https://";
  return scheme + settings.http.address + ":" + std::to_string(port.load());
}

void House::add_verbs() {
  auto patron = [this](const EnteId& ente) { return towns.of(ente)->patron; };
  auto service = [this](const ServiceId& id) { return catalogue->find_service(id.text); };
  auto aoo = [this](const EnteId& ente) { return towns.of(ente)->town->aoo; };
  verbs.add(protocollo::register_verb(*casework, aoo));
  verbs.add(fascicoli::open_verb());
  verbs.add(istanze::answer_target_verb(*casework, service, patron));
  verbs.add(posta::send_verb(posta_sources(*this)));
}

Status House::load_packages() {
  std::vector<catalogue::PackageFile> found, packages;
  if (!settings.services_folder.empty())
    DIGIPRO_CHECK(read_folder(*files, settings.services_folder, "services", found));
  std::set<std::string> own;
  for (const catalogue::PackageFile& file : found) own.insert(package_of(file.path));
  for (const web::EmbeddedFile& file : web::embedded_below("services/")) {
    std::string path(file.path);
    if (!own.contains(package_of(path))) packages.push_back({path, std::string(file.bytes())});
  }
  for (catalogue::PackageFile& file : found) packages.push_back(std::move(file));
  DIGIPRO_TRY(loaded, catalogue::Catalogue::load(packages, verbs));
  catalogue = std::move(loaded);
  definitions.source = catalogue.get();
  for (const catalogue::ServicePackage* package : catalogue->services())
    for (const auto& [name, message] : package->messages)
      message_texts[{package->id.text, name}] = {message.subject, message.body};
  return {};
}

Result<std::unique_ptr<House>> House::of_packages(const config::Settings& settings, log::Log& log) {
  std::unique_ptr<House> house(new House(settings, log));
  house->files = files::make_real_files();
  house->casework = std::make_unique<casework::Casework>(house->verbs, house->definitions,
                                                         casework_settings(house->towns));
  house->add_verbs();
  DIGIPRO_CHECK(house->load_packages());
  return house;
}

// What lies in the data folder: blobs, keys, and mails when there is no server.
Status House::open_folder(const Clock& clock) {
  const std::string& folder = settings.store.folder;
  DIGIPRO_CHECK(files->make_folder(folder));
  DIGIPRO_TRY(store, blob::open_disk_store(*files, folder + "/documenti"));
  blobs = std::move(store);
  DIGIPRO_CHECK(blobs->clean_staging(clock.now()));
  DIGIPRO_TRY(key, installation_key(*files, folder, "collegamenti"));
  links = std::make_unique<LinkSigner>(std::move(key));
  DIGIPRO_CHECK(seal::check_folder(settings.seal.folder, folder));
  DIGIPRO_TRY(sealing, seal::open_key(*files, folder));
  seal_key = std::move(sealing);
  DIGIPRO_TRY(sender, mail::make_sender(settings.mail, *files, folder));
  mail = std::move(sender);
  return {};
}

void House::share_istanze() {
  auto town_name = [this](const EnteId& ente) { return towns.of(ente)->town->name; };
  istanze = std::make_unique<istanze::Parts>(istanze::Parts{.catalogue = *catalogue,
                                                            .casework = *casework,
                                                            .links = *links,
                                                            .blobs = *blobs,
                                                            .pages = *pages,
                                                            .town_name = town_name,
                                                            .scan = scan_of(*this),
                                                            .map_tiles = settings.map.tiles_url});
}

Result<std::unique_ptr<House>> House::build(const config::Settings& settings, const Clock& clock,
                                            log::Log& log) {
  DIGIPRO_TRY(house, of_packages(settings, log));
  DIGIPRO_CHECK(house->open_folder(clock));
  if (!settings.scanner.clamd_socket.empty()) {
    DIGIPRO_TRY(scanner, scanner::make_clamd_scanner(settings.scanner.clamd_socket));
    house->scanner = std::move(scanner);
  }
  DIGIPRO_TRY(pages, web::Pages::load());
  house->pages = std::move(pages);
  DIGIPRO_TRY(templates, istanze::DocumentTemplates::load(*house->catalogue));
  house->templates = std::move(templates);
  DIGIPRO_TRY(runner, runner::make_runner({}));
  house->runner = std::move(runner);
  log.info("runner.fence", {{"fence", house->runner->fence().describe()}});
  house->printer = pdf::make_weasyprint_printer(*house->runner);
  house->share_istanze();
  return house;
}

}  // namespace digipro::app
