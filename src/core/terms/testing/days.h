// Moments and rules of tests about terms: local times of Rome as text, the rule of a plain
// procedimento a istanza. Header only, tests only; any thread.
#pragma once
#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/terms/term.h"

namespace digipro::terms::testing {

// "2026-11-02" is nine in the morning in Rome; "2026-11-02T22:59:59Z" is that instant.
inline Instant moment(std::string_view text) {
  if (text.size() > 10) return parse_rfc3339(text).value();
  return from_rome({parse_iso_date(text).value(), 9, 0, 0});
}

inline TermRule calendar_days(int days) {
  TermRule rule;
  rule.days = days;
  rule.law = "art. 2 c. 2 L. 241/1990";
  return rule;
}

inline TermRule working_days(int days) {
  TermRule rule = calendar_days(days);
  rule.count = Count::working;
  return rule;
}

// Thirty days that may stop as the law allows, and be extended once by at most thirty.
inline TermRule istanza_rule(int days = 30) {
  TermRule rule = calendar_days(days);
  rule.integrazione.times = 1;
  rule.preavviso.times = 1;
  rule.extension = {.times = 1, .days_max = 30};
  return rule;
}

inline TermEvent asked(std::string_view at) {
  return {What::suspended, moment(at), SuspensionKind::integrazione, {}, 0};
}
inline TermEvent answered(std::string_view at) {
  return {What::resumed, moment(at), SuspensionKind::integrazione, {}, 0};
}
inline TermEvent noticed(std::string_view at) {
  return {What::suspended, moment(at), SuspensionKind::preavviso, {}, 0};
}
inline TermEvent noticed(std::string_view at, std::string_view received_at) {
  return {What::suspended, moment(at), SuspensionKind::preavviso, moment(received_at), 0};
}
inline TermEvent observed(std::string_view at) {
  return {What::resumed, moment(at), SuspensionKind::preavviso, {}, 0};
}
inline TermEvent extended(std::string_view at, int days) {
  return {What::extended, moment(at), SuspensionKind::integrazione, {}, days};
}
inline TermEvent closed(std::string_view at) {
  return {What::closed, moment(at), SuspensionKind::integrazione, {}, 0};
}
inline TermEvent silenced(std::string_view at) {
  return {What::silenced, moment(at), SuspensionKind::integrazione, {}, 0};
}

// What happened to a term and how it then stands.
struct EventsCase {
  const char* rule;
  std::vector<TermEvent> events;
  const char* now;
  const char* last_day;
  State state;
  int left = 0;  // days
  const char* received = "2026-11-02";
  TermRule term = istanza_rule();
};

inline void check_cases(std::span<const EventsCase> cases) {
  for (const EventsCase& one : cases) {
    CAPTURE(one.rule);
    Reckoning found = reckon(one.term, {}, moment(one.received), one.events, moment(one.now));
    CHECK(to_iso(found.last_day) == one.last_day);
    CHECK(static_cast<int>(found.state) == static_cast<int>(one.state));
    CHECK(found.days_left == one.left);
    for (const Line& line : found.lines) {
      CHECK_FALSE(line.text.empty());
      CHECK_FALSE(line.rule.empty());
    }
  }
}

}  // namespace digipro::terms::testing
