// /sportello/credenziali: find, a person's page, issue, reset, block, and the letter.
#include "base/text.h"
#include "core/people/codice_fiscale.h"
#include "modules/identity/pages.h"
#include "modules/identity/pages_person.h"
#include "modules/identity/parts.h"

namespace digipro::identity {
namespace {

constexpr int people_shown = 20, accounts_shown = 50;
constexpr int64_t seconds_of_day = 24 * 60 * 60;

Result<people::PersonPage> find_people(const web::Visit& visit, const std::string& text) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  std::string code = people::normalise_codice_fiscale(text);
  if (!people::is_codice_fiscale(code))
    return people::search_people(lease->db(), visit.viewer, text, "", people_shown);
  DIGIPRO_TRY(found, people::find_by_codice_fiscale(lease->db(), visit.viewer, code));
  people::PersonPage page;
  if (found) page.items.push_back(std::move(*found));
  return page;
}

web::Part people_table(const people::PersonPage& page) {
  if (page.items.empty())
    return web::empty_state("Nessuna persona con questo nome", "Controlla come si scrive.",
                            {"Inserisci una persona", std::string(desk_url) + "/nuova"});
  web::TableView table;
  table.caption = "Persone trovate";
  table.hide_caption = true;
  table.columns = {{"Cognome e nome"}, {"Nascita"}, {"Codice fiscale"}};
  for (const people::Person& person : page.items)
    table.rows.push_back(
        {{list_name(person.data), person_url(person.id), {}},
         {person.data.birth_date ? to_italian_short(*person.data.birth_date) : "", {}, {}},
         {person.data.codice_fiscale, {}, {}}});
  return web::table(table);
}

web::Part accounts_table(const std::vector<Account>& accounts, Instant now) {
  if (accounts.empty())
    return web::empty_state("Nessuna credenziale",
                            "Qui trovi chi ha le credenziali. Per rilasciarle, cerca la persona.");
  web::TableView table;
  table.caption = "Credenziali rilasciate";
  table.hide_caption = true;
  table.columns = {{"Cognome e nome"}, {"Nome utente"}, {"Stato"}, {"Password del"}};
  for (const Account& account : accounts)
    table.rows.push_back({{account.person_name, person_url(account.person), {}},
                          {account.login, {}, {}},
                          {"", {}, state_chip(account, now)},
                          {to_italian_short(to_rome(account.changed_at).date), {}, {}}});
  return web::table(table);
}

Response list(const PageParts& parts, web::Visit& visit) {
  std::string text(trim(asked(visit, "q")));
  html::Data data;
  data.set("q", text);
  if (!text.empty()) {
    DIGIPRO_TRY(found, find_people(visit, text));
    data.flag("cercato").flag("altre", !found.next.empty());
    put_part(data, "persone", people_table(found));
  }
  DIGIPRO_TRY(accounts,
              parts.identity.search(visit.viewer, text, asked(visit, "dopo"), accounts_shown));
  put_part(data, "account", accounts_table(accounts.items, visit.now));
  std::string next;
  if (!accounts.next.empty())
    next = std::string(desk_url) + "?q=" + url_encode(text) + "&dopo=" + url_encode(accounts.next);
  put_part(data, "pagine", web::pager("", next, ""));
  auto frame = web::frame_of(visit, web::Face::desk, "Credenziali");
  return parts.pages.answer(frame, "identity/credenziali.html", std::move(data));
}

Response show(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_person(parts, visit));
  return show_person(parts, visit, open, {});
}

Response letter(const PageParts& parts, web::Visit& visit, const OpenPerson& open,
                const Issued& issued, const SeenDocument& seen) {
  const std::string& host = visit.request.header("host");
  std::string address = (visit.request.is_tls ? "https://" : "http://") +
                        (host.empty() ? visit.request.host : host) + "/accedi";
  Instant ends =
      visit.now.plus_seconds(parts.identity.settings().start_password_days * seconds_of_day);
  html::Data data;
  data.set("persona_url", person_url(open.person.id))
      .set("nome", open.person.data.full_name())
      .set("ente", visit.town.name)
      .set("data", to_italian(to_rome(visit.now).date))
      .set("indirizzo", address)
      .set("utente", issued.login)
      .set("password", issued.start_password)
      .set("scade", to_italian(to_rome(ends).date))
      .set("documento",
           document_title(seen.kind) + ", rilasciato il " + shown_date(seen.issued_on));
  std::string title = "Credenziali di " + open.person.data.full_name();
  auto frame = web::frame_of(visit, web::Face::desk, title);
  frame.crumbs = {{"Credenziali", desk_url},
                  {open.person.data.full_name(), person_url(open.person.id)},
                  {"Lettera", ""}};
  return parts.pages.answer(frame, "identity/lettera.html", std::move(data));
}

// Issue and reset end in a letter; what is wrong goes beside the fields of the person's page.
Response issue_or_reset(const PageParts& parts, web::Visit& visit, bool is_issue) {
  DIGIPRO_TRY(open, open_person(parts, visit));
  if (!open.may_manage) return refuse(ErrorCode::forbidden, "credentials of a head by the desk");
  SeenDocument seen = typed_document(visit);
  Result<Issued> done = refuse(ErrorCode::not_found, "the person has no account");
  if (is_issue) {
    NewAccount account;
    account.ente = visit.town.id;
    account.person = open.person.id;
    account.person_name = list_name(open.person.data);
    account.login = typed_text(visit, "utente");
    account.seen = seen;
    done = parts.identity.issue(visit.caller, account);
  } else if (open.account) {
    done = parts.identity.reset(visit.caller, open.account->id, seen);
  }
  if (done) return letter(parts, visit, open, *done, seen);
  if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
  return show_person(parts, visit, open, done.error().fields);
}

Response issue(const PageParts& parts, web::Visit& visit) {
  return issue_or_reset(parts, visit, true);
}

Response reset(const PageParts& parts, web::Visit& visit) {
  return issue_or_reset(parts, visit, false);
}

Response block(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(open, open_person(parts, visit));
  if (!open.may_manage) return refuse(ErrorCode::forbidden, "credentials of a head by the desk");
  if (!open.account) return refuse(ErrorCode::not_found, "the person has no account");
  if (open.person.id == visit.caller.person)
    return refuse(ErrorCode::forbidden, "one's own credentials");
  bool is_blocked = typed(visit, "bloccare") == "si";
  DIGIPRO_CHECK(parts.identity.set_blocked(visit.caller, open.account->id, is_blocked));
  return http::Response::redirect(person_url(open.person.id));
}

}  // namespace

void add_desk_routes(web::Routes& routes, const PageParts& parts) {
  using enum web::Access;
  routes.get("/sportello/credenziali", sportello, bind(parts, list));
  routes.get("/sportello/credenziali/{persona}", sportello, bind(parts, show));
  routes.post("/sportello/credenziali/{persona}/rilascia", sportello, bind(parts, issue));
  routes.post("/sportello/credenziali/{persona}/reimposta", sportello, bind(parts, reset));
  routes.post("/sportello/credenziali/{persona}/blocca", sportello, bind(parts, block));
}

}  // namespace digipro::identity
