// A request from an older one (copied, or the renewal of what it gave), and a draft thrown away.
#include "modules/istanze/pages.h"

namespace digipro::istanze {
namespace {

using Response = Result<http::Response>;

// As a draft keeps it: numbers are texts, in a place too.
json::Value raw_of(const json::Value& value) {
  if (const int64_t* number = value.as_int()) return std::to_string(*number);
  if (value.as_object() == nullptr) return value;
  json::Object members;
  for (const auto& [name, member] : value.members()) members[name] = raw_of(member);
  return json::Value(std::move(members));
}

// What was declared is declared anew, and what the package asks anew stays empty.
json::Object answers_again(const catalogue::ServicePackage& package, const Istanza& istanza) {
  json::Object answers;
  for (const auto& [id, value] : istanza.values.members()) {
    const forms::Field* field = package.form->find_field(id);
    if (field == nullptr || field->type == forms::FieldType::declaration) continue;
    answers[id] = field->type == forms::FieldType::attachments ? value : raw_of(value);
  }
  for (const std::string& id : package.again.without) answers.erase(id);
  return answers;
}

Response start_again(const Parts& parts, web::Visit& visit) {
  StartDraft start;
  {
    DIGIPRO_TRY(lease, visit.ledger.read());
    DIGIPRO_TRY(pratica, casework::find_pratica(lease->db(), visit.viewer,
                                                PraticaId(visit.parameter("id"))));
    if (pratica.person != visit.viewer.person)
      return refuse(ErrorCode::not_found, "not the reporter");
    const auto* package = parts.catalogue.find_service(pratica.service.text);
    if (package == nullptr || !package->is_active)
      return refuse(ErrorCode::gone, "the service is not offered any more");
    DIGIPRO_TRY(istanza, find_istanza(lease->db(), pratica.id));
    json::Object answers = answers_again(*package, istanza);
    const std::string* how = visit.request.form_field("come");
    if (how != nullptr && *how == "rinnovo" && !package->again.number_field.empty()) {
      for (const auto& [id, value] : package->again.set.members()) answers[id] = value;
      answers[package->again.number_field] = pratica.number;
    }
    start = {package->id, package->version, json::Value(std::move(answers))};
  }
  DIGIPRO_TRY(draft, visit.ledger.run(visit.caller, visit.key(), start_draft(), start));
  return http::Response::redirect("/richieste/" + parts.links.sign(draft_purpose, draft.id));
}

Response ask_to_withdraw(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  html::Data data;
  data.set("titolo", open.package->title)
      .set("elimina_url", open.url() + "/elimina")
      .set("riprendi_url", open.url())
      .set("csrf", visit.csrf_token);
  auto frame = web::frame_of(visit, web::Face::citizen, "Elimina la bozza");
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", "/servizi"},
                  {open.package->title, "/servizi/" + open.package->id.text},
                  {"Elimina la bozza", ""}};
  return parts.pages.answer(frame, "istanze/elimina.html", std::move(data));
}

Response withdraw(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_draft(parts, visit));
  std::string service = open.package->id.text;
  DIGIPRO_CHECK(
      visit.ledger.run(visit.caller, visit.key(), withdraw_draft(), WithdrawDraft{open.draft.id}));
  return http::Response::redirect(visit.is_logged_in() ? "/area-personale" : "/servizi/" + service);
}

}  // namespace

void add_again_routes(web::Routes& routes, const Parts& parts) {
  using enum web::Access;
  auto with = [&parts](auto handler) {
    return [&parts, handler](web::Visit& visit) { return handler(parts, visit); };
  };
  routes.post("/area-personale/pratiche/{id}/di-nuovo", logged_in, with(start_again));
  routes.get("/richieste/{token}/elimina", anyone, with(ask_to_withdraw));
  routes.post("/richieste/{token}/elimina", anyone, with(withdraw));
}

}  // namespace digipro::istanze
