#include "web/form_page.h"

#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"
#include "web/page.h"

using namespace digipro;
using namespace digipro::web;
using forms::FormDefinition;
using forms::FormView;
using forms::testing::view_of;

namespace {

const Pages& pages() {
  static const std::unique_ptr<Pages> loaded = [] {
    auto result = Pages::load();
    REQUIRE_MESSAGE(result.has_value(), result.error().detail);
    return std::move(*result);
  }();
  return *loaded;
}

bool holds(const std::string& text, std::string_view piece) {
  return text.find(piece) != std::string::npos;
}

const FormDefinition& two_steps() {
  static const FormDefinition form = [] {
    auto read = FormDefinition::parse(R"({"format":"digipro.form/1","title":"T","steps":[
      {"id":"cosa","title":"Che cosa","help":"Se c'è pericolo chiama il 112.","fields":[
        {"id":"tipo","type":"yes_no","label":"È un albero?","required":true},
        {"id":"specie","type":"text","label":"Specie","visible_if":"tipo = true"}]},
      {"id":"extra","title":"Mai","visible_if":"false","fields":[
        {"id":"x","type":"text","label":"X"}]},
      {"id":"dove","title":"Dove","fields":[
        {"id":"luogo","type":"location","label":"Dove?"},
        {"id":"foto","type":"attachments","label":"Foto","types":["image/jpeg"]}]}]})");
    if (!read) FAIL(read.error().detail);
    return *read;
  }();
  return form;
}

FormPage page_of(const FormView& view, size_t step) {
  FormPage page;
  page.view = &view;
  page.step = step;
  page.title = "Segnala <qui>";
  page.action_url = "/richieste/tok/passo/cosa";
  page.autosave_url = "/richieste/tok/salva/cosa";
  page.upload_url = "/richieste/tok/file/cosa";
  page.step_urls = {{"cosa", "/richieste/tok/passo/cosa"}, {"dove", "/richieste/tok/passo/dove"}};
  page.saved_text = "Bozza salvata alle 10:42";
  page.csrf_token = "csrf-1";
  page.key = "key-1";
  page.version = "7";
  page.streets = {"Via Verdi", "Via \"Roma\""};
  return page;
}

std::string rendered(const Part& part) {
  auto html = pages().fragment(part.template_name, part.data);
  REQUIRE_MESSAGE(html.has_value(), html.error().detail);
  return *html;
}

}  // namespace

TEST_CASE("given a step, when it is shown, then it posts with its tokens and says where one is") {
  FormView view = view_of(two_steps());
  std::string html = rendered(step_part(page_of(view, 0)));
  CHECK(holds(html, "<h1>Segnala &lt;qui&gt;</h1>"));
  CHECK(holds(html, "action=\"/richieste/tok/passo/cosa\""));
  CHECK(holds(html, "data-autosave-url=\"/richieste/tok/salva/cosa\""));
  CHECK(holds(html, "name=\"_csrf\" value=\"csrf-1\""));
  CHECK(holds(html, "name=\"_key\" value=\"key-1\""));
  CHECK(holds(html, "name=\"_version\" value=\"7\""));
  CHECK(holds(html, "Passo 1 di 3 · Che cosa"));  // the hidden step is not counted
  CHECK_FALSE(holds(html, "Mai"));
  CHECK(holds(html, "Riepilogo"));
  CHECK(holds(html, "Se c&#39;è pericolo chiama il 112."));
  CHECK(holds(html, "Bozza salvata alle 10:42"));
  CHECK(holds(html, "name=\"_go\" value=\"save\""));
  CHECK_FALSE(holds(html, "enctype"));
  CHECK(holds(html, "id=\"field-specie\" class=\"field\" hidden"));  // its place only
  CHECK_FALSE(holds(html, "name=\"specie\""));
}

