// What holds for any answers at all, however strange: nothing throws, what is hidden has no value,
// the same answers give the same view.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

#include "base/text.h"
#include "core/forms/testing/small_form.h"

using namespace digipro;
using namespace digipro::forms;
using namespace digipro::forms::testing;

namespace {

const FormDefinition& every_kind() {
  static const FormDefinition form = form_of(R"json(
      {"id":"testo","type":"text","label":"T","length_min":2,"default":"voce"},
      {"id":"righe","type":"long_text","label":"R","visible_if":"testo != null","required":true},
      {"id":"posta","type":"email","label":"P","required_if":"telefono = null",
       "prefill":"person.email"},
      {"id":"telefono","type":"telephone","label":"F","required_if":"posta = null"},
      {"id":"codice","type":"codice_fiscale","label":"C","visible_if":"si"},
      {"id":"intero","type":"integer","label":"I","minimum":1,"maximum":"=numero"},
      {"id":"numero","type":"decimal","label":"N","scale_max":2,"default":"12.345"},
      {"id":"doppio","type":"decimal","label":"D","computed":"intero * numero","scale_max":3},
      {"id":"giorno","type":"date","label":"G","minimum":"=today()","required":true},
      {"id":"voce","type":"choice","label":"V","choices":[{"value":"a","label":"A"},
        {"value":"b","label":"B"}]},
      {"id":"voci","type":"multiple_choice","label":"W","count_min":2,"visible_if":"voce = \"a\"",
       "choices":[{"value":"a","label":"A"},{"value":"b","label":"B"}]},
      {"id":"si","type":"yes_no","label":"S","default":"true"},
      {"id":"luogo","type":"location","label":"L","required":true,"visible_if":"count(voci) = 2"},
      {"id":"foto","type":"attachments","label":"F","types":["image/jpeg"],"count_max":1,
       "checks":[{"condition":"foto[1].size < 10","sentence":"Troppo."}]},
      {"id":"dichiaro","type":"declaration","label":"X","visible_if":"luogo.lat > 0"},
      {"id":"nota","type":"note","text":"T","visible_if":"dichiaro"})json");
  return form;
}

constexpr int size_max = 8;  // of containers: strangeness is in the values, not in their number

// Texts near what a field takes are likelier to go deep than noise is.
rc::Gen<std::string> any_text() {
  return rc::gen::oneOf(
      rc::gen::arbitrary<std::string>(),
      rc::gen::element<std::string>(
          "a", "b", "12.5", "-0.00", "99999999999999999999999999999999999", "2026-12-02",
          "2026-02-31", "anna@example.it", "+39 333 123456", "RSSMRA80A01H501U", "  ", "\xFF\xFE",
          "citt\xC3\xA0", "45.1", "image/jpeg", "true"),
      rc::gen::just(std::string(64, 'a')), rc::gen::just(std::string(20'000, '1')));
}

rc::Gen<json::Value> any_json(int depth) {
  auto leaf = rc::gen::oneOf(
      rc::gen::just(json::Value()),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool flag) { return json::Value(flag); }),
      rc::gen::map(rc::gen::arbitrary<int64_t>(),
                   [](int64_t number) { return json::Value(number); }),
      rc::gen::map(rc::gen::arbitrary<double>(), [](double number) { return json::Value(number); }),
      rc::gen::map(any_text(), [](std::string text) { return json::Value(std::move(text)); }));
  if (depth == 0) return leaf;
  auto keys = rc::gen::element<std::string>("street", "number", "description", "lat", "lon", "blob",
                                            "name", "type", "size", "altro");
  auto inner = [depth] { return any_json(depth - 1); };
  return rc::gen::oneOf(
      leaf,
      rc::gen::map(rc::gen::container<std::vector<json::Value>>(
                       rc::gen::mapcat(rc::gen::just(0), [inner](int) { return inner(); })),
                   [](std::vector<json::Value> items) { return json::Value(std::move(items)); }),
      rc::gen::map(
          rc::gen::container<std::vector<std::pair<std::string, json::Value>>>(rc::gen::pair(
              keys, rc::gen::mapcat(rc::gen::just(0), [inner](int) { return inner(); }))),
          [](const std::vector<std::pair<std::string, json::Value>>& members) {
            return json::Value(json::Object(members.begin(), members.end()));
          }));
}

rc::Gen<Answers> any_answers() {
  std::vector<std::string> ids{"sconosciuto"};
  for (const Field& field : every_kind().fields()) ids.push_back(field.id);
  auto member = rc::gen::pair(rc::gen::elementOf(ids), any_json(2));
  return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, json::Value>>>(member),
                      [](const std::vector<std::pair<std::string, json::Value>>& members) {
                        return Answers(members.begin(), members.end());
                      });
}

// doctest counts it as one check; rapidcheck prints the smallest answers that break it.
template <class Property>
void holds_for_any_answers(const char* what, Property property) {
  CHECK(rc::check(what, [property] { property(*rc::gen::resize(size_max, any_answers())); }));
}

}  // namespace

