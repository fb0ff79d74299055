#include <algorithm>
#include <array>

#include "base/text.h"
#include "core/organisation/organisation.h"
#include "core/people/people.h"
#include "modules/scrivania/desk.h"

namespace digipro::scrivania {
namespace {

constexpr std::array<std::string_view, 4> view_codes = {"mie", "ufficio", "scadenza", "ritardo"};
constexpr size_t code_bytes_max = 100;

std::string short_text(const http::Fields& query, std::string_view name) {
  const std::string* text = http::find_field(query, name);
  return text && text->size() <= code_bytes_max ? std::string(trim(*text)) : std::string();
}

}  // namespace

std::string_view code_of(casework::View view) {
  return view_codes[static_cast<size_t>(view)];
}

ListState list_state(const http::Fields& query) {
  ListState list;
  list.filter.service = ServiceId(short_text(query, "servizio"));
  list.filter.office = OfficeId(short_text(query, "ufficio"));
  list.filter.text = short_text(query, "q");
  list.after = short_text(query, "dopo");
  std::string view = short_text(query, "vista");
  auto found = std::find(view_codes.begin(), view_codes.end(), view);
  // Who searches from the side of the page means all of the office's work.
  list.filter.view = found != view_codes.end()
                         ? static_cast<casework::View>(found - view_codes.begin())
                     : list.filter.text.empty() ? casework::View::mine
                                                : casework::View::office;
  return list;
}

ListState list_state(const http::Request& request) {
  const std::string* text = request.form_field("lista");
  auto fields = http::parse_urlencoded(text ? *text : "", http::Limits{});
  return list_state(fields ? *fields : http::Fields{});
}

std::string list_query(const ListState& list) {
  std::string query = "vista=" + std::string(code_of(list.filter.view));
  auto add = [&query](std::string_view name, const std::string& value) {
    if (!value.empty()) query += "&" + std::string(name) + "=" + url_encode(value);
  };
  add("servizio", list.filter.service.text);
  add("ufficio", list.filter.office.text);
  add("q", list.filter.text);
  add("dopo", list.after);
  return query;
}

std::string desk_url(const ListState& list, const TaskId& task) {
  std::string url = "/scrivania?" + list_query(list);
  if (!task.empty()) url += "&compito=" + url_encode(task.text);
  return url;
}

const std::string& Names::office(const OfficeId& office) {
  auto [place, is_new] = offices_.try_emplace(office, office.text);
  if (is_new)
    if (auto found = organisation::find_office(db_, office)) place->second = found->name;
  return place->second;
}

const std::string& Names::person(const PersonId& person) {
  auto [place, is_new] = people_.try_emplace(person, "una persona dell'ufficio");
  if (is_new)
    if (auto found = people::name_of(db_, viewer_, person)) place->second = *found;
  return place->second;
}

std::string Names::who(const PersonId& assignee) {
  if (assignee.empty()) return "da prendere";
  if (assignee == viewer_.person) return "tu";
  const std::string& name = person(assignee);
  size_t blank = name.find(' ');
  size_t first = 1;  // bytes of the first letter
  while (first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0) == 0x80) ++first;
  return blank == std::string::npos ? name : name.substr(0, first) + "." + name.substr(blank);
}

std::string short_subject(const std::string& oggetto, const std::string& service) {
  bool repeats = oggetto.starts_with(service + ": ");
  return repeats ? oggetto.substr(service.size() + 2) : oggetto;
}

}  // namespace digipro::scrivania
