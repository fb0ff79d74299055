#include "core/terms/course.h"

#include <algorithm>

namespace digipro::terms {
namespace {

Date day_of(Instant at) {
  return to_rome(at).date;
}

}  // namespace

Course::Course(const TermRule& rule, PatronSaint patron, Date start)
    : rule_(rule), patron_(rule.knows_patron_saint ? patron : PatronSaint{}), start_(start) {
  say_start();
}

bool Course::counts(Date day) const {
  if (rule_.count == Count::working && !is_working_day(day, patron_)) return false;
  return std::none_of(suspensions_.begin(), suspensions_.end(), [&](const Suspension& suspension) {
    return suspension.from < day && day <= suspension.to;
  });
}

bool Course::is_free_day(Date day) const {
  return rule_.count == Count::working ? !is_working_day(day, patron_) : is_holiday(day, patron_);
}

Date Course::moved(Date day) const {
  while (rule_.moves_from_holiday && is_free_day(day)) day = plus_days(day, 1);
  return day;
}

// A suspension that begins on the last day, or between it and the day it moved to, leaves no day to
// count: the term ends when it runs again.
Course::Counted Course::end() const {
  Date day = start_;
  for (int counted = 0; counted < total();) {
    day = plus_days(day, 1);
    if (counts(day)) ++counted;
  }
  Date last = moved(day);
  for (bool is_still = false; !is_still;) {
    is_still = true;
    for (const Suspension& suspension : suspensions_) {
      if (suspension.from > last || suspension.to <= last) continue;
      last = moved(suspension.to);
      is_still = false;
    }
  }
  return {day, last};
}

int Course::times(SuspensionKind kind) const {
  return kind == SuspensionKind::integrazione ? rule_.integrazione.times : rule_.preavviso.times;
}

Suspension* Course::open_suspension(SuspensionKind kind) {
  for (Suspension& suspension : suspensions_)
    if (suspension.kind == kind && !suspension.is_answered) return &suspension;
  return nullptr;
}

bool Course::apply(const TermEvent& event) {
  if (closed_ || silenced_) return false;
  switch (event.what) {
    case What::suspended:
      return suspend(event);
    case What::resumed:
      return resume(event);
    case What::extended:
      return extend(event);
    case What::closed:
      return close(event);
    case What::silenced:
      if (rule_.silence == Silence::none || day_of(event.at) <= end().last) return false;
      silenced_ = day_of(event.at);
      return true;
  }
  return false;
}

bool Course::suspend(const TermEvent& event) {
  const bool is_notice = event.kind == SuspensionKind::preavviso;
  const std::string rule = is_notice ? "art. 10-bis L. 241/1990" : "art. 2 c. 7 L. 241/1990";
  const std::string what = is_notice ? "Il preavviso di rigetto" : "La richiesta";
  Date day = day_of(event.at);
  auto refused = [&](const std::string& why) {
    say(what + " di " + to_italian(day) + " non ferma il termine: " + why, rule);
    return false;
  };
  if (day < start_) return refused("non era ancora cominciato.");
  if (day > end().last) return refused("era già scaduto.");
  auto same_kind = [&](const Suspension& past) { return past.kind == event.kind; };
  auto before = std::count_if(suspensions_.begin(), suspensions_.end(), same_kind);
  if (times(event.kind) == 0) return refused("per questo termine non è previsto.");
  if (before >= times(event.kind))
    return refused(times(event.kind) == 1 ? "può fermarsi una volta sola."
                                          : "si è già fermato le volte ammesse.");
  Suspension suspension{event.kind, day, plus_days(day, rule_.integrazione.days_max), {}, false};
  if (is_notice) {
    Date received = std::max(day, event.received_at ? day_of(*event.received_at) : day);
    Date end = plus_days(received, rule_.preavviso.observation_days);
    while (is_holiday(end, patron_)) end = plus_days(end, 1);
    suspension.observations_end = end;
    suspension.to = plus_days(end, rule_.preavviso.unanswered_restart_days);
  }
  suspensions_.push_back(suspension);
  answers_.emplace_back();
  suspension_lines_.push_back(lines_.size());
  say("", rule);
  return true;
}

// Integration: the answer. Preavviso: the observations.
bool Course::resume(const TermEvent& event) {
  Suspension* suspension = open_suspension(event.kind);
  if (suspension == nullptr) return false;
  Date day = std::max(day_of(event.at), suspension->from);
  if (event.kind == SuspensionKind::integrazione) {
    suspension->to = std::min(day, suspension->to);
  } else if (day > *suspension->observations_end) {
    say("Le osservazioni di " + to_italian(day) +
            " arrivano oltre il loro termine: " + "non lo fermano ancora.",
        "art. 10-bis L. 241/1990");
    return false;
  } else {
    suspension->to = plus_days(day, rule_.preavviso.restart_days);
  }
  suspension->is_answered = true;
  answers_[static_cast<size_t>(suspension - suspensions_.data())] = day;
  return true;
}

bool Course::extend(const TermEvent& event) {
  Date day = day_of(event.at);
  auto refused = [&](const std::string& why) {
    say("La proroga di " + to_italian(day) + " non vale: " + why, law());
    return false;
  };
  if (day > end().last) return refused("il termine era già scaduto.");
  if (rule_.extension.times == 0) return refused("per questo termine non è prevista.");
  if (extended_times_ >= rule_.extension.times) return refused("una proroga c'è già stata.");
  int days = std::clamp(event.days, 0, rule_.extension.days_max);
  if (days == 0) return refused("non aggiunge giorni.");
  ++extended_times_;
  extended_days_ += days;
  std::string text = "Proroga di " + to_italian(day) + ": " + days_in_words(days) + " in più";
  if (days < event.days) text += ", il massimo ammesso";
  say(text + ", in tutto " + std::to_string(total()) + ".", law());
  return true;
}

bool Course::close(const TermEvent& event) {
  Date day = std::max(day_of(event.at), start_);
  // L. 241/1990 art. 2 c. 8-bis: a decision after the silenzio assenso has no effect.
  if (rule_.silence == Silence::assenso && day > end().last) {
    say("La decisione di " + to_italian(day) + " arriva dopo il silenzio assenso: non ha effetto.",
        "art. 2 c. 8-bis L. 241/1990");
    return false;
  }
  closed_ = day;
  return true;
}

State Course::state_at(Date today, Date last_day) const {
  if (closed_) return *closed_ <= last_day ? State::met : State::met_late;
  if (silenced_) return State::silent;
  if (today > last_day) return rule_.silence == Silence::none ? State::late : State::silent;
  bool is_suspended =
      std::any_of(suspensions_.begin(), suspensions_.end(), [&](const Suspension& suspension) {
        return suspension.from <= today && today < suspension.to;
      });
  return is_suspended ? State::suspended : State::running;
}

Date Course::substitute_day(Date last_day) const {
  TermRule half = rule_;
  half.days = rule_.days / 2;
  return Course(half, patron_, last_day).end().last;
}

Reckoning Course::at(Date today) {
  Reckoning out;
  Counted end = this->end();
  out.start = start_;
  out.last_day = end.last;
  out.days_total = total();
  Date until = closed_ ? std::min(*closed_, today) : today;
  for (Date day = start_; out.days_used < out.days_total && day < until;) {
    day = plus_days(day, 1);
    if (counts(day)) ++out.days_used;
  }
  out.days_left = out.days_total - out.days_used;
  out.state = state_at(today, end.last);
  bool is_late = out.state == State::late || out.state == State::met_late;
  if (is_late)
    out.days_late =
        static_cast<int>(days_since_epoch(closed_.value_or(today)) - days_since_epoch(end.last));
  if (rule_.has_substitute && rule_.silence == Silence::none && !closed_)
    out.substitute_day = substitute_day(end.last);
  for (size_t at = 0; at < suspensions_.size(); ++at)
    say_suspension(suspensions_[at], today, lines_[suspension_lines_[at]]);
  say_end(end);
  say_state(out);
  out.suspensions = std::move(suspensions_);
  out.lines = std::move(lines_);
  return out;
}

namespace {

void sort_by_moment(std::vector<TermEvent>& events) {
  std::stable_sort(events.begin(), events.end(),
                   [](const TermEvent& a, const TermEvent& b) { return a.at < b.at; });
}

}  // namespace

Reckoning reckon(const TermRule& rule, PatronSaint patron, Instant received_at,
                 std::vector<TermEvent> events, Instant now) {
  sort_by_moment(events);
  Course course(rule, patron, day_of(received_at));
  for (const TermEvent& event : events)
    if (event.at <= now) course.apply(event);
  return course.at(day_of(now));
}

bool would_count(const TermRule& rule, PatronSaint patron, Instant received_at,
                 std::vector<TermEvent> events, const TermEvent& next) {
  sort_by_moment(events);
  Course course(rule, patron, day_of(received_at));
  for (const TermEvent& event : events)
    if (event.at <= next.at) course.apply(event);
  return course.apply(next);
}

Instant lapse_of(Date last_day) {
  return from_rome({plus_days(last_day, 1), 0, 0, 0});
}

Instant end_of(Date last_day) {
  return from_rome({last_day, 23, 59, 59});
}

}  // namespace digipro::terms