TEST_CASE("given any answers, when they are evaluated, then what is hidden or wrong has no value") {
  holds_for_any_answers("hidden fields have no value", [](const Answers& answers) {
    FormView view = evaluate(every_kind(), answers, context_at(monday));
    json::Object values = view.values();
    for (const FieldView& field : view.fields) {
      if (!field.visible) {
        RC_ASSERT(field.value.is_null());
        RC_ASSERT(field.raw.is_null());
        RC_ASSERT(!field.problem);
        RC_ASSERT(field.display_text.empty());
      }
      bool wrong = field.problem && field.problem->kind == ProblemKind::wrong;
      if (wrong) RC_ASSERT(field.value.is_null());
      RC_ASSERT(values.contains(field.field->id) == !field.value.is_null());
      RC_ASSERT(is_valid_utf8(field.display_text));
    }
    RC_ASSERT(!values.contains("sconosciuto"));
    RC_ASSERT(view.sendable == view.problems(std::nullopt, true).empty());
  });
}

TEST_CASE("given any answers, when they are evaluated twice, then both views are the same") {
  holds_for_any_answers("evaluate is idempotent", [](const Answers& answers) {
    FormView first = evaluate(every_kind(), answers, context_at(monday));
    FormView second = evaluate(every_kind(), answers, context_at(monday));
    RC_ASSERT(changed_fields(first, second).empty());
    RC_ASSERT(first.values() == second.values());
    // What the inputs show, given back as answers, changes no value: saving an unchanged page.
    Answers shown = answers;
    for (const FieldView& field : first.fields)
      if (!field.raw.is_null() && !field.read_only) shown[field.field->id] = field.raw;
    FormView again = evaluate(every_kind(), shown, context_at(monday));
    RC_ASSERT(changed_fields(first, again).empty());
    RC_ASSERT(again.values() == first.values());
  });
}

TEST_CASE("given any answers, when they are merged, then the limit holds and ids are the form's") {
  holds_for_any_answers("merge keeps its limit", [](const Answers& answers) {
    auto merged = merge(every_kind(), {{"testo", "x"}}, answers);
    if (!merged) {
      RC_ASSERT(merged.error().code == ErrorCode::too_large);
      return;
    }
    RC_ASSERT(json::dump(json::Value(*merged)).size() <= every_kind().limits().answer_bytes_max);
    RC_ASSERT(!merged->contains("sconosciuto"));
  });
}

TEST_CASE("given any posted bytes, when a step is read, then its answers can be stored and read") {
  CHECK(rc::check("posted answers are JSON", [] {
    std::vector<std::string> names{"luogo.lat", "luogo.street", "_csrf", "x"};
    for (const Field& field : every_kind().fields()) names.push_back(field.id);
    auto pairs = rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
        rc::gen::pair(rc::gen::elementOf(names), any_text()));
    auto posted = *rc::gen::resize(20, pairs);
    Answers answers = read_step(every_kind(), 0, posted);
    std::string stored = json::dump(json::Value(answers));
    json::ParseLimits limits;
    limits.bytes_max = 64 << 20;
    auto back = json::parse(stored, limits);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->members() == answers);
    evaluate(every_kind(), answers, context_at(monday));
  }));
}
