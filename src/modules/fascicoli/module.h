// Fascicoli: the archive's file of a case. Opened in the same commit as the filing, classified by
// the titolario, numbered without gaps inside year and class. Owns the table fascicolo. Any thread.
#pragma once
#include <optional>
#include <string>

#include "core/ledger/command.h"
#include "core/verbs/verbs.h"

namespace digipro::fascicoli {

struct Fascicolo {
  std::string id;
  int year = 0;
  std::string titolario_class;  // "VI.9"
  int64_t number = 0;
  std::string oggetto;
  OfficeId office;
  PraticaId pratica;
  Instant opened_at;
  std::string label() const;  // "2026/VI.9/12"
};

struct NewFascicolo {
  std::string titolario_class, oggetto;
  OfficeId office;
  PraticaId pratica;
};
// Inside apply. One per case: a second call gives the first one back. Journal: fascicoli.opened.
Result<Fascicolo> open_fascicolo(ledger::Tx& tx, const Caller& caller, const NewFascicolo& wanted);
Result<std::optional<Fascicolo>> of_pratica(db::Connection& db, const PraticaId& pratica);

// `fascicolo.open`: input titolario (text); output fascicolo (its label).
verbs::Verb open_verb();

// Gapless inside each year and class; integrity_broken names the place. How many were read.
Result<int64_t> verify(db::Connection& db);

extern const db::Migration migrations[1];

}  // namespace digipro::fascicoli
