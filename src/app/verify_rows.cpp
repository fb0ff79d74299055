// Rows that lead nowhere: a document without its case, a task without its process. Each statement
// is one anti-join over indexed keys; foreign keys are asked again, since a file may be older than
// the check that should have refused them.
#include "app/verify_checks.h"

namespace digipro::app {
namespace {

constexpr RowCheck case_rows[] = {
    {"compito",
     "SELECT c.id FROM compito c LEFT JOIN pratica p ON p.id = c.pratica WHERE p.id IS NULL"
     " LIMIT ?",
     "Il compito è di una pratica che non c'è."},
    {"compito",
     "SELECT c.id FROM compito c LEFT JOIN iter i ON i.id = c.iter AND i.pratica = c.pratica"
     " WHERE i.id IS NULL LIMIT ?",
     "Il compito è di un iter che la sua pratica non ha."},
    {"compito",
     "SELECT id FROM compito WHERE is_open <> CASE WHEN state IN ('open', 'claimed') THEN 1"
     " ELSE 0 END LIMIT ?",
     "Il compito non sa se è aperto: gli elenchi di lavoro lo mostrano male."},
    {"compito",
     "SELECT c.id FROM compito c JOIN iter i ON i.id = c.iter WHERE c.is_open = 1"
     " AND i.status = 'ended' LIMIT ?",
     "Il compito è aperto e il suo iter è finito."},
    {"compito",
     "SELECT c.id FROM compito c LEFT JOIN office o ON o.code = c.office WHERE c.is_open = 1"
     " AND o.code IS NULL LIMIT ?",
     "Il compito è aperto in un ufficio che non c'è: nessuno lo vede."},
    {"iter",
     "SELECT i.id FROM iter i LEFT JOIN pratica p ON p.id = i.pratica WHERE p.id IS NULL LIMIT ?",
     "L'iter è di una pratica che non c'è."},
    {"pratica",
     "SELECT DISTINCT p.id FROM pratica p JOIN iter i ON i.pratica = p.id"
     " WHERE p.state = 'chiusa' AND i.status = 'running' LIMIT ?",
     "La pratica è chiusa e un suo iter è ancora in corso."},
    {"pratica",
     "SELECT p.id FROM pratica p LEFT JOIN protocollo r ON r.pratica = p.id"
     " WHERE p.number IS NOT NULL AND r.id IS NULL LIMIT ?",
     "La pratica ha un numero di protocollo che il registro non ha."},
    {"attesa dell'iter",
     "SELECT a.iter FROM attesa a LEFT JOIN iter i ON i.id = a.iter"
     " WHERE i.id IS NULL OR i.status = 'ended' LIMIT ?",
     "Si aspetta qualcuno per un iter che è finito o non c'è."},
    {"istanza della pratica",
     "SELECT s.pratica FROM istanza s LEFT JOIN pratica p ON p.id = s.pratica"
     " WHERE p.id IS NULL LIMIT ?",
     "L'istanza è di una pratica che non c'è."},
    {"messaggio",
     "SELECT m.id FROM posta_messaggio m LEFT JOIN pratica p ON p.id = m.pratica"
     " WHERE p.id IS NULL LIMIT ?",
     "Il messaggio è di una pratica che non c'è."},
    {"voce del giornale",
     "SELECT CAST(j.seq AS TEXT) FROM journal j LEFT JOIN pratica p ON p.id = j.pratica"
     " WHERE j.pratica IS NOT NULL AND p.id IS NULL LIMIT ?",
     "La voce parla di una pratica che non c'è."},
};

constexpr RowCheck document_rows[] = {
    {"documento",
     "SELECT d.id FROM documento d LEFT JOIN pratica p ON p.id = d.pratica WHERE p.id IS NULL"
     " LIMIT ?",
     "Il documento è di una pratica che non c'è."},
    {"documento",
     "SELECT v.documento FROM documento_versione v LEFT JOIN documento d ON d.id = v.documento"
     " WHERE d.id IS NULL LIMIT ?",
     "Ci sono versioni di un documento che non c'è."},
    {"documento",
     "SELECT d.id FROM documento d LEFT JOIN documento_versione v ON v.documento = d.id"
     " GROUP BY d.id, d.version HAVING COUNT(v.number) <> d.version OR MIN(v.number) <> 1"
     " OR MAX(v.number) <> d.version LIMIT ?",
     "Le versioni del documento non sono tutte, dalla prima a quella attuale."},
    {"fascicolo",
     "SELECT f.id FROM fascicolo f LEFT JOIN pratica p ON p.id = f.pratica WHERE p.id IS NULL"
     " LIMIT ?",
     "Il fascicolo è di una pratica che non c'è."},
    {"registrazione",
     "SELECT r.id FROM protocollo r LEFT JOIN pratica p ON p.id = r.pratica"
     " WHERE r.pratica IS NOT NULL AND p.id IS NULL LIMIT ?",
     "La registrazione è di una pratica che non c'è."},
    {"registrazione",
     "SELECT r.id FROM protocollo r LEFT JOIN protocollo_corrispondente c ON c.protocollo = r.id"
     " WHERE c.protocollo IS NULL LIMIT ?",
     "La registrazione non ha né mittente né destinatario."},
    {"registrazione",
     "SELECT c.protocollo FROM protocollo_corrispondente c LEFT JOIN protocollo r"
     " ON r.id = c.protocollo WHERE r.id IS NULL LIMIT ?",
     "Ci sono mittenti di una registrazione che non c'è."},
    {"registrazione",
     "SELECT d.protocollo FROM protocollo_documento d LEFT JOIN protocollo r"
     " ON r.id = d.protocollo WHERE r.id IS NULL LIMIT ?",
     "Ci sono documenti di una registrazione che non c'è."},
    {"registrazione",
     "SELECT d.protocollo FROM protocollo_documento d LEFT JOIN documento_versione v"
     " ON v.documento = d.documento AND v.sha256 = d.sha256 WHERE v.documento IS NULL LIMIT ?",
     "La registrazione ha l'impronta di un documento che non c'è."},
};

constexpr RowCheck office_rows[] = {
    {"ufficio",
     "SELECT o.code FROM office o LEFT JOIN aoo a ON a.code = o.aoo WHERE a.code IS NULL LIMIT ?",
     "L'ufficio è di un'AOO che non c'è."},
    {"ufficio",
     "SELECT o.code FROM office o LEFT JOIN office p ON p.code = o.parent"
     " WHERE o.parent IS NOT NULL AND (p.code IS NULL OR (p.is_closed = 1 AND o.is_closed = 0))"
     " LIMIT ?",
     "L'ufficio sta sotto un ufficio che non c'è o è chiuso: l'organigramma non lo mostra."},
    {"incarico",
     "SELECT a.id FROM role_assignment a LEFT JOIN person p ON p.id = a.person"
     " WHERE p.id IS NULL LIMIT ?",
     "L'incarico è di una persona che non c'è."},
    {"incarico",
     "SELECT a.id FROM role_assignment a LEFT JOIN office o ON o.code = a.office"
     " WHERE a.office IS NOT NULL AND o.code IS NULL LIMIT ?",
     "L'incarico è in un ufficio che non c'è."},
    {"sostituzione",
     "SELECT s.id FROM substitution s LEFT JOIN person a ON a.id = s.absent"
     " LEFT JOIN person b ON b.id = s.substitute LEFT JOIN office o ON o.code = s.office"
     " WHERE a.id IS NULL OR b.id IS NULL OR o.code IS NULL LIMIT ?",
     "La sostituzione nomina una persona o un ufficio che non c'è."},
};

constexpr RowCheck installation_rows[] = {
    {"nome di rete",
     "SELECT h.host FROM ente_host h LEFT JOIN ente e ON e.id = h.ente WHERE e.id IS NULL LIMIT ?",
     "Il nome di rete porta a un ente che non c'è."},
    {"utenza",
     "SELECT a.id FROM account a LEFT JOIN ente e ON e.id = a.ente WHERE e.id IS NULL LIMIT ?",
     "L'utenza è di un ente che non c'è."},
    {"utenza",
     "SELECT a.id FROM account a LEFT JOIN credential c ON c.account = a.id"
     " WHERE c.account IS NULL LIMIT ?",
     "L'utenza non ha credenziali: nessuno può usarla."},
    {"utenza",
     "SELECT c.account FROM credential c LEFT JOIN account a ON a.id = c.account"
     " WHERE a.id IS NULL LIMIT ?",
     "Ci sono credenziali di un'utenza che non c'è."},
    {"sessione",
     "SELECT s.id FROM session s LEFT JOIN account a ON a.id = s.account WHERE a.id IS NULL"
     " LIMIT ?",
     "La sessione è di un'utenza che non c'è."},
    {"rilascio",
     "SELECT i.id FROM issuance i LEFT JOIN account a ON a.id = i.account WHERE a.id IS NULL"
     " LIMIT ?",
     "Il rilascio è di un'utenza che non c'è."},
};

}  // namespace

Status check_ente_rows(db::Connection& db, Findings& findings) {
  DIGIPRO_CHECK(check_rows(db, case_rows, findings));
  DIGIPRO_CHECK(check_rows(db, document_rows, findings));
  return check_rows(db, office_rows, findings);
}

Status check_installation_rows(db::Connection& db, Findings& findings) {
  return check_rows(db, installation_rows, findings);
}

}  // namespace digipro::app