TEST_CASE("given a step with files and a place, then it posts parts and offers the streets") {
  FormView view = view_of(two_steps());
  FormPage page = page_of(view, 2);
  page.back_url = "/richieste/tok/passo/cosa";
  std::string html = rendered(step_part(page));
  CHECK(holds(html, "Passo 2 di 3 · Dove"));
  CHECK(holds(html, "enctype=\"multipart/form-data\""));
  CHECK(holds(html, "<option value=\"Via &quot;Roma&quot;\">"));
  CHECK(holds(html, "href=\"/richieste/tok/passo/cosa\">Indietro</a>"));
}

TEST_CASE("given due answers, when the person goes on, then the errors stand on top with links") {
  FormView view = view_of(two_steps());
  FormPage page = page_of(view, 0);
  CHECK_FALSE(holds(rendered(step_part(page)), "error-summary-title"));
  page.with_missing = true;
  std::string html = rendered(step_part(page));
  CHECK(holds(html, "data-focus-first"));
  CHECK(holds(html, "href=\"#f-tipo\""));
  CHECK(holds(html, "Manca la risposta a «È un albero?»: scegli Sì o No."));
}

TEST_CASE("given an autosave, when an answer shows a field, then only what differs comes back") {
  FormView before = view_of(two_steps());
  FormView after = view_of(two_steps(), R"({"tipo":true})");
  FormPage page = page_of(after, 0);
  std::vector<std::string> changed = forms::changed_fields(before, after);
  std::string html = rendered(changes_part(page, changed, false));
  CHECK(holds(html, "id=\"field-specie\" class=\"field\" hx-swap-oob=\"true\""));
  CHECK(holds(html, "name=\"specie\""));
  CHECK(holds(html, "id=\"saved\" class=\"saved\" role=\"status\" hx-swap-oob=\"true\""));
  CHECK_FALSE(holds(html, "error-summary"));
  CHECK_FALSE(holds(html, "<form"));
  // Another step's field is not on this page.
  std::string other = rendered(changes_part(page, {"luogo", "unknown"}, true));
  CHECK_FALSE(holds(other, "field-luogo"));
  CHECK(holds(other, "<div id=\"error-summary\" hx-swap-oob=\"true\">"));
}

TEST_CASE("given refused files, when the page is shown, then they are in the errors on top") {
  FormView view = view_of(two_steps());
  FormPage page = page_of(view, 2);
  page.upload_problems = {{"foto:a.exe", "«a.exe» non è un file JPEG"}};
  std::string html = rendered(step_part(page));
  CHECK(holds(html, "href=\"#f-foto\""));
  CHECK(holds(html, "«a.exe» non è un file JPEG"));
}

TEST_CASE("given all answers, when the summary is shown, then each section can be changed") {
  FormView view = view_of(two_steps(), R"({"tipo":true,"specie":"<tiglio>",
      "luogo":{"street":"Via Verdi"}})");
  SummaryPage page;
  page.view = &view;
  page.title = "Segnala";
  page.step_urls = {{"cosa", "/richieste/tok/passo/cosa"}, {"dove", "/richieste/tok/passo/dove"}};
  page.consequences = {"Chi dichiara il falso ne risponde."};
  page.problems = {{"", "I dati sono cambiati."}};
  page.action_url = "/richieste/tok/invia";
  page.csrf_token = "csrf-1";
  page.key = "draft/3";
  std::string html = rendered(summary_part(page));
  CHECK(holds(html, "action=\"/richieste/tok/invia\""));
  CHECK(holds(html, "name=\"_key\" value=\"draft/3\""));
  CHECK(holds(html, "&lt;tiglio&gt;"));
  CHECK(holds(html, "Via Verdi"));
  CHECK(holds(html, "href=\"/richieste/tok/passo/dove\""));
  CHECK(holds(html, "Chi dichiara il falso ne risponde."));
  CHECK(holds(html, "I dati sono cambiati."));
  CHECK(holds(html, "Passo 3 di 3 · Riepilogo"));
}
