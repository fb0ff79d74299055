// What an ente says of itself: names, codes, addresses, patron saint. Rows of ente_setting, changed
// by one Ledger command, read as one small value. Functions for whoever holds the connection.
#pragma once
#include <map>
#include <span>
#include <string>

#include "base/date.h"
#include "core/ledger/ledger.h"

namespace digipro::ente {

struct KnownSetting {
  std::string_view name;
  std::string_view label;  // Italian, for the settings page
  size_t characters_max;
};
// In the order of the settings page.
std::span<const KnownSetting> known_settings();

struct EnteSettings {
  std::map<std::string, std::string, std::less<>> values;  // only what was set
  const std::string& value(std::string_view name) const;   // "" when it is not set
  PatronSaint patron() const;                              // of "patron_saint", {0,0} without
};
Result<EnteSettings> read_settings(db::Connection& db);

// One setting, as a whole. Only an amministratore; an unknown name or an unlikely value is
// invalid_input (fields names "value"). Journaled as "ente.setting_changed".
struct ChangeSetting {
  std::string name, value;
  std::string fingerprint() const { return name + "\n" + value; }
};
extern const ledger::Command<ChangeSetting, ChangeSetting, ledger::Done> change_setting;

std::span<const db::Migration> ente_migrations();

}  // namespace digipro::ente
