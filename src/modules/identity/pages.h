// What the pages of this module share. Internal; handlers run on any worker.
#pragma once
#include "core/people/people.h"
#include "modules/identity/fields.h"
#include "modules/identity/module.h"

namespace digipro::identity {

using Response = Result<http::Response>;

struct PageParts {
  const web::Pages& pages;
  Identity& identity;
};
void add_login_routes(web::Routes& routes, const PageParts& parts);
void add_desk_routes(web::Routes& routes, const PageParts& parts);
void add_person_routes(web::Routes& routes, const PageParts& parts);
void add_office_routes(web::Routes& routes, const PageParts& parts);
void add_role_routes(web::Routes& routes, const PageParts& parts);

inline constexpr const char* desk_url = "/sportello/credenziali";
inline constexpr const char* offices_url = "/organizzazione";
std::string person_url(const PersonId& person);
std::string office_url(const OfficeId& office);  // of the chart itself when empty

// A page that is one form, with the template identity/modulo.html.
struct FormSheet {
  std::string title, introduction;
  std::string action_url, cancel_url;  // cancel_url: empty where there is nothing to go back to
  std::string submit;                  // the button: a verb
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<web::Part> fields = {};
  std::vector<web::Link> crumbs = {};  // before the title
  std::vector<web::PageMessage> messages = {};
};
Response answer_form(const web::Pages& pages, web::Visit& visit, FormSheet sheet,
                     const Problems& problems);
// Whether an error is told beside the fields of the form that caused it.
bool is_of_fields(const Error& error);

// Puts a part into the slot `name`.
void put_part(html::Data& data, std::string_view name, web::Part part);
// "Verdi Anna": as lists are ordered.
std::string list_name(const people::PersonalData& data);
// A day typed as "2/12/2026"; nothing when the field is empty, and {0, 0, 0} for what is no day, so
// that the check of the command says so.
std::optional<Date> typed_date(const web::Visit& visit, std::string_view name);

template <class Handler>
web::Handler bind(const PageParts& parts, Handler handler) {
  return [parts, handler](web::Visit& visit) { return handler(parts, visit); };
}

}  // namespace digipro::identity
