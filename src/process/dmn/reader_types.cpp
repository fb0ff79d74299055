// Item definitions as FEEL's types with their allowed values (DMN 1.5, clause 7.3.3).
#include "base/text.h"
#include "process/dmn/reader.h"

namespace digipro::dmn {
namespace {

std::string local_name(const std::string& name) {
  return name.starts_with("feel:") ? name.substr(5) : name;
}

}  // namespace

// The members that paths may name are known to every expression of the document.
void Reader::add_members(const xml::Element& element) {
  bool has_name = element.name == "itemComponent" || element.name == "variable" ||
                  element.name == "column" || element.name == "inputData" ||
                  element.name == "output";
  if (element.space == space_ && has_name && base_.members().size() < elements_max)
    base_.add_member(element.attribute("name"));
  for (const xml::Element& child : element.children) add_members(child);
}

void Reader::read_types() {
  add_members(root_);
  for (const xml::Element* item : children(root_, "itemDefinition")) {
    const std::string& name = item->attribute("name");
    if (item_sources_.size() >= elements_max)
      return problem(*item, "il documento supera " + std::to_string(elements_max) + " tipi.");
    if (name.empty()) {
      problem(*item, "manca il nome.");
    } else if (!item_sources_.emplace(name, item).second) {
      problem(*item, "il tipo è definito due volte.");
    }
  }
  for (const auto& [name, item] : item_sources_) {
    ItemPointer type = named_type(name, *item);
    if (type) base_.add_type(name, type->type);
  }
}

// Null for Any and, with a problem, for what is not known.
ItemPointer Reader::named_type(const std::string& given, const xml::Element& at) {
  std::string name = local_name(given);
  if (auto known = items_.find(name); known != items_.end()) return known->second;
  if (auto source = item_sources_.find(name); source != item_sources_.end()) {
    if (!items_open_.insert(name).second) {
      problem(at, "il tipo " + name + " finisce per contenere sé stesso.");
      return nullptr;
    }
    ItemPointer item = read_item(*source->second);
    items_open_.erase(name);
    return items_[name] = item;
  }
  feel::TypePointer built_in = feel::built_in_type(name);
  if (!built_in) {
    problem(at, "tipo sconosciuto: " + given + ".");
    return nullptr;
  }
  if (built_in->kind == feel::Type::Kind::any) return nullptr;
  auto item = std::make_shared<ItemType>();
  item->name = name;
  item->type = std::move(built_in);
  return items_[name] = std::move(item);
}

std::optional<feel::Expression> Reader::read_allowed(const xml::Element& item,
                                                     std::string_view name, std::string& text) {
  const xml::Element* values = item.child(space_, name);
  if (!values) return std::nullopt;
  text = text_of(*values);
  owner_ = &item;
  auto tests = trim(text).empty() ? std::nullopt : compile(text, Form::tests, nullptr);
  owner_ = nullptr;
  return tests;
}

ItemPointer Reader::read_item(const xml::Element& item) {
  ItemPointer plain =
      item.child(space_, "functionItem") ? read_function_item(item) : read_plain_item(item);
  if (item.attribute("isCollection") != "true") return plain;
  auto list = std::make_shared<ItemType>();
  auto type = std::make_shared<feel::Type>();
  type->kind = feel::Type::Kind::list;
  type->element = plain->type;
  list->name = item.attribute("name");
  list->type = std::move(type);
  list->is_checked = plain->is_checked;
  auto each = std::make_shared<ItemType>(*plain);
  list->constraint = std::exchange(each->constraint, std::nullopt);
  list->of_items = std::move(each);
  return list;
}

ItemPointer Reader::read_plain_item(const xml::Element& item) {
  auto read = std::make_shared<ItemType>();
  read->name = item.attribute("name");
  read->type = feel::any_type();
  if (const xml::Element* reference = item.child(space_, "typeRef")) {
    ItemPointer base = named_type(std::string(trim(reference->text)), item);
    if (base) {
      *read = *base;
      read->name = item.attribute("name");
    }
  }
  auto components = children(item, "itemComponent");
  if (!components.empty()) {
    auto type = std::make_shared<feel::Type>();
    type->kind = feel::Type::Kind::context;
    for (const xml::Element* component : components) {
      ItemPointer part = read_item(*component);
      type->entries.emplace_back(component->attribute("name"), part->type);
      read->is_checked = read->is_checked || part->is_checked;
      read->components.emplace_back(component->attribute("name"), std::move(part));
    }
    read->type = std::move(type);
  }
  if (auto allowed = read_allowed(item, "allowedValues", read->allowed_text))
    read->allowed = std::move(allowed);
  std::string text;
  if (auto constraint = read_allowed(item, "typeConstraint", text))
    read->constraint = std::move(constraint);
  read->is_checked = read->is_checked || read->allowed || read->constraint;
  return read;
}

ItemPointer Reader::read_function_item(const xml::Element& item) {
  const xml::Element& function = *item.child(space_, "functionItem");
  auto named = [&](const std::string& name) {
    return name.empty() ? nullptr : named_type(name, item);
  };
  auto typed = [](const ItemPointer& known) { return known ? known->type : feel::any_type(); };
  auto type = std::make_shared<feel::Type>();
  type->kind = feel::Type::Kind::function;
  type->has_parameters = true;
  auto read = std::make_shared<ItemType>();
  read->result = named(function.attribute("outputTypeRef"));
  type->result = typed(read->result);
  for (const xml::Element* parameter : children(function, "parameters"))
    type->parameters.push_back(typed(named(parameter->attribute("typeRef"))));
  read->name = item.attribute("name");
  read->type = std::move(type);
  return read;
}

}  // namespace digipro::dmn
