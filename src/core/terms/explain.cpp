// The lines that say how a term was reckoned: sentences of the office, each with what it rests on.
#include "core/terms/course.h"

namespace digipro::terms {
namespace {

constexpr const char* first_day_rule = "art. 2963 c. 2 c.c.; art. 155 c. 1 c.p.c.";
constexpr const char* holiday_rule = "art. 2963 c. 3 c.c.; art. 155 c. 4 c.p.c.";

std::string plain_days(int days) {
  return days == 1 ? "1 giorno" : std::to_string(days) + " giorni";
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

int days_between(Date from, Date to) {
  return static_cast<int>(days_since_epoch(to) - days_since_epoch(from));
}

}  // namespace

void Course::say(std::string text, std::string rule) {
  lines_.push_back({std::move(text), std::move(rule)});
}

std::string Course::law() const {
  return rule_.law.empty() ? "impegno dell'ente" : rule_.law;
}

std::string Course::days_in_words(int days) const {
  if (rule_.count == Count::calendar) return plain_days(days);
  return days == 1 ? "1 giorno lavorativo" : std::to_string(days) + " giorni lavorativi";
}

void Course::say_start() {
  if (rule_.days == 0) {
    say("Il termine è il giorno stesso: " + to_italian(start_) + ".", law());
    return;
  }
  say("Si parte da " + to_italian(start_) + ", che non si conta.", first_day_rule);
  std::string text = capital(days_in_words(rule_.days)) + (rule_.days == 1 ? " porta" : " portano");
  text += " a " + to_italian(end().counted) + ".";
  if (rule_.count == Count::working) text += " Sabati e giorni festivi non si contano.";
  say(std::move(text), law());
}

void Course::say_suspension(const Suspension& suspension, Date today, Line& line) const {
  const bool is_notice = suspension.kind == SuspensionKind::preavviso;
  const std::optional<Date>& answer =
      answers_[static_cast<size_t>(&suspension - suspensions_.data())];
  std::string text = is_notice ? "Preavviso di rigetto di " : "Richiesta di integrazione di ";
  text += to_italian(suspension.from) + ": il termine si ferma. ";
  const std::string days = plain_days(days_between(suspension.from, suspension.to));
  const std::string again = to_italian(suspension.to);
  if (is_notice && answer) {
    text += "Osservazioni di " + to_italian(*answer) + ": riprende dopo " +
            plain_days(rule_.preavviso.restart_days) + ", da " + again;
  } else if (is_notice) {
    text += "Osservazioni entro " + to_italian(*suspension.observations_end);
    text += (today < suspension.to ? "; se non arrivano riprende da "
                                   : ", non arrivate: riprende da ") +
            again;
  } else if (answer && *answer > suspension.to) {
    text += "La risposta è di " + to_italian(*answer) + ", ma si ferma al massimo " + days +
            ": riprende da " + again;
  } else if (answer) {
    text += "Riprende da " + again;
  } else {
    text += today < suspension.to ? "Riprende con la risposta, al più tardi da " + again
                                  : "Nessuna risposta: riprende da " + again;
  }
  line.text = std::move(text) + ". Giorni sospesi: " + days.substr(0, days.find(' ')) + ".";
}

void Course::say_end(const Counted& end) {
  if (!suspensions_.empty() && extended_days_ > 0)
    say("Senza i giorni sospesi e con la proroga si arriva a " + to_italian(end.counted) + ".",
        law());
  else if (!suspensions_.empty())
    say("Senza contare i giorni sospesi si arriva a " + to_italian(end.counted) + ".", law());
  else if (extended_days_ > 0)
    say("Con la proroga si arriva a " + to_italian(end.counted) + ".", law());
  Date day = end.counted;
  for (; day < end.last && rule_.moves_from_holiday && is_free_day(day); day = plus_days(day, 1)) {
    std::string_view name = holiday_name(day, patron_);
    say(capital(to_italian(day)) + " non è utile (" + std::string(name.empty() ? "sabato" : name) +
            "): si passa al giorno dopo.",
        holiday_rule);
  }
  if (day < end.last)
    say("Fermato quando non restavano giorni, il termine scade alla ripresa.", first_day_rule);
  say("L'ultimo giorno è " + to_italian(end.last) + ", tutto intero.", first_day_rule);
}

void Course::say_state(const Reckoning& reckoning) {
  if (closed_) {
    std::string text = "Chiuso " + to_italian(*closed_);
    text += reckoning.state == State::met
                ? ": in tempo."
                : ": " + plain_days(reckoning.days_late) + " dopo l'ultimo giorno.";
    say(std::move(text), law());
  } else if (rule_.silence != Silence::none) {
    const bool is_yes = rule_.silence == Silence::assenso;
    std::string text = reckoning.state == State::silent
                           ? "L'ultimo giorno è passato senza risposta: la domanda è "
                           : "Se l'ultimo giorno passa senza risposta, la domanda è ";
    say(text + (is_yes ? "accolta." : "respinta."), is_yes ? "art. 20 L. 241/1990" : law());
  } else if (reckoning.state == State::late) {
    say("L'ultimo giorno è passato da " + plain_days(reckoning.days_late) + ".",
        rule_.law.empty() ? law() : "art. 2 c. 8 L. 241/1990");
  }
  if (reckoning.substitute_day)
    say("Poi decide chi ha il potere sostitutivo, entro " + days_in_words(rule_.days / 2) +
            " (la metà di " + std::to_string(rule_.days) +
            "): " + to_italian(*reckoning.substitute_day) + ".",
        "art. 2 c. 9-bis e 9-ter L. 241/1990");
}

}  // namespace digipro::terms
