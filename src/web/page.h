// Pages: what every page has around it (the shell of the citizen's portal or of the desk), and the
// templates of all pages. Loaded once from the program; immutable, any thread.
//
// A page is a template below portal/templates, an html::Data and a frame:
//   PageFrame frame = frame_of(visit, Face::citizen, "Permesso ZTL");
//   frame.crumbs = {{"Servizi", "/servizi"}, {"Permesso ZTL", ""}};
//   return pages.answer(frame, "istanze/passo.html", data);
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/html/template.h"
#include "platform/http/http.h"
#include "web/visit.h"

namespace digipro::web {

enum class Face { citizen, desk };

struct Link {
  std::string text;
  std::string url;  // empty: text only (the page one is on)
};

enum class MessageKind { done, info, warning, error };
// A sentence on top of the page: what has just happened. Read aloud when it arrives by htmx.
struct PageMessage {
  MessageKind kind = MessageKind::done;
  std::string text;
  Link link;  // optional: what to do next
};

struct NavigationItem {
  std::string text, url;
  int64_t count = 0;  // shown when not 0
  bool is_current = false;
};

struct PageFrame {
  Face face = Face::citizen;
  std::string title;         // of the window, without the town's name; the h1 is the template's
  std::vector<Link> crumbs;  // without Home; the last one without url
  std::string section;       // citizen: "servizi", "novita", "amministrazione", "vivere" or ""
  std::vector<PageMessage> messages;
  bool has_errors = false;                 // puts "Errore:" before the window's title
  std::vector<NavigationItem> navigation;  // desk: left column
  Town town;
  std::string crest_url;  // empty: the library's sign of a public office
  std::string user_name;  // empty: nobody logged in
  std::vector<Link> user_links;
  std::string login_url = "/accedi";
  std::string csrf_token;
};

// Town, user and token of a visit; the desk's navigation with `request.path` marked.
PageFrame frame_of(const Visit& visit, Face face, std::string title);

class Pages {
 public:
  // From the templates embedded in the program. Refuses with definition: file, line, reason.
  static Result<std::unique_ptr<Pages>> load();
  // From given templates, for tests.
  static Result<std::unique_ptr<Pages>> load(const std::vector<html::Source>& sources);

  // A whole page: the template `main` inside the shell.
  Result<std::string> render(const PageFrame& frame, std::string_view main, html::Data data) const;
  // A piece for htmx, without shell.
  Result<std::string> fragment(std::string_view name, const html::Data& data) const;
  Result<http::Response> answer(const PageFrame& frame, std::string_view main, html::Data data,
                                int status = 200) const;
  Result<http::Response> answer_fragment(std::string_view name, const html::Data& data,
                                         int status = 200) const;
  const html::Templates& templates() const { return *templates_; }

 private:
  explicit Pages(std::unique_ptr<html::Templates> templates);
  std::unique_ptr<html::Templates> templates_;
};

// {{kind}} {{text}} ... of shell/messages.html, also alone as an htmx fragment (hx-swap-oob).
html::Data messages_data(const std::vector<PageMessage>& messages);

}  // namespace digipro::web
