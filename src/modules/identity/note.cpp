#include "modules/identity/module.h"

namespace digipro::identity {

const char* const citizen_credentials_note =
    "L'articolo 64, comma 3-quater, del Codice dell'amministrazione digitale (d.lgs. 82/2005) "
    "riserva l'accesso dei cittadini ai servizi in rete a SPID, carta d'identità elettronica e "
    "carta nazionale dei servizi. Le credenziali dell'ente sono per il personale. Attivale anche "
    "per i cittadini solo se l'ente ha verificato di poterlo fare, per esempio per persone che "
    "non possono avere un'identità digitale.";

}  // namespace digipro::identity
