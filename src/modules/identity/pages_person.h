// A person at the desk with their credentials, shared by the pages of /sportello/credenziali.
// Internal; handlers run on any worker.
#pragma once
#include "modules/identity/pages.h"

namespace digipro::identity {

struct OpenPerson {
  people::Person person;
  std::optional<Account> account;
  bool is_staff = false;
  // Whoever can reset a password can become its owner: credentials of heads and amministratori are
  // an amministratore's, so that the desk does not raise itself.
  bool may_manage = false;
};
Result<OpenPerson> open_person(const PageParts& parts, web::Visit& visit);
Response show_person(const PageParts& parts, web::Visit& visit, const OpenPerson& open,
                     const Problems& problems);

web::Part state_chip(const Account& account, Instant now);
SeenDocument typed_document(const web::Visit& visit);
std::string document_title(std::string_view kind);  // "Carta d'identità"

}  // namespace digipro::identity
