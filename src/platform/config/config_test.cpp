#include "platform/config/config.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE("given the example file, when it is read back, then it says the defaults") {
  auto settings = config::parse(config::example(), "esempio");
  REQUIRE_MESSAGE(settings.has_value(), (settings ? "" : settings.error().detail));
  CHECK(settings->http.port == 8080);
  CHECK(settings->store.engine == "sqlite");
}

TEST_CASE("given a wrong file, when it is read, then file, line and key are named") {
  struct Case {
    const char* text;
    const char* problem;
  };
  const Case cases[] = {
      {"[http]\nprot = 1\n", "f, riga 2: http.prot non è una chiave nota"},
      {"[http]\nport = \"1\"\n", "f, riga 2: http.port non ha il tipo giusto"},
      {"[http]\nport = 70000\n", "f: http.port va da 0 a 65535"},
      {"[http]\ntls_key = \"k\"\n", "f: http.tls_certificate e http.tls_key vanno insieme"},
      {"[store]\nengine = \"postgres\"\npostgres = \"host=x password=y\"\n",
       "f: la password di PostgreSQL va in un passfile, non qui"},
  };
  for (const Case& one : cases) {
    auto settings = config::parse(one.text, "f");
    REQUIRE_FALSE(settings.has_value());
    CHECK(settings.error().detail == one.problem);
  }
  CHECK_FALSE(config::parse("[http\n", "f").has_value());
  CHECK_FALSE(config::load("/non/c/e").has_value());
}
