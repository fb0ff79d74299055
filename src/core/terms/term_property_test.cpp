// Whatever happens to a term: what must hold of every one.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "core/terms/testing/days.h"

using namespace digipro;
using namespace digipro::terms;
using namespace digipro::terms::testing;

namespace {

constexpr int64_t day_seconds = 86'400;
const Instant receipt = moment("2026-11-02");

Instant day(int days_after) {
  return receipt.plus_seconds(days_after * day_seconds);
}

TermRule any_rule() {
  TermRule rule = istanza_rule(*rc::gen::inRange(1, 91));
  rule.count = *rc::gen::element(Count::calendar, Count::working);
  rule.integrazione.times = *rc::gen::inRange(0, 3);
  rule.preavviso.unanswered_restart_days = *rc::gen::element(0, 10);
  rule.silence = *rc::gen::element(Silence::none, Silence::assenso, Silence::rigetto);
  rule.has_substitute = *rc::gen::arbitrary<bool>();
  return rule;
}

PatronSaint any_patron() {
  return *rc::gen::element(PatronSaint{}, PatronSaint{12, 7}, PatronSaint{6, 24});
}

TermEvent any_event() {
  TermEvent event;
  event.what = *rc::gen::element(What::suspended, What::resumed, What::extended);
  event.kind = *rc::gen::element(SuspensionKind::integrazione, SuspensionKind::preavviso);
  event.at = day(*rc::gen::inRange(0, 100));
  event.days = *rc::gen::inRange(0, 40);
  return event;
}

std::vector<TermEvent> any_events() {
  std::vector<TermEvent> events;
  for (int left = *rc::gen::inRange(0, 8); left > 0; --left) events.push_back(any_event());
  return events;
}

Date last_day(const TermRule& rule, PatronSaint patron, const std::vector<TermEvent>& events) {
  return reckon(rule, patron, receipt, events, day(400)).last_day;
}

void holds(const char* what, const std::function<void()>& property) {
  CHECK_MESSAGE(rc::check(what, property), what);
}

}  // namespace

TEST_CASE(
    "given any course of a term, when something stops or extends it, then it ends no earlier") {
  holds("one more suspension or extension", [] {
    TermRule rule = any_rule();
    PatronSaint patron = any_patron();
    std::vector<TermEvent> events = any_events();
    // After all others: it takes no other one's place.
    TermEvent more = any_event();
    more.what = *rc::gen::element(What::suspended, What::extended);
    for (const TermEvent& event : events) more.at = std::max(more.at, event.at);
    Date before = last_day(rule, patron, events);
    events.push_back(more);
    RC_ASSERT(last_day(rule, patron, events) >= before);
  });
}

TEST_CASE("given any open suspension, when it is answered, then the term ends no later") {
  holds("an answer", [] {
    TermRule rule = any_rule();
    std::vector<TermEvent> events = any_events();
    TermEvent answer{What::resumed, {}, SuspensionKind::integrazione, {}, 0};
    for (const TermEvent& event : events) answer.at = std::max(answer.at, event.at);
    Date before = last_day(rule, {}, events);
    events.push_back(answer);
    RC_ASSERT(last_day(rule, {}, events) <= before);
  });
}

TEST_CASE("given any course of a term, when it is reckoned, then what it says fits together") {
  holds("one reckoning", [] {
    TermRule rule = any_rule();
    PatronSaint patron = any_patron();
    std::vector<TermEvent> events = any_events();
    Instant now = day(*rc::gen::inRange(0, 200));
    Reckoning found = reckon(rule, patron, receipt, events, now);
    RC_ASSERT(!is_holiday(found.last_day, patron));
    RC_ASSERT(found.last_day >= plus_days(found.start, rule.days));
    RC_ASSERT(found.days_used + found.days_left == found.days_total);
    RC_ASSERT(found.days_used >= 0 && found.days_left >= 0);
    RC_ASSERT(found.days_total >= rule.days);
    bool is_over = to_rome(now).date > found.last_day;
    bool says_over = found.state == State::late || found.state == State::silent;
    RC_ASSERT(is_over == says_over);
    RC_ASSERT((found.state == State::late) == (found.days_late > 0));
    RC_ASSERT(!found.substitute_day || *found.substitute_day >= found.last_day);
    int64_t suspended = 0;
    for (const Suspension& one : found.suspensions) {
      RC_ASSERT(one.from >= found.start && one.to >= one.from);
      if (one.kind == SuspensionKind::integrazione) RC_ASSERT(one.to <= plus_days(one.from, 30));
      suspended += days_since_epoch(one.to) - days_since_epoch(one.from);
    }
    RC_ASSERT(static_cast<int>(found.suspensions.size()) <=
              rule.integrazione.times + rule.preavviso.times);
    for (const Line& line : found.lines) RC_ASSERT(!line.text.empty() && !line.rule.empty());
  });
}

TEST_CASE("given the same events in another order, when they are reckoned, then nothing differs") {
  holds("order", [] {
    TermRule rule = any_rule();
    std::vector<TermEvent> events = any_events();
    for (size_t at = 0; at < events.size(); ++at)
      events[at].at = events[at].at.plus_seconds(static_cast<int64_t>(at));  // no two at once
    std::vector<TermEvent> reversed(events.rbegin(), events.rend());
    RC_ASSERT(last_day(rule, {}, events) == last_day(rule, {}, reversed));
  });
}
