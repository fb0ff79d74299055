// digipro config example | check FILE
#include <cstdio>

#include "app/commands.h"

namespace digipro::app {

int config_command(const Words& words) {
  if (words.size() == 1 && words[0] == "example") {
    std::fputs(config::example().c_str(), stdout);
    return 0;
  }
  if (words.size() == 2 && words[0] == "check") {
    auto settings = config::load(words[1]);
    if (!settings) return report(settings.error());
    std::puts("va bene");
    return 0;
  }
  std::fputs("Uso: digipro config example | check FILE\n", stderr);
  return 2;
}

}  // namespace digipro::app
