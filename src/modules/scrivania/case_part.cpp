// The case: who, what, by when, what was answered in the form, files, messages, history.
#include "base/text.h"
#include "modules/fascicoli/module.h"
#include "modules/istanze/module.h"
#include "modules/posta/module.h"
#include "modules/scrivania/desk.h"
#include "modules/scrivania/story.h"

namespace digipro::scrivania {
namespace {

constexpr size_t tasks_shown_max = 5;

std::string plain_text(const json::Value& value) {
  if (value.as_string()) return value.text();
  if (value.is_null()) return {};
  return json::dump(value);
}

// Answers are kept as typed values; the form reads them as they were typed.
forms::Answers as_answers(const json::Value& values) {
  forms::Answers answers;
  for (const auto& [id, value] : values.members()) {
    bool is_number = value.as_int() || value.as_double();
    answers.emplace(id, is_number ? json::Value(json::dump(value)) : value);
  }
  return answers;
}

// What was filed, by the form's labels. An answer that today's form does not know any more is
// shown under its id: nothing that was filed disappears.
std::vector<web::Fact> answers_of(const Parts& parts, const istanze::Istanza& filed,
                                  const ServiceId& service) {
  std::vector<web::Fact> facts;
  const auto* package = parts.catalogue.find_service(service.text);
  forms::FeelContext context;
  context.now = filed.filed_at;
  forms::FormView view;
  if (package) view = forms::evaluate(*package->form, as_answers(filed.values), context);
  for (const forms::FieldView& field : view.fields) {
    const json::Value& value = filed.values[field.field->id];
    if (value.is_null() || field.field->type == forms::FieldType::attachments) continue;
    std::string text = field.display_text.empty() ? plain_text(value) : field.display_text;
    facts.push_back({field.field->label, std::move(text), "", std::nullopt});
  }
  for (const auto& [id, value] : filed.values.members())
    if (!view.find(id)) facts.push_back({id, plain_text(value), "", std::nullopt});
  return facts;
}

std::string state_text(const casework::Pratica& pratica) {
  switch (pratica.state) {
    case casework::PraticaState::aperta:
      return "aperta";
    case casework::PraticaState::in_attesa:
      return "in attesa del segnalante";
    case casework::PraticaState::chiusa:
      return "chiusa";
  }
  return {};
}

std::string reporter_of(const casework::Pratica& pratica, const Result<istanze::Istanza>& filed,
                        Names& names) {
  std::string name = filed ? filed->sender_name : "";
  if (name.empty() && !pratica.person.empty()) name = names.person(pratica.person);
  if (name.empty()) name = "anonimo";
  if (filed && !filed->contact_email.empty()) name += " · " + filed->contact_email;
  return name;
}

std::string channel_text(const std::string& channel) {
  if (channel == "web") return "in rete";
  if (channel == "sportello") return "allo sportello";
  if (channel == "telefono") return "per telefono";
  return channel;
}

Status add_facts(const Parts& parts, db::Connection& db, const casework::Pratica& pratica,
                 Names& names, html::Data& data) {
  auto filed = istanze::find_istanza(db, pratica.id);
  if (!filed && filed.error().code != ErrorCode::not_found) return refuse(filed.error());
  std::string place = pratica.latitude.empty() ? "" : pratica.latitude + ", " + pratica.longitude;
  DIGIPRO_TRY(fascicolo, fascicoli::of_pratica(db, pratica.id));
  std::vector<web::Fact> facts = {
      {"Segnalante", reporter_of(pratica, filed, names), "", std::nullopt},
      {"Presentata", to_italian(to_rome(pratica.opened_at)) + ", " + channel_text(pratica.channel),
       "", std::nullopt},
      {"Ufficio", names.office(pratica.office), "", std::nullopt},
      {"Fascicolo", fascicolo ? fascicolo->label() : "nessuno", "", std::nullopt}};
  if (!place.empty()) facts.push_back({"Punto", place, "", std::nullopt});
  data.include("fatti", web::facts(facts));
  if (!filed) return {};
  auto answers = answers_of(parts, *filed, pratica.service);
  if (!answers.empty()) data.include("risposte", web::facts(answers));
  return {};
}

Status add_messages(db::Connection& db, const PraticaId& pratica, html::Data& data) {
  DIGIPRO_TRY(messages, posta::of_pratica(db, pratica));
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    std::string way = "solo sulla pagina della pratica";
    if (message->is_mailed)
      way = message->sent_at ? "consegnato il " + to_italian(to_rome(*message->sent_at))
                             : "in partenza per posta elettronica";
    data.add("messaggio", html::Data()
                              .set("titolo", message->subject)
                              .set("quando", to_italian(to_rome(message->queued_at)))
                              .set("come", way)
                              .set("testo", istanze::without_follow_links(message->body)));
  }
  return {};
}

Status add_waits(const Parts& parts, db::Connection& db, const casework::Pratica& pratica,
                 html::Data& data) {
  DIGIPRO_TRY(waits, parts.casework.waits(db, pratica));
  for (const casework::Wait& wait : waits)
    data.add("attesa", html::Data()
                           .set("nome", wait.name)
                           .set("domanda", wait.question)
                           .set("da", to_italian(to_rome(wait.since).date))
                           .set("fino", wait.until ? to_italian(to_rome(*wait.until).date) : ""));
  return {};
}

void add_history(const std::vector<journal::Entry>& story, Names& names, html::Data& data) {
  istanze::HistoryNames who{[&names](const OfficeId& office) { return names.office(office); },
                            [&names](const PersonId& person) { return names.person(person); }};
  data.include("storia",
               web::timeline(istanze::timeline_of(story, who, istanze::Audience::office)));
}

// The task that was opened first, then the others that are open in the same case. Tells whether
// what was tried can be tried again.
Result<bool> add_tasks(const Parts& parts, web::Visit& visit, db::Connection& db,
                       const CaseInput& input, Names& names,
                       const std::vector<journal::Entry>& story, html::Data& data) {
  DIGIPRO_TRY(open, casework::open_tasks(db, visit.viewer, input.pratica.id));
  std::vector<TaskId> shown;
  bool is_open = input.task.empty(), has_form = false;
  for (const casework::Task& task : open) {
    is_open |= task.id == input.task;
    shown.insert(task.id == input.task ? shown.begin() : shown.end(), task.id);
  }
  if (shown.size() > tasks_shown_max) shown.resize(tasks_shown_max);
  for (const TaskId& task : shown) {
    DIGIPRO_TRY(todo, parts.casework.find_task(db, visit.viewer, task));
    const Attempt* attempt = input.attempt && input.attempt->task == task ? input.attempt : nullptr;
    has_form |= attempt && todo.can_be_completed;
    DIGIPRO_TRY(row, task_data(visit, db, names, {todo, story, input.list, attempt}));
    data.add("compito", std::move(row));
  }
  data.flag("concluso", !is_open);
  return has_form;
}

// Typed into a form that is not there any more: it stays on the page, to be copied.
void add_unsent(const CaseInput& input, bool has_form, html::Data& data) {
  if (!input.attempt || has_form) return;
  std::vector<web::Fact> kept;
  for (const auto& [id, text] : input.attempt->typed)
    if (!text.empty()) kept.push_back({id, text, "", std::nullopt});
  if (!kept.empty()) data.include("scritto", web::facts(kept));
}

}  // namespace

