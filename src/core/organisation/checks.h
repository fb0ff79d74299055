// What the commands of this room share: field problems gathered one by one, and the rows they refer
// to. Private to core/organisation.
#pragma once
#include <string>

#include "core/organisation/organisation.h"

namespace digipro::organisation {

class Problems {
 public:
  void add(const char* field, std::string sentence) {
    error_.fields.push_back({field, std::move(sentence)});
  }
  // Cleans `text` in place; `when_missing` is empty for a field that may be empty.
  void line(const char* field, std::string& text, size_t characters_max,
            const char* when_missing = "");
  Status status() const {
    if (error_.fields.empty()) return {};
    return refuse(error_);
  }

 private:
  Error error_ = fail(ErrorCode::invalid_input, "organisation");
};

// Letters, digits and "-", 1 to 40; `is_lower` for offices, any case for AOO.
bool is_code(std::string_view text, bool is_lower);
Status may_change(const Caller& caller);

}  // namespace digipro::organisation
