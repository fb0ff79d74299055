#include "core/casework/testing/town.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "core/journal/journal.h"
#include "platform/crypto/sha256.h"
#include "process/testing/bpmn_text.h"

namespace digipro::casework::testing {
namespace {

using process::testing::element;
using process::testing::extensions;
using process::testing::flow;
using process::testing::timer;
using process::testing::user_task;

const EnteId ente("borgoverde");

const char* const exam_outcomes = R"(
  <digipro:outcome id="rispondi" label="Rispondi">
    <digipro:field id="risposta" label="Risposta" type="long_text"/>
  </digipro:outcome>
  <digipro:outcome id="chiedi" label="Chiedi" visible="true">
    <digipro:field id="domanda" label="Domanda" type="long_text" visible="true"/>
    <digipro:field id="nota" label="Nota" type="long_text" required="false"/>
  </digipro:outcome>
  <digipro:outcome id="inoltra" label="Inoltra">
    <digipro:field id="ufficio" label="Ufficio" type="office"/>
  </digipro:outcome>
  <digipro:outcome id="firma" label="Fai firmare"/>)";
const char* const review_outcomes = R"(
  <digipro:outcome id="approva" label="Approva"/>
  <digipro:outcome id="rimanda" label="Rimanda" riciclo="true" reason="motivo">
    <digipro:field id="motivo" label="Motivo" type="long_text"/>
  </digipro:outcome>)";

// registra -> esame -> rispondi: verifica of the head; chiedi: the reporter, ten days; inoltra:
// another office; firma: a remote signature.
std::string process_text() {
  std::string service = extensions("<digipro:output name=\"numero\" variable=\"numero\"/>");
  std::string text =
      element("startEvent", "inizio") +
      element("serviceTask", "registra", "digipro:verb=\"protocollo.register\"", service) +
      user_task("esame", exam_outcomes, "digipro:dueDays=\"n\"") +
      element("exclusiveGateway", "scelta", "default=\"f_rispondi\"") +
      element("receiveTask", "attesa", "messageRef=\"m_avviso\"",
              extensions("<digipro:answer question=\"domanda\" variable=\"detto\" "
                         "label=\"La tua risposta\"/>")) +
      element("boundaryEvent", "scaduta", "attachedToRef=\"attesa\"", timer("P10D")) +
      element("serviceTask", "firma", "digipro:verb=\"firma.request\"",
              extensions("<digipro:output name=\"firmatario\" variable=\"quando\"/>")) +
      user_task("verifica", review_outcomes,
                "digipro:candidateRole=\"responsabile\" digipro:outcomeVariable=\"verifica\"") +
      element("exclusiveGateway", "va_bene", "default=\"f_approva\"") +
      element("endEvent", "fine") + flow("f1", "inizio", "registra") +
      flow("f2", "registra", "esame") + flow("f3", "esame", "scelta") +
      flow("f_rispondi", "scelta", "verifica") +
      flow("f_chiedi", "scelta", "attesa", "esito = \"chiedi\"") +
      flow("f_inoltra", "scelta", "esame", "esito = \"inoltra\"") +
      flow("f_firma", "scelta", "firma", "esito = \"firma\"") + flow("f4", "attesa", "esame") +
      flow("f5", "scaduta", "esame") + flow("f6", "firma", "esame") +
      flow("f7", "verifica", "va_bene") + flow("f_approva", "va_bene", "fine") +
      flow("f_rimanda", "va_bene", "esame", "verifica = \"rimanda\"");
  return process::testing::document(text);
}

