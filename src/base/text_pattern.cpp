#include "base/text_pattern.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace digipro {
namespace {

constexpr size_t pattern_bytes_max = 4096;
constexpr int32_t work_limit = 1000;          // ICU counts thousands of steps: some milliseconds
constexpr int32_t stack_limit = 1024 * 1024;  // bytes of backtracking state

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

std::string narrow(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// ICU differs from XPath in what it ignores under `x` and in references to groups.
class Translator {
 public:
  Translator(std::string_view pattern, bool ignores_blanks)
      : pattern_(pattern), ignores_blanks_(ignores_blanks) {}

  // "" when the pattern is none of XPath's.
  Result<std::string> run() {
    while (at_ < pattern_.size())
      if (!step()) return refuse(ErrorCode::invalid_input, "pattern");
    if (depth_ != 0) return refuse(ErrorCode::invalid_input, "pattern: bracket");
    return out_;
  }

 private:
  bool step() {
    char c = pattern_[at_];
    bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (ignores_blanks_ && blank && depth_ == 0) {
      ++at_;
      return true;
    }
    if (c == '\\') return escape();
    if (depth_ > 0) return class_character(c);
    if (c == '[') ++depth_;
    if (c == '(' && !(at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '?')) ++open_groups_;
    if (c == ')') ++closed_groups_;
    out_ += c;
    ++at_;
    return true;
  }

  // "[A-Z-[OI]]" is a difference, which ICU writes "[A-Z--[OI]]".
  bool class_character(char c) {
    if (c == '[') {
      if (at_ > 0 && pattern_[at_ - 1] == '-') {
        out_ += "-[";
        ++depth_;
      } else {
        out_ += "\\[";
      }
    } else {
      if (c == ']') --depth_;
      if (c == '&') out_ += '\\';
      out_ += c;
    }
    ++at_;
    return true;
  }

  bool escape() {
    size_t next = at_ + 1;
    while (ignores_blanks_ && depth_ == 0 && next < pattern_.size() && pattern_[next] == ' ')
      ++next;
    if (next >= pattern_.size()) return false;
    char c = pattern_[next];
    if (c >= '0' && c <= '9') return reference(next);
    constexpr std::string_view known = "nrt\\|.?*+(){}-[]^$sSdDwWiIcCpP";
    if (known.find(c) == std::string_view::npos) return false;
    if (c == 'p' || c == 'P') return property(next);
    if (c == 'i' || c == 'I' || c == 'c' || c == 'C') return xml_name_class(c, next);
    out_ += '\\';
    out_ += c;
    at_ = next + 1;
    return true;
  }

  // A reference needs a group that was closed before, and has no place in a class.
  bool reference(size_t next) {
    int number = pattern_[next] - '0';
    if (depth_ > 0 || number == 0 || number > closed_groups_) return false;
    out_ += '\\';
    out_ += pattern_[next];
    if (next + 1 < pattern_.size() && pattern_[next + 1] >= '0' && pattern_[next + 1] <= '9')
      out_ += "(?:)";  // XPath reads as many digits as there are groups
    at_ = next + 1;
    return true;
  }

  bool property(size_t next) {
    size_t open = next + 1, close = pattern_.find('}', next);
    if (open >= pattern_.size() || pattern_[open] != '{' || close == std::string_view::npos)
      return false;
    std::string name(pattern_.substr(open + 1, close - open - 1));
    if (ignores_blanks_) std::erase(name, ' ');
    if (name.find(' ') != std::string::npos) return false;
    std::string block = name.starts_with("Is") ? "block=" + name.substr(2) : name;
    out_ += std::string("\\") + pattern_[next] + "{" + block + "}";
    at_ = close + 1;
    return true;
  }

  bool xml_name_class(char c, size_t next) {
    std::string members = c == 'i' || c == 'I' ? "\\p{L}_:" : "\\p{L}\\p{Nd}\\p{M}_:.\\-\\u00B7";
    bool negated = c == 'I' || c == 'C';
    out_ += std::string(negated ? "[^" : "[") + members + "]";
    at_ = next + 1;
    return true;
  }

  std::string_view pattern_;
  bool ignores_blanks_;
  size_t at_ = 0;
  int depth_ = 0;  // of classes
  int open_groups_ = 0, closed_groups_ = 0;
  std::string out_;
};

// F&O: "$" needs a digit behind it, "\" a backslash or a dollar. ICU's "${0}" form is unambiguous.
Result<std::string> icu_replacement(std::string_view replacement, int32_t groups) {
  std::string out;
  for (size_t at = 0; at < replacement.size(); ++at) {
    char c = replacement[at];
    char next = at + 1 < replacement.size() ? replacement[at + 1] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$') return refuse(ErrorCode::invalid_input, "replacement");
      out += c;
      out += next;
      ++at;
    } else if (c == '$') {
      if (next < '0' || next > '9') return refuse(ErrorCode::invalid_input, "replacement");
      ++at;
      if (next - '0' <= groups) {
        out += '$';
        out += next;
        if (at + 1 < replacement.size() && replacement[at + 1] >= '0' &&
            replacement[at + 1] <= '9') {
          out += '\\';  // the digit that follows is text
        }
      }
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

struct TextPattern::Compiled {
  std::unique_ptr<icu::RegexPattern> pattern;

  std::unique_ptr<icu::RegexMatcher> over(const icu::UnicodeString& text,
                                          UErrorCode& status) const {
    std::unique_ptr<icu::RegexMatcher> matcher(pattern->matcher(text, status));
    if (U_FAILURE(status) || !matcher) return nullptr;
    matcher->setTimeLimit(work_limit, status);
    matcher->setStackLimit(stack_limit, status);
    return matcher;
  }
};

Result<TextPattern> TextPattern::compile(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > pattern_bytes_max) return refuse(ErrorCode::too_large, "pattern");
  uint32_t options = 0;
  bool ignores_blanks = false, literal = false;
  for (char flag : flags) {
    switch (flag) {
      case 's':
        options |= UREGEX_DOTALL;
        break;
      case 'm':
        options |= UREGEX_MULTILINE;
        break;
      case 'i':
        options |= UREGEX_CASE_INSENSITIVE;
        break;
      case 'x':
        ignores_blanks = true;
        break;
      case 'q':
        literal = true;
        break;
      default:
        return refuse(ErrorCode::invalid_input, "pattern flags");
    }
  }
  std::string translated(pattern);
  if (literal) {
    options |= UREGEX_LITERAL;
  } else {
    Result<std::string> run = Translator(pattern, ignores_blanks).run();
    if (!run) return refuse(std::move(run.error()));
    translated = std::move(*run);
  }
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern.reset(icu::RegexPattern::compile(wide(translated), options, where, status));
  if (U_FAILURE(status)) return refuse(ErrorCode::invalid_input, "pattern");
  return TextPattern(std::move(compiled));
}

Result<bool> TextPattern::is_found_in(std::string_view text) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString input = wide(text);
  auto matcher = compiled_->over(input, status);
  bool found = matcher && matcher->find(status);
  if (U_FAILURE(status)) return refuse(ErrorCode::limit_exceeded, "pattern search");
  return found;
}

Result<std::string> TextPattern::replace_all_in(std::string_view text, std::string_view replacement,
                                                size_t bytes_max) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString input = wide(text);
  auto matcher = compiled_->over(input, status);
  if (!matcher) return refuse(ErrorCode::limit_exceeded, "pattern search");
  DIGIPRO_TRY(translated, icu_replacement(replacement, matcher->groupCount()));
  icu::UnicodeString with = wide(translated), out;
  while (matcher->find(status)) {
    matcher->appendReplacement(out, with, status);
    if (static_cast<size_t>(out.length()) > bytes_max)
      return refuse(ErrorCode::limit_exceeded, "replacement too long");
  }
  matcher->appendTail(out);
  if (U_FAILURE(status)) return refuse(ErrorCode::limit_exceeded, "pattern search");
  return narrow(out);
}

Result<std::vector<std::string>> TextPattern::split(std::string_view text, size_t parts_max) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString input = wide(text);
  auto matcher = compiled_->over(input, status);
  std::vector<std::string> parts;
  int32_t from = 0;
  while (matcher && matcher->find(status) && parts.size() < parts_max) {
    int32_t begin = matcher->start(status), end = matcher->end(status);
    if (U_FAILURE(status) || begin == end) break;  // an empty match parts nothing
    parts.push_back(narrow(input.tempSubStringBetween(from, begin)));
    from = end;
  }
  if (U_FAILURE(status)) return refuse(ErrorCode::limit_exceeded, "pattern search");
  parts.push_back(narrow(input.tempSubStringBetween(from, input.length())));
  return parts;
}

}  // namespace digipro
