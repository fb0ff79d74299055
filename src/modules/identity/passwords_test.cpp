#include "modules/identity/passwords.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "modules/identity/attempts.h"
#include "modules/identity/cookies.h"
#include "modules/identity/module.h"

using namespace digipro;
using namespace digipro::identity;

namespace {

http::Request over(bool is_tls) {
  http::Request request;
  request.is_tls = is_tls;
  return request;
}

}  // namespace

TEST_CASE("after logging in one is sent to a path of ours and nowhere else") {
  struct Row {
    std::string wanted, given;
  };
  const Row rows[] = {
      {"/scrivania?vista=mie#riga", "/scrivania?vista=mie#riga"},
      {"/servizi/segnalazione-aree-verdi", "/servizi/segnalazione-aree-verdi"},
      {"/cerca?q=https%3A%2F%2Fesempio.it", "/cerca?q=https%3A%2F%2Fesempio.it"},
      {"/", "/"},
      {"", "/"},
      {"scrivania", "/"},
      {"https://male.example/", "/"},
      {"//male.example/", "/"},
      {"///male.example/", "/"},
      {"/\\male.example/", "/"},
      {"\\\\male.example/", "/"},
      {"/\t/male.example/", "/"},
      {"/a\r\nSet-Cookie: x=1", "/"},
      {" /scrivania", "/"},
      {"javascript:alert(1)", "/"},
      {"/a b", "/"},
      {"/citt\xC3\xA0", "/"},
      {"/<script>", "/"},
      {"/accedi?ritorno=/accedi", "/"},
      {"/esci", "/"},
      {"/password", "/"},
      {"/passwords", "/passwords"},
      {"/" + std::string(2'000, 'a'), "/"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.wanted);
    CHECK(safe_return_path(row.wanted) == row.given);
  }
}

TEST_CASE("a password is long, not the login, not a run and not one that everybody tries") {
  const char* good[] = {"quattro gatti sul tetto", "Tr3nta-e-lode!", "città di Bòrgo",
                        "vorrei una password lunga"};
  for (const char* password : good) {
    CAPTURE(password);
    CHECK(password_fault(password, "anna.verdi") == "");
  }
  const char* wrong[] = {"",
                         "corta",
                         "undicilette",
                         "aaaaaaaaaaaa",
                         "abababababab",
                         "123456789012",
                         "abcdefghijkl",
                         "Password1234",
                         "passwordpassword",
                         "P@ssword!!!! anna.verdi",
                         "ANNA.VERDI-2026",
                         "\xFF\xFE\xFF\xFE\xFF\xFE\xFF\xFE\xFF\xFE\xFF\xFE"};
  for (const char* password : wrong) {
    CAPTURE(password);
    CHECK(password_fault(password, "anna.verdi") != "");
  }
  CHECK(password_fault(std::string(201, 'x') + "abcdef", "anna.verdi") != "");
}

TEST_CASE("a password is the same on keyboards that write the accent in two ways") {
  // U+00E8, and "e" with U+0300.
  CHECK(normalise_password("caff\xC3\xA8 amaro forte") ==
        normalise_password("caffe\xCC\x80 amaro forte"));
}

TEST_CASE("start passwords are four groups of signs that cannot be mistaken, each another") {
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    std::string password = make_start_password();
    CHECK(password.size() == 19);
    CHECK(std::count(password.begin(), password.end(), '-') == 3);
    CHECK(password.find_first_of("il1o0ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
    CHECK(password_fault(password, "anna.verdi") == "");
    made.insert(password);
  }
  CHECK(made.size() == 200);
}

TEST_CASE("logins are compared in lower case and without blanks") {
  CHECK(normalise_login("  Anna.Verdi ") == "anna.verdi");
  for (const char* login : {"anna.verdi", "a-1", "ufficio_verde", "007"}) CHECK(is_login(login));
  for (const char* login : {"", "ab", "anna verdi", "Anna", "niccol\xC3\xB2", "a/b", "a@b.it"})
    CHECK_FALSE(is_login(login));
  CHECK(is_login(std::string(60, 'a')));
  CHECK_FALSE(is_login(std::string(61, 'a')));
}

TEST_CASE("cookies are out of reach of scripts, of other sites and, over TLS, of plain pages") {
  CHECK(set_cookie(over(true), Cookie::session, "x") ==
        "__Host-digipro=x; Path=/; HttpOnly; SameSite=Lax; Secure");
  CHECK(set_cookie(over(false), Cookie::session, "x") ==
        "digipro=x; Path=/; HttpOnly; SameSite=Lax");
  CHECK(forget_cookie(over(true), Cookie::session) ==
        "__Host-digipro=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
  // Over TLS a cookie that a plain page could have set does not count.
  http::Request request = over(true);
  request.cookies["digipro"] = "x";
  CHECK(cookie_of(request, Cookie::session) == "");
}

TEST_CASE("the token of a form says nothing of the cookie and belongs to it alone") {
  std::string token = csrf_token_of("segreto");
  CHECK(token.size() == 43);
  CHECK(token.find("segreto") == std::string::npos);
  CHECK(token != csrf_token_of("segretp"));
}

TEST_CASE("names of two enti and addresses are counted apart") {
  CHECK(attempts_of_name(EnteId("a"), "b.c") != attempts_of_name(EnteId("a.b"), "c"));
  CHECK(attempts_of_name(EnteId("a"), "192.0.2.1") != attempts_of_address("192.0.2.1"));
  CHECK(attempts_of_address("192.0.2.1") != attempts_of_address("192.0.2.2"));
  CHECK(attempts_of_address("2001:db8::1") == attempts_of_address("2001:db8::2"));
  CHECK(attempts_of_address("::ffff:192.0.2.1") != attempts_of_address("::ffff:192.0.2.2"));
}
