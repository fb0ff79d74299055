#include "modules/istanze/pages.h"

#include <algorithm>
#include <cstdio>

#include "core/stradario/stradario.h"

namespace digipro::istanze {
namespace {

std::string saved_text(Instant at, Instant now) {
  LocalTime local = to_rome(at), today = to_rome(now);
  char clock[16];
  std::snprintf(clock, sizeof clock, "%d:%02d", local.hour, local.minute);
  if (local.date == today.date) return std::string("Bozza salvata alle ") + clock;
  return "Bozza salvata il " + to_italian_short(local.date) + " alle " + clock;
}

}  // namespace

Result<OpenDraft> open_draft(const Parts& parts, web::Visit& visit) {
  OpenDraft open;
  open.token = visit.parameter("token");
  DIGIPRO_TRY(id, parts.links.open(draft_purpose, open.token));
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(draft, find_draft(lease->db(), visit.viewer.person, id, visit.now));
  open.draft = std::move(draft);
  open.package = parts.catalogue.find_service(open.draft.service.text);
  if (open.package == nullptr)
    return refuse(ErrorCode::gone, "the service is not offered any more");
  open.context = form_context(lease->db(), visit.viewer, visit.now);
  open.view = forms::evaluate(*open.package->form, open.draft.answers.members(), open.context);
  return open;
}

void replace_answers(OpenDraft& open, const DraftAnswer& answer) {
  open.draft.answers = answer.answers;
  open.draft.revision = answer.revision;
  open.draft.updated = open.context.now;
  open.view = forms::evaluate(*open.package->form, open.draft.answers.members(), open.context);
}

std::optional<size_t> step_before(const forms::FormView& view, size_t step) {
  while (step > 0)
    if (view.steps[--step].visible) return step;
  return std::nullopt;
}

std::optional<size_t> step_after(const forms::FormView& view, size_t step) {
  while (++step < view.steps.size())
    if (view.steps[step].visible) return step;
  return std::nullopt;
}

Result<web::FormPage> form_page(const Parts& parts, web::Visit& visit, const OpenDraft& open,
                                const StepState& state) {
  web::FormPage page;
  page.view = &open.view;
  page.step = state.step;
  page.with_missing = state.with_missing;
  page.title = open.package->title;
  const std::string& id = open.view.steps[state.step].step->id;
  page.action_url = open.step_url(id);
  page.autosave_url = open.url() + "/salva/" + id;
  page.upload_url = open.url() + "/file/" + id;
  if (auto before = step_before(open.view, state.step))
    page.back_url = open.step_url(open.view.steps[*before].step->id);
  for (const forms::StepView& step : open.view.steps)
    if (step.visible) page.step_urls[step.step->id] = open.step_url(step.step->id);
  bool has_location = false;
  for (size_t field : open.view.steps[state.step].fields)
    has_location |= open.view.fields[field].field->type == forms::FieldType::location;
  if (has_location) {
    DIGIPRO_TRY(lease, visit.ledger.read());
    DIGIPRO_TRY(names, stradario::names(lease->db()));
    page.streets = std::move(names);
    page.streets_url = "/mappa/strade.geojson";
    page.tiles = parts.map_tiles;
  }
  page.saved_text = saved_text(open.draft.updated, visit.now);
  page.csrf_token = visit.csrf_token;
  page.key = to_string(visit.ledger.ids().next(visit.now));
  // The browser gives it back: whether errors were on the page when something changed.
  page.version = std::to_string(open.draft.revision) + (state.with_missing ? "e" : "");
  page.booking_url = "/prenota";
  page.contact_url = "/servizi/" + open.package->id.text + "#contatti";
  page.upload_problems = state.upload_problems;
  return page;
}

std::string absolute_url(const http::Request& request, std::string_view path) {
  return (request.is_tls ? "https://" : "http://") + request.header("host") + std::string(path);
}

std::string follow_url(const LinkSigner& links, const std::string& draft) {
  return "/segui/" + links.sign(follow_purpose, draft);
}

std::string without_follow_links(std::string_view text) {
  constexpr std::string_view mark = "/segui/", blanks = " \n\t";
  std::string out;
  for (size_t at; (at = text.find(mark)) != std::string_view::npos;) {
    size_t start = text.find_last_of(blanks, at);
    start = start == std::string_view::npos ? 0 : start + 1;
    out += std::string(text.substr(0, start)) + "[collegamento segreto di chi ha segnalato]";
    text.remove_prefix(std::min(text.find_first_of(blanks, at), text.size()));
  }
  return out.append(text);
}

std::string public_list_url(const ServiceId& service) {
  return "/servizi/" + service.text + "/elenco";
}

void add_routes(web::Routes& routes, const Parts& parts) {
  add_draft_routes(routes, parts);
  add_send_routes(routes, parts);
  add_follow_routes(routes, parts);
  add_area_routes(routes, parts);
  add_again_routes(routes, parts);
  add_public_routes(routes, parts);
}

}  // namespace digipro::istanze
