// The demo's cases, filed and worked by the same commands as in the browser, under a moved clock.
#include <algorithm>
#include <cstdio>

#include "app/demo_case.h"
#include "app/demo_seed.h"
#include "app/demo_town.h"
#include "core/stradario/stradario.h"

namespace digipro::app {
namespace {

constexpr int64_t day_seconds = 86'400;

// The middle of a street's first line, as the map would give it.
json::Value place_of(const std::vector<stradario::Street>& streets, const DemoCase& demo) {
  json::Value place = json::Value::object(
      {{"street", std::string(demo.street)}, {"number", std::string(demo.number)}});
  for (const stradario::Street& street : streets) {
    if (street.name != demo.street || street.lines.empty() || street.lines[0].empty()) continue;
    const stradario::Point& point = street.lines[0][street.lines[0].size() / 2];
    char text[32];
    std::snprintf(text, sizeof text, "%.5f", point.latitude);
    place.set("lat", text);
    std::snprintf(text, sizeof text, "%.5f", point.longitude);
    place.set("lon", text);
  }
  return place;
}

json::Value answers_of(const std::vector<stradario::Street>& streets, const DemoCase& demo) {
  json::Value answers = json::Value::object({{"problema", std::string(demo.problem)},
                                             {"descrizione", std::string(demo.description)},
                                             {"luogo", place_of(streets, demo)},
                                             {"vuole_risposta", !demo.reporter.empty()}});
  if (!demo.detail.empty()) answers.set("albero_stato", std::string(demo.detail));
  if (demo.problem != "erba" && demo.problem != "rifiuti")
    answers.set("pericolo", demo.is_dangerous);
  if (demo.reporter == "anna.verdi") {
    answers.set("nome", "Anna Verdi");
    answers.set("email", "anna.verdi@example.org");
  }
  return answers;
}

struct DoWork {
  PraticaId pratica;
  const Work* work;
  std::string fingerprint() const { return pratica.text; }
};

// What the desk's pages and the reporter's answer do, with the same checks.
ledger::Command<DoWork, DoWork, ledger::Done> work_command(const casework::Casework& casework) {
  return {.name = "demo.work",
          .prepare = [](const ledger::ReadContext&, const Caller&,
                        const DoWork& in) -> Result<DoWork> { return in; },
          .apply = [&casework](ledger::Tx& tx, const Caller& caller,
                               const DoWork& in) -> Result<ledger::Done> {
            const Work& work = *in.work;
            if (work.act == Act::reply) {
              DIGIPRO_CHECK(casework.send_message(tx, caller, {}, in.pratica,
                                                  "risposta-del-segnalante", "", work.fields));
              return ledger::Done{};
            }
            Viewer viewer{caller.ente, caller.person, caller.roles, caller.offices,
                          PrivacyLevel::personale};
            DIGIPRO_TRY(tasks, casework::open_tasks(tx.db(), viewer, in.pratica));
            if (tasks.empty()) return refuse(ErrorCode::not_found, "no open task");
            if (work.act == Act::claim)
              DIGIPRO_CHECK(casework.claim(tx, caller, tasks[0].id));
            else
              DIGIPRO_CHECK(casework.complete_task(tx, caller, tasks[0].id,
                                                   std::string(work.outcome), work.fields));
            return ledger::Done{};
          }};
}

Result<Caller> reporter_of(ledger::Ledger& ledger, const DemoCase& demo) {
  if (!demo.reporter.empty()) return demo_caller(ledger, demo.reporter);
  Caller caller;
  caller.ente = demo_ente;
  caller.roles = {Role::segnalante};
  return caller;
}

Result<PraticaId> file(Program& program, ledger::Ledger& ledger, const Caller& caller,
                       const json::Value& answers) {
  const catalogue::ServicePackage* package =
      program.house().catalogue->find_service("segnalazione-aree-verdi");
  if (package == nullptr) return refuse(ErrorCode::definition, "no segnalazione-aree-verdi");
  istanze::StartDraft start{package->id, package->version, answers};
  DIGIPRO_TRY(draft, ledger.run(caller, {}, istanze::start_draft(), start));
  istanze::Submit submit{draft.id, draft.revision, "web"};
  DIGIPRO_TRY(submitted,
              ledger.run(caller, {}, istanze::submit_command(*program.house().istanze), submit));
  return submitted.pratica;
}

// Something that happens at a moment: a filing, or the work of a case that was filed.
struct Moment {
  Instant at;
  size_t demo = 0;
  const Work* work = nullptr;  // null: the filing
};

// The day's 24 hours pressed into office hours, 8 to 18: earlier stays earlier, nothing lies ahead.
Instant in_office_hours(Instant at, Instant until) {
  LocalTime local = to_rome(at);
  int minutes = 8 * 60 + (local.hour * 60 + local.minute) * 10 / 24;
  Instant pressed = from_rome({local.date, minutes / 60, minutes % 60, local.second});
  return std::min(pressed, until);
}

std::vector<Moment> moments_of(const std::vector<DemoCase>& cases, Instant until) {
  auto seconds = [](double days) {
    return static_cast<int64_t>(days * static_cast<double>(day_seconds));
  };
  std::vector<Moment> moments;
  for (size_t i = 0; i < cases.size(); ++i) {
    Instant filed = until.plus_seconds(-seconds(cases[i].days_ago));
    moments.push_back({in_office_hours(filed, until), i, nullptr});
    for (const Work& work : cases[i].works)
      moments.push_back({in_office_hours(filed.plus_seconds(seconds(work.days)), until), i, &work});
  }
  std::stable_sort(moments.begin(), moments.end(),
                   [](const Moment& a, const Moment& b) { return a.at < b.at; });
  return moments;
}

}  // namespace

Status seed_cases(Program& program, ManualClock& clock, Instant until) {
  DIGIPRO_TRY(open, program.open_ente(demo_ente));
  ledger::Ledger& ledger = open->store->ledger();
  DIGIPRO_TRY(streets, stradario::parse_geojson(demo_streets_geojson()));
  const auto command = work_command(*program.house().casework);
  const std::vector<DemoCase> cases = demo_cases();
  std::vector<PraticaId> filed(cases.size());
  for (const Moment& moment : moments_of(cases, until)) {
    clock.set(moment.at);
    DIGIPRO_CHECK(program.fire_timers(demo_ente));
    const DemoCase& demo = cases[moment.demo];
    DIGIPRO_TRY(reporter, reporter_of(ledger, demo));
    if (moment.work == nullptr) {
      DIGIPRO_TRY(pratica, file(program, ledger, reporter, answers_of(streets, demo)));
      filed[moment.demo] = pratica;
      continue;
    }
    Caller who = reporter;
    if (!moment.work->who.empty()) {
      DIGIPRO_TRY(staff, demo_caller(ledger, moment.work->who));
      who = std::move(staff);
    }
    DIGIPRO_CHECK(ledger.run(who, {}, command, DoWork{filed[moment.demo], moment.work}));
  }
  clock.set(until);
  return {};
}

}  // namespace digipro::app
