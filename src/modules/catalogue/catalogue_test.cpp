#include <doctest/doctest.h>

#include "base/testing/source_tree.h"
#include "base/text.h"
#include "modules/catalogue/module.h"

using namespace digipro;
using namespace digipro::catalogue;

namespace {

constexpr const char* package_files[] = {"service.json", "form.json", "process.bpmn",
                                         "messages.json", "templates/ricevuta.html"};

const std::vector<PackageFile>& real_package() {
  static const std::vector<PackageFile> files = [] {
    std::vector<PackageFile> made;
    for (const char* name : package_files) {
      std::string path = std::string("services/segnalazione-aree-verdi/") + name;
      made.push_back({path, testing::source_file(path)});
    }
    return made;
  }();
  return files;
}

void add(verbs::Registry& registry, std::string name, std::vector<verbs::Parameter> input,
         std::vector<verbs::Parameter> output) {
  verbs::Verb verb;
  verb.name = std::move(name);
  verb.input = std::move(input);
  verb.output = std::move(output);
  verb.run = [](ledger::Tx&, const Caller&, const verbs::Subject&, const json::Value&) {
    return Result<json::Value>(json::Value::object());
  };
  registry.add(std::move(verb));
}

// As the modules declare them, by names.
verbs::Registry real_verbs() {
  using enum verbs::Type;
  verbs::Registry registry;
  add(registry, "protocollo.register",
      {{"titolario", text, true, ""}, {"mittente", text, false, ""}}, {{"numero", text, true, ""}});
  add(registry, "fascicolo.open", {{"titolario", text, true, ""}}, {{"fascicolo", text, true, ""}});
  add(registry, "istanza.answer_target", {}, {});
  add(registry, "posta.send", {{"message", text, true, ""}, {"variables", context, false, ""}}, {});
  return registry;
}

Result<std::unique_ptr<Catalogue>> loaded(const std::vector<PackageFile>& files) {
  static const verbs::Registry verbs = real_verbs();
  return Catalogue::load(files, verbs);
}

// What is said of the real package with one piece of one file replaced.
std::string broken(const std::string& file, const std::string& from, const std::string& to) {
  std::vector<PackageFile> files = real_package();
  for (PackageFile& each : files) {
    if (!each.path.ends_with("/" + file)) continue;
    size_t place = each.bytes.find(from);
    REQUIRE_MESSAGE(place != std::string::npos, from, " is not in ", file);
    each.bytes.replace(place, from.size(), to);
  }
  auto catalogue = loaded(files);
  if (catalogue) return "accepted";
  std::string text;
  for (const FieldProblem& problem : catalogue.error().fields)
    text += problem.field + ": " + problem.sentence + "\n";
  return text;
}

bool says(const std::string& text, const std::string& line) {
  CAPTURE(text);
  return text.find(line) != std::string::npos;
}

const std::string id = "segnalazione-aree-verdi/";

}  // namespace

TEST_CASE("given the package of the reports, when loaded, then it is whole") {
  auto catalogue = loaded(real_package());
  REQUIRE_MESSAGE(catalogue.has_value(), catalogue.error().fields[0].sentence);
  const ServicePackage* package = (*catalogue)->find_service("segnalazione-aree-verdi");
  REQUIRE(package);
  CHECK(package->title == "Segnalazione aree verdi");
  CHECK(package->kind == Filing::segnalazione);
  CHECK(package->answer.days == 15);
  CHECK(package->answer.working_days);
  CHECK(package->sheet.size() == 7);
  CHECK(package->section("come_fare")->items.size() == 3);
  CHECK(package->section("altro") == nullptr);
  CHECK((*catalogue)->find(package->process_hash) == package->process);
  CHECK((*catalogue)->find("altro") == nullptr);
  CHECK((*catalogue)->find_message(package->id, "ricevuta") != nullptr);
  CHECK((*catalogue)->find_message(package->id, "altro") == nullptr);
  CHECK((*catalogue)->find_service("altro") == nullptr);
}

