// `digipro bench form`: a request of 100 chained conditional fields, one field autosaved and the
// fragment returned, by the real page code on a real SQLite store. server_ms is the time in the
// handler less what commits waited for the disk, the slower of two changes: the last field (its
// fragment is small) and the first (the whole chain comes or goes). sql_statements counts all that
// one autosave sends, begin and commit too. References: the fsync probe, and evaluating the form.
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/house.h"
#include "bench/bench.h"
#include "bench/counting.h"
#include "bench/measure.h"
#include "web/embedded.h"

namespace digipro::bench {
namespace {

constexpr int fields = 100;
constexpr const char* pattern_package = "services/segnalazione-aree-verdi/";
constexpr const char* service = "modulo-lungo";

std::string name_of(int field) {
  return "campo_" + std::to_string(field);
}

// Each field waits for the one before; every tenth is computed from it.
bool is_computed(int field) {
  return field % 10 == 5;
}

std::string chained_form() {
  json::Value list = json::Value::array();
  for (int i = 0; i < fields; ++i) {
    json::Value field = json::Value::object({{"id", name_of(i)},
                                             {"type", is_computed(i) ? "integer" : "text"},
                                             {"label", "Domanda numero " + std::to_string(i)},
                                             {"hint", "Scrivi la risposta per esteso."}});
    if (i > 0) field.set("visible_if", name_of(i - 1) + " != null");
    if (is_computed(i))
      field.set("computed", "string length(" + name_of(i - 1) + ")");
    else
      field.set("required", true);
    list.push(std::move(field));
  }
  json::Value step = json::Value::object({{"id", "uno"}, {"title", "Uno"}, {"fields", list}});
  return json::dump(json::Value::object({{"format", "digipro.form/1"},
                                         {"title", "Modulo lungo"},
                                         {"steps", json::Value::array({step})}}));
}

// The program's own package with another form, so that it loads as a town's would.
Status write_package(files::Files& files, const std::string& folder) {
  for (const web::EmbeddedFile& file : web::embedded_below(pattern_package)) {
    std::string inside(file.path.substr(std::string_view(pattern_package).size()));
    std::string bytes(file.bytes());
    if (inside == "form.json") bytes = chained_form();
    if (inside == "service.json") {
      DIGIPRO_TRY(json, json::parse(bytes));
      json.set("id", service);
      json.set("oggetto", "Modulo lungo");
      json.set("public", json::Value::object({{"list", false}, {"place", "street"}}));
      bytes = json::dump(json);
    }
    std::string path = folder + "/" + service + "/" + inside;
    DIGIPRO_CHECK(files.make_folder(path.substr(0, path.rfind('/'))));
    DIGIPRO_CHECK(files::replace_file(files, path, bytes));
  }
  return {};
}

http::Fields whole_step(const std::string& first, const std::string& last) {
  http::Fields posted = {{"_csrf", "segno"}, {"_version", "1"}};
  for (int i = 0; i < fields; ++i) {
    std::string text = i == 0 ? first : i == fields - 1 ? last : "Una risposta come tante";
    if (!is_computed(i)) posted.emplace_back(name_of(i), text);
  }
  return posted;
}

struct Measured {
  std::vector<double> server_ms, wall_ms;
  int64_t statements = 0;  // of one autosave, the most
  size_t bytes = 0;        // of the fragment, the most
};

// A town with one visitor, without the edge and the session in front of the pages.
class Town {
 public:
  Status open(const std::string& folder) {
    config::Settings settings;
    settings.services_folder = folder + "/servizi";
    log_ = log::make_log(clock_, log::Level::error, "");
    auto files = files::make_real_files();
    DIGIPRO_CHECK(write_package(*files, settings.services_folder));
    DIGIPRO_TRY(house, app::House::of_packages(settings, *log_));
    house_ = std::move(house);
    DIGIPRO_TRY(pages, web::Pages::load());
    pages_ = std::move(pages);
    database_ = counting_database(db::sqlite_database(folder + "/store.db"), tally_);
    DIGIPRO_TRY(ledger, ledger::open_ledger(*database_, clock_, ids_, {.ente = EnteId("bench")},
                                            app::ente_migrations()));
    ledger_ = std::move(ledger);
    parts_ = std::make_unique<istanze::Parts>(istanze::Parts{.catalogue = *house_->catalogue,
                                                             .casework = *house_->casework,
                                                             .links = links_,
                                                             .blobs = *blobs_,
                                                             .pages = *pages_,
                                                             .town_name = {},
                                                             .scan = {},
                                                             .map_tiles = ""});
    istanze::add_routes(routes_, *parts_);
    DIGIPRO_TRY(started, post("/servizi/" + std::string(service) + "/avvia", {}));
    const std::string* location = http::find_field(started.headers, "Location");
    if (!location) return refuse(ErrorCode::internal, "the request did not start");
    autosave_ = *location + "/salva/uno";
    return {};
  }

  void close() { ledger_->close(); }

