// The packages' document templates: compiled and checked once, at start.
#include <array>

#include "modules/istanze/receipt.h"
#include "web/assets.h"

namespace digipro::istanze {
namespace {

// The names of docs/formats/service-package.md, "documents".
constexpr std::array known_names = {"titolo",
                                    "ente_nome",
                                    "servizio",
                                    "numero",
                                    "data",
                                    "ora",
                                    "oggetto",
                                    "ufficio",
                                    "responsabile",
                                    "mittente",
                                    "canale",
                                    "risposta_entro",
                                    "titolario",
                                    "fascicolo",
                                    "motivo_validita",
                                    "link",
                                    "sezione",
                                    "riga",
                                    "domanda",
                                    "risposta",
                                    "titolo_sezione",
                                    "termine_di_legge",
                                    "allegato",
                                    "nome",
                                    "impronta",
                                    "dimensione",
                                    "dati_conservati",
                                    "impronta_documento"};

// "{{#numero}}", "{{link:url}}": the variable a marker names, "" for an asset or a comment.
std::string name_in(std::string_view marker) {
  constexpr std::string_view sigils = "#?^/", others = "@!>";
  if (marker.empty() || others.find(marker[0]) != std::string_view::npos) return {};
  if (sigils.find(marker[0]) != std::string_view::npos) marker.remove_prefix(1);
  return std::string(marker.substr(0, marker.find(':')));
}

std::set<std::string, std::less<>> names_in(std::string_view text) {
  std::set<std::string, std::less<>> names;
  for (size_t open = text.find("{{"); open != std::string_view::npos;
       open = text.find("{{", open)) {
    size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    std::string name = name_in(text.substr(open + 2, close - open - 2));
    if (!name.empty()) names.insert(std::move(name));
    open = close + 2;
  }
  return names;
}

bool is_known(const std::string& name) {
  for (const char* known : known_names)
    if (name == known) return true;
  return false;
}

html::Data only(const html::Data& data, const std::set<std::string, std::less<>>& used) {
  html::Data out;
  for (const html::Data::Entry& entry : data.entries()) {
    if (!used.contains(entry.name)) continue;
    if (entry.kind == html::Data::Entry::Kind::text) out.set(entry.name, entry.text);
    if (entry.kind == html::Data::Entry::Kind::flag) out.flag(entry.name, entry.on);
    if (entry.kind != html::Data::Entry::Kind::rows) continue;
    std::vector<html::Data> rows;
    for (const html::Data::Child& row : entry.children) rows.push_back(only(row.data, used));
    out.rows(entry.name, std::move(rows));
  }
  return out;
}

// On paper an asset is a file beside the document, under its plain name.
Result<std::string> file_of_asset(std::string_view name) {
  DIGIPRO_TRY(url, web::asset_url(name));
  (void)url;
  return std::string(name);
}

std::string key_of(const ServiceId& service, const std::string& document) {
  return service.text + "/" + document;
}

}  // namespace

Result<std::unique_ptr<DocumentTemplates>> DocumentTemplates::load(
    const catalogue::Catalogue& catalogue) {
  std::unique_ptr<DocumentTemplates> loaded(new DocumentTemplates);
  std::vector<html::Source> sources;
  for (const catalogue::ServicePackage* package : catalogue.services()) {
    for (const catalogue::DocumentTemplate& document : package->documents) {
      auto text = package->templates.find(document.path);
      if (text == package->templates.end())
        return refuse(ErrorCode::definition, package->id.text + ": manca " + document.path);
      std::string key = key_of(package->id, document.id);
      loaded->used_[key] = names_in(text->second);
      for (const std::string& name : loaded->used_[key])
        if (!is_known(name))
          return refuse(ErrorCode::definition, "services/" + package->id.text + "/" +
                                                   document.path + ": variabile sconosciuta " +
                                                   name);
      sources.push_back({key, text->second});
    }
  }
  DIGIPRO_TRY(templates, html::Templates::load(sources, file_of_asset));
  loaded->templates_ = std::move(templates);
  return loaded;
}

Result<std::string> DocumentTemplates::render(const ServiceId& service, const std::string& document,
                                              const html::Data& data) const {
  std::string key = key_of(service, document);
  auto used = used_.find(key);
  if (used == used_.end()) return refuse(ErrorCode::definition, "no template " + key);
  return templates_->render(key, only(data, used->second));
}

}  // namespace digipro::istanze
