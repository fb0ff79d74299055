#include "base/error.h"

#include <array>
#include <utility>

#include "base/assert.h"

namespace digipro {
namespace {

using enum ErrorCode;

constexpr std::array error_table = {
    ErrorRow{invalid_input, "invalid_input",
             "Alcuni dati non sono corretti: controlla i campi indicati.", 422},
    ErrorRow{malformed, "malformed",
             "La richiesta non è leggibile: torna alla pagina precedente e riprova.", 400},
    ErrorRow{not_found, "not_found", "La pagina o l'elemento che cerchi non esiste.", 404},
    ErrorRow{gone, "gone", "Questo elemento non è più disponibile.", 410},
    ErrorRow{forbidden, "forbidden", "Non hai l'autorizzazione per questa pagina.", 403},
    ErrorRow{unauthenticated, "unauthenticated", "Per continuare devi accedere.", 401},
    ErrorRow{wrong_credentials, "wrong_credentials",
             "Nome utente o password non corretti: controlla e riprova.", 401},
    ErrorRow{account_locked, "account_locked",
             "Troppi tentativi: l'accesso è bloccato per qualche minuto. Riprova più tardi o "
             "rivolgiti allo sportello.",
             429},
    ErrorRow{csrf_missing, "csrf_missing",
             "La pagina era aperta da troppo tempo: ricaricala e ripeti l'operazione.", 403},
    ErrorRow{method_not_allowed, "method_not_allowed",
             "Questa operazione non è prevista su questa pagina.", 405},
    ErrorRow{conflict, "conflict",
             "Qualcun altro ha modificato questi dati: ricarica la pagina e controlla.", 409},
    ErrorRow{idempotency_mismatch, "idempotency_mismatch",
             "Questa operazione è già stata inviata con dati diversi: ricarica la pagina.", 409},
    ErrorRow{
        already_done, "already_done",
        "Questo passaggio è già stato completato: ricarica la pagina per vedere lo stato attuale.",
        409},
    ErrorRow{too_large, "too_large", "Quello che hai inviato è troppo grande.", 413},
    ErrorRow{unsupported_type, "unsupported_type", "Questo tipo di file non è accettato.", 415},
    ErrorRow{virus_found, "virus_found", "Il file contiene un virus e non è stato accettato.", 422},
    ErrorRow{too_many_requests, "too_many_requests",
             "Troppe richieste in poco tempo: attendi un minuto e riprova.", 429},
    ErrorRow{timeout, "timeout", "L'operazione ha richiesto troppo tempo: riprova.", 408},
    ErrorRow{limit_exceeded, "limit_exceeded", "L'operazione supera i limiti previsti.", 422},
    ErrorRow{
        read_only, "read_only",
        "Il servizio è temporaneamente in sola lettura: nulla è andato perso, riprova tra poco.",
        503},
    ErrorRow{lease_lost, "lease_lost",
             "Il servizio si sta spostando su un'altra macchina: riprova tra poco.", 503},
    ErrorRow{newer_store, "newer_store",
             "L'archivio è stato aggiornato da una versione più recente del programma.", 503},
    ErrorRow{storage_failed, "storage_failed",
             "Non è stato possibile salvare: nulla è stato registrato. Riprova tra poco.", 503},
    ErrorRow{integrity_broken, "integrity_broken",
             "Un controllo di integrità non è riuscito: l'ufficio è stato avvisato.", 500},
    ErrorRow{outside_failed, "outside_failed",
             "Un servizio collegato non risponde: riprova tra poco.", 502},
    ErrorRow{configuration, "configuration",
             "Il servizio non è configurato correttamente: l'ufficio è stato avvisato.", 500},
    ErrorRow{definition, "definition",
             "La definizione del servizio contiene un errore: l'ufficio è stato avvisato.", 500},
    ErrorRow{internal, "internal",
             "Si è verificato un errore: l'ufficio è stato avvisato. Riprova tra poco.", 500},
};

}  // namespace

const ErrorRow& error_row(ErrorCode code) {
  for (const ErrorRow& row : error_table) {
    if (row.code == code) return row;
  }
  DIGIPRO_ASSERT(false, "an error code without its row in the table");
}

std::string_view Error::sentence() const {
  return error_row(code).sentence;
}
std::string_view Error::name() const {
  return error_row(code).name;
}
int Error::http_status() const {
  return error_row(code).http_status;
}

Error fail(ErrorCode code, std::string detail) {
  return Error{code, std::move(detail), {}};
}

}  // namespace digipro
