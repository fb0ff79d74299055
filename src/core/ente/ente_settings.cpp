#include "core/ente/ente_settings.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace digipro::ente {
namespace {

constexpr KnownSetting settings_known[] = {
    {"name", "Denominazione", 200},
    {"ipa_code", "Codice IPA", 10},
    {"aoo_code", "Codice AOO", 40},
    {"istat_code", "Codice ISTAT", 6},
    {"tax_code", "Codice fiscale dell'ente", 11},
    {"patron_saint", "Santo patrono (MM-GG)", 5},
    {"address", "Indirizzo della sede", 200},
    {"telephone", "Telefono", 40},
    {"email", "Indirizzo e-mail", 200},
    {"pec", "Indirizzo PEC", 200},
    {"web", "Sito istituzionale", 200},
    {"region", "Regione, sopra il nome dell'ente", 60},
    {"colour", "Colore dell'ente (#RRGGBB)", 7},
    {"citizen_credentials", "Credenziali dell'ente anche ai cittadini (sì o no)", 2},
};

constexpr db::Migration migrations[] = {{"ente", 1, R"sql(
CREATE TABLE ente_setting(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
)sql"}};

constexpr db::Sql select_settings = "SELECT name, value FROM ente_setting";
constexpr db::Sql upsert_setting =
    "INSERT INTO ente_setting(name, value) VALUES(?, ?)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value";
const std::string not_set;

// "06-24" is 24 June; a leap year, so that 29 February passes.
PatronSaint parse_patron(std::string_view text) {
  auto date = parse_iso_date("2024-" + std::string(text));
  return date ? PatronSaint{date->month, date->day} : PatronSaint{};
}

bool is_colour(std::string_view text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(),
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// What is wrong with a value of this name, in Italian; "" when it may be set.
const char* fault_of(std::string_view name, const std::string& value) {
  if (value.empty()) return "";
  if (name == "patron_saint" && parse_patron(value).month == 0)
    return "Scrivi mese e giorno, per esempio 06-24.";
  if (name == "colour" && !is_colour(value)) return "Scrivi il colore come #0066CC.";
  if (name == "citizen_credentials" && value != "sì" && value != "no") return "Scrivi sì o no.";
  return "";
}

Error wrong_value(std::string sentence) {
  Error error = fail(ErrorCode::invalid_input, "ente_setting");
  error.fields.push_back({"value", std::move(sentence)});
  return error;
}

Result<ChangeSetting> prepare(const ledger::ReadContext&, const Caller& caller,
                              const ChangeSetting& in) {
  if (!caller.has(Role::amministratore))
    return refuse(ErrorCode::forbidden, "not an administrator");
  auto known = std::find_if(std::begin(settings_known), std::end(settings_known),
                            [&](const KnownSetting& row) { return row.name == in.name; });
  if (known == std::end(settings_known)) return refuse(ErrorCode::invalid_input, "unknown setting");
  if (!is_valid_utf8(in.value)) return refuse(ErrorCode::malformed, "setting is not UTF-8");
  ChangeSetting ready{in.name, std::string(trim(clean_user_text(in.value)))};
  if (count_code_points(ready.value) > known->characters_max)
    return refuse(
        wrong_value("Scrivi al massimo " + std::to_string(known->characters_max) + " caratteri."));
  std::string fault = fault_of(in.name, ready.value);
  if (!fault.empty()) return refuse(wrong_value(std::move(fault)));
  return ready;
}

Result<ledger::Done> apply(ledger::Tx& tx, const Caller&, const ChangeSetting& ready) {
  DIGIPRO_CHECK(tx.exec(upsert_setting, ready.name, ready.value));
  ledger::Event event;
  event.kind = "ente.setting_changed";
  event.subject = ready.name;
  event.facts = json::Value::object({{"value", ready.value}});
  tx.record(std::move(event));
  return ledger::Done{};
}

}  // namespace

std::span<const KnownSetting> known_settings() {
  return settings_known;
}

const std::string& EnteSettings::value(std::string_view name) const {
  auto found = values.find(name);
  return found == values.end() ? not_set : found->second;
}

PatronSaint EnteSettings::patron() const {
  return parse_patron(value("patron_saint"));
}

Result<EnteSettings> read_settings(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_settings));
  EnteSettings settings;
  for (const db::Row& row : rows) settings.values[row.text(0)] = row.text(1);
  return settings;
}

const ledger::Command<ChangeSetting, ChangeSetting, ledger::Done> change_setting{
    "ente.change_setting", prepare, apply};

std::span<const db::Migration> ente_migrations() {
  return migrations;
}

}  // namespace digipro::ente
