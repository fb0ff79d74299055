#include "modules/catalogue/package_reader.h"

#include <algorithm>

#include "base/text.h"

namespace digipro::catalogue {

struct ServicePackage::Expressions {
  feel::Scope scope;
  std::vector<std::string> fields;  // by slot
  std::optional<feel::Expression> oggetto, public_title;
};

namespace {

constexpr size_t problems_max = 50;

// Every {name} of a text, in order.
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open)) {
    size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(text.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

void check_variables(Reader& in, const std::string& id, const Message& message) {
  std::vector<std::string> used = names_in(message.subject);
  for (const std::string& paragraph : message.body)
    for (std::string& name : names_in(paragraph)) used.push_back(std::move(name));
  for (const std::string& name : used)
    in.expect(std::find(message.variables.begin(), message.variables.end(), name) !=
                  message.variables.end(),
              id, "{" + name + "} non è tra le `variables`");
  for (const std::string& name : message.variables)
    in.expect(std::find(used.begin(), used.end(), name) != used.end(), id,
              "la variabile " + name + " non è usata");
}

Result<std::string> evaluate_text_of(const ServicePackage::Expressions& expressions,
                                     const std::optional<feel::Expression>& expression,
                                     const forms::FormView& view, Instant now) {
  if (!expression) return std::string();
  feel::Context known = view.feel_values();
  std::vector<feel::Value> values(expressions.scope.size());
  for (size_t slot = 0; slot < expressions.fields.size(); ++slot)
    if (const feel::Value* value = known.find(expressions.fields[slot])) values[slot] = *value;
  DIGIPRO_TRY(result, expression->evaluate(values, feel::Environment{now, {}}));
  const std::string* text = result.value.as_string();
  if (text == nullptr || text->empty())
    return refuse(ErrorCode::definition, "an expression of service.json gives no text");
  return *text;
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
  for (const auto& [id, item] : (*json)["messages"].members()) {
    Message message{in.text(item, "subject", 200), in.texts(item, "body", 1, 40),
                    in.texts(item, "variables", 0, 40)};
    check_variables(in, id, message);
    package.messages.emplace(id, std::move(message));
  }
  const json::Value& pages = (*json)["pages"];
  package.next_steps = in.texts(pages["confirmation"], "next_steps", 1, 10);
  if (package.is_public)
    package.public_introduction = in.texts(pages["public_list"], "introduction", 1, 5);
}

std::shared_ptr<const ServicePackage::Expressions> compile_expressions(
    Reader& in, const json::Value& service, const forms::FormDefinition& form) {
  auto expressions = std::make_shared<ServicePackage::Expressions>();
  for (const forms::Field& field : form.fields()) {
    expressions->scope.add(field.id);
    expressions->fields.push_back(field.id);
  }
  auto compile = [&](const std::string& text) {
    std::optional<feel::Expression> out;
    auto compiled = feel::Expression::compile(text, expressions->scope);
    if (compiled)
      out = std::move(*compiled);
    else
      in.add(compiled.error());
    return out;
  };
  expressions->oggetto = compile(service["protocollo"]["oggetto"].text());
  if (service["public"].bool_or("list", false))
    expressions->public_title = compile(service["public"]["title"].text());
  return expressions;
}

const SheetSection* ServicePackage::section(std::string_view section_id) const {
  for (const SheetSection& section : sheet)
    if (section.id == section_id) return &section;
  return nullptr;
}

Result<std::string> ServicePackage::oggetto(const forms::FormView& view, Instant now) const {
  return evaluate_text_of(*expressions, expressions->oggetto, view, now);
}

Result<std::string> ServicePackage::public_title(const forms::FormView& view, Instant now) const {
  return evaluate_text_of(*expressions, expressions->public_title, view, now);
}

}  // namespace digipro::catalogue
