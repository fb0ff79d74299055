// The last day of a term without events. Expected days were counted by hand and with the calendar
// of Python's datetime over a list of holidays of its own; every case names its rule.
#include <doctest/doctest.h>

#include "core/terms/testing/days.h"

using namespace digipro;
using namespace digipro::terms;
using namespace digipro::terms::testing;

namespace {

struct DaysCase {
  const char* rule;
  TermRule term;
  const char* received;
  const char* last_day;
  PatronSaint patron{};
};

TermRule without_patron(TermRule rule) {
  rule.knows_patron_saint = false;
  return rule;
}

TermRule not_moved(TermRule rule) {
  rule.moves_from_holiday = false;
  return rule;
}

const DaysCase cases[] = {
    // How days are counted.
    {"c.c. 2963 c. 2: the day of receipt is out", calendar_days(30), "2026-11-02", "2026-12-02"},
    {"c.p.c. 155 c. 3: holidays inside count", calendar_days(30), "2026-12-01", "2026-12-31"},
    {"days of the common calendar, c.c. 2963 c. 1", calendar_days(90), "2026-10-05", "2027-01-04"},
    {"a leap day counts", calendar_days(30), "2028-01-30", "2028-02-29"},
    {"a year that has a leap day", calendar_days(365), "2027-03-01", "2028-02-29"},
    {"no leap day: 1 March, a Sunday", calendar_days(30), "2026-01-30", "2026-03-02"},
    {"a term of zero days is the day itself", calendar_days(0), "2026-11-23", "2026-11-23"},
    {"a term of zero days on a Sunday moves", calendar_days(0), "2026-11-22", "2026-11-23"},
    {"a term of one day", calendar_days(1), "2026-11-23", "2026-11-24"},
    // c.c. 2963 c. 3, c.p.c. 155 c. 4: moved from a holiday.
    {"a Sunday moves to Monday", calendar_days(30), "2026-11-06", "2026-12-07"},
    {"a Saturday is no holiday", calendar_days(30), "2026-11-05", "2026-12-05"},
    {"Christmas, S. Stefano, then Sunday", calendar_days(30), "2026-11-25", "2026-12-28"},
    {"S. Stefano that is a Sunday", calendar_days(30), "2027-11-26", "2027-12-27"},
    {"Christmas on Saturday, S. Stefano Sunday", calendar_days(30), "2027-11-25", "2027-12-27"},
    {"the year's end: 1 January", calendar_days(30), "2026-12-02", "2027-01-02"},
    {"Epiphany", calendar_days(30), "2026-12-07", "2027-01-07"},
    {"Easter, then the Monday after it", calendar_days(30), "2026-03-06", "2026-04-07"},
    {"Monday after Easter 2026", calendar_days(30), "2026-03-07", "2026-04-07"},
    {"Monday after Easter 2027", calendar_days(30), "2027-02-27", "2027-03-30"},
    {"25 April on Saturday, then Sunday", calendar_days(30), "2026-03-26", "2026-04-27"},
    {"1 May on Friday: Saturday 2 is no holiday", calendar_days(30), "2026-04-01", "2026-05-02"},
    {"1 May on Saturday, then Sunday", calendar_days(180), "2026-11-02", "2027-05-03"},
    {"2 June", calendar_days(30), "2026-05-03", "2026-06-03"},
    {"15 August on Saturday, then Sunday", calendar_days(30), "2026-07-16", "2026-08-17"},
    {"L. 151/2025: 4 October is a holiday", calendar_days(30), "2027-09-04", "2027-10-05"},
    {"L. 151/2025: not yet in 2025", calendar_days(30), "2025-09-04", "2025-10-04"},
    {"1 November on Monday", calendar_days(30), "2027-10-02", "2027-11-02"},
    {"Immacolata", calendar_days(30), "2026-11-08", "2026-12-09"},
    {"the last day of 90 is a Sunday", calendar_days(90), "2026-11-02", "2027-02-01"},
    {"a rule that does not move", not_moved(calendar_days(30)), "2026-11-06", "2026-12-06"},
    // The town's patron saint.
    {"patron on a working day", calendar_days(30), "2026-05-25", "2026-06-25", {6, 24}},
    {"patron, then Immacolata", calendar_days(30), "2026-11-07", "2026-12-09", {12, 7}},
    {"a rule without patron",
     without_patron(calendar_days(30)),
     "2026-11-07",
     "2026-12-07",
     {12, 7}},
    // Days are those of Rome (L. 241/1990: the day of receipt, whatever the hour).
    {"received at 23:59:59 in Rome", calendar_days(30), "2026-11-02T22:59:59Z", "2026-12-02"},
    {"received at midnight in Rome", calendar_days(30), "2026-11-02T23:00:00Z", "2026-12-03"},
    {"after midnight in summer time", calendar_days(30), "2026-07-01T22:30:00Z", "2026-08-01"},
    {"over the end of summer time", calendar_days(30), "2026-10-10T21:59:59Z", "2026-11-09"},
    {"received in the hour that comes twice", calendar_days(30), "2026-10-25T01:30:00Z",
     "2026-11-24"},
    // Working days: Monday to Friday without holidays, only where a rule says so.
    {"working days over Immacolata", working_days(15), "2026-11-23", "2026-12-15"},
    {"working days without the patron", working_days(15), "2026-11-23", "2026-12-16", {11, 30}},
    {"two working days (DPR 223/1989) at Christmas", working_days(2), "2026-12-24", "2026-12-29"},
    {"two working days over a week-end", working_days(2), "2026-11-06", "2026-11-10"},
    {"working days over New Year and Epiphany", working_days(10), "2026-12-29", "2027-01-14"},
    {"working days over Epiphany", working_days(10), "2027-01-04", "2027-01-19"},
    {"zero working days on a Saturday", working_days(0), "2026-11-21", "2026-11-23"},
};

}  // namespace

TEST_CASE("given a term, when nothing happens, then its last day is the one counted by hand") {
  for (const DaysCase& one : cases) {
    CAPTURE(one.rule);
    Instant received = moment(one.received);
    Reckoning found = reckon(one.term, one.patron, received, {}, received);
    CHECK(to_iso(found.last_day) == one.last_day);
    CHECK(found.state == State::running);
    CHECK(found.days_left == one.term.days);
    CHECK(found.days_used == 0);
  }
}

TEST_CASE("given a term, when its days pass, then used and left are counted and it lapses") {
  struct AtDay {
    const char* now;
    int used, left;
    State state;
  };
  // Received on Friday 6 November 2026: 30 days end on Sunday 6 December, moved to Monday.
  for (const AtDay& at :
       {AtDay{"2026-11-06", 0, 30, State::running}, AtDay{"2026-11-07", 1, 29, State::running},
        AtDay{"2026-12-05", 29, 1, State::running}, AtDay{"2026-12-06", 30, 0, State::running},
        AtDay{"2026-12-07T22:59:59Z", 30, 0, State::running},
        AtDay{"2026-12-07T23:00:00Z", 30, 0, State::late}}) {
    CAPTURE(at.now);
    Reckoning found = reckon(calendar_days(30), {}, moment("2026-11-06"), {}, moment(at.now));
    CHECK(found.days_used == at.used);
    CHECK(found.days_left == at.left);
    CHECK(found.state == at.state);
  }
  CHECK(to_rfc3339(lapse_of({2026, 12, 7})) == "2026-12-07T23:00:00.000000Z");
  CHECK(to_rfc3339(end_of({2026, 7, 1})) == "2026-07-01T21:59:59.000000Z");
}
