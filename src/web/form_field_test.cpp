#include "web/form_field.h"

#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"
#include "web/page.h"

using namespace digipro;
using namespace digipro::web;
using forms::FormDefinition;
using forms::testing::answers_of;
using forms::testing::form_of;
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

FieldContext with_missing() {
  FieldContext context;
  context.with_missing = true;
  return context;
}

// One field of these keys, answered so, as HTML.
std::string html_of(std::string_view keys, std::string_view answer = "null",
                    const FieldContext& context = {}) {
  FormDefinition form = form_of(R"({"id":"campo","label":"Il <b>campo</b>","hint":"Un & aiuto",)" +
                                std::string(keys) + "}");
  forms::FormView view = view_of(form, R"({"campo":)" + std::string(answer) + "}");
  Part part = field_part(view.fields[0], context);
  auto html = pages().fragment(part.template_name, part.data);
  REQUIRE_MESSAGE(html.has_value(), html.error().detail);
  return *html;
}

// Label, hint and their tie to the control, whatever the control is; all of it escaped.
void check_frame(const std::string& html, std::string_view label_tag) {
  CHECK(holds(html, "<div id=\"field-campo\" class=\"field\">"));
  CHECK(holds(html, label_tag));
  CHECK(holds(html, "Il &lt;b&gt;campo&lt;/b&gt;"));
  CHECK_FALSE(holds(html, "<b>campo"));
  CHECK(holds(html, "<p class=\"hint\" id=\"h-campo\">Un &amp; aiuto</p>"));
  CHECK(holds(html, "aria-describedby=\"h-campo\""));
  CHECK(holds(html, "(facoltativo)"));
}

const char* choices_of(int count) {
  static std::string text;
  text = R"("choices":[)";
  for (int i = 0; i < count; ++i)
    text += std::string(i ? "," : "") + R"({"value":"v)" + std::to_string(i) +
            R"(","label":"Voce <)" + std::to_string(i) + R"("})";
  text += "]";
  return text.c_str();
}

}  // namespace

TEST_CASE(
    "given fields typed on a line, when they are shown, then each has its own kind of input") {
  struct Kind {
    const char *type, *input, *more;
  };
  for (const Kind& kind :
       {Kind{"text", "type=\"text\"", "name=\"campo\""}, Kind{"email", "type=\"email\"", ""},
        Kind{"telephone", "type=\"tel\"", "medium"}, Kind{"integer", "inputmode=\"numeric\"", ""},
        Kind{"decimal", "inputmode=\"decimal\"", ""}, Kind{"date", "type=\"text\"", "short"},
        Kind{"codice_fiscale", "type=\"text\"", "medium code"}}) {
    std::string html = html_of(R"("type":")" + std::string(kind.type) + "\"");
    check_frame(html, "<label for=\"f-campo\">");
    CHECK_MESSAGE(holds(html, kind.input), kind.type);
    CHECK_MESSAGE(holds(html, kind.more), kind.type);
    CHECK_MESSAGE(holds(html, "<input id=\"f-campo\""), kind.type);
  }
}

