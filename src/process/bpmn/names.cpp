// What BPMN's elements are called in Italian, and which of them the engine runs.
#include <algorithm>
#include <array>

#include "process/bpmn/reader.h"

namespace digipro::process {
namespace {

struct ElementName {
  std::string_view element, italian;
  std::optional<NodeKind> kind;
};

constexpr std::array element_names = {
    ElementName{"startEvent", "Evento di inizio", NodeKind::start_event},
    ElementName{"endEvent", "Evento di fine", NodeKind::end_event},
    ElementName{"intermediateCatchEvent", "Evento intermedio", NodeKind::catch_event},
    ElementName{"boundaryEvent", "Evento di bordo", NodeKind::boundary_event},
    ElementName{"userTask", "Attività utente", NodeKind::user_task},
    ElementName{"serviceTask", "Attività di servizio", NodeKind::service_task},
    ElementName{"receiveTask", "Attività di ricezione", NodeKind::receive_task},
    ElementName{"exclusiveGateway", "Gateway esclusivo", NodeKind::exclusive_gateway},
    ElementName{"parallelGateway", "Gateway parallelo", NodeKind::parallel_gateway},
    ElementName{"sequenceFlow", "Flusso", std::nullopt},
    ElementName{"process", "Processo", std::nullopt},
    ElementName{"definitions", "Documento BPMN", std::nullopt},
    ElementName{"message", "Messaggio", std::nullopt},
    ElementName{"task", "Attività generica", std::nullopt},
    ElementName{"manualTask", "Attività manuale", std::nullopt},
    ElementName{"scriptTask", "Attività di script", std::nullopt},
    ElementName{"sendTask", "Attività di invio", std::nullopt},
    ElementName{"businessRuleTask", "Attività di decisione", std::nullopt},
    ElementName{"callActivity", "Attività di richiamo", std::nullopt},
    ElementName{"subProcess", "Sottoprocesso", std::nullopt},
    ElementName{"adHocSubProcess", "Sottoprocesso ad hoc", std::nullopt},
    ElementName{"transaction", "Transazione", std::nullopt},
    ElementName{"inclusiveGateway", "Gateway inclusivo", std::nullopt},
    ElementName{"complexGateway", "Gateway complesso", std::nullopt},
    ElementName{"eventBasedGateway", "Gateway su eventi", std::nullopt},
    ElementName{"intermediateThrowEvent", "Evento intermedio di lancio", std::nullopt},
    ElementName{"standardLoopCharacteristics", "Ripetizione", std::nullopt},
    ElementName{"multiInstanceLoopCharacteristics", "Esecuzione multipla", std::nullopt},
    ElementName{"signalEventDefinition", "Segnale", std::nullopt},
    ElementName{"errorEventDefinition", "Errore", std::nullopt},
    ElementName{"escalationEventDefinition", "Escalation", std::nullopt},
    ElementName{"compensateEventDefinition", "Compensazione", std::nullopt},
    ElementName{"cancelEventDefinition", "Annullamento", std::nullopt},
    ElementName{"conditionalEventDefinition", "Condizione", std::nullopt},
    ElementName{"linkEventDefinition", "Collegamento", std::nullopt},
    ElementName{"messageEventDefinition", "Messaggio", std::nullopt},
    ElementName{"timerEventDefinition", "Timer", std::nullopt},
    ElementName{"terminateEventDefinition", "Terminazione", std::nullopt},
    ElementName{"ioSpecification", "Dati di ingresso e uscita", std::nullopt},
    ElementName{"dataInputAssociation", "Dati in ingresso", std::nullopt},
    ElementName{"dataOutputAssociation", "Dati in uscita", std::nullopt},
};

constexpr std::array<std::string_view, 13> descriptive = {
    "documentation",  "extensionElements",   "laneSet",
    "textAnnotation", "association",         "group",
    "dataObject",     "dataObjectReference", "category",
    "collaboration",  "dataStore",           "dataStoreReference",
    "relationship",
};

const ElementName* find(std::string_view element) {
  auto found = std::find_if(element_names.begin(), element_names.end(),
                            [&](const ElementName& name) { return name.element == element; });
  return found == element_names.end() ? nullptr : &*found;
}

}  // namespace

std::string italian_name(std::string_view element) {
  const ElementName* found = find(element);
  return std::string(found ? found->italian : element);
}

std::optional<NodeKind> node_kind(std::string_view element) {
  const ElementName* found = find(element);
  return found ? found->kind : std::nullopt;
}

bool is_descriptive(std::string_view element) {
  return std::find(descriptive.begin(), descriptive.end(), element) != descriptive.end();
}

std::string describe(const xml::Element& element) {
  std::string text = italian_name(element.name);
  if (!element.attribute("name").empty()) text += " \"" + element.attribute("name") + "\"";
  const std::string& id = element.attribute("id");
  return text + " (" + (id.empty() ? "" : "id " + id + ", ") + "riga " +
         std::to_string(element.line) + ")";
}

std::string_view local_part(std::string_view qualified) {
  size_t colon = qualified.find(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::vector<const xml::Element*> extensions(const xml::Element& element, std::string_view name) {
  const xml::Element* list = element.child(bpmn_space, "extensionElements");
  return list ? list->children_named(own_space, name) : std::vector<const xml::Element*>();
}

}  // namespace digipro::process
