#include <doctest/doctest.h>

#include "core/verbs/verbs.h"

using namespace digipro;
using verbs::Registry;
using verbs::Type;

namespace {

verbs::Verb verb(std::string name) {
  verbs::Verb made;
  made.name = std::move(name);
  made.run = [](ledger::Tx&, const Caller&, const verbs::Subject&,
                const json::Value&) -> Result<json::Value> { return json::Value::object(); };
  return made;
}

}  // namespace

TEST_CASE("given verbs, when they are listed, then they come sorted by name and are found by it") {
  Registry registry;
  registry.add(verb("protocollo.register"));
  registry.add(verb("fascicolo.open"));
  REQUIRE(registry.all().size() == 2);
  CHECK(registry.all()[0]->name == "fascicolo.open");
  CHECK(registry.find("protocollo.register") == registry.all()[1]);
  CHECK(registry.find("protocollo") == nullptr);
}

TEST_CASE(
    "given declared parameters, when values are checked, then missing, mistyped and unknown "
    "ones are refused by name") {
  std::vector<verbs::Parameter> parameters = {
      {"testo", Type::text, true, ""},  {"giorni", Type::number, false, ""},
      {"entro", Type::date, false, ""}, {"urgente", Type::boolean, false, ""},
      {"voci", Type::list, false, ""},  {"dati", Type::context, false, ""}};
  auto problem = [&](json::Value values) {
    auto status = Registry::check(parameters, values);
    return status ? std::string() : status.error().detail;
  };
  CHECK(problem(json::Value::object({{"testo", "ciao"},
                                     {"giorni", 3},
                                     {"entro", "2026-11-23"},
                                     {"urgente", true},
                                     {"voci", json::Array{}},
                                     {"dati", json::Object{}}})) == "");
  CHECK(problem(json::Value::object({{"testo", "x"}, {"giorni", "12.50"}})) == "");
  CHECK(problem(json::Value::object()) == "manca il parametro testo");
  CHECK(problem(json::Value::object({{"testo", nullptr}})) == "manca il parametro testo");
  CHECK(problem(json::Value::object({{"testo", 1}})) == "il parametro testo non è del suo tipo");
  for (auto [name, wrong] : {std::pair<const char*, json::Value>{"giorni", "tre"},
                             {"entro", "23/11/2026"},
                             {"urgente", "true"},
                             {"voci", json::Object{}},
                             {"dati", "x"}}) {
    CHECK(problem(json::Value::object({{"testo", "x"}, {name, wrong}})) ==
          "il parametro " + std::string(name) + " non è del suo tipo");
  }
  CHECK(problem(json::Value::object({{"testo", "x"}, {"altro", 1}})) ==
        "parametro sconosciuto: altro");
}
