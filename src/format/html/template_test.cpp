#include "format/html/template.h"

#include <doctest/doctest.h>

#include "format/html/context.h"

using namespace digipro;
using html::Data;
using html::Source;
using html::Templates;

namespace {

Result<std::string> sample_asset(std::string_view name) {
  if (name == "app.css") return std::string("/assets/app.1a2b.css");
  if (name == "icons.svg") return std::string("/assets/icons.3c4d.svg");
  return refuse(ErrorCode::not_found);
}

Result<std::unique_ptr<Templates>> load(std::vector<Source> sources) {
  return Templates::load(sources, sample_asset);
}

std::string reason(const std::string& text) {
  auto loaded = load({{"a.html", text}});
  return loaded ? "" : loaded.error().detail;
}

std::string render(const std::string& text, const Data& data) {
  auto loaded = load({{"a.html", text}});
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().detail);
  auto page = (*loaded)->render("a.html", data);
  REQUIRE_MESSAGE(page.has_value(), page.error().detail);
  return *page;
}

bool refuses_data(const std::string& text, const Data& data) {
  auto loaded = load({{"a.html", text}});
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().detail);
  return !(*loaded)->render("a.html", data).has_value();
}

const std::string attack = "<script>alert(1)</script>\"' onload='x'&`";
const std::string attack_escaped =
    "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x&#39;&amp;`";

}  // namespace

TEST_CASE("given hostile text, when it is shown, then it is escaped without any modifier") {
  Data data;
  data.set("x", attack);
  CHECK(render("<p>{{x}}</p>", data) == "<p>" + attack_escaped + "</p>");
  CHECK(render("<p title=\"{{x}}\">a</p>", data) == "<p title=\"" + attack_escaped + "\">a</p>");
  CHECK(render("<textarea>{{x}}</textarea>", data) ==
        "<textarea>" + attack_escaped + "</textarea>");
  CHECK(render("<p data-note='{{x}}'>a</p>", data) ==
        "<p data-note='" + attack_escaped + "'>a</p>");
}

TEST_CASE("given hostile text in a file or a part that is included, then it is escaped there too") {
  auto loaded = load({{"page.html", "<div>{{>inner.html}}{{>slot}}</div>"},
                      {"inner.html", "<i>{{x}}</i>"},
                      {"part.html", "<b>{{y}}</b>"}});
  REQUIRE(loaded.has_value());
  Data data;
  data.set("x", "<i>").include("slot", "part.html", Data().set("y", "<b>"));
  data.include("slot", "part.html", Data().set("y", "&"));
  CHECK((*loaded)->render("page.html", data).value() ==
        "<div><i>&lt;i&gt;</i><b>&lt;b&gt;</b><b>&amp;</b></div>");
}

TEST_CASE("given a text of several lines, then its line breaks are kept") {
  CHECK(render("<textarea>{{x}}</textarea>", Data().set("x", "uno\ndue")) ==
        "<textarea>uno\ndue</textarea>");
}

TEST_CASE("given :none or any modifier but url and part, then the template is refused") {
  for (const char* modifier : {"none", "h", "j", "x-own", "url:none", "H=pre", ""})
    CHECK(reason("<p>{{x:" + std::string(modifier) + "}}</p>") != "");
}

TEST_CASE("given a variable where escaping cannot help, then the template is refused") {
  const char* unsafe[] = {
      "<script>var a = {{x}};</script>",
      "<script src=\"/a.js\">{{x}}</script>",
      "<script src=\"{{x:url}}\"></script>",
      "<style>p { color: {{x}} }</style>",
      "<p style=\"color: {{x}}\">a</p>",
      "<p onclick=\"go('{{x}}')\">a</p>",
      "<p hx-on:click=\"{{x}}\">a</p>",
      "<p hx-on--load=\"{{x}}\">a</p>",
      "<p data-hx-on-click=\"{{x}}\">a</p>",
      "<p hx-vals='{\"a\": \"{{x}}\"}'>a</p>",
      "<p hx-headers='{{x}}'>a</p>",
      "<p hx-trigger=\"{{x}}\">a</p>",
      "<p class={{x}}>a</p>",
      "<p {{x}}>a</p>",
      "<p {{x}}=\"1\">a</p>",
      "<{{x}}>a</p>",
      "<p></{{x}}>",
      "<!-- {{x}} -->",
      "<!DOCTYPE {{x}}>",
      "<iframe srcdoc=\"{{x}}\"></iframe>",
      "<p unheard-of=\"{{x}}\">a</p>",
      "<p content=\"{{x}}\">a</p>",
      "<meta http-equiv=\"refresh\" content=\"{{x}}\">",
      "<meta content=\"{{x}}\" http-equiv=\"refresh\">",
      "<img srcset=\"{{x}}\">",
      "<a href=\"{{x:url}}{{#y}}?a{{/y}}\">a</a>",
  };
  for (const char* text : unsafe) CHECK_MESSAGE(reason(text) != "", text);
  CHECK(reason("<meta name=\"description\" content=\"{{x}}\">") == "");
}