TEST_CASE("given a mistake in service.json, when loaded, then file, key and reason are told") {
  auto service = [](const std::string& from, const std::string& to) {
    return broken("service.json", from, to);
  };
  CHECK(says(service("service-package/1", "service-package/2"), id + "service.json: format: "));
  CHECK(says(service("\"id\": \"segnalazione", "\"id\": \"segnalazioni"),
             id + "service.json: id: deve essere il nome della cartella"));
  CHECK(says(service("\"keywords\"", "\"keyword\""), "keyword: chiave sconosciuta: keyword"));
  CHECK(says(service("\"1.0.0\"", "\"1.0\""), "version: serve una versione come 1.0.0"));
  CHECK(says(service("\"kind\": \"segnalazione\"", "\"kind\": \"reclamo\""),
             "service.json: kind: deve essere uno di: segnalazione, istanza"));
  CHECK(says(service("\"active\"", "\"suspended\""),
             "status_reason: un servizio sospeso dice perché"));
  CHECK(says(service("\"businesses\"]", "\"imprese\"]"), "audience: voce sconosciuta: imprese"));
  CHECK(says(service("\"abitare\"", "\"casa\""), "life_events: evento sconosciuto: casa"));
  CHECK(says(service("[\"ambiente\"]", "[\"verde\"]"), "categories: categoria sconosciuta: verde"));
  CHECK(says(service("\"online_level\": 4", "\"online_level\": 5"),
             "online_level: serve un numero da 1 a 4"));
  CHECK(says(service("\"telefono\"]", "\"fax\"]"), "channels: voce sconosciuta: fax"));
  CHECK(says(service("\"sportello\", \"telefono\"]", "\"web\"]"), "channels: voce ripetuta: web"));
  CHECK(
      says(service("\"firma_in_presenza\"]", "\"parola\"]"), "grounds: voce sconosciuta: parola"));
  CHECK(says(service("\"non_richiesta\", \"credenziali_ente\", \"identita_digitale\", "
                     "\"firma_in_presenza\"",
                     "\"credenziali_ente\""),
             "grounds: chi non accede deve avere un motivo di validità"));
  CHECK(says(service("\"privacy\": \"personale\"", "\"privacy\": \"segreta\""),
             "privacy: deve essere uno di: interno"));
  CHECK(says(service("\"exact\"", "\"esatto\""), "place: deve essere uno di: exact, street"));
  CHECK(says(service("\"list\": true", "\"lista\": true"), "public: chiave sconosciuta: lista"));
  CHECK(says(service("\"a_chi_e_rivolto\"", "\"a_chi\""), "sheet: sezione sconosciuta: a_chi"));
  CHECK(says(service("\"case_years\": 5", "\"case_years\": 101"),
             "case_years: serve un numero da 0 a 100"));
  CHECK(says(service("\"when\": \"filed\"", "\"when\": \"subito\""), "when: deve essere uno di"));
  CHECK(says(service("templates/ricevuta.html", "templates/altra.html"),
             "documents: manca il file templates/altra.html"));
  CHECK(says(service("\"image/heic\"]", "\"image/gif\"]"), "tipo di file non ammesso: image/gif"));
  CHECK(says(service("\"title\"", "\"title\" \"title\""), id + "service.json: : JSON"));
}

TEST_CASE("given what the law decides, when a package says otherwise, then it is refused") {
  auto service = [](const std::string& from, const std::string& to) {
    return broken("service.json", from, to);
  };
  CHECK(says(service("\"kind\": \"target\"", "\"kind\": \"term\""),
             "answer.kind: una segnalazione non ha un termine di legge"));
  CHECK(says(service("\"kind\": \"target\"", "\"kind\": \"term\""),
             "answer.law: un termine nomina la legge che lo fissa"));
  std::string as_istanza = service("\"kind\": \"segnalazione\"", "\"kind\": \"istanza\"");
  CHECK(says(as_istanza, "answer.kind: questo tipo di richiesta ha un termine di legge"));
  CHECK(says(as_istanza, "grounds: non_richiesta non è ammesso per questo tipo di richiesta"));
}

TEST_CASE("given personal answers, when made public or part of the oggetto, then it is refused") {
  CHECK(says(broken("service.json", "[\"problema\", \"pericolo\"]", "[\"descrizione\"]"),
             "public.facts: descrizione: un fatto pubblico"));
  CHECK(says(broken("service.json", "[\"problema\", \"pericolo\"]", "[\"albero_stato\"]"),
             "public.facts: albero_stato"));
  CHECK(says(broken("service.json", "{{problema}}, ", "{{nome}}, "),
             "oggetto: nome: serve un campo"));
  CHECK(
      says(broken("service.json", "{{problema}}, ", "{{boh}}, "), "oggetto: boh: serve un campo"));
}

