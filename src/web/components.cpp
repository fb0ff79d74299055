#include "web/components.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/assert.h"

namespace digipro::web {
namespace {

using html::Data;

constexpr int soon_days = 3;
constexpr double bar_units = 1000;  // width of the bars' viewBox

Data fact_rows(const std::vector<Fact>& facts) {
  Data data;
  for (const Fact& fact : facts) {
    Data row;
    row.set("label", fact.label).set("text", fact.text).set("url", fact.url);
    if (fact.part) row.include("part", *fact.part);
    data.add("fact", std::move(row));
  }
  return data;
}

// "mer 2 dic", with the year when it is not today's.
std::string short_day(Date date, Date today) {
  constexpr std::array<std::string_view, 7> days = {"lun", "mar", "mer", "gio",
                                                    "ven", "sab", "dom"};
  std::string text = to_italian_short(date);
  if (date.year == today.year) text = text.substr(0, text.rfind(' '));
  return std::string(days[static_cast<size_t>(weekday(date) - 1)]) + " " + text;
}

std::string days_text(int64_t days) {
  return std::to_string(days) + " g";
}

Data chip_data(ChipKind kind, std::string_view text) {
  constexpr std::array<std::string_view, 5> names = {"plain", "calm", "soon", "late", "done"};
  Data data;
  data.set("kind", names[static_cast<size_t>(kind)])
      .set("text", text)
      .flag("is_late", kind == ChipKind::late)
      .flag("is_soon", kind == ChipKind::soon)
      .flag("is_done", kind == ChipKind::done);
  return data;
}

ChipKind deadline_kind(const DeadlineView& view) {
  if (view.closed_on) return *view.closed_on > view.due ? ChipKind::late : ChipKind::done;
  int64_t left = days_since_epoch(view.due) - days_since_epoch(view.today);
  return left < 0 ? ChipKind::late : left <= soon_days ? ChipKind::soon : ChipKind::calm;
}

}  // namespace

Part chip(ChipKind kind, std::string_view text) {
  return {"parts/chip.html", chip_data(kind, text)};
}

std::string deadline_text(const DeadlineView& view) {
  if (view.closed_on) {
    bool in_time = *view.closed_on <= view.due;
    int64_t over = days_since_epoch(*view.closed_on) - days_since_epoch(view.due);
    return "chiusa " + short_day(*view.closed_on, view.today) +
           (in_time ? ", in tempo" : ", oltre di " + days_text(over));
  }
  int64_t left = days_since_epoch(view.due) - days_since_epoch(view.today);
  if (left < 0) return "in ritardo di " + days_text(-left);
  std::string verb = view.is_target ? "obiettivo " : "scade ";
  if (left == 0) return verb + "oggi";
  if (left == 1) return verb + "domani";
  return verb + short_day(view.due, view.today) + " · " + days_text(left);
}

Part deadline(const DeadlineView& view) {
  Data data = chip_data(deadline_kind(view), deadline_text(view));
  for (const SumLine& line : view.sum)
    data.add("sum", Data().set("what", line.what).set("days", line.days));
  return {"parts/deadline.html", std::move(data)};
}

Part facts(const std::vector<Fact>& facts) {
  return {"parts/facts.html", fact_rows(facts)};
}

Part facts_section(std::string_view heading, std::string_view change_url,
                   const std::vector<Fact>& facts) {
  Data data = fact_rows(facts);
  data.set("heading", heading).set("change_url", change_url);
  return {"parts/facts.html", std::move(data)};
}

Part timeline(const std::vector<TimelineEntry>& newest_first) {
  Data data;
  for (const TimelineEntry& entry : newest_first) {
    constexpr std::array<std::string_view, 3> classes = {"", "is-latest", "is-next"};
    data.add("entry", Data()
                          .set("when", entry.when)
                          .set("datetime", entry.datetime)
                          .set("sentence", entry.sentence)
                          .set("quote", entry.quote)
                          .set("link_url", entry.link.url)
                          .set("link_text", entry.link.text)
                          .set("class", classes[static_cast<size_t>(entry.mark)]));
  }
  return {"parts/timeline.html", std::move(data)};
}

Part tabs(std::string_view label, const std::vector<Tab>& tabs) {
  Data data;
  data.set("label", label);
  for (const Tab& tab : tabs) {
    data.add("tab", Data()
                        .set("text", tab.text)
                        .set("url", tab.url)
                        .set("count", tab.count ? std::to_string(*tab.count) : "")
                        .flag("current", tab.is_current));
  }
  return {"parts/tabs.html", std::move(data)};
}

Part pager(std::string_view previous_url, std::string_view next_url, std::string_view summary) {
  Data data;
  data.set("previous_url", previous_url).set("next_url", next_url).set("summary", summary);
  return {"parts/pager.html", std::move(data)};
}

Part empty_state(std::string_view heading, std::string_view text, const Link& link) {
  Data data;
  data.set("heading", heading).set("text", text).set("link_url", link.url);
  data.set("link_text", link.text);
  return {"parts/empty.html", std::move(data)};
}

Part table(const TableView& view) {
  Data data;
  data.set("caption", view.caption)
      .flag("hide_caption", view.hide_caption)
      .flag("as_list", view.list_on_phones);
  for (const Column& column : view.columns)
    data.add("column", Data().set("title", column.title).flag("numeric", column.is_numeric));
  for (const std::vector<Cell>& cells : view.rows) {
    DIGIPRO_ASSERT(cells.size() == view.columns.size(), "a row has a cell for every column");
    Data row;
    for (size_t i = 0; i < cells.size(); ++i) {
      Data cell;
      cell.set("text", cells[i].text)
          .set("url", cells[i].url)
          .set("title", view.columns[i].title)
          .flag("numeric", view.columns[i].is_numeric);
      if (cells[i].part) cell.include("part", *cells[i].part);
      row.add("cell", std::move(cell));
    }
    data.add("row", std::move(row));
  }
  return {"parts/table.html", std::move(data)};
}

Part bars(std::string_view caption, const std::vector<Bar>& bars, double scale_max) {
  Data data;
  data.set("caption", caption);
  for (const Bar& bar : bars) {
    double sum = 0;
    for (const BarPiece& piece : bar.pieces) sum += piece.value;
    scale_max = std::max(scale_max, sum);
  }
  for (const Bar& bar : bars) {
    Data row;
    row.set("label", bar.label).set("url", bar.url).set("figure", bar.figure);
    double from = 0;
    for (const BarPiece& piece : bar.pieces) {
      double width = scale_max > 0 ? piece.value / scale_max * bar_units : 0;
      row.add("piece", Data()
                           .set("class", piece.style)
                           .set("x", std::llround(from))
                           .set("width", std::llround(width)));
      from += width;
    }
    data.add("bar", std::move(row));
  }
  return {"parts/bars.html", std::move(data)};
}

Part steps(const std::vector<StepMark>& marks, size_t current) {
  DIGIPRO_ASSERT(current < marks.size(), "the current step is one of the steps");
  Data data;
  data.set("number", static_cast<int64_t>(current + 1))
      .set("total", static_cast<int64_t>(marks.size()))
      .set("title", marks[current].title);
  for (size_t i = 0; i < marks.size(); ++i) {
    bool is_current = i == current;
    bool is_done = marks[i].is_done && !is_current;
    data.add("step", Data()
                         .set("text", marks[i].title)
                         .set("url", is_current ? std::string() : marks[i].url)
                         .set("class", is_current ? "is-current"
                                       : is_done  ? "is-done"
                                                  : "is-open")
                         .flag("current", is_current)
                         .flag("done", is_done));
  }
  return {"parts/steps.html", std::move(data)};
}

Part error_links(const std::vector<Link>& problems, bool is_swap) {
  Data data;
  data.flag("oob", is_swap)
      .set("heading", problems.size() == 1
                          ? std::string("C'è una cosa da correggere")
                          : "Ci sono " + std::to_string(problems.size()) + " cose da correggere");
  for (const Link& problem : problems)
    data.add("problem", Data().set("text", problem.text).set("url", problem.url));
  return {"parts/error_summary.html", std::move(data)};
}

Part error_summary(const std::vector<FieldProblem>& problems, bool is_swap) {
  std::vector<Link> links;
  for (const FieldProblem& problem : problems)
    links.push_back({problem.sentence, problem.field.empty() ? "" : "#f-" + problem.field});
  return error_links(links, is_swap);
}

Part help_box(std::string_view contact_url, std::string_view booking_url) {
  Data data;
  data.set("contact_url", contact_url).set("booking_url", booking_url);
  return {"parts/help.html", std::move(data)};
}

std::string file_size_text(int64_t bytes) {
  constexpr int64_t kilo = 1024, mega = kilo * kilo;
  if (bytes < kilo) return std::to_string(bytes) + " byte";
  if (bytes < mega) return std::to_string((bytes + kilo / 2) / kilo) + " KB";
  int64_t tenths = (bytes * 10 + mega / 2) / mega;
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10) text += "," + std::to_string(tenths % 10);
  return text + " MB";
}

}  // namespace digipro::web
