// html::Data: what a template is filled with. Texts, flags, rows of a repeated section and parts
// (a slot filled by another template with data of its own). A plain value, cheap to move; it never
// holds HTML: every text is escaped where the template puts it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace digipro::html {

class Data {
 public:
  struct Entry;
  struct Child;

  Data();
  Data(const Data&);
  Data(Data&&) noexcept;
  Data& operator=(const Data&);
  Data& operator=(Data&&) noexcept;
  ~Data();

  // {{name}}; and {{#name}}...{{/name}} shows when the text is not empty. UTF-8.
  Data& set(std::string_view name, std::string_view text);
  Data& set(std::string_view name, int64_t number);
  // {{#name}}...{{/name}} once when on, {{^name}}...{{/name}} when off.
  Data& flag(std::string_view name, bool on = true);
  // One more turn of {{#name}}...{{/name}}, with data of its own; outer names stay visible.
  Data& add(std::string_view name, Data row);
  Data& rows(std::string_view name, std::vector<Data> rows);
  // One more part in {{>name}}: that template, with this data only.
  Data& include(std::string_view name, std::string_view template_name, Data data = {});
  Data& include(std::string_view name, Child part);

  const Entry* find(std::string_view name) const;
  const std::vector<Entry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }

 private:
  Entry& entry(std::string_view name);
  std::vector<Entry> entries_;
};

struct Data::Child {
  std::string template_name;  // empty for a row
  Data data;
};

struct Data::Entry {
  enum class Kind { text, flag, rows, parts };
  std::string name;
  Kind kind = Kind::text;
  bool on = false;
  std::string text;
  std::vector<Child> children;
  // Whether {{#name}} shows at all.
  bool shows() const;
};

}  // namespace digipro::html
