#include "app/arguments.h"

namespace digipro::app {

std::string Arguments::value(const std::string& option, std::string fallback) const {
  auto found = options.find(option);
  return found == options.end() ? std::move(fallback) : found->second;
}

Result<Arguments> parse_arguments(const std::vector<std::string>& raw,
                                  const std::set<std::string>& allowed,
                                  const std::set<std::string>& flags) {
  Arguments arguments;
  for (size_t i = 0; i < raw.size(); ++i) {
    const std::string& word = raw[i];
    if (!word.starts_with("--")) {
      arguments.words.push_back(word);
      continue;
    }
    size_t equals = word.find('=');
    std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    if (flags.contains(name)) {
      arguments.options[name] = "";
    } else if (!allowed.contains(name)) {
      return refuse(ErrorCode::invalid_input, "opzione sconosciuta: --" + name);
    } else if (equals != std::string::npos) {
      arguments.options[name] = word.substr(equals + 1);
    } else if (i + 1 < raw.size()) {
      arguments.options[name] = raw[++i];
    } else {
      return refuse(ErrorCode::invalid_input, "manca il valore di --" + name);
    }
  }
  return arguments;
}

}  // namespace digipro::app
