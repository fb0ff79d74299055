#include "app/demo_case.h"

namespace digipro::app {
namespace {

Work claim(double days, std::string_view who) {
  return {days, Act::claim, who, "", {}};
}
Work answer(double days, std::string_view who, std::string_view result, std::string_view text) {
  return {days,
          Act::complete,
          who,
          "rispondi",
          {{"risultato", std::string(result)}, {"risposta", std::string(text)}}};
}
Work ask(double days, std::string_view who, std::string_view text) {
  return {days, Act::complete, who, "chiedi", {{"domanda", std::string(text)}}};
}
Work forward(double days, std::string_view who, std::string_view office, std::string_view why) {
  return {days,
          Act::complete,
          who,
          "inoltra",
          {{"ufficio", std::string(office)}, {"motivo_inoltro", std::string(why)}}};
}
Work approve(double days) {
  return {days, Act::complete, "marta.rossi", "approva", {}};
}
Work send_back(double days, std::string_view why) {
  return {days, Act::complete, "marta.rossi", "rimanda", {{"motivo_rinvio", std::string(why)}}};
}
Work reply(double days, std::string_view text) {
  return {days, Act::reply, "", "", {{"risposta_segnalante", std::string(text)}}};
}

constexpr std::string_view luca = "luca.neri";

std::vector<DemoCase> older_cases() {
  return {
      {40,
       "anna.verdi",
       "albero",
       "caduto",
       "Un ramo grosso è caduto sul marciapiede.",
       "Via Giuseppe Verdi",
       "12",
       true,
       {claim(0.1, luca),
        answer(1, luca, "risolta", "Il ramo è stato rimosso la mattina dopo la segnalazione."),
        approve(1.2)}},
      {33,
       "",
       "erba",
       "",
       "Erba alta nelle aiuole davanti alla scuola.",
       "Via delle Scuole",
       "1",
       false,
       {claim(0.4, luca), answer(3, luca, "programmata", "Sfalcio in programma."),
        send_back(3.5, "Di' in quale giorno passa la squadra."),
        answer(4, luca, "programmata",
               "La squadra passa giovedì 29 ottobre: lo sfalcio riguarda tutte le aiuole di via "
               "delle Scuole."),
        approve(4.3)}},
      {30,
       "",
       "arredo",
       "",
       "La fontanella perde acqua da giorni, si forma una pozza.",
       "Via San Rocco",
       "7",
       false,
       {claim(1, luca),
        forward(1.1, luca, "lavori-pubblici", "L'impianto idrico è dei lavori pubblici."),
        claim(2, "sara.blu")}},
      {21,
       "",
       "giochi",
       "",
       "L'altalena ha una catena rotta.",
       "Via dei Platani",
       "3",
       true,
       {claim(0.05, luca),
        answer(0.3, luca, "risolta", "Altalena chiusa subito e riparata in giornata."),
        approve(0.4)}}};
}

std::vector<DemoCase> recent_cases() {
  return {
      {16,
       "",
       "rifiuti",
       "",
       "Sacchi abbandonati dietro il campo sportivo.",
       "Via dello Sport",
       "20",
       false,
       {claim(2, luca), ask(2.2, luca, "I sacchi sono sul prato o sulla strada sterrata?")}},
      {9,
       "anna.verdi",
       "albero",
       "malato",
       "Il tiglio davanti al numero 40 ha perso le foglie.",
       "Strada dei Tigli",
       "40",
       false,
       {claim(1, luca),
        answer(6, luca, "programmata", "L'agronomo controlla il tiglio entro fine mese.")}},
      {7,
       "anna.verdi",
       "arredo",
       "",
       "Manca una tavola alla panchina.",
       "Viale Grazia Deledda",
       "15",
       false,
       {claim(0.5, luca), ask(1, luca, "Quale panchina: quella vicino alla fontana?"),
        reply(2, "Sì, la prima dopo la fontana.")}},
      {4,
       "",
       "erba",
       "",
       "La siepe copre il cartello dello stop.",
       "Via Torino",
       "33",
       true,
       {claim(0.2, luca)}},
      {2,
       "",
       "altro",
       "",
       "Vasi rovesciati lungo il vialetto.",
       "Viale Eugenio Montale",
       "5",
       false,
       {}},
      {0.5,
       "",
       "albero",
       "pericolante",
       "Un pino è inclinato verso la strada dopo il temporale.",
       "Via Alessandria",
       "61",
       true,
       {}},
  };
}

}  // namespace

std::vector<DemoCase> demo_cases() {
  std::vector<DemoCase> all = older_cases();
  std::vector<DemoCase> recent = recent_cases();
  all.insert(all.end(), recent.begin(), recent.end());
  return all;
}

}  // namespace digipro::app
