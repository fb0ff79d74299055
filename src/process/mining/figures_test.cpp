#include "process/mining/figures.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "process/mining/visit.h"

using namespace digipro;
using namespace digipro::mining;

namespace {

Instant at_hour(int64_t hour) {
  return Instant{}.plus_seconds(hour * 3'600);
}

// "A/anna B/bruno": activity and who did it, an hour apart.
Case told(std::string_view words) {
  Case given;
  int64_t hour = 0;
  for (size_t at = 0; at < words.size();) {
    size_t end = std::min(words.find(' ', at), words.size());
    std::string_view word = words.substr(at, end - at);
    size_t slash = word.find('/');
    given.events.push_back({std::string(word.substr(0, slash)),
                            slash == word.npos ? "" : std::string(word.substr(slash + 1)),
                            at_hour(hour++)});
    at = end + 1;
  }
  return given;
}

Figures measured(std::initializer_list<Case> cases) {
  Measure measure;
  for (const Case& given : cases) measure.add(given);
  return measure.figures();
}

Summary summary_of(std::vector<int64_t> values) {
  return summarise(values);
}

}  // namespace

// The definitions of reference/process-engines.md 9, counted by hand.
TEST_CASE("given a log of three cases, when measured, then each definition gives its figure") {
  Figures figures =
      measured({told("A/anna B/bruno B/bruno C/bruno"), told("A/anna B/anna A/carla C"), told("")});
  CHECK(figures.cases == 3);
  CHECK(figures.empty_cases == 1);
  CHECK(figures.events == 8);
  CHECK(figures.activities == Counts{{"A", 3}, {"B", 3}, {"C", 2}});
  CHECK(figures.resources == Counts{{"", 1}, {"anna", 3}, {"bruno", 3}, {"carla", 1}});
  CHECK(figures.first_activities == Counts{{"A", 2}});
  CHECK(figures.last_activities == Counts{{"C", 2}});
  // Rework: in how many cases an activity occurs twice or more. Self-loop: twice in a row.
  CHECK(figures.rework == Counts{{"A", 1}, {"B", 1}});
  CHECK(figures.cases_with_rework == 2);
  CHECK(figures.self_loops == 1);
  // anna-bruno; anna-carla, carla-nobody.
  CHECK(figures.handovers == 3);
  CHECK(figures.follows.size() == 5);
  CHECK(figures.follows[{"A", "B"}] == 2);
  CHECK(figures.follows[{"A", "C"}] == 1);
  // From the first event to the last, three hours both times; the empty case has none.
  CHECK(figures.timed_cases == 2);
  CHECK(figures.duration.median == 3 * 3'600e6);
}

TEST_CASE("given cases with the same sequence, when measured, then they are one variant") {
  Figures figures = measured({told("A B"), told("A C"), told("A B"), told("A B C")});
  REQUIRE(figures.variants.size() == 3);
  CHECK(figures.variants[0].activities == std::vector<std::string>{"A", "B"});
  CHECK(figures.variants[0].cases == 2);
  CHECK(figures.variants[1].cases == 1);
}

TEST_CASE("given deadlines, when the last event is after its own, then the case is late") {
  Case late = told("A B"), just_in_time = told("A B"), free = told("A B");
  late.deadline = at_hour(0);
  just_in_time.deadline = at_hour(1);
  Figures figures = measured({late, just_in_time, free});
  CHECK(figures.cases_with_deadline == 2);
  CHECK(figures.cases_late == 1);
}

TEST_CASE(
    "given an event without a time at one end, when measured, then the case has no duration") {
  Case given = told("A B");
  given.events.back().at.reset();
  CHECK(measured({given}).timed_cases == 0);
}

TEST_CASE("given attributes of cases, when measured, then each value is counted") {
  Case web = told("A"), desk = told("A");
  web.attributes = {{"channel", "web"}};
  desk.attributes = {{"channel", "desk"}, {"group", "1"}};
  Figures figures = measured({web, desk, web});
  CHECK(figures.attributes["channel"] == Counts{{"desk", 1}, {"web", 2}});
  CHECK(figures.attributes["group"] == Counts{{"1", 1}});
}

TEST_CASE("given few values, when summarised, then the middle and the nearest rank are right") {
  CHECK(summary_of({}) == Summary{});
  CHECK(summary_of({7}) == Summary{1, 7, 7, 7, 7, 7});
  CHECK(summary_of({4, 1}) == Summary{2, 5, 2.5, 2.5, 4, 4});
  CHECK(summary_of({9, 1, 5}) == Summary{3, 15, 5, 5, 9, 9});
  // Ten values: the ninth is not exceeded by nine tenths of them.
  CHECK(summary_of({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) == Summary{10, 55, 5.5, 5.5, 9, 10});
  CHECK(summary_of({11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) == Summary{11, 66, 6, 6, 10, 11});
}

TEST_CASE("given any values, when summarised, then it is what sorting them says") {
  rc::check([](std::vector<int32_t> given) {
    std::vector<int64_t> values(given.begin(), given.end()), sorted = values;
    std::ranges::sort(sorted);
    Summary summary = summarise(values);
    if (sorted.empty()) return;
    size_t count = sorted.size(), rank = 1;
    while (rank * 10 < count * 9) ++rank;
    RC_ASSERT(summary.p90 == sorted[rank - 1]);
    RC_ASSERT(summary.max == sorted.back());
    RC_ASSERT(summary.median ==
              static_cast<double>(sorted[(count - 1) / 2] + sorted[count / 2]) / 2);
  });
}

TEST_CASE("given work taken, laid down and taken again, when done, then the times add up") {
  Visit visit{.ready = at_hour(0)};
  visit.take(at_hour(5));
  visit.take(at_hour(6));  // by another: the work goes on
  visit.lay_down(at_hour(8));
  visit.lay_down(at_hour(9));  // nobody held it
  visit.take(at_hour(20));
  CHECK(visit.working_microseconds(at_hour(21)) == 4 * 3'600'000'000);
  visit.finish(at_hour(24));
  CHECK(visit.working_microseconds(at_hour(99)) == 7 * 3'600'000'000);
  CHECK(visit.waiting_microseconds(at_hour(99)) == 17 * 3'600'000'000);
}

TEST_CASE("given work that nobody had taken, when done, then all its time was waiting") {
  Visit visit{.ready = at_hour(1)};
  visit.finish(at_hour(3));
  CHECK(visit.working_microseconds(at_hour(3)) == 0);
  CHECK(visit.waiting_microseconds(at_hour(3)) == 2 * 3'600'000'000);
}
