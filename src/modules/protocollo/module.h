// Protocollo informatico: the register of what the ente receives and sends (DPR 445/2000 art. 53).
// Numbers are gapless per AOO and year, at least 7 digits (art. 57), given in the same commit as
// the filing. Number, date, correspondents, oggetto and impronta are immutable; only class and
// office may change later. Owns the tables protocollo*. Any thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/casework/casework.h"
#include "core/ledger/command.h"
#include "core/verbs/verbs.h"

namespace digipro::protocollo {

enum class Direction { entrata, uscita, interno };
std::string_view code_of(Direction direction);  // "E", "U", "I" (Allegato 5, TipologiaDiFlusso)

struct Correspondent {
  std::string name, address;  // personal data; "Segnalante non identificato" when nobody is named
};

struct Registration {
  Direction direction = Direction::entrata;
  std::string aoo;                            // code of the area organizzativa omogenea
  std::string oggetto;                        // 1 to 2,000 characters
  std::vector<Correspondent> correspondents;  // senders of what comes in, receivers of what goes
  struct Item {
    std::string document, sha256;  // the first is the main document
  };
  std::vector<Item> documents;  // at least one, each with its impronta
  std::string titolario_class;
  OfficeId office;  // assigned to
  PraticaId pratica;
  Instant received_at;  // arrival, which may be before registration
};

struct Registered {
  std::string id, aoo;
  int year = 0;
  int64_t number = 0;
  Instant registered_at;
  std::string label() const;  // "0000123/2026"
};

// Inside apply. Journal: protocollo.registered with numbers and hashes; names are erasable payload.
Result<Registered> register_document(ledger::Tx& tx, const Caller& caller,
                                     const Registration& registration);

// `protocollo.register`: registers the case's documents as arrived; input titolario (text), and
// optionally mittente (text) and oggetto (text; else the case's); output numero ("0000123/2026"),
// anno (number), registrato_il (text, RFC 3339). Puts the number on the case.
// `aoo_of` gives the code of the ente's AOO.
verbs::Verb register_verb(const casework::Casework& casework,
                          std::function<std::string(const EnteId&)> aoo_of);

struct Verified {
  int64_t registrations = 0;
};
// Gapless per AOO and year, each with its impronta; integrity_broken names the place.
Result<Verified> verify(db::Connection& db);

extern const db::Migration migrations[1];

}  // namespace digipro::protocollo
