// The request step by step: start, resume, steps, autosave, files.
#include "modules/istanze/pages.h"

namespace digipro::istanze {
namespace {

using Response = Result<http::Response>;

Response start(const Parts& parts, web::Visit& visit) {
  const auto* package = parts.catalogue.find_service(visit.parameter("id"));
  if (package == nullptr) return refuse(ErrorCode::not_found, "no such service");
  if (!package->is_active) return refuse(ErrorCode::gone, "the service is suspended");
  if (package->login == catalogue::Login::required && !visit.is_logged_in())
    return refuse(ErrorCode::unauthenticated);
  StartDraft start{package->id, package->version, json::Value::object()};
  DIGIPRO_TRY(draft, visit.ledger.run(visit.caller, visit.key(), start_draft(), start));
  return http::Response::redirect("/richieste/" + parts.links.sign(draft_purpose, draft.id));
}

// The first shown step that is not complete; the last one when all are.
size_t step_to_do(const forms::FormView& view) {
  size_t last = 0;
  for (size_t i = 0; i < view.steps.size(); ++i) {
    if (!view.steps[i].visible) continue;
    if (!view.steps[i].complete) return i;
    last = i;
  }
  return last;
}

Response resume(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  if (open.view.sendable) return http::Response::redirect(open.url() + "/riepilogo");
  return http::Response::redirect(open.step_url(open.view.steps[step_to_do(open.view)].step->id));
}

Result<size_t> asked_step(const OpenDraft& open, const web::Visit& visit) {
  auto step = open.package->form->find_step(visit.parameter("passo"));
  if (!step || !open.view.steps[*step].visible) return refuse(ErrorCode::not_found, "no such step");
  return *step;
}

Response show(const Parts& parts, web::Visit& visit, const OpenDraft& open,
              const StepState& state) {
  DIGIPRO_TRY(page, form_page(parts, visit, open, state));
  auto frame = web::frame_of(visit, web::Face::citizen,
                             open.view.steps[state.step].step->title + " - " + open.package->title);
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", "/servizi"},
                  {open.package->title, "/servizi/" + open.package->id.text},
                  {"Compila", ""}};
  frame.has_errors = state.with_missing || !state.upload_problems.empty();
  web::Part part = web::step_part(page);
  return parts.pages.answer(frame, part.template_name, std::move(part.data),
                            frame.has_errors ? 422 : 200);
}

Response show_step(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  DIGIPRO_TRY(step, asked_step(open, visit));
  // From the summary of what is missing, which stands on another page.
  bool with_missing =
      visit.request.query_field("errori") != nullptr && !open.view.steps[step].complete;
  return show(parts, visit, open,
              {.step = step, .with_missing = with_missing, .upload_problems = {}});
}

Status save_posted(web::Visit& visit, OpenDraft& open, size_t step) {
  forms::Answers posted = forms::read_step(*open.package->form, step, visit.request.form);
  if (posted.empty()) return {};
  SaveFields save{open.draft.id, json::Value(std::move(posted))};
  DIGIPRO_TRY(saved, visit.ledger.run(visit.caller, {}, save_fields(), save));
  replace_answers(open, saved);
  return {};
}

// "_remove" = "<field>:<index>": which attachment goes.
Status remove_posted(web::Visit& visit, OpenDraft& open, const std::string& what) {
  size_t colon = what.find(':');
  if (colon == std::string::npos) return refuse(ErrorCode::malformed, "_remove without an index");
  std::string field = what.substr(0, colon);
  size_t index = static_cast<size_t>(std::strtoul(what.c_str() + colon + 1, nullptr, 10));
  const json::Array& files = open.draft.answers[field].items();
  if (index >= files.size()) return {};  // gone already
  RemoveFile remove{open.draft.id, field, files[index]["blob"].text()};
  DIGIPRO_TRY(removed, visit.ledger.run(visit.caller, {}, remove_file(), remove));
  replace_answers(open, removed);
  return {};
}

Response post_step(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  DIGIPRO_TRY(step, asked_step(open, visit));
  DIGIPRO_CHECK(save_posted(visit, open, step));
  StepState state{.step = step, .with_missing = false, .upload_problems = {}};
  DIGIPRO_TRY(refused, take_files(parts, visit, open));
  state.upload_problems = std::move(refused);
  const std::string* remove = visit.request.form_field("_remove");
  if (remove != nullptr) DIGIPRO_CHECK(remove_posted(visit, open, *remove));
  if (!open.view.steps[step].visible) return resume(parts, visit);
  bool stays = remove != nullptr || visit.request.form_field("_upload") != nullptr ||
               !state.upload_problems.empty();
  if (stays) return show(parts, visit, open, state);
  const std::string* go = visit.request.form_field("_go");
  if (go != nullptr && *go == "save") return http::Response::redirect(open.url() + "/salvata");
  if (!open.view.steps[step].complete) {
    state.with_missing = true;
    return show(parts, visit, open, state);
  }
  auto next = step_after(open.view, step);
  return http::Response::redirect(next ? open.step_url(open.view.steps[*next].step->id)
                                       : open.url() + "/riepilogo");
}

Response changes(const Parts& parts, web::Visit& visit, const OpenDraft& open,
                 const forms::FormView& before, StepState state) {
  const std::string* version = visit.request.form_field("_version");
  state.with_missing = version != nullptr && version->ends_with('e');
  std::vector<std::string> fields = forms::changed_fields(before, open.view);
  for (const FieldProblem& problem : state.upload_problems)
    fields.push_back(problem.field.substr(0, problem.field.find(':')));
  // Only this page's fields are on this page.
  std::erase_if(fields, [&](const std::string& id) {
    const forms::FieldView* field = open.view.find(id);
    return field == nullptr || field->field->step != state.step;
  });
  DIGIPRO_TRY(page, form_page(parts, visit, open, state));
  web::Part part = web::changes_part(page, fields, state.with_missing);
  return parts.pages.answer_fragment(part.template_name, part.data);
}

Response autosave(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  DIGIPRO_TRY(step, asked_step(open, visit));
  forms::FormView before = open.view;
  DIGIPRO_CHECK(save_posted(visit, open, step));
  return changes(parts, visit, open, before,
                 {.step = step, .with_missing = false, .upload_problems = {}});
}

Response upload(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  DIGIPRO_TRY(step, asked_step(open, visit));
  forms::FormView before = open.view;
  StepState state{.step = step, .with_missing = false, .upload_problems = {}};
  DIGIPRO_TRY(refused, take_files(parts, visit, open));
  state.upload_problems = std::move(refused);
  const std::string* remove = visit.request.form_field("_remove");
  if (remove != nullptr) DIGIPRO_CHECK(remove_posted(visit, open, *remove));
  return changes(parts, visit, open, before, state);
}

Response saved(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  html::Data data;
  data.set("titolo", open.package->title)
      .set("scadenza", to_italian(to_rome(open.draft.expires).date))
      .set("riprendi_url", open.url())
      .set("url_intero", absolute_url(visit.request, open.url()))
      .flag("accesso", visit.is_logged_in());
  auto frame = web::frame_of(visit, web::Face::citizen, "Bozza salvata");
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", "/servizi"},
                  {open.package->title, "/servizi/" + open.package->id.text},
                  {"Bozza salvata", ""}};
  return parts.pages.answer(frame, "istanze/salvata.html", std::move(data));
}

}  // namespace

void add_draft_routes(web::Routes& routes, const Parts& parts) {
  using enum web::Access;
  auto with = [&parts](auto handler) {
    return [&parts, handler](web::Visit& visit) { return handler(parts, visit); };
  };
  routes.post("/servizi/{id}/avvia", anyone, with(start));
  routes.get("/richieste/{token}", anyone, with(resume));
  routes.get("/richieste/{token}/passo/{passo}", anyone, with(show_step));
  routes.post("/richieste/{token}/passo/{passo}", anyone, with(post_step));
  routes.post("/richieste/{token}/salva/{passo}", anyone, with(autosave));
  routes.post("/richieste/{token}/file/{passo}", anyone, with(upload));
  routes.get("/richieste/{token}/salvata", anyone, with(saved));
}

}  // namespace digipro::istanze
