// Summary, sending, and where the person goes afterwards.
#include "modules/istanze/pages.h"

namespace digipro::istanze {
namespace {

using Response = Result<http::Response>;

Response show(const Parts& parts, web::Visit& visit, const OpenDraft& open,
              std::vector<FieldProblem> problems, int status) {
  web::SummaryPage page;
  page.view = &open.view;
  page.title = open.package->title;
  for (const forms::StepView& step : open.view.steps)
    if (step.visible) page.step_urls[step.step->id] = open.step_url(step.step->id);
  for (const FieldProblem& problem : problems) page.problems.push_back(problem);
  page.action_url = open.url() + "/invia";
  if (auto last = step_before(open.view, open.view.steps.size()))
    page.back_url = open.step_url(open.view.steps[*last].step->id);
  page.save_url = open.url() + "/salvata";
  bool is_report = open.package->kind == catalogue::Filing::segnalazione;
  page.send_label = is_report ? "Invia la segnalazione" : "Invia la richiesta";
  page.csrf_token = visit.csrf_token;
  // The key is the draft and what was shown: sending twice is sending once.
  page.key = open.draft.id + "/" + std::to_string(open.draft.revision);
  page.booking_url = "/prenota";
  page.contact_url = "/servizi/" + open.package->id.text + "#contatti";
  auto frame = web::frame_of(visit, web::Face::citizen, "Riepilogo - " + open.package->title);
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", "/servizi"},
                  {open.package->title, "/servizi/" + open.package->id.text},
                  {"Riepilogo", ""}};
  frame.has_errors = !problems.empty();
  web::Part part = web::summary_part(page);
  return parts.pages.answer(frame, part.template_name, std::move(part.data), status);
}

Response summary(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  return show(parts, visit, open, {}, 200);
}

std::string after_sending(const Parts& parts, const std::string& draft) {
  return follow_url(parts.links, draft) + "?inviata=1";
}

Response send(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(id, parts.links.open(draft_purpose, visit.parameter("token")));
  Submit submit{.draft = id, .revision_shown = 0, .channel = "web"};
  // "<draft>/<revision>": what the person has read. Another key with the same draft is refused by
  // the command; another draft's key by the fingerprint.
  ledger::IdempotencyKey key = visit.key();
  size_t slash = key.text.find('/');
  if (slash == std::string::npos) return refuse(ErrorCode::malformed, "no key of the summary");
  submit.revision_shown = std::strtoll(key.text.c_str() + slash + 1, nullptr, 10);
  auto submitted = visit.ledger.run(visit.caller, key, submit_command(parts), submit);
  if (submitted) return http::Response::redirect(after_sending(parts, submitted->draft));
  ErrorCode code = submitted.error().code;
  if (code == ErrorCode::not_found) {
    // Sent already, from another tab: the confirmation answers better than an error.
    DIGIPRO_TRY(lease, visit.ledger.read());
    std::string token = parts.links.sign(follow_purpose, id);
    if (casework::find_by_secret(lease->db(), stored_form_of_link(token)))
      return http::Response::redirect(follow_url(parts.links, id));
  }
  if (code != ErrorCode::invalid_input && code != ErrorCode::conflict)
    return refuse(submitted.error());
  DIGIPRO_TRY(open, open_draft(parts, visit));
  std::vector<FieldProblem> problems = submitted.error().fields;
  if (code == ErrorCode::conflict)
    problems.push_back({"",
                        "I dati sono cambiati dopo l'apertura di questa pagina: rileggili qui "
                        "sotto e poi invia."});
  return show(parts, visit, open, std::move(problems), 422);
}

}  // namespace

void add_send_routes(web::Routes& routes, const Parts& parts) {
  routes.get("/richieste/{token}/riepilogo", web::Access::anyone,
             [&parts](web::Visit& visit) { return summary(parts, visit); });
  routes.post("/richieste/{token}/invia", web::Access::anyone,
              [&parts](web::Visit& visit) { return send(parts, visit); });
}

}  // namespace digipro::istanze
