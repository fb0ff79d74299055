#include "modules/identity/pages.h"

#include "base/text.h"

namespace digipro::identity {

std::string person_url(const PersonId& person) {
  return std::string(desk_url) + "/" + url_encode(person.text);
}

std::string office_url(const OfficeId& office) {
  return office.empty() ? offices_url
                        : std::string(offices_url) + "/uffici/" + url_encode(office.text);
}

void put_part(html::Data& data, std::string_view name, web::Part part) {
  data.include(name, std::move(part));
}

std::string list_name(const people::PersonalData& data) {
  return data.family_name + " " + data.given_name;
}

std::optional<Date> typed_date(const web::Visit& visit, std::string_view name) {
  std::string text = typed_text(visit, name);
  if (text.empty()) return std::nullopt;
  auto date = parse_italian_date(text);
  return date ? *date : Date{0, 0, 0};
}

bool is_of_fields(const Error& error) {
  return !error.fields.empty() &&
         (error.code == ErrorCode::invalid_input || error.code == ErrorCode::conflict);
}

Response answer_form(const web::Pages& pages, web::Visit& visit, FormSheet sheet,
                     const Problems& problems) {
  html::Data data;
  put_form(visit, problems, data);
  data.set("titolo", sheet.title)
      .set("introduzione", sheet.introduction)
      .set("key", to_string(visit.ledger.ids().next(visit.now)))
      .set("azione", sheet.action_url)
      .set("annulla_url", sheet.cancel_url)
      .set("invia", sheet.submit);
  for (auto& [name, value] : sheet.hidden)
    data.add("nascosto", html::Data().set("nome", name).set("valore", value));
  for (web::Part& field : sheet.fields) put_part(data, "campo", std::move(field));
  auto frame = web::frame_of(visit, web::Face::desk, sheet.title);
  frame.messages = std::move(sheet.messages);
  frame.crumbs = std::move(sheet.crumbs);
  if (!frame.crumbs.empty()) frame.crumbs.push_back({sheet.title, ""});
  frame.has_errors = !problems.empty();
  return pages.answer(frame, "identity/modulo.html", std::move(data), problems.empty() ? 200 : 422);
}

void add_routes(web::Routes& routes, const web::Pages& pages, Identity& identity) {
  PageParts parts{pages, identity};
  add_login_routes(routes, parts);
  add_desk_routes(routes, parts);
  add_person_routes(routes, parts);
  add_office_routes(routes, parts);
  add_role_routes(routes, parts);
}

}  // namespace digipro::identity