TEST_CASE("given files that do not agree, when loaded, then the one that must change is named") {
  CHECK(says(broken("service.json", "\"files_max\": 5", "\"files_max\": 4"),
             id + "form.json: foto: chiede più file"));
  CHECK(says(broken("service.json", "\"file_bytes_max\": 10485760", "\"file_bytes_max\": 1000"),
             id + "form.json: foto: chiede file più grandi"));
  CHECK(says(broken("service.json", "\"image/heic\"]", "\"application/pdf\"]"),
             id + "form.json: foto: il pacchetto non ammette il tipo image/heic"));
  CHECK(says(broken("process.bpmn", "'\"ricevuta\"'", "'\"grazie\"'"),
             id + "process.bpmn: ricevuta: messages.json non ha il messaggio grazie"));
  CHECK(says(broken("process.bpmn", "protocollo.register", "protocollo.registra"),
             "il verbo protocollo.registra non esiste"));
  CHECK(says(
      broken("process.bpmn", "digipro:input name=\"mittente\"", "digipro:input name=\"autore\""),
      "non ha l'ingresso autore"));
  CHECK(says(broken("process.bpmn", "bpmn:userTask id=\"esame\"", "bpmn:userTask id=\"esami\""),
             id + "process.bpmn: "));
  CHECK(says(broken("form.json", "visible_if\": \"problema", "visible_if\": \"problemi"),
             id + "form.json: "));
}

TEST_CASE("given messages, when variables or keys are wrong, then the message is named") {
  auto messages = [](const std::string& from, const std::string& to) {
    return broken("messages.json", from, to);
  };
  CHECK(says(messages("digipro.messages/1", "digipro.messages/9"), "messages.json: format: "));
  CHECK(says(messages("Oggetto: {{oggetto}}", "Oggetto: {{ogetto}}"),
             "messages.json: ricevuta: {{ogetto}} non è tra le `variables`"));
  CHECK(says(messages("\"Oggetto: {{oggetto}}\",", ""),
             "messages.json: ricevuta: la variabile oggetto non è usata"));
  CHECK(says(messages("\"subject\"", "\"oggetto\""), "ricevuta: chiave sconosciuta: oggetto"));
  CHECK(says(messages("\"next_steps\"", "\"passi\""), "next_steps: servono da 1 a 10 voci"));
}

TEST_CASE("given missing files and several packages, when loaded, then every mistake is told") {
  std::vector<PackageFile> files = real_package();
  files.erase(files.begin() + 1);  // form.json
  files.push_back({"services/altra/service.json", "{}"});
  auto catalogue = loaded(files);
  REQUIRE_FALSE(catalogue);
  CHECK(catalogue.error().code == ErrorCode::definition);
  std::string text;
  for (const FieldProblem& problem : catalogue.error().fields)
    text += problem.field + ": " + problem.sentence + "\n";
  CHECK(says(text, id + "form.json: : manca il file"));
  CHECK(says(text, "altra/process.bpmn: : manca il file"));
  CHECK(says(text, "altra/service.json: title: manca"));
}

TEST_CASE("given words, when searched, then every one must begin a word of the service") {
  std::vector<PackageFile> files = real_package();
  for (const PackageFile& file : real_package()) {
    PackageFile copy{replace_all(file.path, "segnalazione-aree-verdi", "buche"),
                     replace_all(file.bytes, "\"segnalazione-aree-verdi\"", "\"buche\"")};
    copy.bytes = replace_all(copy.bytes, "\"Segnalazione aree verdi\"", "\"Buche e lampioni\"");
    files.push_back(copy);
  }
  auto loaded_catalogue = loaded(files);
  REQUIRE(loaded_catalogue);
  const Catalogue& catalogue = **loaded_catalogue;
  auto found = [&](std::string_view query) {
    std::string ids;
    for (const ServicePackage* package : catalogue.search(query)) ids += package->id.text + " ";
    return ids;
  };
  CHECK(found("aree") == "segnalazione-aree-verdi ");
  CHECK(found("BUCHE") == "buche ");
  CHECK(found("albero cadu") == "buche segnalazione-aree-verdi ");
  CHECK(found("albero passaporto") == "");
  CHECK(found("lbero") == "");  // not inside a word
  CHECK(found("") == "");
  CHECK(found("  ,. ") == "");
  CHECK(found("\xff") == "");
  CHECK(catalogue.services()[0]->id.text == "buche");  // by title
  CHECK(catalogue.of_life_event("abitare").size() == 2);
  CHECK(catalogue.of_life_event("niente").empty());
  CHECK(catalogue.of_category("ambiente").size() == 2);
  CHECK(catalogue.of_category("tributi").empty());
}

TEST_CASE("given the vocabularies, when looked at, then they are those of the sources") {
  size_t citizens = 0, businesses = 0;
  for (const LifeEvent& event : life_events())
    ++(event.audience == Audience::citizens ? citizens : businesses);
  CHECK(citizens == 15);
  CHECK(businesses == 12);
  CHECK(categories().size() == 15);
  CHECK(find_life_event("abitare") != nullptr);
  CHECK(find_category("ambiente")->name == "Ambiente");
}
