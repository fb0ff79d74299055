#include "web/page.h"

#include <utility>

#include "base/text.h"
#include "web/assets.h"
#include "web/embedded.h"
#include "web/theme.h"

namespace digipro::web {
namespace {

constexpr std::string_view templates_folder = "portal/templates/";
constexpr std::string_view accessibility_url = "/dichiarazione-accessibilita";

std::vector<NavigationItem> desk_navigation(const Visit& visit) {
  std::vector<NavigationItem> items = {{"Scrivania", "/scrivania"},
                                       {"Pratiche", "/scrivania/pratiche"}};
  bool is_administrator = visit.caller.has(Role::amministratore);
  if (visit.caller.has(Role::sportello) || is_administrator)
    items.push_back({"Credenziali", "/sportello/credenziali"});
  if (is_administrator) {
    items.push_back({"Organizzazione", "/organizzazione"});
    items.push_back({"Impostazioni", "/impostazioni"});
    items.push_back({"Incidenti", "/incidenti"});
  }
  // A page below an item's is the item's too: /organizzazione/uffici/verde.
  for (NavigationItem& item : items)
    item.is_current =
        visit.request.path == item.url || visit.request.path.starts_with(item.url + "/");
  return items;
}

html::Data message_row(const PageMessage& message) {
  html::Data row;
  row.flag("is_done", message.kind == MessageKind::done)
      .flag("is_info", message.kind == MessageKind::info)
      .flag("is_warning", message.kind == MessageKind::warning)
      .flag("is_error", message.kind == MessageKind::error)
      .set("text", message.text)
      .set("link_url", message.link.url)
      .set("link_text", message.link.text);
  constexpr std::string_view names[] = {"done", "info", "warning", "error"};
  row.set("kind", names[static_cast<int>(message.kind)]);
  return row;
}

// "Comune di Borgo Verde" -> "Borgo Verde", for the fourth section "Vivere Borgo Verde".
std::string_view short_name(std::string_view town) {
  for (std::string_view start : {"Comune di ", "Comune dell'", "Città di "}) {
    if (town.starts_with(start)) return town.substr(start.size());
  }
  return town;
}

void put_user(const PageFrame& frame, html::Data& shell) {
  shell.flag("user", !frame.user_name.empty()).set("user_name", frame.user_name);
  for (const Link& link : frame.user_links)
    shell.add("user_link", html::Data().set("text", link.text).set("url", link.url));
  shell.set("csrf", frame.csrf_token);
}

void put_crumbs(const PageFrame& frame, html::Data& shell) {
  for (const Link& crumb : frame.crumbs)
    shell.add("crumb", html::Data().set("text", crumb.text).set("url", crumb.url));
}

void put_citizen(const PageFrame& frame, html::Data& shell) {
  for (std::string_view section : {"amministrazione", "novita", "servizi", "vivere"})
    shell.flag("in_" + std::string(section), frame.section == section);
  shell.set("region", frame.town.region)
      .set("town_short", short_name(frame.town.name))
      .set("login_url", frame.login_url)
      .set("accessibility_url", accessibility_url);
}

void put_desk(const PageFrame& frame, html::Data& shell) {
  for (const NavigationItem& item : frame.navigation) {
    shell.add("nav", html::Data()
                         .set("text", item.text)
                         .set("url", item.url)
                         .set("count", item.count ? std::to_string(item.count) : "")
                         .flag("current", item.is_current));
  }
}

}  // namespace

html::Data messages_data(const std::vector<PageMessage>& messages) {
  html::Data data;
  for (const PageMessage& message : messages) data.add("message", message_row(message));
  return data;
}

PageFrame frame_of(const Visit& visit, Face face, std::string title) {
  PageFrame frame;
  frame.face = face;
  frame.title = std::move(title);
  frame.town = visit.town;
  frame.user_name = visit.display_name;
  frame.csrf_token = visit.csrf_token;
  if (visit.is_logged_in()) {
    frame.user_links = {{"Area personale", "/area-personale"}};
    if (visit.is_staff()) frame.user_links.push_back({"Scrivania", "/scrivania"});
    frame.user_links.push_back({"Cambia password", "/password"});
  } else if (visit.request.method == http::Method::get) {
    frame.login_url = "/accedi?ritorno=" + url_encode(visit.request.path);
  }
  if (face == Face::desk) frame.navigation = desk_navigation(visit);
  return frame;
}

Pages::Pages(std::unique_ptr<html::Templates> templates) : templates_(std::move(templates)) {}

Result<std::unique_ptr<Pages>> Pages::load() {
  std::vector<html::Source> sources;
  for (const EmbeddedFile& file : embedded_below(templates_folder)) {
    if (file.path.ends_with(".html"))
      sources.push_back(
          {std::string(file.path.substr(templates_folder.size())), std::string(file.bytes())});
  }
  return load(sources);
}

Result<std::unique_ptr<Pages>> Pages::load(const std::vector<html::Source>& sources) {
  DIGIPRO_TRY(templates, html::Templates::load(sources, asset_url));
  return std::unique_ptr<Pages>(new Pages(std::move(templates)));
}

Result<std::string> Pages::render(const PageFrame& frame, std::string_view main,
                                  html::Data data) const {
  html::Data shell = messages_data(frame.messages);
  shell.set("title", frame.title)
      .set("town_name", frame.town.name)
      .set("theme_url", theme_url(frame.town.colour))
      .set("crest_url", frame.crest_url)
      .flag("has_errors", frame.has_errors)
      .include("main", main, std::move(data));
  put_user(frame, shell);
  put_crumbs(frame, shell);
  bool is_desk = frame.face == Face::desk;
  is_desk ? put_desk(frame, shell) : put_citizen(frame, shell);
  return templates_->render(is_desk ? "shell/desk.html" : "shell/citizen.html", shell);
}

Result<std::string> Pages::fragment(std::string_view name, const html::Data& data) const {
  return templates_->render(name, data);
}

Result<http::Response> Pages::answer(const PageFrame& frame, std::string_view main, html::Data data,
                                     int status) const {
  DIGIPRO_TRY(page, render(frame, main, std::move(data)));
  return http::Response::html(std::move(page), status);
}

Result<http::Response> Pages::answer_fragment(std::string_view name, const html::Data& data,
                                              int status) const {
  DIGIPRO_TRY(text, fragment(name, data));
  return http::Response::html(std::move(text), status);
}

}  // namespace digipro::web
