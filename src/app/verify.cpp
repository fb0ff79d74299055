#include "app/verify.h"

#include <algorithm>

#include "app/verify_checks.h"
#include "core/journal/journal.h"
#include "core/seal/seal.h"

namespace digipro::app {
namespace {

constexpr int seals_page = 500;
constexpr const char* more = "altre";

// SQLite looks at its own pages and whether each index agrees with its table.
constexpr db::Sql sqlite_check = "PRAGMA integrity_check(20)";
constexpr db::Sql select_job =
    "SELECT 1 FROM outbox WHERE kind = ? AND job_key = ? AND state IN ('waiting', 'incident')";

// A row: signed by us, in the chain, and outside as it is here.
Status check_seal_row(db::Connection& db, const VerifyParts& parts, const seal::Seal& row,
                      Findings& findings) {
  const std::string place = "sigillo " + to_iso(row.day);
  if (row.signature.empty()) {
    DIGIPRO_TRY(job, db.query(select_job, seal::effect_kind, to_iso(row.day)));
    if (job.empty())
      findings.problem(place, "Il sigillo non è firmato e nessuno lo firmerà.");
    else
      findings.note(place, "Il sigillo aspetta ancora la firma.");
    return {};
  }
  DIGIPRO_CHECK(findings.take(seal::verify(db, std::span(&row, 1), parts.seal_public_key),
                              "Un sigillo contraddice il giornale, o non è nostro."));
  if (parts.seal_folder.empty()) return {};
  auto file = seal::read_file(parts.files, parts.seal_folder, row.ente, row.day);
  seal::Seal expected = row;
  expected.left_at.reset();
  if (file && *file != expected)
    findings.problem(place, "Il sigillo uscito non è quello registrato.");
  else if (!file && row.left_at)
    findings.problem(place, "Il sigillo era uscito e non si trova più, o non si legge.");
  else if (!file)
    findings.note(place, "Il sigillo non è mai uscito dalla cartella dei dati.");
  return {};
}

// A file without its row still speaks against a journal that was put back.
Status check_seal_files(db::Connection& db, const EnteId& ente, const VerifyParts& parts,
                        const std::set<Date>& known, Findings& findings) {
  DIGIPRO_TRY(days, seal::days_outside(parts.files, parts.seal_folder, ente));
  for (Date day : days) {
    if (known.contains(day)) continue;
    const std::string place = "sigillo " + to_iso(day);
    findings.problem(place, "Un sigillo è uscito e qui non è registrato.");
    auto file = seal::read_file(parts.files, parts.seal_folder, ente, day);
    if (!file) continue;
    DIGIPRO_CHECK(findings.take(seal::verify(db, std::span(&*file, 1), parts.seal_public_key),
                                "Un sigillo contraddice il giornale, o non è nostro."));
  }
  return {};
}

}  // namespace

bool VerifyReport::is_sound() const {
  return std::all_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.is_note; });
}

int64_t VerifyReport::count(std::string_view name) const {
  for (const auto& [counted, number] : counts)
    if (counted == name) return number;
  return 0;
}

void Findings::add(Finding finding) {
  const auto same =
      std::count_if(report_.findings.begin(), report_.findings.end(),
                    [&](const Finding& known) { return known.sentence == finding.sentence; });
  if (same > findings_of_a_kind_max) return;
  if (same == findings_of_a_kind_max) finding.place = more;
  report_.findings.push_back(std::move(finding));
}

Status check_rows(db::Connection& db, std::span<const RowCheck> checks, Findings& findings) {
  for (const RowCheck& check : checks) {
    DIGIPRO_TRY(rows, db.query(check.select, findings_of_a_kind_max + 1));
    for (const db::Row& row : rows)
      findings.problem(std::string(check.place) + " " + row.text(0), check.sentence);
  }
  return {};
}

Status check_engine(db::Connection& db, Findings& findings) {
  if (db.engine() != db::Engine::sqlite) return {};
  DIGIPRO_TRY(rows, db.query(sqlite_check));
  for (const db::Row& row : rows)
    if (row.text(0) != "ok") findings.problem(row.text(0), "Il file del registro è guasto.");
  return {};
}

Status check_journal(db::Connection& db, Findings& findings) {
  auto verified = journal::verify(db);
  if (verified) {
    findings.count("voci del giornale", verified->entries);
    return {};
  }
  return findings.take(refuse(verified.error()), "La catena del giornale non torna.");
}

Status check_seals(db::Connection& db, const EnteId& ente, const VerifyParts& parts,
                   Findings& findings) {
  std::set<Date> known;  // one a day: some thousands in ten years
  while (true) {
    std::optional<Date> last = known.empty() ? std::nullopt : std::optional(*known.rbegin());
    DIGIPRO_TRY(page, seal::seals(db, ente, last, seals_page));
    for (const seal::Seal& row : page) {
      DIGIPRO_CHECK(check_seal_row(db, parts, row, findings));
      known.insert(row.day);
    }
    if (page.size() < seals_page) break;
  }
  findings.count("sigilli", static_cast<int64_t>(known.size()));
  return check_seal_files(db, ente, parts, known, findings);
}

Result<VerifyReport> verify_ente(db::Connection& db, const EnteId& ente, const VerifyParts& parts) {
  VerifyReport report{.store = ente.text, .counts = {}, .findings = {}};
  Findings findings(report);
  DIGIPRO_CHECK(check_engine(db, findings));
  DIGIPRO_CHECK(check_journal(db, findings));
  DIGIPRO_CHECK(check_seals(db, ente, parts, findings));
  DIGIPRO_CHECK(check_registers(db, findings));
  DIGIPRO_CHECK(check_documents(db, parts.blobs, findings));
  DIGIPRO_CHECK(check_ente_rows(db, findings));
  DIGIPRO_CHECK(check_iters(db, findings));
  DIGIPRO_CHECK(check_work(db, findings));
  return report;
}

Result<VerifyReport> verify_installation(db::Connection& db, const VerifyParts& parts) {
  const EnteId installation("installation");
  VerifyReport report{.store = installation.text, .counts = {}, .findings = {}};
  Findings findings(report);
  DIGIPRO_CHECK(check_engine(db, findings));
  DIGIPRO_CHECK(check_journal(db, findings));
  DIGIPRO_CHECK(check_seals(db, installation, parts, findings));
  DIGIPRO_CHECK(check_installation_rows(db, findings));
  DIGIPRO_CHECK(check_work(db, findings));
  return report;
}

}  // namespace digipro::app
