// digipro serve --config FILE
#include <cstdio>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/run_until_stopped.h"

namespace digipro::app {

int report(const Error& error) {
  std::fprintf(stderr, "digipro: %s\n", std::string(error.sentence()).c_str());
  if (!error.detail.empty()) std::fprintf(stderr, "  %s\n", error.detail.c_str());
  for (const FieldProblem& problem : error.fields)
    std::fprintf(stderr, "  %s: %s\n", problem.field.c_str(), problem.sentence.c_str());
  return 1;
}

Result<config::Settings> settings_of(const Arguments& arguments) {
  config::Settings settings;
  if (arguments.has("config")) {
    DIGIPRO_TRY(loaded, config::load(arguments.value("config")));
    settings = std::move(loaded);
  }
  if (arguments.has("data")) settings.store.folder = arguments.value("data");
  if (arguments.has("postgres")) {
    settings.store.engine = "postgres";
    settings.store.postgres = arguments.value("postgres");
  }
  return settings;
}

int serve_command(const Words& words) {
  auto arguments = parse_arguments(words, {"config"});
  if (!arguments) return report(arguments.error());
  if (!arguments->has("config")) {
    std::fputs("Uso: digipro serve --config digipro.toml\n", stderr);
    return 2;
  }
  auto settings = settings_of(*arguments);
  if (!settings) return report(settings.error());
  hold_signals();
  SystemClock clock;
  RandomIdSource ids;
  log::Level level = log::Level::info;
  if (!log::parse_level(settings->log.level, level))
    return report(fail(ErrorCode::configuration, "log.level è debug, info, warning o error"));
  auto log = log::make_log(clock, level, settings->log.file);
  auto program = Program::build(*settings, clock, ids, *log);
  if (!program) return report(program.error());
  if (auto served = (*program)->serve(); !served) return report(served.error());
  std::printf("Indirizzo: %s/\n", (*program)->house().public_url().c_str());
  std::fflush(stdout);
  run_until_stopped(**program, *log);
  return 0;
}

}  // namespace digipro::app
