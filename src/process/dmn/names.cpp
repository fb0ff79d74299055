// What DMN's elements are called in Italian.
#include <algorithm>
#include <array>

#include "process/dmn/reader.h"

namespace digipro::dmn {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> element_names = {{
    {"definitions", "Documento DMN"},
    {"decision", "Decisione"},
    {"inputData", "Dato di ingresso"},
    {"businessKnowledgeModel", "Modello di conoscenza"},
    {"decisionService", "Servizio decisionale"},
    {"knowledgeSource", "Fonte"},
    {"itemDefinition", "Tipo"},
    {"import", "Importazione"},
    {"decisionTable", "Tabella di decisione"},
    {"literalExpression", "Espressione"},
    {"context", "Contesto"},
    {"invocation", "Chiamata"},
    {"list", "Lista"},
    {"relation", "Relazione"},
    {"functionDefinition", "Funzione"},
    {"conditional", "Condizione"},
    {"filter", "Filtro"},
    {"for", "Ripetizione"},
    {"some", "Almeno uno"},
    {"every", "Tutti"},
    {"informationRequirement", "Requisito di informazione"},
    {"knowledgeRequirement", "Requisito di conoscenza"},
}};

}  // namespace

std::string italian_name(std::string_view element) {
  auto found = std::find_if(element_names.begin(), element_names.end(),
                            [&](const auto& row) { return row.first == element; });
  return std::string(found == element_names.end() ? element : found->second);
}

std::string describe(const xml::Element& element) {
  std::string text = italian_name(element.name);
  if (!element.attribute("name").empty()) text += " \"" + element.attribute("name") + "\"";
  const std::string& id = element.attribute("id");
  return text + " (" + (id.empty() ? "" : "id " + id + ", ") + "riga " +
         std::to_string(element.line) + ")";
}

}  // namespace digipro::dmn
