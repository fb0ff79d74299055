// What extends a term and ends it: proroga, decision, silence, substitute. Expected days were
// counted by hand and with Python's datetime; every case names its rule. Thirty days from Monday 2
// November 2026 end on Wednesday 2 December, unless a case says otherwise.
#include <doctest/doctest.h>

#include "core/terms/testing/days.h"

using namespace digipro;
using namespace digipro::terms;
using namespace digipro::terms::testing;

namespace {

TermRule no_pause() {
  return calendar_days(30);
}

TermRule with_silence(Silence silence) {
  TermRule rule = istanza_rule();
  rule.silence = silence;
  return rule;
}

const EventsCase cases[] = {
    // Proroga with a reason: once.
    {"extended by 15 days",
     {extended("2026-11-20", 15)},
     "2026-11-20",
     "2026-12-17",
     State::running,
     27},
    {"extended by more than the rule allows: 30",
     {extended("2026-11-20", 60)},
     "2026-11-20",
     "2027-01-02",
     State::running,
     42},
    {"extended twice: once counts",
     {extended("2026-11-20", 5), extended("2026-11-25", 5)},
     "2026-11-25",
     "2026-12-07",
     State::running,
     12},
    {"extended on the last day",
     {extended("2026-12-02", 5)},
     "2026-12-02",
     "2026-12-07",
     State::running,
     5},
    {"extended when it was over",
     {extended("2026-12-03", 5)},
     "2026-12-03",
     "2026-12-02",
     State::late,
     0},
    {"the count goes on from the unmoved day: Sunday 6 + 5 = 11 December",
     {extended("2026-12-07", 5)},
     "2026-12-07",
     "2026-12-11",
     State::running,
     4,
     "2026-11-06"},
    {"extended and suspended: 10 and 6 days",
     {asked("2026-11-10"), answered("2026-11-16"), extended("2026-11-20", 10)},
     "2026-11-20",
     "2026-12-18",
     State::running,
     28},
    // The end.
    {"closed on the last day is in time",
     {closed("2026-12-02T22:59:59Z")},
     "2026-12-20",
     "2026-12-02",
     State::met,
     0},
    {"closed a second later is late",
     {closed("2026-12-02T23:00:00Z")},
     "2026-12-20",
     "2026-12-02",
     State::met_late,
     0},
    {"closed while suspended",
     {asked("2026-11-10"), closed("2026-11-12")},
     "2026-12-20",
     "2027-01-02",
     State::met,
     22},
    {"closed twice: the first counts",
     {closed("2026-11-12"), closed("2026-12-20")},
     "2026-12-20",
     "2026-12-02",
     State::met,
     20},
    {"2 c. 8: late without an answer", {}, "2026-12-05", "2026-12-02", State::late, 0},
    {"20: silence is consent",
     {},
     "2026-12-03",
     "2026-12-02",
     State::silent,
     0,
     "2026-11-02",
     with_silence(Silence::assenso)},
    {"20: not before the last day is over",
     {},
     "2026-12-02",
     "2026-12-02",
     State::running,
     0,
     "2026-11-02",
     with_silence(Silence::assenso)},
    {"2 c. 8-bis: a decision after consent has no effect",
     {closed("2026-12-04")},
     "2026-12-05",
     "2026-12-02",
     State::silent,
     0,
     "2026-11-02",
     with_silence(Silence::assenso)},
    {"silence is a refusal; a late decision still counts",
     {closed("2026-12-04")},
     "2026-12-05",
     "2026-12-02",
     State::met_late,
     0,
     "2026-11-02",
     with_silence(Silence::rigetto)},
    {"silence was noted: nothing moves it any more",
     {silenced("2026-12-03"), closed("2026-12-04"), extended("2026-12-04", 5)},
     "2026-12-05",
     "2026-12-02",
     State::silent,
     0,
     "2026-11-02",
     with_silence(Silence::rigetto)},
    {"10-bis stops silence too",
     {noticed("2026-11-20")},
     "2026-12-03",
     "2026-12-12",
     State::running,
     9,
     "2026-11-02",
     with_silence(Silence::assenso)},
    {"what comes later does not count yet",
     {asked("2026-11-10"), closed("2026-12-01")},
     "2026-11-09",
     "2026-12-02",
     State::running,
     23},
};

}  // namespace