verbs::Verb register_verb(Town& town) {
  verbs::Verb verb;
  verb.name = "protocollo.register";
  verb.output = {{"numero", verbs::Type::text, true, "numero"}};
  verb.run = [&town](ledger::Tx& tx, const Caller&, const verbs::Subject& subject,
                     const json::Value&) -> Result<json::Value> {
    if (town.refuses_registration) return refuse(ErrorCode::conflict, "registro chiuso");
    std::string digits = std::to_string(tx.next_number("protocollo/A1/2026"));
    std::string number = std::string(7 - digits.size(), '0') + digits + "/2026";
    DIGIPRO_CHECK(town.casework->set_number(tx, subject.pratica, number));
    tx.record({.kind = "protocollo.registered", .subject = number, .pratica = subject.pratica});
    return json::Value::object({{"numero", number}});
  };
  return verb;
}

verbs::Verb signature_verb() {
  verbs::Verb verb;
  verb.name = "firma.request";
  verb.kind = verbs::Kind::remote;
  verb.output = {{"firmatario", verbs::Type::text, true, "chi ha firmato"}};
  verb.effect = [](ledger::Tx&, const verbs::Subject& subject,
                   const json::Value&) -> Result<ledger::Effect> {
    return ledger::Effect{"firma.ask", subject.key(), json::Value::object()};
  };
  return verb;
}

std::string told(const Status& status) {
  if (status) return "";
  std::string text = std::string(status.error().name()) + ": " + status.error().detail;
  for (const FieldProblem& problem : status.error().fields)
    text += " [" + problem.field + "] " + problem.sentence;
  return text;
}

Caller staff(std::string_view name, std::string_view office, Role role) {
  Caller caller;
  caller.ente = ente;
  caller.person = PersonId(std::string(name));
  caller.roles = {role};
  caller.offices = {OfficeId(std::string(office))};
  return caller;
}

}  // namespace

Town::Town(db::testing::TestStore& given) : store(given) {
  auto opened = ledger::open_ledger(store.database(), clock, ids, ledger::Settings{ente},
                                    std::span(migrations, migration_count));
  if (!opened) FAIL(opened.error().detail);
  ledger = std::move(*opened);
  scheduler = scheduler::make_scheduler(*ledger);
  outbox = outbox::make_outbox(*ledger);
  text = process_text();
  std::string raw = crypto::sha256(text);
  hash = to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
  definition = process::testing::read(text);
  verbs.add(register_verb(*this));
  verbs.add(signature_verb());
  settings.office_exists = [](db::Connection&, const OfficeId& office) {
    return Result<bool>(office.text == "verde" || office.text == "strade");
  };
  casework = std::make_unique<Casework>(verbs, *this, settings);
  scheduler->on(Casework::timer_kind, [this](ledger::Tx& tx, const ledger::Timer& timer_row) {
    return casework->timer_fired(tx, timer_row);
  });
  outbox->on("firma.ask",
             {.run = [this](const outbox::Job&) -> Result<json::Value> {
                if (signature.empty()) return refuse(ErrorCode::outside_failed, "firma spenta");
                return json::Value::object({{"firmatario", signature}});
              },
              .then =
                  [this](ledger::Tx& tx, const outbox::Job& job, const json::Value& result) {
                    return casework->verb_result(tx, job.key, result);
                  },
              .attempts_max = 1});
}

std::shared_ptr<const process::Definition> Town::find(const std::string& wanted) const {
  return is_known && wanted == hash ? definition : nullptr;
}

std::string Town::change(const std::function<Status(ledger::Tx&)>& how) {
  const Caller program = system_caller(ente);
  auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
    if (auto done = how(tx); !done) return refuse(std::move(done.error()));
    return json::Value::object();
  };
  auto answer_given = ledger->submit({"test.change", &program, "", "", apply});
  return answer_given ? "" : told(refuse(answer_given.error()));
}

