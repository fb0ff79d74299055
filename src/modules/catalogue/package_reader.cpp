#include "modules/catalogue/package_reader.h"

#include <algorithm>

#include "base/text.h"

namespace digipro::catalogue {

namespace {

constexpr size_t problems_max = 50;

void check_variables(Reader& in, const std::string& id, const Message& message) {
  std::vector<std::string> used = variables_in(message.subject);
  for (const std::string& paragraph : message.body)
    for (std::string& name : variables_in(paragraph)) used.push_back(std::move(name));
  for (const std::string& name : used)
    in.expect(std::find(message.variables.begin(), message.variables.end(), name) !=
                  message.variables.end(),
              id, "{{" + name + "}} non è tra le `variables`");
  for (const std::string& name : message.variables)
    in.expect(std::find(used.begin(), used.end(), name) != used.end(), id,
              "la variabile " + name + " non è usata");
}

}  // namespace

void Reader::expect(bool holds, std::string_view place, std::string sentence) {
  if (holds || problems_.fields.size() >= problems_max) return;
  problems_.fields.push_back({file_ + ": " + std::string(place), std::move(sentence)});
}

void Reader::add(const Error& error) {
  if (error.fields.empty()) expect(false, "", error.detail);
  for (const FieldProblem& problem : error.fields) expect(false, problem.field, problem.sentence);
}

const std::string* Reader::file(const FilesOfPackage& files, std::string_view name) {
  auto found = files.find(name);
  expect(found != files.end(), "", "manca il file");
  return found == files.end() ? nullptr : found->second;
}

std::string Reader::text(const json::Value& object, std::string_view key, size_t characters_max) {
  const std::string& found = object[key].text();
  size_t characters = count_code_points(found);
  expect(characters > 0 && characters <= characters_max, key,
         "manca, o supera " + std::to_string(characters_max) + " caratteri");
  return found;
}

std::vector<std::string> Reader::texts(const json::Value& object, std::string_view key,
                                       size_t items_min, size_t items_max) {
  const json::Array& items = object[key].items();
  expect(items.size() >= items_min && items.size() <= items_max, key,
         "servono da " + std::to_string(items_min) + " a " + std::to_string(items_max) + " voci");
  std::vector<std::string> texts;
  for (const json::Value& item : items) {
    expect(!item.text().empty(), key, "una voce non è un testo");
    texts.push_back(item.text());
  }
  return texts;
}

int64_t Reader::number(const json::Value& object, std::string_view key, int64_t minimum,
                       int64_t maximum) {
  int64_t found = object.int_or(key, minimum - 1);
  expect(found >= minimum && found <= maximum, key,
         "serve un numero da " + std::to_string(minimum) + " a " + std::to_string(maximum));
  return std::clamp(found, minimum, maximum);
}

size_t Reader::one_of(const json::Value& object, std::string_view key,
                      std::initializer_list<std::string_view> words) {
  auto found = std::find(words.begin(), words.end(), object[key].text());
  std::string all;
  for (std::string_view word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  expect(found != words.end(), key, "deve essere uno di: " + all);
  return found == words.end() ? 0 : static_cast<size_t>(found - words.begin());
}

void Reader::known_keys(std::string_view place, const json::Value& object,
                        std::span<const std::string_view> known,
                        std::initializer_list<std::string_view> more) {
  for (const auto& [key, value] : object.members()) {
    bool is_known = std::find(known.begin(), known.end(), key) != known.end() ||
                    std::find(more.begin(), more.end(), key) != more.end();
    expect(is_known, place.empty() ? std::string_view(key) : place, "chiave sconosciuta: " + key);
  }
}

void read_messages(Reader& in, const std::string& text, ServicePackage& package) {
  auto json = json::parse(text);
  if (!json) {
    in.add(json.error());
    return;
  }
  in.expect((*json)["format"].text() == "digipro.messages/1", "format",
            "il formato deve essere digipro.messages/1");
  in.known_keys("", *json, {}, {"format", "messages", "pages"});
  for (const auto& [id, item] : (*json)["messages"].members()) {
    in.known_keys(id, item, {}, {"subject", "body", "variables"});
    Message message{in.text(item, "subject", 200), in.texts(item, "body", 1, 40),
                    in.texts(item, "variables", 0, 40)};
    check_variables(in, id, message);
    package.messages.emplace(id, std::move(message));
  }
  const json::Value& pages = (*json)["pages"];
  in.known_keys("pages", pages, {}, {"confirmation", "public_list"});
  package.next_steps = in.texts(pages["confirmation"], "next_steps", 1, 10);
  if (package.is_public)
    package.public_introduction = in.texts(pages["public_list"], "introduction", 1, 5);
}

std::vector<std::string> variables_in(std::string_view text) {
  std::vector<std::string> names;
  size_t at = 0;
  while ((at = text.find("{{", at)) != std::string_view::npos) {
    size_t close = text.find("}}", at);
    if (close == std::string_view::npos) break;
    names.emplace_back(text.substr(at + 2, close - at - 2));
    at = close + 2;
  }
  return names;
}

const SheetSection* ServicePackage::section(std::string_view section_id) const {
  for (const SheetSection& section : sheet)
    if (section.id == section_id) return &section;
  return nullptr;
}

std::string ServicePackage::oggetto(const forms::FormView& view) const {
  std::string out;
  size_t start = 0;
  for (size_t open; (open = oggetto_text.find("{{", start)) != std::string::npos;) {
    size_t close = oggetto_text.find("}}", open);
    const forms::FieldView* field = view.find(oggetto_text.substr(open + 2, close - open - 2));
    std::string before = oggetto_text.substr(start, open - start);
    if (field == nullptr || !field->visible || field->display_text.empty())
      out += before.substr(0, before.find_last_not_of(" ,:-") + 1);
    else
      out += before + field->display_text;
    start = close + 2;
  }
  return out + oggetto_text.substr(start);
}

}  // namespace digipro::catalogue