std::string service_title(const Parts& parts, const ServiceId& service) {
  const auto* package = parts.catalogue.find_service(service.text);
  return package ? package->title : service.text;
}

bool is_promise(const Parts& parts, const ServiceId& service) {
  const auto* package = parts.catalogue.find_service(service.text);
  return !package || package->answer.kind == catalogue::AnswerKind::target;
}

std::optional<web::Part> case_deadline(const Parts& parts, const casework::Pratica& pratica,
                                       Instant now) {
  if (!pratica.target_at) return std::nullopt;
  web::DeadlineView view;
  view.due = to_rome(*pratica.target_at).date;
  view.today = to_rome(now).date;
  view.is_target = is_promise(parts, pratica.service);
  if (pratica.closed_at) view.closed_on = to_rome(*pratica.closed_at).date;
  Date start = to_rome(pratica.opened_at).date;
  int64_t days = days_since_epoch(view.due) - days_since_epoch(start);
  view.sum.push_back({"presentata " + to_italian(start), ""});
  const auto* package = parts.catalogue.find_service(pratica.service.text);
  if (package && days >= package->answer.days) {
    const catalogue::AnswerBy& answer = package->answer;
    view.sum.push_back({std::string(view.is_target ? "obiettivo" : "termine") + " di " +
                            std::to_string(answer.days) +
                            (answer.working_days ? " giorni lavorativi" : " giorni"),
                        std::to_string(answer.days) + " g"});
    if (days > answer.days)
      view.sum.push_back({answer.working_days ? "sabati, domeniche e festivi"
                                              : "rinvio: l'ultimo giorno è festivo",
                          std::to_string(days - answer.days) + " g"});
  }
  view.sum.push_back({"fino a " + to_italian(view.due), std::to_string(days) + " g"});
  return web::deadline(view);
}

Result<web::Part> case_part(const Parts& parts, web::Visit& visit, db::Connection& db,
                            const CaseInput& input) {
  const casework::Pratica& pratica = input.pratica;
  Names names(db, visit.viewer);
  DIGIPRO_TRY(story, read_story(db, pratica.id));
  html::Data data;
  data.set("numero", pratica.number.empty() ? "Senza numero" : "PG " + pratica.number)
      .set("servizio", service_title(parts, pratica.service))
      .set("oggetto", short_subject(pratica.oggetto, service_title(parts, pratica.service)))
      .set("stato", state_text(pratica))
      .set("riciclo", pratica.ricicli == 0 ? ""
                      : pratica.ricicli == 1
                          ? "rimandata una volta"
                          : "rimandata " + std::to_string(pratica.ricicli) + " volte")
      .set("chiudi_url", input.list ? desk_url(*input.list) : "")
      .set("intera_url", input.list ? case_url(pratica.id) : "")
      .set("avviso", input.attempt ? input.attempt->sentence : "");
  if (auto deadline = case_deadline(parts, pratica, visit.now))
    data.include("scadenza", std::move(*deadline));
  DIGIPRO_TRY(has_form, add_tasks(parts, visit, db, input, names, story, data));
  add_unsent(input, has_form, data);
  DIGIPRO_CHECK(add_waits(parts, db, pratica, data));
  DIGIPRO_CHECK(add_facts(parts, db, pratica, names, data));
  DIGIPRO_CHECK(add_documents(db, pratica.id, data));
  DIGIPRO_CHECK(add_messages(db, pratica.id, data));
  add_history(story, names, data);
  return web::Part{"scrivania/pratica.html", std::move(data)};
}

}  // namespace digipro::scrivania
