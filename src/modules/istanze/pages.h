// What the pages of this module share: a draft that the visitor may continue, its steps, its files.
// Internal to istanze; functions for the worker that holds the visit.
#pragma once
#include "modules/istanze/filing.h"
#include "modules/istanze/module.h"
#include "web/form_page.h"

namespace digipro::istanze {

// A draft that the visitor may continue, with its package and its form evaluated.
struct OpenDraft {
  std::string token;
  Draft draft;
  const catalogue::ServicePackage* package = nullptr;
  forms::FormView view;
  forms::FeelContext context;
  std::string url() const { return "/richieste/" + token; }
  std::string step_url(const std::string& step) const { return url() + "/passo/" + step; }
};
Result<OpenDraft> open_draft(const Parts& parts, web::Visit& visit);
// After a change: the same draft with other answers.
void replace_answers(OpenDraft& open, const DraftAnswer& answer);

// Shown steps only; nothing for the first or last.
std::optional<size_t> step_before(const forms::FormView& view, size_t step);
std::optional<size_t> step_after(const forms::FormView& view, size_t step);

struct StepState {
  size_t step = 0;
  bool with_missing = false;
  std::vector<FieldProblem> upload_problems;
};
Result<web::FormPage> form_page(const Parts& parts, web::Visit& visit, const OpenDraft& open,
                                const StepState& state);

// Takes the files that came with a request into the draft; what is refused comes back as problems
// "<field>:<file name>". Only a failure of ours is an error.
Result<std::vector<FieldProblem>> take_files(const Parts& parts, web::Visit& visit,
                                             OpenDraft& open);

// As the visitor's browser knows it, for an address that is copied or kept.
std::string absolute_url(const http::Request& request, std::string_view path);

// What the pages about a sent request share.
std::string office_name(db::Connection& db, const OfficeId& office);
std::string state_sentence(const casework::Pratica& pratica, const std::string& office);
bool is_late(const casework::Pratica& pratica, Instant now);
// "Risposta entro giovedì 17 dicembre 2026.", or what came of it; "" without a target.
std::string answer_sentence(const casework::Pratica& pratica, Instant now);

void add_draft_routes(web::Routes& routes, const Parts& parts);
void add_send_routes(web::Routes& routes, const Parts& parts);
void add_follow_routes(web::Routes& routes, const Parts& parts);
void add_area_routes(web::Routes& routes, const Parts& parts);
void add_again_routes(web::Routes& routes, const Parts& parts);
void add_public_routes(web::Routes& routes, const Parts& parts);

}  // namespace digipro::istanze
