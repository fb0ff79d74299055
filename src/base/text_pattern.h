// Regular expressions of XPath (F&O 3.1, clause 5.6), which FEEL's matches, replace and split use,
// run by ICU. Patterns come from service packages: every search is stopped after a bounded amount
// of work. ICU is included in the .cpp only. Immutable, any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro {

class TextPattern {
 public:
  // Flags: any of "smixq". Refuses with invalid_input a pattern or flags that are wrong.
  static Result<TextPattern> compile(std::string_view pattern, std::string_view flags);

  // All texts are valid UTF-8. They refuse with limit_exceeded when the search takes too much.
  Result<bool> is_found_in(std::string_view text) const;
  // "$1" is a group, "\$" a dollar; a replacement that names no group is refused.
  Result<std::string> replace_all_in(std::string_view text, std::string_view replacement,
                                     size_t bytes_max) const;
  Result<std::vector<std::string>> split(std::string_view text, size_t parts_max) const;

 private:
  struct Compiled;
  explicit TextPattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace digipro
