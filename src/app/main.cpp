// digipro: the digital town hall in one program. `digipro help` lists its commands.
#include <sys/stat.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "app/commands.h"
#include "bench/bench.h"

namespace {

using digipro::app::Words;

constexpr const char* usage =
    "digipro COMANDO ...\n"
    "  demo [--data DIR] [--port N]          un comune di prova, pronto da usare\n"
    "  serve --config FILE                   il servizio vero\n"
    "  verify [--data DIR | --config FILE]   prova gli archivi: 1 e il posto esatto se qualcosa "
    "non torna\n"
    "  ente add ID NOME HOST... | list       gli enti serviti\n"
    "  user add LOGIN ...                    chi entra per primo in un ente\n"
    "  service list | test CARTELLA          i servizi e i loro scenari\n"
    "  config example | check FILE           digipro.toml\n"
    "  bench NOME                            misure, accanto al loro riferimento\n"
    "  version\n";

struct Command {
  std::string_view name;
  int (*run)(const Words&);
};
constexpr Command commands[] = {
    {"demo", digipro::app::demo_command},     {"serve", digipro::app::serve_command},
    {"verify", digipro::app::verify_command}, {"ente", digipro::app::ente_command},
    {"user", digipro::app::user_command},     {"service", digipro::app::service_command},
    {"config", digipro::app::config_command},
};

int run(const Words& words) {
  if (words.empty() || words[0] == "help" || words[0] == "--help") {
    std::fputs(usage, words.empty() ? stderr : stdout);
    return words.empty() ? 2 : 0;
  }
  if (words[0] == "version") {
    std::puts("digipro " DIGIPRO_VERSION);
    return 0;
  }
  Words rest(words.begin() + 1, words.end());
  if (words[0] == "bench") {
    std::string name = rest.empty() ? "" : rest[0];
    return digipro::bench::run_bench(name, std::span(rest).subspan(rest.empty() ? 0 : 1));
  }
  for (const Command& command : commands)
    if (command.name == words[0]) return command.run(rest);
  std::fprintf(stderr, "digipro: comando sconosciuto: %s\n%s", words[0].c_str(), usage);
  return 2;
}

}  // namespace

int main(int count, char** words) {
  // Stores, documents and keys hold personal data: whatever is made is its owner's alone.
  umask(0077);
  try {
    return run(Words(words + 1, words + count));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "digipro: %s\n", error.what());
    return 1;
  }
}