TEST_CASE("given a URL attribute, also one ctemplate does not know, then it needs :url or :part") {
  for (const char* attribute :
       {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "hx-put",
        "hx-patch", "hx-delete", "hx-push-url", "data-hx-get", "data-streets-url", "data-href",
        "poster", "cite", "ping"}) {
    std::string name = attribute;
    CHECK_MESSAGE(reason("<p " + name + "=\"{{x}}\">a</p>") != "", name);
    CHECK_MESSAGE(reason("<p " + name + "=\"{{x:part}}\">a</p>") != "", name);
    CHECK_MESSAGE(reason("<p " + name + "=\"{{x:url}}\">a</p>") == "", name);
    CHECK_MESSAGE(reason("<p " + name + "=\"javascript:alert(1)\">a</p>") != "", name);
    Data hostile;
    hostile.set("x", "javascript:alert(1)");
    CHECK(render("<p " + name + "=\"{{x:url}}\">a</p>", hostile) == "<p " + name + "=\"#\">a</p>");
  }
  CHECK(reason("<p title=\"{{x:url}}\">a</p>") != "");
  CHECK(reason("<p>{{x:part}}</p>") != "");
}

TEST_CASE("given a whole URL, then only four schemes and relative addresses pass") {
  for (const char* good :
       {"/pratiche/12?a=b#c", "?pagina=2", "#errori", "pratica", "", "a/b:c",
        "https://www.example.it/", "HTTP://example.it", "mailto:a@example.it", "tel:+390612345"})
    CHECK_MESSAGE(html::is_allowed_url(good), good);
  for (const char* bad :
       {"javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:x",
        "\x01javascript:x", "data:text/html,x", "vbscript:x", "//example.it", "/\\example.it",
        "\\\\example.it", "blob:x", "file:///etc/passwd", "/a b"})
    CHECK_MESSAGE(!html::is_allowed_url(bad), bad);
}

TEST_CASE("given a piece of a URL, then it is encoded and cannot move host or scheme") {
  Data data;
  data.set("x", "../a b&c=d\"<é");
  CHECK(render("<a href=\"/p/{{x:part}}\">a</a>", data) ==
        "<a href=\"/p/..%2Fa%20b%26c%3Dd%22%3C%C3%A9\">a</a>");
  CHECK(render("<a href=\"{{b:url}}?q={{x:part}}\">a</a>", data.set("b", "/cerca")) ==
        "<a href=\"/cerca?q=..%2Fa%20b%26c%3Dd%22%3C%C3%A9\">a</a>");
  CHECK(reason("<a href=\"https://example.it/{{x:part}}\">a</a>") == "");
  CHECK(reason("<a href=\"https://{{x:part}}\">a</a>") != "");
  CHECK(reason("<a href=\"//{{x:part}}\">a</a>") != "");
  CHECK(reason("<a href=\"java{{x:part}}\">a</a>") != "");
}

TEST_CASE("given inline script, style, data or handlers without variables, then refused as well") {
  const char* inline_things[] = {
      "<script>go()</script>",
      "<script type=\"application/json\">{}</script>",
      "<script type=\"application/ld+json\" src=\"/a\">{}</script>",
      "<style>p{}</style>",
      "<p style=\"color:red\">a</p>",
      "<p onclick=\"go()\">a</p>",
      "<p hx-vals='js:{a: 1}'>a</p>",
      "<p hx-vars=\"a:1\">a</p>",
      "<p hx-trigger=\"click[ctrlKey]\">a</p>",
      "<base href=\"/\">",
      "<script {{#x}}src=\"/a.js\"{{/x}}></script>",
  };
  for (const char* text : inline_things) CHECK_MESSAGE(reason(text) != "", text);
  CHECK(reason("<script type=\"module\" src=\"/a.js\"></script>") == "");
}

TEST_CASE("given a name the template does not know, or one it lacks, then render refuses") {
  CHECK(refuses_data("<p>{{x}}</p>", Data()));
  CHECK(refuses_data("<p>{{x}}</p>", Data().set("x", "a").set("y", "b")));
  CHECK(refuses_data("<p>{{x}}</p>", Data().flag("x")));
  std::string list = "<ul>{{#row}}<li>{{x}}</li>{{/row}}</ul>";
  CHECK(refuses_data(list, Data().add("row", Data())));
  CHECK(refuses_data(list, Data().add("row", Data().set("x", "a").set("z", "b"))));
  CHECK(refuses_data(list, Data().add("rows", Data().set("x", "a"))));
  CHECK(refuses_data("<div>{{>slot}}</div>", Data().include("slot", "missing.html")));
  CHECK(refuses_data("<div>{{>slot}}</div>", Data().set("slot", "<b>")));
  CHECK(render(list, Data()) == "<ul></ul>");
}

