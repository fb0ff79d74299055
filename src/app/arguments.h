// The command line as a value: `digipro WORD... --option VALUE --flag`. Pure.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace digipro::app {

struct Arguments {
  std::vector<std::string> words;              // after the command's name
  std::map<std::string, std::string> options;  // without dashes
  bool has(const std::string& option) const { return options.contains(option); }
  std::string value(const std::string& option, std::string fallback = {}) const;
};

// `allowed` are the options of the command; each takes a value (`--port 8080` or `--port=8080`),
// those in `flags` take none. An unknown option is refused, naming it.
Result<Arguments> parse_arguments(const std::vector<std::string>& raw,
                                  const std::set<std::string>& allowed,
                                  const std::set<std::string>& flags = {});

}  // namespace digipro::app
