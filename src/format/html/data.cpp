#include "format/html/data.h"

#include <utility>

#include "base/assert.h"

namespace digipro::html {

Data::Data() = default;
Data::Data(const Data&) = default;
Data::Data(Data&&) noexcept = default;
Data& Data::operator=(const Data&) = default;
Data& Data::operator=(Data&&) noexcept = default;
Data::~Data() = default;

bool Data::Entry::shows() const {
  switch (kind) {
    case Kind::text:
      return !text.empty();
    case Kind::flag:
      return on;
    case Kind::rows:
    case Kind::parts:
      return !children.empty();
  }
  return false;
}

const Data::Entry* Data::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

Data::Entry& Data::entry(std::string_view name) {
  for (Entry& entry : entries_) {
    if (entry.name == name) return entry;
  }
  Entry& made = entries_.emplace_back();
  made.name = name;
  return made;
}

Data& Data::set(std::string_view name, std::string_view text) {
  Entry& target = entry(name);
  target.kind = Entry::Kind::text;
  target.text = text;
  return *this;
}

Data& Data::set(std::string_view name, int64_t number) {
  return set(name, std::string_view(std::to_string(number)));
}

Data& Data::flag(std::string_view name, bool on) {
  Entry& target = entry(name);
  target.kind = Entry::Kind::flag;
  target.on = on;
  return *this;
}

Data& Data::add(std::string_view name, Data row) {
  Entry& target = entry(name);
  target.kind = Entry::Kind::rows;
  target.children.push_back({{}, std::move(row)});
  return *this;
}

Data& Data::rows(std::string_view name, std::vector<Data> rows) {
  Entry& target = entry(name);
  target.kind = Entry::Kind::rows;
  target.children.clear();
  target.children.reserve(rows.size());
  for (Data& row : rows) target.children.push_back({{}, std::move(row)});
  return *this;
}

Data& Data::include(std::string_view name, std::string_view template_name, Data data) {
  return include(name, Child{std::string(template_name), std::move(data)});
}

Data& Data::include(std::string_view name, Child part) {
  DIGIPRO_ASSERT(!part.template_name.empty(), "a part names its template");
  Entry& target = entry(name);
  target.kind = Entry::Kind::parts;
  target.children.push_back(std::move(part));
  return *this;
}

}  // namespace digipro::html