TEST_CASE("given a term that ends, when it is reckoned, then it stands as counted by hand") {
  check_cases(cases);
}

TEST_CASE("given a late term, when it has a substitute, then half of its first days are left") {
  struct HalfCase {
    const char* rule;
    int days;
    std::vector<TermEvent> events;
    const char* last_day;
    const char* substitute_day;
  };
  const HalfCase halves[] = {
      {"2 c. 9-ter: 15 days after 2 December", 30, {}, "2026-12-02", "2026-12-17"},
      {"2 c. 9-ter: half of 45, downwards: 22 days after 17 December",
       45,
       {},
       "2026-12-17",
       "2027-01-08"},
      {"2 c. 9-ter: half of what was first foreseen, not of the extension",
       30,
       {extended("2026-11-20", 15)},
       "2026-12-17",
       "2027-01-02"},
      {"2 c. 9-ter: after the suspension's 6 days",
       30,
       {asked("2026-11-10"), answered("2026-11-16")},
       "2026-12-09",
       "2026-12-24"},
      {"2963 c. 3: 10 days after 22 November, a Sunday moved, end on 3 December",
       20,
       {},
       "2026-11-23",
       "2026-12-03"},
      {"2963 c. 3: 9 + 18 December is a Sunday", 36, {}, "2026-12-09", "2026-12-28"},
  };
  for (const HalfCase& one : halves) {
    CAPTURE(one.rule);
    TermRule rule = istanza_rule(one.days);
    rule.has_substitute = true;
    Reckoning found = reckon(rule, {}, moment("2026-11-02"), one.events, moment("2026-12-31"));
    CHECK(to_iso(found.last_day) == one.last_day);
    REQUIRE(found.substitute_day.has_value());
    CHECK(to_iso(*found.substitute_day) == one.substitute_day);
  }
  TermRule rule = istanza_rule();
  rule.has_substitute = true;
  auto met = reckon(rule, {}, moment("2026-11-02"), {closed("2026-11-20")}, moment("2026-12-31"));
  CHECK_FALSE(met.substitute_day.has_value());
  rule.silence = Silence::assenso;
  CHECK_FALSE(reckon(rule, {}, moment("2026-11-02"), {}, moment("2026-12-31")).substitute_day);
}

TEST_CASE("given a moment, when a suspension or extension is meant, then it is said if it counts") {
  auto counts = [](const TermRule& rule, std::vector<TermEvent> before, const TermEvent& next) {
    return would_count(rule, {}, moment("2026-11-02"), std::move(before), next);
  };
  TermRule rule = istanza_rule();
  CHECK(counts(rule, {}, asked("2026-11-10")));
  CHECK_FALSE(counts(rule, {asked("2026-11-10"), answered("2026-11-16")}, asked("2026-11-20")));
  CHECK(counts(rule, {asked("2026-11-10"), answered("2026-11-16")}, noticed("2026-11-20")));
  CHECK_FALSE(counts(no_pause(), {}, asked("2026-11-10")));
  CHECK_FALSE(counts(rule, {}, asked("2026-12-03")));
  CHECK(counts(rule, {asked("2026-11-30")}, asked("2026-12-03")) == false);
  CHECK(counts(rule, {}, extended("2026-12-02", 5)));
  CHECK_FALSE(counts(rule, {extended("2026-11-20", 5)}, extended("2026-12-02", 5)));
  CHECK_FALSE(counts(rule, {}, answered("2026-11-20")));
  CHECK_FALSE(counts(rule, {closed("2026-11-20")}, closed("2026-11-21")));
}
