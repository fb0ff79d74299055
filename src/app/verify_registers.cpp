// Registers of numbers, and the counters in the head that gave them: the last number given is the
// last one registered, so a register that was cut at its end is found, too.
#include <charconv>
#include <optional>

#include "app/verify_checks.h"
#include "modules/fascicoli/module.h"
#include "modules/protocollo/module.h"

namespace digipro::app {
namespace {

constexpr int counters_page = 500;
constexpr db::Sql select_counters =
    "SELECT name, value FROM counter WHERE name > ? ORDER BY name LIMIT ?";
constexpr db::Sql select_counter = "SELECT value FROM counter WHERE name = ?";
constexpr db::Sql select_last_registration =
    "SELECT MAX(number) FROM protocollo WHERE aoo = ? AND year = ?";
constexpr db::Sql select_last_fascicolo =
    "SELECT MAX(number) FROM fascicolo WHERE titolario_class = ? AND year = ?";
constexpr db::Sql select_registers =
    "SELECT DISTINCT 'protocollo/' || aoo || '/' || CAST(year AS TEXT) FROM protocollo";
constexpr db::Sql select_classes =
    "SELECT DISTINCT 'fascicolo/' || CAST(year AS TEXT) || '/' || titolario_class FROM fascicolo";

struct Register {
  db::Sql select_last;
  std::string part;  // AOO, or class of the titolario
  int64_t year = 0;
};

std::optional<int64_t> year_of(std::string_view text) {
  int64_t year = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return year;
}

// "protocollo/AOO1/2026", "fascicolo/2026/VI.9"; nothing for a counter of nobody we know.
std::optional<Register> register_of(std::string_view counter) {
  constexpr std::string_view protocollo = "protocollo/", fascicolo = "fascicolo/";
  if (counter.starts_with(protocollo)) {
    std::string_view rest = counter.substr(protocollo.size());
    size_t slash = rest.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto year = year_of(rest.substr(slash + 1));
    if (!year) return std::nullopt;
    return Register{select_last_registration, std::string(rest.substr(0, slash)), *year};
  }
  if (!counter.starts_with(fascicolo)) return std::nullopt;
  std::string_view rest = counter.substr(fascicolo.size());
  size_t slash = rest.find('/');
  auto year = year_of(rest.substr(0, slash));
  if (slash == std::string_view::npos || !year) return std::nullopt;
  return Register{select_last_fascicolo, std::string(rest.substr(slash + 1)), *year};
}

Status check_counter(db::Connection& db, const std::string& name, int64_t value,
                     Findings& findings) {
  auto reg = register_of(name);
  if (!reg) {
    findings.note(name, "Il contatore non è di un registro conosciuto.");
    return {};
  }
  DIGIPRO_TRY(rows, db.query(reg->select_last, reg->part, reg->year));
  const int64_t last = rows[0].integer(0);
  if (last == value) return {};
  findings.problem(
      name + ": dato " + std::to_string(value) + ", registrato " + std::to_string(last),
      "L'ultimo numero dato non è l'ultimo del registro.");
  return {};
}

Status check_has_counter(db::Connection& db, db::Sql select, Findings& findings) {
  DIGIPRO_TRY(names, db.query(select));  // registers and classes of all years: hundreds
  for (const db::Row& row : names) {
    DIGIPRO_TRY(counter, db.query(select_counter, row.text(0)));
    if (counter.empty()) findings.problem(row.text(0), "Il registro non ha il suo contatore.");
  }
  return {};
}

}  // namespace

Status check_registers(db::Connection& db, Findings& findings) {
  auto registrations = protocollo::verify(db);
  if (registrations)
    findings.count("registrazioni di protocollo", registrations->registrations);
  else
    DIGIPRO_CHECK(findings.take(refuse(registrations.error()),
                                "Il registro di protocollo ha un buco o un'impronta sbagliata."));
  auto fascicoli = fascicoli::verify(db);
  if (fascicoli)
    findings.count("fascicoli", *fascicoli);
  else
    DIGIPRO_CHECK(findings.take(refuse(fascicoli.error()), "Nei fascicoli c'è un buco."));
  std::string after;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_counters, after, counters_page));
    for (const db::Row& row : page)
      DIGIPRO_CHECK(check_counter(db, row.text(0), row.integer(1), findings));
    if (page.size() < counters_page) break;
    after = page.back().text(0);
  }
  DIGIPRO_CHECK(check_has_counter(db, select_registers, findings));
  return check_has_counter(db, select_classes, findings);
}

}  // namespace digipro::app