  Status autosave(const http::Fields& posted, Measured& measured) {
    int64_t statements = tally_.statements, waited = tally_.commit_nanoseconds;
    double before = seconds_now();
    DIGIPRO_TRY(answer, post(autosave_, posted));
    double wall_ms = (seconds_now() - before) * 1e3;
    double waited_ms = static_cast<double>(tally_.commit_nanoseconds - waited) / 1e6;
    if (answer.status != 200 || answer.body.find("hx-swap-oob") == std::string::npos)
      return refuse(ErrorCode::internal, "the autosave gave no fragment");
    measured.wall_ms.push_back(wall_ms);
    measured.server_ms.push_back(wall_ms - waited_ms);
    measured.statements = std::max<int64_t>(measured.statements, tally_.statements - statements);
    measured.bytes = std::max(measured.bytes, answer.body.size());
    return {};
  }

  // Milliseconds to evaluate the form alone, all of it answered.
  double evaluate_ms(int times) {
    const forms::FormDefinition& form = *house_->catalogue->find_service(service)->form;
    forms::Answers answers = forms::read_step(form, 0, whole_step("Sì", "Fine"));
    forms::FeelContext context;
    context.now = clock_.now();
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
      double before = seconds_now();
      forms::FormView view = forms::evaluate(form, answers, context);
      taken.push_back((seconds_now() - before) * 1e3);
    }
    return median(taken);
  }

 private:
  Result<http::Response> post(const std::string& path, const http::Fields& form) {
    http::Request request;
    request.method = http::Method::post;
    request.path = path;
    request.form = form;
    DIGIPRO_TRY(match, routes_.match(request.method, request.path));
    Caller caller;
    caller.ente = town_.id;
    Viewer viewer;
    viewer.ente = town_.id;
    web::Visit visit{request, town_,   *ledger_, caller,       viewer,
                     "",      "segno", {},       clock_.now(), match.parameters};
    return match.route->handler(visit);
  }

  SystemClock clock_;
  RandomIdSource ids_;
  Tally tally_;
  web::Town town_{.id = EnteId("bench"), .name = "Comune di prova", .region = "", .aoo = "AOO1"};
  LinkSigner links_{std::string(32, 'k')};
  std::unique_ptr<log::Log> log_;
  std::unique_ptr<blob::Store> blobs_ = blob::make_memory_store();
  std::unique_ptr<app::House> house_;
  std::unique_ptr<web::Pages> pages_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<istanze::Parts> parts_;
  web::Routes routes_;
  std::string autosave_;
};

void print_row(const char* what, Measured measured) {
  std::printf("%-12s %9.2f %9.2f %9.2f %10lld %10zu\n", what, percentile(measured.server_ms, 0.5),
              percentile(measured.server_ms, 0.99), percentile(measured.wall_ms, 0.5),
              static_cast<long long>(measured.statements), measured.bytes);
}

Status run(const std::string& folder, int rounds) {
  Town town;
  DIGIPRO_CHECK(town.open(folder));
  DIGIPRO_TRY(fsync, fsync_per_second(folder, 1.0));
  Measured last, first, warm_up;
  DIGIPRO_CHECK(town.autosave(whole_step("Sì", "Fine"), warm_up));
  for (int i = 0; i < rounds; ++i) {
    DIGIPRO_CHECK(town.autosave(whole_step("Sì", "Fine " + std::to_string(i)), last));
    DIGIPRO_CHECK(town.autosave(whole_step("", "Fine"), first));
    DIGIPRO_CHECK(town.autosave(whole_step("Sì", "Fine"), first));
  }
  double evaluate_ms = town.evaluate_ms(rounds);
  town.close();
  std::puts("changed      server ms    p99 ms   wall ms statements  fragment");
  print_row("last field", last);
  print_row("first field", first);
  double server_ms = std::max(median(last.server_ms), median(first.server_ms));
  int64_t statements = std::max(last.statements, first.statements);
  std::printf(
      "{\"name\":\"form\",\"figures\":{\"server_ms\":%s,\"sql_statements\":%lld},"
      "\"reference\":{\"fsync_per_s\":%s,\"evaluate_ms\":%s,\"wall_ms\":%s}}\n",
      rounded(server_ms).c_str(), static_cast<long long>(statements), rounded(fsync).c_str(),
      rounded(evaluate_ms).c_str(), rounded(median(first.wall_ms)).c_str());
  return {};
}

}  // namespace

int form(std::span<const std::string> arguments) {
  std::string parent = option(arguments, "folder", std::filesystem::temp_directory_path().string());
  int rounds = static_cast<int>(option(arguments, "rounds", 300.0));
  std::string folder = parent + "/digipro-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    std::fprintf(stderr, "cannot make a folder in %s\n", parent.c_str());
    return 1;
  }
  Status status = run(folder, rounds);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!status) {
    std::fprintf(stderr, "bench form: %s\n", status.error().detail.c_str());
    for (const FieldProblem& problem : status.error().fields)
      std::fprintf(stderr, "%s: %s\n", problem.field.c_str(), problem.sentence.c_str());
  }
  return status ? 0 : 1;
}

}  // namespace digipro::bench
