#include "modules/istanze/history.h"

#include <algorithm>

namespace digipro::istanze {
namespace {

struct Said {
  std::string sentence, quote;
};

std::string quote_of(const journal::Entry& entry) {
  if (entry.is_erased) return "(testo cancellato per legge)";
  if (!entry.personal) return {};
  std::string quote;
  for (const auto& [key, value] : entry.personal->members()) {
    if (value.text().empty()) continue;
    quote += (quote.empty() ? "" : "\n\n") + value.text();
  }
  return quote;
}

// Of a letter's variables only the one it is named after: the others are codes of the office.
std::string answer_of(const journal::Entry& entry) {
  if (entry.is_erased || !entry.personal) return quote_of(entry);
  const json::Value& answer = (*entry.personal)[entry.facts["message"].text()];
  return answer.text().empty() ? quote_of(entry) : answer.text();
}

std::string office_of(const journal::Entry& entry, const HistoryNames& names) {
  std::string code = entry.facts.text_or("office", "");
  return code.empty() ? "l'ufficio" : names.office(OfficeId(code));
}

// What the reporter reads: what happened, who has it, without names of clerks.
Said for_reporter(const journal::Entry& entry, const HistoryNames& names) {
  const std::string& kind = entry.kind;
  if (kind == "istanze.filed") return {"Hai inviato la richiesta.", ""};
  if (kind == "protocollo.registered")
    return {"Registrata a protocollo con il numero " + entry.facts.text_or("number", "") + ".", ""};
  if (kind == "documents.rendered") return {"La ricevuta in PDF è pronta.", ""};
  if (kind == "casework.task_claimed")
    return {"Presa in carico: se ne occupa " + office_of(entry, names) + ".", ""};
  if (kind == "casework.forwarded")
    return {"Passata a " + office_of(entry, names) + ", che è competente.", ""};
  if (kind == "casework.waiting") return {"Aspettiamo una tua risposta.", ""};
  if (kind == "casework.message_received") return {"Hai risposto.", quote_of(entry)};
  if (kind == "casework.task_completed" && entry.facts["outcome"].text() == "chiedi")
    return {"L'ufficio ti ha fatto una domanda.", quote_of(entry)};
  if (kind == "casework.task_completed" && !quote_of(entry).empty())
    return {"L'ufficio ti ha scritto.", quote_of(entry)};
  if (kind == "posta.queued" && entry.facts["message"].text() == "risposta")
    return {"L'ufficio ha risposto.", answer_of(entry)};
  // A letter without words of the office's own says only what stands here anyway.
  if (kind == "posta.queued" && !answer_of(entry).empty())
    return {"L'ufficio ti ha scritto.", answer_of(entry)};
  if (kind == "casework.ended") return {"Chiusa.", ""};
  return {};
}

Said for_office(const journal::Entry& entry, const HistoryNames& names, const std::string& who) {
  const std::string& kind = entry.kind;
  const json::Value& facts = entry.facts;
  std::string quote = quote_of(entry);
  if (kind == "istanze.filed")
    return {"Presentata (" + facts.text_or("channel", "") +
                ", motivo di validità: " + facts.text_or("ground", "") + ").",
            ""};
  if (kind == "protocollo.registered")
    return {"Protocollo " + facts.text_or("number", "") + ".", ""};
  if (kind == "fascicoli.opened") return {"Fascicolo " + facts.text_or("fascicolo", "") + ".", ""};
  if (kind == "documents.created" && facts["kind"].text() == "ricevuta")
    return {"Prodotta la ricevuta in PDF/A.", ""};
  if (kind == "casework.task_opened")
    return {"Da fare: " + facts.text_or("name", "") + " (" + office_of(entry, names) + ").", ""};
  if (kind == "casework.task_claimed")
    return {who + " ha preso in carico: " + facts.text_or("name", "") + ".", ""};
  if (kind == "casework.task_released") return {who + " ha lasciato la presa in carico.", ""};
  if (kind == "casework.task_completed")
    return {who + ": " + facts.text_or("outcome_label", facts.text_or("name", "")) + ".", quote};
  if (kind == "casework.task_noted") return {"Annotazione di " + who + ".", quote};
  if (kind == "casework.forwarded") return {"Inoltrata a " + office_of(entry, names) + ".", ""};
  if (kind == "casework.returned")
    return {"Rimandata da " + who + ", da «" + facts.text_or("name", "") + "».", quote};
  if (kind == "casework.waiting") return {"In attesa del segnalante.", ""};
  if (kind == "casework.message_received") return {"Il segnalante ha risposto.", quote};
  if (kind == "casework.timer_fired")
    return {"Scaduto il tempo: " + facts.text_or("name", "") + ".", ""};
  if (kind == "posta.queued")
    return {"Messaggio al segnalante: " + facts.text_or("message", "") + ".", quote};
  if (kind == "posta.sent") return {"Mail consegnata al server di posta.", ""};
  if (kind == "casework.ended") return {"Pratica chiusa.", ""};
  return {};
}

}  // namespace

std::vector<web::TimelineEntry> timeline_of(const std::vector<journal::Entry>& oldest_first,
                                            const HistoryNames& names, Audience audience) {
  std::vector<web::TimelineEntry> timeline;
  for (const journal::Entry& entry : oldest_first) {
    bool is_program = entry.person.empty() || entry.person.text == "system";
    std::string who = is_program || !names.person ? "Il programma" : names.person(entry.person);
    Said said =
        audience == Audience::reporter ? for_reporter(entry, names) : for_office(entry, names, who);
    if (said.sentence.empty()) continue;
    // What a clerk wrote and the letter that carried it are one thing to who reads both.
    if (audience == Audience::reporter && !said.quote.empty() && !timeline.empty() &&
        timeline.back().quote == said.quote)
      continue;
    web::TimelineEntry line;
    line.when = to_italian(to_rome(entry.at));
    line.datetime = to_rfc3339(entry.at);
    line.sentence = std::move(said.sentence);
    line.quote = std::move(said.quote);
    timeline.push_back(std::move(line));
  }
  std::reverse(timeline.begin(), timeline.end());
  if (!timeline.empty()) timeline.front().mark = web::TimelineMark::latest;
  return timeline;
}

}  // namespace digipro::istanze
