#include "web/page.h"

#include <doctest/doctest.h>

#include "web/assets.h"
#include "web/embedded.h"
#include "web/error_page.h"
#include "web/theme.h"

using namespace digipro;
using namespace digipro::web;

namespace {

PageFrame sample_frame(Face face) {
  PageFrame frame;
  frame.face = face;
  frame.title = "Permesso <ZTL>";
  frame.town.name = "Comune di Borgo Verde";
  frame.town.region = "Regione Piemonte";
  frame.crumbs = {{"Servizi", "/servizi"}, {"Permesso", ""}};
  frame.csrf_token = "abc";
  return frame;
}

bool holds(const std::string& text, std::string_view piece) {
  return text.find(piece) != std::string::npos;
}

const Pages& pages() {
  static const std::unique_ptr<Pages> loaded = [] {
    auto result = Pages::load();
    REQUIRE_MESSAGE(result.has_value(), result.error().detail);
    return std::move(*result);
  }();
  return *loaded;
}

}  // namespace

TEST_CASE("given all templates of the program, when they are loaded, then none is refused") {
  CHECK(pages().templates().names().size() > 3);
}

TEST_CASE("given a citizen's page, then the model's links and the way back are in it") {
  html::Data data;
  data.set("status", 404).set("heading", "Titolo").set("sentence", "Frase").set("request_id", "");
  auto page = pages().render(sample_frame(Face::citizen), "pages/error.html", data);
  REQUIRE_MESSAGE(page.has_value(), page.error().detail);
  for (const char* element :
       {"main-navigation", "management", "news", "all-services", "live", "personal-area-login",
        "faq", "report-inefficiency", "privacy-policy-link", "legal-notes", "accessibility-link",
        "appointment-booking", "breadcrumb"})
    CHECK_MESSAGE(holds(*page, "data-element=\"" + std::string(element) + "\""), element);
  CHECK(holds(*page, "<title>Permesso &lt;ZTL&gt; · Comune di Borgo Verde</title>"));
  CHECK(holds(*page, "Vivere Borgo Verde"));
  CHECK(holds(*page, "aria-current=\"page\">Permesso</li>"));
}

TEST_CASE("given somebody logged in, then the page greets by name and the way out is a POST") {
  PageFrame frame = sample_frame(Face::desk);
  frame.user_name = "Laura Neri";
  frame.navigation = {{"Scrivania", "/scrivania", 12, true}};
  html::Data data;
  data.set("status", 404).set("heading", "Titolo").set("sentence", "Frase").set("request_id", "");
  auto page = pages().render(frame, "pages/error.html", data);
  REQUIRE_MESSAGE(page.has_value(), page.error().detail);
  CHECK(holds(*page, "Laura Neri"));
  CHECK(holds(*page,
              "<form method=\"post\" action=\"/esci\"><input type=\"hidden\" "
              "name=\"_csrf\" value=\"abc\">"));
  CHECK(holds(*page, "aria-current=\"page\""));
}

TEST_CASE("given any error, then its page has its status, its sentence and the request's code") {
  http::Request request;
  request.request_id = "r-123";
  Error error = fail(ErrorCode::storage_failed, "disk /dev/sda");
  http::Response response = error_page(pages(), sample_frame(Face::citizen), error, request);
  CHECK(response.status == 503);
  CHECK(holds(response.body, "nulla è stato registrato"));
  CHECK(holds(response.body, "r-123"));
  CHECK(!holds(response.body, "/dev/sda"));
  CHECK(bare_error_page(error, request).status == 503);
}

TEST_CASE("given an error of an htmx request, then the answer is a message for the page's top") {
  http::Request request;
  request.headers["hx-request"] = "true";
  auto response =
      error_page(pages(), sample_frame(Face::citizen), fail(ErrorCode::conflict), request);
  CHECK(response.status == 409);
  CHECK(*http::find_field(response.headers, "HX-Retarget") == "#messages");
  CHECK(!holds(response.body, "<html"));
}

TEST_CASE("given an asset, then it is served by its hashed name, packed when the browser can") {
  std::string url = asset_url("app.css").value();
  std::string name = url.substr(std::string("/assets/").size());
  CHECK(find_asset(name)->content_type == "text/css; charset=utf-8");
  http::Request request;
  http::Response plain = serve_asset(request, name);
  CHECK(plain.status == 200);
  CHECK(holds(*http::find_field(plain.headers, "Cache-Control"), "immutable"));
  request.headers["accept-encoding"] = "gzip, br";
  http::Response packed = serve_asset(request, name);
  CHECK(packed.body.size() < plain.body.size());
  CHECK(*http::find_field(packed.headers, "Content-Encoding") == "gzip");
  request.headers["if-none-match"] = *http::find_field(packed.headers, "ETag");
  CHECK(serve_asset(request, name).status == 304);
  for (const char* missing : {"app.css", "manifest.json", "../templates/shell/desk.html", "", "x"})
    CHECK_MESSAGE(serve_asset(http::Request{}, missing).status == 404, missing);
}

TEST_CASE("given styles as built, then the library's version is readable and nothing is inline") {
  std::string_view css = find_asset(asset_url("app.css")->substr(8))->bytes;
  CHECK(css.find("--bootstrap-italia-version: \"2.18.3\"") != std::string_view::npos);
  CHECK(css.find("data:") == std::string_view::npos);
  CHECK(css.find("url(http") == std::string_view::npos);
  std::string_view script = find_asset(asset_url("app.js")->substr(8))->bytes;
  CHECK(script.find("eval(") == std::string_view::npos);
  CHECK(script.find("Function(") == std::string_view::npos);
}

TEST_CASE("given a town's colour, then white text on it has at least 4.5 to 1") {
  CHECK(theme_url("#00FF00") == "/assets/tema-00ff00.css");
  CHECK(theme_url("red;}") == "/assets/tema-0066cc.css");
  // #0066cc has 5.57 to 1 (WCAG contrast, computed by hand) and stays.
  CHECK(holds(theme_stylesheet("tema-0066cc.css").value(), "--town:#0066cc;"));
  CHECK(!holds(theme_stylesheet("tema-ffff00.css").value(), "--town:#ffff00;"));
  CHECK(!theme_stylesheet("tema-xyz.css").has_value());
  CHECK(!theme_stylesheet("tema-00ff0g.css").has_value());
}

TEST_CASE("given embedded files, then they are found by path and folder") {
  CHECK(find_embedded("portal/templates/shell/desk.html") != nullptr);
  CHECK(find_embedded("portal/templates/shell") == nullptr);
  CHECK(find_embedded("nothing") == nullptr);
  CHECK(embedded_below("portal/dist/").size() > 5);
}
