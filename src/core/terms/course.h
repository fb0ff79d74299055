// The course of one termine while its events are read in order: what counts, what does not and
// why. Private to core/terms; one thread. course.cpp reckons, explain.cpp writes the lines.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/terms/term.h"

namespace digipro::terms {

class Course {
 public:
  Course(const TermRule& rule, PatronSaint patron, Date start);
  // False: it does not count, and a line says why.
  bool apply(const TermEvent& event);
  Reckoning at(Date today);

 private:
  struct Counted {
    Date counted;  // the day on which the count is full
    Date last;     // after what moves it
  };
  // course.cpp
  bool suspend(const TermEvent& event);
  bool resume(const TermEvent& event);
  bool extend(const TermEvent& event);
  bool close(const TermEvent& event);
  int total() const { return rule_.days + extended_days_; }
  bool counts(Date day) const;       // is it one of the term's days?
  bool is_free_day(Date day) const;  // a term does not end on it
  Date moved(Date day) const;
  Counted end() const;
  Suspension* open_suspension(SuspensionKind kind);
  int times(SuspensionKind kind) const;
  Date substitute_day(Date last_day) const;
  State state_at(Date today, Date last_day) const;

  // explain.cpp
  void say(std::string text, std::string rule);
  std::string law() const;
  std::string days_in_words(int days) const;
  void say_start();
  void say_suspension(const Suspension& suspension, Date today, Line& line) const;
  void say_end(const Counted& end);
  void say_state(const Reckoning& reckoning);

  const TermRule& rule_;
  PatronSaint patron_;
  Date start_;
  std::vector<Suspension> suspensions_;
  std::vector<size_t> suspension_lines_;  // where each one is told
  std::vector<std::optional<Date>> answers_;
  int extended_days_ = 0, extended_times_ = 0;
  std::optional<Date> closed_, silenced_;
  std::vector<Line> lines_;
};

}  // namespace digipro::terms
