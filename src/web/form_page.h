// A step of a form as a page, its fragments for htmx, and the summary before sending: made from
// core/forms' view, so that every service looks and behaves alike. Pure, any thread.
//
// What the browser posts: the step's fields by their names, `_csrf`, `_key`, `_version`, and the
// button pressed: `_go` = "next" or "save", `_remove` = "<field>:<index>" of an attachment,
// `_upload` = "<field>" (a browser without scripts sends chosen files with the step itself).
// With scripts, any change posts the step to autosave_url, and files go to upload_url one by one
// as multipart with the fields `_csrf`, `field` and the file under the field's own name; both
// answer with changes_part().
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/forms/form.h"
#include "web/components.h"

namespace digipro::web {

struct FormPage {
  const forms::FormView* view = nullptr;  // outlives the page
  size_t step = 0;                        // index of the form's step
  bool with_missing = false;              // the person tried to go on: also say what is not given
  std::string title;                      // h1: the service's
  std::string action_url;                 // where the step is posted
  std::string autosave_url;               // empty: no autosave
  std::string upload_url;                 // empty: files only with the step
  std::string back_url;                   // empty on the first step
  std::string streets_url;                // GeoJSON of the town's streets, for the map
  std::string tiles;  // optional tile address of the map, "https://.../{z}/{x}/{y}.png"
  std::vector<std::string> streets;  // names, for the address typed by hand
  // Address of a step by its id, for the links of steps done; missing ones are no links.
  std::map<std::string, std::string, std::less<>> step_urls;
  bool has_summary_step = true;  // the summary is the last of the steps shown
  std::string summary_title = "Riepilogo";
  std::string saved_text;  // "Bozza salvata alle 10:42"
  bool can_save = true;    // "Salva ed esci"
  std::string csrf_token, key, version;
  std::string contact_url, booking_url;
  // Why a file was refused, by "<field>:<name>"; shown in the field, nothing is stored.
  std::vector<FieldProblem> upload_problems;
};

// The page's data, for the template "parts/form/step.html".
Part step_part(const FormPage& page);
// The pieces that differ, for htmx: the fields named, the errors on top (only when they were shown
// before) and the line about saving.
Part changes_part(const FormPage& page, const std::vector<std::string>& field_ids,
                  bool with_error_summary);

struct SummaryPage {
  const forms::FormView* view = nullptr;
  std::string title;
  std::string introduction = "Controlla i dati prima di inviare. Puoi ancora cambiarli.";
  std::vector<std::string> consequences;  // what is declared, and what follows from it
  // "Modifica" by step id. A problem links there with "?errori=1": then the step says what lacks.
  std::map<std::string, std::string, std::less<>> step_urls;
  std::vector<FieldProblem> problems;  // why it cannot be sent yet
  std::string action_url, back_url, save_url;
  std::string send_label = "Invia la richiesta";
  std::string csrf_token, key;
  std::string contact_url, booking_url;
  std::string summary_title = "Riepilogo";
};
// For the template "parts/form/summary.html".
Part summary_part(const SummaryPage& page);

}  // namespace digipro::web