TEST_CASE("given a typed answer, when it is shown again, then it is escaped and Italian") {
  CHECK(holds(html_of(R"("type":"text")", R"("\"><script>alert(1)</script>")"),
              "value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
  CHECK(holds(html_of(R"("type":"decimal","unit":"m")", R"("1234.5")"), "value=\"1234,5\""));
  CHECK(holds(html_of(R"("type":"decimal","unit":"m")"), "<span class=\"unit\">m</span>"));
  CHECK(holds(html_of(R"("type":"date")", R"("2026-12-02")"), "value=\"2/12/2026\""));
  CHECK(holds(html_of(R"("type":"date")", R"("31/2/2026")"), "value=\"31/2/2026\""));
  std::string lines = html_of(R"("type":"long_text","length_max":50)", R"("</textarea>\nb")");
  check_frame(lines, "<label for=\"f-campo\">");
  CHECK(holds(lines, "name=\"campo\" rows=\"5\" maxlength=\"50\""));
  CHECK(holds(lines, "&lt;/textarea&gt;\nb</textarea>"));
}

TEST_CASE("given a wrong answer, when it is shown, then what to do stands beside it and is tied") {
  std::string html = html_of(R"("type":"email")", R"("anna")");
  CHECK(holds(html, "class=\"field is-wrong\""));
  CHECK(holds(html, "id=\"e-campo\""));
  CHECK(holds(html, "aria-describedby=\"h-campo e-campo\""));
  CHECK(holds(html, "aria-invalid=\"true\""));
  CHECK(holds(html, "Scrivilo come nome@esempio.it."));
  CHECK_FALSE(holds(html, "<b>campo"));  // the label inside the sentence too
}

TEST_CASE("given a due field, when the person has not gone on yet, then nothing is reproached") {
  std::string calm = html_of(R"("type":"text","required":true)");
  CHECK_FALSE(holds(calm, "is-wrong"));
  CHECK_FALSE(holds(calm, "(facoltativo)"));
  CHECK(holds(calm, "aria-required=\"true\""));
  std::string due = html_of(R"("type":"text","required":true)", "null", with_missing());
  CHECK(holds(due, "is-wrong"));
  CHECK(holds(due, "compila questo campo."));
}

TEST_CASE(
    "given choices, when they are few, many or very many, then the control fits their number") {
  std::string few = html_of(R"("type":"choice",)" + std::string(choices_of(5)), R"("v1")");
  check_frame(few, "<legend>");
  CHECK(holds(few, "role=\"radiogroup\""));
  CHECK(holds(few, "<input type=\"hidden\" name=\"campo\" value=\"\">"));
  CHECK(holds(few, "<input id=\"f-campo\" type=\"radio\" name=\"campo\" value=\"v0\">"));
  CHECK(holds(few, "<input id=\"f-campo-1\" type=\"radio\" name=\"campo\" value=\"v1\" checked>"));
  CHECK(holds(few, "<label for=\"f-campo-1\">Voce &lt;1</label>"));
  std::string many = html_of(R"("type":"choice",)" + std::string(choices_of(10)), R"("v9")");
  check_frame(many, "<label for=\"f-campo\">");
  CHECK(holds(many, "<select id=\"f-campo\""));
  CHECK(holds(many, "<option value=\"v9\" selected>Voce &lt;9</option>"));
  CHECK_FALSE(holds(many, "data-island"));
  std::string more = html_of(R"("type":"choice",)" + std::string(choices_of(11)));
  CHECK(holds(more, "data-island=\"combobox\""));
}

TEST_CASE("given several choices, yes or no and a declaration, then their boxes are ticked") {
  std::string some =
      html_of(R"("type":"multiple_choice",)" + std::string(choices_of(3)), R"(["v0","v2"])");
  check_frame(some, "<legend>");
  CHECK(holds(some, "type=\"checkbox\" name=\"campo\" value=\"v0\" checked"));
  CHECK(holds(some, "type=\"checkbox\" name=\"campo\" value=\"v1\">"));
  CHECK(holds(some, "<input type=\"hidden\" name=\"campo\" value=\"\">"));
  std::string no = html_of(R"("type":"yes_no")", "false");
  check_frame(no, "<legend>");
  CHECK(holds(no, "type=\"radio\" name=\"campo\" value=\"true\">"));
  CHECK(holds(no, "type=\"radio\" name=\"campo\" value=\"false\" checked>"));
  std::string declared =
      html_of(R"("type":"declaration","legal_text":"Art. 76 <x>")", "true", with_missing());
  CHECK(holds(declared, "<div class=\"legal\" id=\"l-campo\">Art. 76 &lt;x&gt;</div>"));
  CHECK(holds(declared, "name=\"campo\" value=\"true\" checked"));
  CHECK(holds(declared, "aria-describedby=\"l-campo h-campo\""));
}

TEST_CASE("given a place, when it is shown, then its parts have their names and the map its data") {
  FieldContext context;
  context.streets_url = "/mappa/strade.geojson";
  context.tiles = "https://tiles.example.it/{z}/{x}/{y}.png";
  std::string html =
      html_of(R"("type":"location")",
              R"({"street":"Via \"Verdi\"","number":"4","lat":"45.1","lon":"9.2"})", context);
  check_frame(html, "<legend>");
  CHECK(holds(html, "name=\"campo.street\" value=\"Via &quot;Verdi&quot;\""));
  CHECK(holds(html, "name=\"campo.number\" value=\"4\""));
  CHECK(holds(html, "name=\"campo.description\" value=\"\""));
  CHECK(holds(html, "name=\"campo.lat\" value=\"45.1\""));
  CHECK(holds(html, "name=\"campo.lon\" value=\"9.2\""));
  CHECK(holds(html, "data-streets-url=\"/mappa/strade.geojson\""));
  CHECK(holds(html, "https://tiles.example.it/"));
}

TEST_CASE("given files, when they are shown, then each can be taken away and refusals say why") {
  const char* keys = R"("type":"attachments","types":["image/jpeg","image/png"],"count_max":1)";
  std::string file = R"([{"blob":")" + std::string(64, 'a') +
                     R"(","name":"<foto>.jpg","type":"image/jpeg","size":840}])";
  std::string full = html_of(keys, file);
  check_frame(full, "<legend>");
  CHECK(holds(full, "&lt;foto&gt;.jpg"));
  CHECK(holds(full, "840 byte"));
  CHECK(holds(full, "name=\"_remove\" value=\"campo:0\""));
  CHECK_FALSE(holds(full, "type=\"file\""));  // no room for a second one
  std::vector<FieldProblem> refused = {{"campo:a<.exe", "«a<.exe» non è un'immagine"},
                                       {"altro:b", "di un altro campo"}};
  FieldContext context;
  context.upload_url = "/richieste/x/file/foto";
  context.upload_problems = &refused;
  std::string empty = html_of(keys, "null", context);
  CHECK(holds(empty, "type=\"file\" name=\"campo\""));
  CHECK(holds(empty, "accept=\"image/jpeg,image/png\""));
  CHECK(holds(empty, "data-upload-url=\"/richieste/x/file/foto\""));
  CHECK(holds(empty, "«a&lt;.exe» non è un&#39;immagine"));
  CHECK_FALSE(holds(empty, "di un altro campo"));
}

TEST_CASE("given what is only said, computed or hidden, then nothing can be typed there") {
  FormDefinition form = form_of(R"(
      {"id":"nota","type":"note","text":"Leggi <qui>"},
      {"id":"totale","type":"decimal","label":"Totale","computed":"1.5"},
      {"id":"via","type":"text","label":"Via","visible_if":"false"})");
  forms::FormView view = view_of(form);
  auto html = [&](size_t index) {
    FieldContext swap;
    swap.is_swap = true;
    Part part = field_part(view.fields[index], swap);
    return pages().fragment(part.template_name, part.data).value();
  };
  CHECK(holds(html(0), "<div class=\"note\">Leggi &lt;qui&gt;</div>"));
  CHECK(holds(html(1), "value=\"1,5\""));
  CHECK(holds(html(1), " readonly"));
  CHECK_FALSE(holds(html(1), "(facoltativo)"));
  // Its place stays, so that a later fragment finds it.
  CHECK(html(2) == "<div id=\"field-via\" class=\"field\" hidden hx-swap-oob=\"true\"></div>\n");
}
