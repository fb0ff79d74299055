// The parts of every page, each a template of portal/templates/parts with its data. A page puts one
// into a slot: data.include("scadenza", web::deadline(...)) with {{>scadenza}} in the template.
// Pure functions, any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/error.h"
#include "format/html/data.h"
#include "web/page.h"

namespace digipro::web {

using Part = html::Data::Child;

// A word with a colour; late, soon and done also have an icon.
enum class ChipKind { plain, calm, soon, late, done };
Part chip(ChipKind kind, std::string_view text);

struct SumLine {
  std::string what;  // "presentata lunedì 2 novembre 2026"
  std::string days;  // "30 g"
};
struct DeadlineView {
  Date due;
  Date today;
  bool is_target = false;         // the town's promise: "obiettivo", else the law's: "scade"
  std::optional<Date> closed_on;  // done: no more days are counted
  std::vector<SumLine> sum;       // how the date came about, shown on demand
};
// "scade mer 2 dic · 9 g", "obiettivo oggi", "in ritardo di 3 g", "chiusa 1 dic, in tempo". Soon:
// at most 3 days left.
Part deadline(const DeadlineView& view);
std::string deadline_text(const DeadlineView& view);

struct Fact {
  std::string label, text;
  std::string url;           // optional
  std::optional<Part> part;  // after the text: a chip, a list
};
Part facts(const std::vector<Fact>& facts);
// With a heading and, when the url is not empty, "Modifica".
Part facts_section(std::string_view heading, std::string_view change_url,
                   const std::vector<Fact>& facts);

enum class TimelineMark { past, latest, next };
struct TimelineEntry {
  std::string when;      // "martedì 2 dicembre 2026, ore 10:42"
  std::string datetime;  // "2026-12-02" or RFC 3339; empty for what has no date yet
  std::string sentence;  // "L'ufficio Verde ha preso in carico la segnalazione."
  std::string quote;     // words of a person, may have several lines
  Link link;
  TimelineMark mark = TimelineMark::past;
};
Part timeline(const std::vector<TimelineEntry>& newest_first);

struct Tab {
  std::string text, url;
  std::optional<int64_t> count;
  bool is_current = false;
};
Part tabs(std::string_view label, const std::vector<Tab>& tabs);

// By key: an empty url leaves its link out. `summary` "1-50 di 230" or "".
Part pager(std::string_view previous_url, std::string_view next_url, std::string_view summary);
// What will appear here and how to begin.
Part empty_state(std::string_view heading, std::string_view text, const Link& link = {});

struct Column {
  std::string title;
  bool is_numeric = false;
};
struct Cell {
  std::string text;
  std::string url;           // optional
  std::optional<Part> part;  // after the text
};
struct TableView {
  std::string caption;
  bool hide_caption = false;  // read aloud only
  bool list_on_phones = true;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // as many cells as columns
};
Part table(const TableView& view);

struct BarPiece {
  double value = 0;                // 0 or more
  std::string_view style = "bar";  // "bar", "bar-second", "bar-late"
};
struct Bar {
  std::string label, url;
  std::string figure;            // "6,2 giorni"
  std::vector<BarPiece> pieces;  // side by side: working and waiting
};
// Zero at the base; `scale_max` makes small multiples comparable, 0 takes the largest bar.
Part bars(std::string_view caption, const std::vector<Bar>& bars, double scale_max = 0);

struct StepMark {
  std::string title;
  std::string url;  // empty: cannot be gone to
  bool is_done = false;
};
// "Passo 2 di 4 · Dati del veicolo", with all steps; `current` from 0.
Part steps(const std::vector<StepMark>& marks, size_t current);

// On top of a wrong form; links to "#f-<field>". Empty when there is nothing: keeps its place for
// htmx. `is_swap` marks it as one of the pieces of an htmx answer.
Part error_summary(const std::vector<FieldProblem>& problems, bool is_swap = false);
// The same where the fields stand on other pages; a problem without url is only said.
Part error_links(const std::vector<Link>& problems, bool is_swap = false);

// "Serve aiuto? Contatta l'ufficio · Prenota un appuntamento"; empty urls are left out.
Part help_box(std::string_view contact_url, std::string_view booking_url);

std::string file_size_text(int64_t bytes);  // "840 byte", "12 KB", "1,4 MB"; 1 KB is 1,024 bytes

}  // namespace digipro::web
