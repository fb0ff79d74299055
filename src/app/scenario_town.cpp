#include "app/scenario_town.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/program.h"
#include "core/ente/ente_settings.h"
#include "core/organisation/organisation.h"
#include "modules/istanze/drafts.h"

namespace digipro::app {
namespace {

const EnteId town_id("prova");
constexpr int64_t day_seconds = 86'400;
constexpr int effects_max = 1'000;

// A service that wants a login gets one.
Caller reporter_for(const catalogue::ServicePackage& package) {
  Caller caller;
  caller.ente = town_id;
  if (package.login == catalogue::Login::required) caller.person = PersonId("richiedente");
  caller.roles = {Role::segnalante};
  return caller;
}

Caller staff(Role role, const OfficeId& office) {
  Caller caller;
  caller.ente = town_id;
  caller.person = PersonId(std::string(organisation::code_of(role)) + "-" + office.text);
  caller.roles = {role};
  caller.offices = {office};
  return caller;
}

}  // namespace

// A folder that goes with its owner.
class ScenarioTown::Folder {
 public:
  static Result<std::unique_ptr<Folder>> make() {
    std::error_code error;
    std::string path = std::filesystem::temp_directory_path(error).string() + "/digipro-XXXXXX";
    if (error || mkdtemp(path.data()) == nullptr)
      return refuse(ErrorCode::storage_failed, "no temporary folder");
    return std::unique_ptr<Folder>(new Folder(std::move(path)));
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

ScenarioTown::~ScenarioTown() {
  open_.reset();
  if (enti_) enti_->close_all();
}

Result<std::unique_ptr<ScenarioTown>> ScenarioTown::open(const std::string& folder, Instant now,
                                                         const std::vector<std::string>& offices) {
  std::unique_ptr<ScenarioTown> town(new ScenarioTown);
  constexpr int64_t settling_seconds = 60;  // settings are read again when they have grown old
  town->clock_ = std::make_unique<ManualClock>(now.plus_seconds(-settling_seconds));
  DIGIPRO_CHECK(town->build(folder, offices));
  town->clock_->set(now);
  DIGIPRO_CHECK(town->house_->towns.refresh(town->ledger(), now));
  DIGIPRO_CHECK(town->settle());
  return town;
}

Status ScenarioTown::build(const std::string& folder, const std::vector<std::string>& offices) {
  DIGIPRO_TRY(made, Folder::make());
  folder_ = std::move(made);
  ids_ = std::make_unique<CountingIdSource>();
  log_ = std::make_unique<log::MemoryLog>(*clock_);
  std::filesystem::path package = std::filesystem::absolute(folder).lexically_normal();
  if (package.filename().empty()) package = package.parent_path();  // "services/x/"
  config::Settings settings;
  settings.store.folder = folder_->path();
  settings.services_folder = package.parent_path().string();
  settings.public_url = "https://prova.example.it";
  DIGIPRO_TRY(house, House::build(settings, *clock_, *log_));
  house_ = std::move(house);
  package_ = house_->catalogue->find_service(package.filename().string());
  if (package_ == nullptr)
    return refuse(ErrorCode::definition, "nella cartella non c'è un pacchetto: " + folder);
  auto mails = std::make_unique<mail::MemorySender>();
  mails_ = mails.get();
  house_->mail = std::move(mails);
  house_->printer = pdf::make_scripted_printer(
      [](const pdf::Sheet&) { return Result<std::string>(std::string("%PDF-1.7\n%%EOF\n")); });
  enti_ = std::make_unique<ente::Registry>(
      store_settings(settings), *clock_, *ids_, ente_migrations(),
      [this](ente::Store& store) -> Result<std::unique_ptr<ente::Attachment>> {
        DIGIPRO_TRY(opened, EnteRoom::open(*house_, store.ledger()));
        return std::unique_ptr<ente::Attachment>(std::move(opened));
      });
  DIGIPRO_TRY(opened, enti_->open(town_id));
  open_ = std::move(opened);
  return seed(offices);
}

Status ScenarioTown::seed(const std::vector<std::string>& offices) {
  const Caller program = system_caller(town_id);
  const std::pair<std::string, std::string> settings[] = {
      {"name", "Comune di Prova"}, {"aoo_code", "A1"}, {"patron_saint", "06-24"}};
  for (const auto& [name, value] : settings)
    DIGIPRO_CHECK(
        ledger().run(program, {}, ente::change_setting, ente::ChangeSetting{name, value}));
  DIGIPRO_CHECK(ledger().run(program, {}, organisation::save_aoo(),
                             organisation::SaveAoo{{"A1", "Comune di Prova"}}));
  offices_ = {package_->office};
  for (const std::string& code : offices) {
    OfficeId office(code);
    if (std::find(offices_.begin(), offices_.end(), office) == offices_.end())
      offices_.push_back(office);
  }
  for (const OfficeId& code : offices_) {
    organisation::Office office;
    office.code = code;
    office.name = "Ufficio " + code.text;
    office.aoo = "A1";
    DIGIPRO_CHECK(ledger().run(program, {}, organisation::save_office(),
                               organisation::SaveOffice{std::move(office), true}));
  }
  return {};
}

Status ScenarioTown::change(std::string_view name, const Caller& caller,
                            const std::function<Status(ledger::Tx&)>& how) {
  auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
    DIGIPRO_CHECK(how(tx));
    return json::Value::object();
  };
  DIGIPRO_CHECK(ledger().submit({name, &caller, "", "", apply}));
  return settle();
}

// Timers and effects until nothing is due.
Status ScenarioTown::settle() {
  for (int rounds = 0; rounds < effects_max; ++rounds) {
    DIGIPRO_TRY(fired, room().scheduler().fire_due(effects_max));
    DIGIPRO_TRY(ran, room().outbox().run_due(effects_max));
    if (fired + ran == 0) return {};
  }
  return refuse(ErrorCode::limit_exceeded, "gli effetti non finiscono");
}

Status ScenarioTown::start_draft() {
  if (!draft_.empty()) return {};
  istanze::StartDraft start{package_->id, package_->version, json::Value::object()};
  DIGIPRO_TRY(draft, ledger().run(reporter_for(*package_), {}, istanze::start_draft(), start));
  draft_ = draft.id;
  revision_ = draft.revision;
  return {};
}

Status ScenarioTown::answer(const json::Object& answers) {
  DIGIPRO_CHECK(start_draft());
  istanze::SaveFields save{draft_, json::Value(answers)};
  DIGIPRO_TRY(draft, ledger().run(reporter_for(*package_), {}, istanze::save_fields(), save));
  revision_ = draft.revision;
  return {};
}

Status ScenarioTown::file() {
  if (is_filed()) return refuse(ErrorCode::conflict, "la pratica è già inviata");
  DIGIPRO_CHECK(start_draft());
  istanze::Submit submit{draft_, revision_, "web"};
  DIGIPRO_TRY(submitted, ledger().run(reporter_for(*package_), {},
                                      istanze::submit_command(*house_->istanze), submit));
  pratica_ = submitted.pratica;
  return settle();
}

Status ScenarioTown::complete(const std::string& element, Role role, const std::string& outcome,
                              const json::Object& fields) {
  DIGIPRO_TRY(open_now, tasks());
  auto found = std::find_if(open_now.begin(), open_now.end(),
                            [&](const casework::Task& task) { return task.element == element; });
  if (found == open_now.end())
    return refuse(ErrorCode::not_found, "nessun compito aperto per l'elemento " + element);
  const Caller caller = staff(role, found->office);
  return change("scenario.task", caller, [&](ledger::Tx& tx) {
    return house_->casework->complete_task(tx, caller, found->id, outcome, fields);
  });
}

Status ScenarioTown::send(const std::string& message, const json::Object& fields) {
  if (!is_filed()) return refuse(ErrorCode::conflict, "la pratica non è ancora inviata");
  const Caller caller = reporter_for(*package_);
  std::string token = house_->links->sign(istanze::follow_purpose, draft_);
  casework::SecretProof proof{istanze::stored_form_of_link(token)};
  return change("scenario.message", caller, [&](ledger::Tx& tx) {
    return house_->casework->send_message(tx, caller, proof, pratica_, message, "", fields);
  });
}

// A day at a time, so that what a timer sets off has its own moment.
Status ScenarioTown::advance(int64_t seconds) {
  while (seconds > 0) {
    int64_t step = std::min(seconds, day_seconds);
    clock_->advance_seconds(step);
    seconds -= step;
    DIGIPRO_CHECK(settle());
  }
  return {};
}

Result<forms::FormView> ScenarioTown::form() {
  DIGIPRO_TRY(lease, ledger().read());
  json::Object answers;
  if (!draft_.empty()) {
    DIGIPRO_TRY(draft, istanze::find_draft(lease->db(), {}, draft_, clock_->now()));
    answers = draft.answers.members();
  }
  Viewer viewer{.ente = town_id, .person = {}, .roles = {Role::segnalante}, .offices = {}};
  return forms::evaluate(*package_->form, answers,
                         istanze::form_context(lease->db(), viewer, clock_->now()));
}

Result<casework::Pratica> ScenarioTown::pratica() {
  DIGIPRO_TRY(lease, ledger().read());
  return casework::load_pratica(lease->db(), pratica_);
}

Result<std::vector<casework::Task>> ScenarioTown::tasks() {
  Viewer all{.ente = town_id,
             .person = PersonId("scenario"),
             .roles = {Role::responsabile},
             .offices = {offices_.begin(), offices_.end()}};
  DIGIPRO_TRY(lease, ledger().read());
  return casework::open_tasks(lease->db(), all, pratica_);
}

Result<json::Object> ScenarioTown::variables() {
  DIGIPRO_TRY(lease, ledger().read());
  return casework::variables_of(lease->db(), pratica_);
}

Result<std::vector<std::string>> ScenarioTown::take_mails() {
  std::vector<mail::Message> sent = mails_->sent();
  if (sent.size() == mails_taken_) return std::vector<std::string>();
  DIGIPRO_TRY(lease, ledger().read());
  DIGIPRO_TRY(messages, posta::of_pratica(lease->db(), pratica_));
  std::vector<std::string> names;
  for (; mails_taken_ < sent.size(); ++mails_taken_) {
    auto found = std::find_if(messages.begin(), messages.end(), [&](const posta::Message& message) {
      return message.id == sent[mails_taken_].id;
    });
    names.push_back(found == messages.end() ? sent[mails_taken_].subject : found->message);
  }
  return names;
}

}  // namespace digipro::app