TEST_CASE("given rows, flags and empty texts, then sections show what there is") {
  std::string text =
      "{{?row}}<ul>{{#row}}<li{{#on}} class=\"on\"{{/on}}>{{x}}{{y}}</li>{{/row}}</ul>{{/row}}"
      "{{^row}}<p>Nessuna riga</p>{{/row}}";
  CHECK(render(text, Data()) == "<p>Nessuna riga</p>");
  Data two;
  two.set("y", "!").flag("on", false);
  two.add("row", Data().set("x", "a").flag("on"));
  two.add("row", Data().set("x", "b"));
  CHECK(render(text, two) == "<ul><li class=\"on\">a!</li><li>b!</li></ul>");
  std::string hint = "<p>{{#hint}}<i>{{hint}}</i>{{/hint}}</p>";
  CHECK(render(hint, Data().set("hint", "")) == "<p></p>");
  CHECK(render(hint, Data().set("hint", "a")) == "<p><i>a</i></p>");
  CHECK(render(hint, Data()) == "<p></p>");
}

TEST_CASE("given a flag that is off in a row and on outside, then the row's own word counts") {
  std::string text = "{{#row}}<p>{{#on}}si{{/on}}{{^on}}no{{/on}}</p>{{/row}}";
  Data data;
  data.flag("on").add("row", Data().flag("on", false)).add("row", Data());
  CHECK(render(text, data) == "<p>no</p><p>si</p>");
}

TEST_CASE("given rows shown twice in a page, then each place may use other names of the row") {
  std::string text =
      "<ul>{{#row}}<li>{{a}}</li>{{/row}}</ul><div>{{#on}}{{#row}}<b>{{b}}</b>{{/row}}{{/on}}</"
      "div>";
  Data data;
  data.flag("on").add("row", Data().set("a", "1").set("b", "2"));
  CHECK(render(text, data) == "<ul><li>1</li></ul><div><b>2</b></div>");
}

TEST_CASE("given a broken template, then the error names file and line") {
  CHECK(reason("<p>\n\n{{x:none}}</p>").starts_with("a.html:3: "));
  auto loaded = load({{"a.html", "<p>\n{{>b/c.html}}</p>"}, {"b/c.html", "\n\n<i style=\"\">"}});
  REQUIRE(!loaded.has_value());
  CHECK(loaded.error().code == ErrorCode::definition);
  CHECK(loaded.error().detail.starts_with("b/c.html:3: "));
}

TEST_CASE("given markers that are not ours, or do not fit, then the template is refused") {
  const char* broken[] = {
      "<p>{{x</p>",
      "<p>{{}}</p>",
      "<p>{{1x}}</p>",
      "<p>{{BI_SPACE}}</p>",
      "<p>{{a b}}</p>",
      "<p>{{{x}}}</p>",
      "{{=| |=}}",
      "{{%AUTOESCAPE context=\"X\"}}",
      "<p>{{#a}}</p>",
      "<p>{{/a}}</p>",
      "{{#a}}{{#b}}{{/a}}{{/b}}",
      "{{#a_separator}}{{/a_separator}}",
      "<p>{{a__1}}</p>",
      "{{#a}}<p>{{/a}}</p>",
      "<p {{#a}}class=\"{{/a}}b\">a</p>",
      "<p>{{>missing.html}}</p>",
      "<p>{{>a.html}}</p>",
      "<p title=\"{{>slot}}\">a</p>",
      "<p>{{@asset missing.css}}</p>",
      "<p>{{@exec x}}</p>",
      "<p>{{@icon}}</p>",
      "<p>{{@icon x\"y}}</p>",
      "<p",
      "<p>",
      "<p></b></p>",
      "<p/>",
      "a < b",
      "<p title=\"a",
      "<p a=\"1\"b=\"2\">a</p>",
      "<title><b>x</b></title>",
      "<p>{{!a}}{{#a}}{{!b}}</p>",
  };
  for (const char* text : broken) CHECK_MESSAGE(reason(text) != "", text);
  CHECK(load({{"a.html", ""}, {"a.html", ""}}).has_value() == false);
}

TEST_CASE("given assets and icons, then their built addresses stand in the page") {
  CHECK(render("<link rel=\"stylesheet\" href=\"{{@asset app.css}}\">", Data()) ==
        "<link rel=\"stylesheet\" href=\"/assets/app.1a2b.css\">");
  CHECK(render("<p>{{@icon check icon-sm}}</p>", Data()) ==
        "<p><svg class=\"icon icon-sm\" aria-hidden=\"true\" focusable=\"false\">"
        "<use href=\"/assets/icons.3c4d.svg#check\"></use></svg></p>");
}
