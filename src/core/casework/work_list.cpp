#include "core/casework/work_list.h"

#include <algorithm>

#include "base/text.h"
#include "core/casework/rows.h"

namespace digipro::casework {
namespace {

constexpr int limit_max = 200;
constexpr int text_scan_max = 2'000;
constexpr int count_max = 1'000;
constexpr size_t text_bytes_max = 100;

#define DIGIPRO_WORK_COLUMNS                                            \
  DIGIPRO_TASK_COLUMNS                                                  \
  ", p.service, p.number, p.oggetto, p.kind, p.latitude, p.longitude, " \
  "p.ricicli"
#define DIGIPRO_AFTER " AND (c.due_at > ? OR (c.due_at = ? AND c.id > ?)) "
// The columns of the index first; a service's or a text's filter looks at what the index gives.
constexpr db::Sql select_of_office =
    "SELECT " DIGIPRO_WORK_COLUMNS
    " FROM compito c JOIN pratica p ON p.id = c.pratica "
    "WHERE c.office = ? AND c.role = ? AND c.is_open = 1 AND c.due_at >= ? AND c.due_at < "
    "?" DIGIPRO_AFTER "AND (? = 0 OR c.service = ?) ORDER BY c.due_at, c.id LIMIT ?";
constexpr db::Sql select_mine =
    "SELECT " DIGIPRO_WORK_COLUMNS
    " FROM compito c JOIN pratica p ON p.id = c.pratica "
    "WHERE c.assignee = ? AND c.is_open = 1 AND c.due_at >= ? AND c.due_at < ?" DIGIPRO_AFTER
    "AND (? = 0 OR c.service = ?) AND (? = 0 OR c.office = ?) ORDER BY c.due_at, c.id LIMIT ?";
#undef DIGIPRO_AFTER
constexpr db::Sql count_of_office =
    "SELECT COUNT(*) FROM (SELECT 1 FROM compito WHERE office = ? AND role = ? AND is_open = 1 "
    "AND due_at >= ? AND due_at < ? LIMIT ?) AS counted";
constexpr db::Sql count_new =
    "SELECT COUNT(*) FROM (SELECT 1 FROM compito WHERE office = ? AND role = ? AND is_open = 1 "
    "AND opened_at > ? LIMIT ?) AS counted";
constexpr db::Sql count_mine =
    "SELECT COUNT(*) FROM (SELECT 1 FROM compito WHERE assignee = ? AND is_open = 1 LIMIT ?) "
    "AS counted";

struct DueRange {
  int64_t from = 0, before = never_due + 1;
};
DueRange range_of(View view, Instant now) {
  DueRange range;
  if (view == View::late) range.before = now.microseconds;
  if (view == View::due) {
    range.from = now.microseconds;
    range.before = now.plus_seconds(int64_t{86'400} * due_soon_days).microseconds;
  }
  return range;
}

// Which (office, role) lists of tasks this viewer works.
std::vector<std::pair<OfficeId, Role>> lists_of(const Viewer& viewer, const OfficeId& only) {
  std::vector<std::pair<OfficeId, Role>> lists;
  for (const OfficeId& office : viewer.offices) {
    if (!only.empty() && office != only) continue;
    bool is_head = viewer.holds(Role::responsabile, office);
    if (is_head || viewer.holds(Role::operatore, office))
      lists.emplace_back(office, Role::operatore);
    if (is_head) lists.emplace_back(office, Role::responsabile);
  }
  return lists;
}

WorkItem item_of(const db::Row& row) {
  WorkItem item;
  item.task = task_of(row);
  size_t at = task_columns;
  item.service = ServiceId(row.text(at++));
  item.number = row.text(at++);
  item.oggetto = row.text(at++);
  item.kind = row.text(at++);
  item.latitude = row.text(at++);
  item.longitude = row.text(at++);
  item.ricicli = row.integer(at++);
  return item;
}

PageKey key_of(const Task& task) {
  return {task.due_at ? task.due_at->microseconds : never_due, task.id.text};
}

bool comes_before(const WorkItem& a, const WorkItem& b) {
  PageKey left = key_of(a.task), right = key_of(b.task);
  return left.at != right.at ? left.at < right.at : left.id < right.id;
}

// The most urgent of several lists, each sorted and asked for `scan` rows.
Result<std::vector<WorkItem>> read_items(db::Connection& db, const Viewer& viewer,
                                         const Filter& filter, const PageKey& after, int scan,
                                         Instant now) {
  DueRange range = range_of(filter.view, now);
  bool has_service = !filter.service.empty();
  std::vector<WorkItem> items;
  if (filter.view == View::mine) {
    DIGIPRO_TRY(rows, db.query(select_mine, viewer.person.text, range.from, range.before, after.at,
                               after.at, after.id, has_service, filter.service.text,
                               !filter.office.empty(), filter.office.text, scan));
    for (const db::Row& row : rows) items.push_back(item_of(row));
    return items;
  }
  for (const auto& [office, role] : lists_of(viewer, filter.office)) {
    DIGIPRO_TRY(rows,
                db.query(select_of_office, office.text, name_of(role), range.from, range.before,
                         after.at, after.at, after.id, has_service, filter.service.text, scan));
    for (const db::Row& row : rows) items.push_back(item_of(row));
  }
  std::sort(items.begin(), items.end(), comes_before);
  return items;
}

void keep_matching(std::vector<WorkItem>& items, const std::string& text) {
  if (text.empty()) return;
  std::string wanted = fold_for_search(text);
  std::erase_if(items, [&](const WorkItem& item) {
    return fold_for_search(item.number + " " + item.oggetto).find(wanted) == std::string::npos;
  });
}

WorkCount to_count(int64_t counted) {
  return {static_cast<int>(std::min<int64_t>(counted, count_max)), counted > count_max};
}

Result<WorkCount> count_view(db::Connection& db, const Viewer& viewer, View view, Instant now) {
  DueRange range = range_of(view, now);
  int64_t total = 0;
  for (const auto& [office, role] : lists_of(viewer, {})) {
    DIGIPRO_TRY(rows, db.query(count_of_office, office.text, name_of(role), range.from,
                               range.before, count_max + 1));
    total += rows[0].integer(0);
    if (total > count_max) break;
  }
  return to_count(total);
}

}  // namespace

Result<WorkPage> work_list(db::Connection& db, const Viewer& viewer, const Filter& filter,
                           const std::string& after, int limit, Instant now) {
  if (limit < 1 || limit > limit_max) return refuse(ErrorCode::invalid_input, "righe per pagina");
  if (!filter.office.empty() && !viewer.works_in(filter.office)) {
    return refuse(ErrorCode::forbidden, "elenco dell'ufficio " + filter.office.text);
  }
  PageKey key{-1, ""};
  if (!after.empty()) {
    DIGIPRO_TRY(given, parse_page_key(after));
    key = given;
  }
  if (!is_clerk(viewer) || viewer.person.empty()) return WorkPage{};
  std::string text(trim(std::string_view(filter.text).substr(0, text_bytes_max)));
  if (!is_valid_utf8(text)) text.clear();
  DIGIPRO_TRY(items,
              read_items(db, viewer, filter, key, text.empty() ? limit + 1 : text_scan_max, now));
  keep_matching(items, text);
  WorkPage page;
  if (items.size() > static_cast<size_t>(limit)) {
    items.resize(static_cast<size_t>(limit));
    page.next = to_text(key_of(items.back().task));
  }
  page.items = std::move(items);
  return page;
}

std::string page_key_after(const Task& task) {
  return to_text(key_of(task));
}

std::string WorkCount::text() const {
  return is_more ? "1.000+" : value == count_max ? "1.000" : std::to_string(value);
}

Result<WorkCounts> work_counts(db::Connection& db, const Viewer& viewer, Instant now) {
  WorkCounts counts;
  if (!is_clerk(viewer) || viewer.person.empty()) return counts;
  DIGIPRO_TRY(mine, db.query(count_mine, viewer.person.text, count_max + 1));
  counts.mine = to_count(mine[0].integer(0));
  DIGIPRO_TRY(office, count_view(db, viewer, View::office, now));
  DIGIPRO_TRY(due, count_view(db, viewer, View::due, now));
  DIGIPRO_TRY(late, count_view(db, viewer, View::late, now));
  counts.office = office;
  counts.due = due;
  counts.late = late;
  return counts;
}

Result<WorkCount> new_work(db::Connection& db, const Viewer& viewer, Instant since) {
  if (!is_clerk(viewer) || viewer.person.empty()) return WorkCount{};
  int64_t total = 0;
  for (const auto& [office, role] : lists_of(viewer, {})) {
    DIGIPRO_TRY(rows,
                db.query(count_new, office.text, name_of(role), since.microseconds, count_max + 1));
    total += rows[0].integer(0);
    if (total > count_max) break;
  }
  return to_count(total);
}

}  // namespace digipro::casework
