#include "modules/catalogue/vocabulary.h"

#include <array>

namespace digipro::catalogue {
namespace {

using enum Audience;

constexpr std::array all_events = {
    LifeEvent{"essere-cittadino", "Essere cittadino",
              "Documenti, certificati, residenza, elezioni.", citizens},
    LifeEvent{"avere-un-figlio", "Avere un figlio", "Nascita, asilo nido, aiuti alla famiglia.",
              citizens},
    LifeEvent{"avere-una-famiglia", "Avere una famiglia",
              "Matrimonio, convivenza, cura dei familiari.", citizens},
    LifeEvent{"vivere-in-salute", "Vivere in salute", "Assistenza, disabilità, igiene pubblica.",
              citizens},
    LifeEvent{"abitare", "Abitare", "Casa, lavori, strade e quartiere.", citizens},
    LifeEvent{"studiare", "Studiare", "Scuola, mensa, trasporto, borse di studio.", citizens},
    LifeEvent{"lavorare", "Lavorare", "Concorsi, tirocini, sostegno al lavoro.", citizens},
    LifeEvent{"percepire-la-pensione", "Percepire la pensione",
              "Servizi e agevolazioni per chi è in pensione.", citizens},
    LifeEvent{"pagare-le-tasse", "Pagare le tasse", "IMU, TARI e gli altri tributi del Comune.",
              citizens},
    LifeEvent{"fare-e-subire-una-denuncia", "Fare e subire una denuncia",
              "Multe, ricorsi, esposti.", citizens},
    LifeEvent{"usare-un-mezzo-di-trasporto", "Usare un mezzo di trasporto",
              "ZTL, sosta, mobilità, contrassegni.", citizens},
    LifeEvent{"vivere-il-tempo-libero", "Vivere il tempo libero e la cultura",
              "Biblioteche, musei, eventi.", citizens},
    LifeEvent{"fare-sport", "Fare sport", "Impianti, associazioni, corsi.", citizens},
    LifeEvent{"andare-all-estero", "Andare all'estero", "Documenti per l'espatrio, AIRE.",
              citizens},
    LifeEvent{"vivere-l-ambiente", "Vivere l'ambiente", "Verde pubblico, rifiuti, animali, rumore.",
              citizens},
    LifeEvent{"aprire-una-nuova-attivita", "Aprire una nuova attività",
              "Avvio, autorizzazioni, SUAP.", businesses},
    LifeEvent{"modificare-un-attivita", "Modificare un'attività",
              "Variazioni, subentri, trasferimenti.", businesses},
    LifeEvent{"sviluppare-un-attivita", "Sviluppare un'attività",
              "Spazi, insegne, occupazione di suolo.", businesses},
    LifeEvent{"terminare-un-attivita", "Terminare un'attività", "Cessazione e chiusura.",
              businesses},
    LifeEvent{"finanziare-un-attivita", "Finanziare un'attività", "Contributi e bandi.",
              businesses},
    LifeEvent{"gestire-il-personale", "Gestire il personale", "Adempimenti verso chi lavora.",
              businesses},
    LifeEvent{"possedere-immobili", "Possedere immobili", "Edilizia e catasto delle imprese.",
              businesses},
    LifeEvent{"imprese-pagare-le-tasse", "Pagare le tasse", "Tributi delle imprese.", businesses},
    LifeEvent{"registrare-marchi-e-brevetti", "Registrare marchi e brevetti",
              "Tutela della proprietà industriale.", businesses},
    LifeEvent{"importare-ed-esportare", "Importare ed esportare", "Scambi con l'estero.",
              businesses},
    LifeEvent{"imprese-fare-e-subire-una-denuncia", "Fare e subire una denuncia",
              "Verbali, ricorsi, esposti.", businesses},
    LifeEvent{"salvaguardare-l-ambiente", "Salvaguardare l'ambiente",
              "Emissioni, rumore, rifiuti, verde.", businesses},
};

// Modello Comuni, first level of "Servizi" (validator's C.SI.1.7).
constexpr std::array all_categories = {
    Category{"agricoltura-e-pesca", "Agricoltura e pesca"},
    Category{"ambiente", "Ambiente"},
    Category{"anagrafe-e-stato-civile", "Anagrafe e stato civile"},
    Category{"appalti-pubblici", "Appalti pubblici"},
    Category{"autorizzazioni", "Autorizzazioni"},
    Category{"catasto-e-urbanistica", "Catasto e urbanistica"},
    Category{"cultura-e-tempo-libero", "Cultura e tempo libero"},
    Category{"educazione-e-formazione", "Educazione e formazione"},
    Category{"giustizia-e-sicurezza-pubblica", "Giustizia e sicurezza pubblica"},
    Category{"imprese-e-commercio", "Imprese e commercio"},
    Category{"mobilita-e-trasporti", "Mobilità e trasporti"},
    Category{"salute-benessere-e-assistenza", "Salute, benessere e assistenza"},
    Category{"tributi-finanze-e-contravvenzioni", "Tributi, finanze e contravvenzioni"},
    Category{"turismo", "Turismo"},
    Category{"vita-lavorativa", "Vita lavorativa"},
};

template <class Items>
auto find_slug(const Items& items, std::string_view slug) -> const typename Items::value_type* {
  for (const auto& item : items)
    if (item.slug == slug) return &item;
  return nullptr;
}

}  // namespace

std::span<const LifeEvent> life_events() {
  return all_events;
}
const LifeEvent* find_life_event(std::string_view slug) {
  return find_slug(all_events, slug);
}
std::span<const Category> categories() {
  return all_categories;
}
const Category* find_category(std::string_view slug) {
  return find_slug(all_categories, slug);
}

}  // namespace digipro::catalogue
