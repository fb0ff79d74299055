// The arithmetic of a termine (L. 241/1990 art. 2): from its rule, the moment of receipt and what
// happened since to its last day, its state and the lines that say how it was reckoned. The one
// place where terms are counted. Pure values and one pure function; any thread.
// Days are those of Rome, whatever the hour. First day out (c.c. art. 2963 c. 2); days of a
// suspension are those after its first, up to and with its last; so the days that are left count
// from the day of resumption, which is out as well.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"

namespace digipro::terms {

enum class Count { calendar, working };  // working: only where a rule says so
enum class Silence { none, assenso, rigetto };
enum class SuspensionKind { integrazione, preavviso };

// L. 241/1990 art. 2 c. 7: once, at most 30 days. times 0: not allowed.
struct IntegrazioneRule {
  int times = 0;
  int days_max = 30;
};
// L. 241/1990 art. 10-bis as changed by DL 76/2020 art. 12: the notice suspends; ten days for
// observations from its receipt; the term runs again ten days after them or, without, from the end
// of those ten days. The law's "o, in mancanza delle stesse, dalla scadenza" is read by some as ten
// days after that end too: unanswered_restart_days. Zero ends earlier, so nobody relies on days
// that a court may not grant.
struct PreavvisoRule {
  int times = 0;
  int observation_days = 10;
  int restart_days = 10;
  int unanswered_restart_days = 0;
};
// Proroga with a reason. times 0: not allowed.
struct ExtensionRule {
  int times = 0;
  int days_max = 0;
};

struct TermRule {
  int days = 30;  // 0 to 3,650; 0: the day of receipt itself
  Count count = Count::calendar;
  bool moves_from_holiday = true;  // c.c. art. 2963 c. 3, c.p.c. art. 155 c. 4
  // A patron saint is a local holiday: terms that run elsewhere too leave it out.
  bool knows_patron_saint = true;
  std::string law;  // "L. 241/1990 art. 2 c. 2"; empty: the town's own promise
  IntegrazioneRule integrazione;
  PreavvisoRule preavviso;
  ExtensionRule extension;
  Silence silence = Silence::none;
  // Art. 2 c. 9-bis and 9-ter: who is inert is replaced, and half of the days of the beginning are
  // left (an odd number is halved downwards). Means nothing where silence decides.
  bool has_substitute = false;
};

enum class What { suspended, resumed, extended, closed, silenced };
struct TermEvent {
  What what = What::suspended;
  Instant at;
  SuspensionKind kind = SuspensionKind::integrazione;  // of suspended and resumed
  std::optional<Instant> received_at;  // of a preavviso: when the party got it, if later than `at`
  int days = 0;                        // of extended
};

// silent: the term passed and the silence is an answer (art. 20). Met late: closed after the end.
enum class State { running, suspended, late, met, met_late, silent };

struct Suspension {
  SuspensionKind kind = SuspensionKind::integrazione;
  Date from, to;                         // the days after `from`, up to and with `to`, do not count
  std::optional<Date> observations_end;  // of a preavviso
  bool is_answered = false;  // `to` is final; else it is the latest that the rule allows
};

struct Line {
  std::string text;  // Italian, a whole sentence
  std::string rule;  // what it rests on: "art. 2963 c. 2 c.c."
};

struct Reckoning {
  Date start;     // out of the count
  Date last_day;  // the whole of it is in time; while suspended: the latest that the rule allows
  int days_total = 0;  // extension and all
  int days_used = 0;   // today's is one; those of a suspension are not
  int days_left = 0;   // that are counted after today
  int days_late = 0;   // calendar days
  State state = State::running;
  std::vector<Suspension> suspensions;  // those that count
  // The substitute concludes by then; from the day after last_day on. Empty when the term was met.
  std::optional<Date> substitute_day;
  std::vector<Line> lines;  // how it was reckoned, in order
};

// As it stands at `now`: later events do not count. Events need no order.
Reckoning reckon(const TermRule& rule, PatronSaint patron, Instant received_at,
                 std::vector<TermEvent> events, Instant now);

// Would this event count, after those? A refused one names the reason in the lines of reckon().
bool would_count(const TermRule& rule, PatronSaint patron, Instant received_at,
                 std::vector<TermEvent> events, const TermEvent& next);

// The first moment after the last day, when a term that is still open has lapsed.
Instant lapse_of(Date last_day);
// The last second of the last day.
Instant end_of(Date last_day);

}  // namespace digipro::terms
