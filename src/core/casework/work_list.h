// The clerk's work list: open tasks, most urgent first (due, then id), paged by key. Cost does not
// grow with what is done: indexes hold open tasks only. Any thread, any connection.
#pragma once
#include <string>
#include <vector>

#include "core/casework/casework.h"

namespace digipro::casework {

enum class View {
  mine,    // claimed by the viewer
  office,  // of the viewer's offices, claimed or not
  due,     // of those, due within due_soon_days from now
  late,    // of those, past due
};
constexpr int due_soon_days = 7;

struct Filter {
  View view = View::mine;
  ServiceId service;  // empty: all
  OfficeId office;    // empty: all of the viewer's
  // In number or oggetto, folded (no case, no accents); looks at the 2,000 most urgent tasks of
  // each office. At most 100 bytes are used.
  std::string text;
};

struct WorkItem {
  Task task;
  ServiceId service;
  std::string number, oggetto, kind;
  std::string latitude, longitude;
  int64_t ricicli = 0;
};
struct WorkPage {
  std::vector<WorkItem> items;
  std::string next;  // give it as `after` for the next page; empty: no more
};

// A viewer who is neither operatore nor responsabile sees nothing. `limit` 1 to 200; `after` as
// given by the page before, else malformed. A filter's office that is not the viewer's: forbidden.
Result<WorkPage> work_list(db::Connection& db, const Viewer& viewer, const Filter& filter,
                           const std::string& after, int limit, Instant now);

// Where the list goes on after this task: give it as `after`.
std::string page_key_after(const Task& task);

struct WorkCount {
  int value = 0;  // at most 1,000
  bool is_more = false;
  std::string text() const;  // "41", "1.000+"
};
struct WorkCounts {
  WorkCount mine, office, due, late;
};
Result<WorkCounts> work_counts(db::Connection& db, const Viewer& viewer, Instant now);
// Open tasks of the viewer's offices that were opened after `since`: what a list made then lacks.
Result<WorkCount> new_work(db::Connection& db, const Viewer& viewer, Instant since);

}  // namespace digipro::casework
