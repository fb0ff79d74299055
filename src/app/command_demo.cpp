// digipro demo: a town with people, offices, services and cases, ready to log in.
#include <charconv>
#include <cstdio>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/demo_seed.h"
#include "app/run_until_stopped.h"

namespace digipro::app {
namespace {

constexpr int64_t demo_days = 45;  // how far back the town's cases begin
constexpr const char* usage =
    "Uso: digipro demo [opzioni]\n"
    "  --data DIR        cartella dei dati (data)\n"
    "  --port N          porta; 0 ne prende una libera (8080)\n"
    "  --postgres TESTO  connessione libpq: archivi in PostgreSQL invece che su file\n"
    "  --smtp URL        server di posta, smtp://host:porta (senza: mail come file in DIR/posta)\n"
    "  --clamd SOCKET    antivirus clamd: socket o host:porta\n"
    "  --seals DIR       dove escono i sigilli giornalieri, fuori dalla cartella dei dati\n"
    "  --services DIR    pacchetti di servizi in più\n"
    "  --metrics N       porta delle misure per Prometheus (nessuna)\n"
    "  --no-rate-limit   nessun limite di richieste per indirizzo (prove)\n";

bool is_port(const std::string& text, int64_t& port) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 0 && port <= 65'535;
}

Result<config::Settings> demo_settings_of(const Arguments& arguments) {
  DIGIPRO_TRY(settings, settings_of(arguments));
  if (!is_port(arguments.value("port", "8080"), settings.http.port))
    return refuse(ErrorCode::invalid_input, "--port va da 0 a 65535");
  if (!is_port(arguments.value("metrics", "0"), settings.metrics.port))
    return refuse(ErrorCode::invalid_input, "--metrics va da 0 a 65535");
  settings.mail.smtp_url = arguments.value("smtp");
  settings.mail.from = "noreply@borgoverde.example";
  settings.scanner.clamd_socket = arguments.value("clamd");
  settings.services_folder = arguments.value("services");
  settings.seal.folder = arguments.value("seals");
  settings.log.file = settings.store.folder + "/digipro.log";
  return settings;
}

// The past is made under a clock that is moved; nothing leaves meanwhile.
Status seed(const config::Settings& settings, IdSource& ids, log::Log& log) {
  SystemClock real;
  Instant now = real.now();
  ManualClock clock(now.plus_seconds(-demo_days * 86'400));
  Running quiet{.has_workers = false, .has_rate_limits = false};
  DIGIPRO_TRY(program, Program::build(settings, clock, ids, log, quiet));
  DIGIPRO_TRY(stands, is_seeded(*program));
  if (stands) return {};
  DIGIPRO_CHECK(seed_town(*program));
  DIGIPRO_CHECK(seed_cases(*program, clock, now));
  DIGIPRO_CHECK(finish_seeding(*program));
  program->stop(0);
  return {};
}

void print_welcome(const Program& program, const std::string& address) {
  std::string text = "Comune di Borgo Verde, un comune di prova.\n";
  for (const DemoLogin& login : demo_logins())
    text += "Accesso: " + std::string(login.login) + " " + std::string(demo_password) + " (" +
            std::string(login.who) + ")\n";
  text += "Per fermare: Ctrl-C\nIndirizzo: http://" + address + ":" +
          std::to_string(program.port()) + "/\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

int demo_command(const Words& words) {
  auto arguments = parse_arguments(
      words, {"data", "port", "metrics", "postgres", "smtp", "clamd", "seals", "services"},
      {"no-rate-limit", "help"});
  if (!arguments || arguments->has("help") || !arguments->words.empty()) {
    if (!arguments) report(arguments.error());
    std::fputs(usage, stderr);
    return arguments && arguments->has("help") ? 0 : 2;
  }
  auto settings = demo_settings_of(*arguments);
  if (!settings) return report(settings.error());
  hold_signals();
  SystemClock clock;
  RandomIdSource ids;
  auto files = files::make_real_files();
  if (auto made = files->make_folder(settings->store.folder); !made) return report(made.error());
  auto log = log::make_log(clock, log::Level::info, settings->log.file);
  Running running{.has_workers = true, .has_rate_limits = !arguments->has("no-rate-limit")};
  if (auto seeded = seed(*settings, ids, *log); !seeded) return report(seeded.error());
  auto program = Program::build(*settings, clock, ids, *log, running);
  if (!program) return report(program.error());
  if (auto served = (*program)->serve(); !served) return report(served.error());
  print_welcome(**program, settings->http.address);
  run_until_stopped(**program, *log);
  return 0;
}

}  // namespace digipro::app