PraticaId Town::file(const NewPratica& given, const json::Object& variables) {
  NewPratica pratica = given;
  if (pratica.service.empty()) pratica.service = ServiceId("alberi");
  if (pratica.oggetto.empty()) pratica.oggetto = "Albero in via Roma";
  if (pratica.office.empty()) pratica.office = OfficeId("verde");
  pratica.kind = "segnalazione";
  pratica.channel = "web";
  PraticaId id;
  std::string problem = change([&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(opened, casework->open_pratica(tx, citizen(""), pratica));
    json::Object all = variables;
    all.emplace("ufficio", pratica.office.text);
    DIGIPRO_CHECK(casework->start_iter(tx, citizen(""), opened, hash, all));
    id = opened;
    return {};
  });
  REQUIRE_MESSAGE(problem.empty(), problem);
  return id;
}

std::string Town::file_refused(const json::Object& variables) {
  return change([&](ledger::Tx& tx) -> Status {
    NewPratica pratica;
    pratica.service = ServiceId("alberi");
    pratica.oggetto = "Albero";
    pratica.office = OfficeId("verde");
    DIGIPRO_TRY(opened, casework->open_pratica(tx, citizen(""), pratica));
    DIGIPRO_CHECK(casework->start_iter(tx, citizen(""), opened, hash, variables));
    return {};
  });
}

std::string Town::complete(const Caller& caller, const TaskId& task, const std::string& outcome,
                           const json::Object& fields) {
  return change(
      [&](ledger::Tx& tx) { return casework->complete_task(tx, caller, task, outcome, fields); });
}

std::string Town::claim(const Caller& caller, const TaskId& task) {
  return change([&](ledger::Tx& tx) { return casework->claim(tx, caller, task); });
}

std::string Town::release(const Caller& caller, const TaskId& task) {
  return change([&](ledger::Tx& tx) { return casework->release(tx, caller, task); });
}

std::string Town::answer(const Caller& caller, const std::string& secret_hash, const PraticaId& id,
                         const std::string& words) {
  return change([&](ledger::Tx& tx) {
    return casework->send_message(tx, caller, {secret_hash}, id, "avviso", "", {{"detto", words}});
  });
}

std::vector<Task> Town::tasks_of(const PraticaId& id) {
  Viewer all = as_viewer(head("tutto", "verde"));
  all.offices.insert(OfficeId("strade"));
  return read([&](db::Connection& db) { return open_tasks(db, all, id).value(); });
}

Task Town::task_of(const PraticaId& id) {
  auto tasks = tasks_of(id);
  REQUIRE(tasks.size() == 1);
  return tasks[0];
}

Pratica Town::pratica(const PraticaId& id) {
  return read([&](db::Connection& db) { return load_pratica(db, id).value(); });
}

std::vector<std::string> Town::journal(const PraticaId& id, bool parties_only) {
  return read([&](db::Connection& db) {
    std::vector<std::string> lines;
    auto entries = journal::of_pratica(db, id, 0, 500, parties_only).value();
    for (const journal::Entry& entry : entries) {
      std::string line = entry.kind;
      for (const char* fact : {"element", "office", "outcome"})
        if (!entry.facts[fact].text().empty()) line += " " + entry.facts[fact].text();
      lines.push_back(line);
    }
    return lines;
  });
}

int Town::fire_due() {
  auto fired = scheduler->fire_due(100);
  if (!fired) FAIL(fired.error().detail);
  return *fired;
}

int Town::run_outbox() {
  auto ran = outbox->run_due(100);
  if (!ran) FAIL(ran.error().detail);
  return *ran;
}

Caller clerk(std::string_view name, std::string_view office) {
  return staff(name, office, Role::operatore);
}
Caller head(std::string_view name, std::string_view office) {
  return staff(name, office, Role::responsabile);
}
Caller citizen(std::string_view name) {
  Caller caller;
  caller.ente = ente;
  caller.person = PersonId(std::string(name));
  caller.roles = {Role::segnalante};
  return caller;
}
Viewer as_viewer(const Caller& caller) {
  return {caller.ente, caller.person, caller.roles, caller.offices, PrivacyLevel::particolare,
          caller.seats};
}

}  // namespace digipro::casework::testing
