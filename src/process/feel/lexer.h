// Cuts FEEL text into tokens (DMN 1.5, clause 10.3.1.2, grammar rules 24 to 37 and 62 to 64).
// Private to process/feel. The parser asks for one token at a place: where a name ends depends on
// the names it knows.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace digipro::feel {

enum class Mark {
  end,
  error,   // text holds the Italian sentence
  number,  // text as written
  string,  // text unescaped
  at,      // @"..." with its text
  name,    // one word; keywords are names too
  symbol   // text: ( ) [ ] { } , : . .. + - * ** / = != < <= > >= ->
};

struct Token {
  Mark mark = Mark::end;
  size_t begin = 0, end = 0;  // bytes of the text
  std::string text;
  bool is(std::string_view symbol) const { return mark == Mark::symbol && text == symbol; }
  bool is_word(std::string_view word) const { return mark == Mark::name && text == word; }
};

// The token that starts at `from` or after the blanks and comments there.
Token next_token(std::string_view text, size_t from);
size_t skip_blanks(std::string_view text, size_t from);  // comments too

// The length in bytes of the blank, name-start or name-part character at `from`; 0 for none.
size_t blank_length(std::string_view text, size_t from);
size_t name_start_length(std::string_view text, size_t from);
size_t name_part_length(std::string_view text, size_t from);

bool is_keyword(std::string_view word);
// Whether a name is a single word, so that next_token reads it whole.
bool is_single_word(std::string_view name);
// Where `name` ends when it stands at `from` (a blank in it matches any blanks); 0 when it does
// not.
size_t match_name(std::string_view text, size_t from, std::string_view name);
// Blanks at the ends removed, runs of them made one.
std::string collapse_blanks(std::string_view name);

}  // namespace digipro::feel
