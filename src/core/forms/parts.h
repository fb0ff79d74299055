// What a FormDefinition is made of, and who makes it. Internal to core/forms. DefinitionReader is
// used by one thread, once; the Parts it leaves are immutable and shared by all threads.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/forms/form.h"
#include "core/forms/mistakes.h"

namespace digipro::forms {

struct FormDefinition::Parts {
  std::string title;
  std::vector<Step> steps;
  std::vector<Field> fields;
  Limits limits;
  std::vector<size_t> order;
  std::map<std::string, size_t, std::less<>> field_indexes, step_indexes;
};

// Slots of the FEEL scope: a field has its index as slot, then come `person` and `ente`.
struct DefinitionReader {
  explicit DefinitionReader(const Limits& limits);
  Result<FormDefinition> read(const json::Value& json);

 private:
  void name_fields(const json::Value& steps);
  void read_step(const json::Value& json, const std::string& place);
  void read_field(const json::Value& json, const std::string& place);
  void read_answerable(ObjectReader& in, Field& field);
  void read_kind(ObjectReader& in, Field& field);
  void read_source(ObjectReader& in, Field& field);
  void read_choices(ObjectReader& in, Field& field);
  void read_bound(ObjectReader& in, const Field& field, std::string_view key, feel::Value& fixed,
                  std::optional<feel::Expression>& computed);
  void read_checks(ObjectReader& in, Field& field);
  void read_prefill(ObjectReader& in, Field& field);
  void check_consistency(ObjectReader& in, const Field& field);
  void find_order();

  Mistakes mistakes_;
  feel::Scope scope_;
  std::vector<std::string> places_;  // of fields, by index
  std::shared_ptr<FormDefinition::Parts> parts_;
};

// Every field after those it uses; or the first cycle found from each field, as the fields' own
// indexes, first one repeated at the end.
struct FieldOrder {
  std::vector<size_t> order;
  std::vector<std::vector<size_t>> cycles;
};
FieldOrder order_of(const std::vector<Step>& steps, const std::vector<Field>& fields);

}  // namespace digipro::forms
