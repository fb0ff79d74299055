// Relations of points and ranges (DMN 1.5, table 78, after Allen's interval algebra). A point is
// the closed range from itself to itself. Unknown comparisons make the result null.
#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

struct Span {
  Value low, high;
  bool low_closed, high_closed;
  bool is_point;
};

Span span_of(const Value& value) {
  const Range* range = value.as_range();
  if (!range) return {value, value, true, true, true};
  return {range->low, range->high, range->low_closed, range->high_closed, false};
}

// Comparisons that remember whether one of them was unknown.
struct Order {
  bool unknown = false;
  bool before(const Value& a, const Value& b) {
    Truth truth = less(a, b);
    if (truth == Truth::unknown) unknown = true;
    return truth == Truth::yes;
  }
  bool equals(const Value& a, const Value& b) {
    Truth truth = equal(a, b);
    if (truth == Truth::unknown) unknown = true;
    return truth == Truth::yes;
  }
};

using Relation = bool (*)(Order&, const Span&, const Span&);

bool is_before(Order& order, const Span& a, const Span& b) {
  return order.before(a.high, b.low) ||
         (order.equals(a.high, b.low) && !(a.high_closed && b.low_closed));
}
bool is_after(Order& order, const Span& a, const Span& b) {
  return is_before(order, b, a);
}
bool meets(Order& order, const Span& a, const Span& b) {
  return a.high_closed && b.low_closed && order.equals(a.high, b.low);
}
bool is_met_by(Order& order, const Span& a, const Span& b) {
  return meets(order, b, a);
}
bool overlaps(Order& order, const Span& a, const Span& b) {
  return !is_before(order, a, b) && !is_before(order, b, a);
}
// `a` begins first (or at the same point, closed against open).
bool begins_first(Order& order, const Span& a, const Span& b) {
  return order.before(a.low, b.low) ||
         (order.equals(a.low, b.low) && a.low_closed && !b.low_closed);
}
bool begins_together(Order& order, const Span& a, const Span& b) {
  return order.equals(a.low, b.low) && a.low_closed == b.low_closed;
}
bool ends_together(Order& order, const Span& a, const Span& b) {
  return order.equals(a.high, b.high) && a.high_closed == b.high_closed;
}
bool ends_first(Order& order, const Span& a, const Span& b) {
  return order.before(a.high, b.high) ||
         (order.equals(a.high, b.high) && !a.high_closed && b.high_closed);
}
bool overlaps_before(Order& order, const Span& a, const Span& b) {
  return begins_first(order, a, b) && overlaps(order, a, b) && !ends_first(order, b, a);
}
bool overlaps_after(Order& order, const Span& a, const Span& b) {
  return begins_first(order, b, a) && overlaps(order, a, b) && !ends_first(order, a, b);
}
bool includes(Order& order, const Span& a, const Span& b) {
  return !begins_first(order, b, a) && !ends_first(order, a, b);
}
bool is_during(Order& order, const Span& a, const Span& b) {
  return includes(order, b, a);
}
bool finishes(Order& order, const Span& a, const Span& b) {
  return ends_together(order, a, b) && !begins_first(order, a, b);
}
bool is_finished_by(Order& order, const Span& a, const Span& b) {
  return finishes(order, b, a);
}
bool starts(Order& order, const Span& a, const Span& b) {
  return begins_together(order, a, b) && !ends_first(order, b, a);
}
bool is_started_by(Order& order, const Span& a, const Span& b) {
  return starts(order, b, a);
}
bool coincides(Order& order, const Span& a, const Span& b) {
  return begins_together(order, a, b) && ends_together(order, a, b);
}

template <Relation relation>
Value run(Evaluator& evaluator, Arguments arguments) {
  Order order;
  bool holds = relation(order, span_of(arguments[0]), span_of(arguments[1]));
  if (order.unknown) return evaluator.null("Questi valori non si possono mettere in ordine.");
  return holds;
}

#define DIGIPRO_POINTS(relation)                                                                 \
  {"point1:bnsdtmyp,point2:bnsdtmyp", run<relation>}, {"point:bnsdtmyp,range:r", run<relation>}, \
      {"range:r,point:bnsdtmyp", run<relation>}, {"range1:r,range2:r", run<relation>},

constexpr Signature before_signatures[] = {DIGIPRO_POINTS(is_before)};
constexpr Signature after_signatures[] = {DIGIPRO_POINTS(is_after)};
constexpr Signature coincides_signatures[] = {DIGIPRO_POINTS(coincides)};
constexpr Signature meets_signatures[] = {{"range1:r,range2:r", run<meets>}};
constexpr Signature met_by_signatures[] = {{"range1:r,range2:r", run<is_met_by>}};
constexpr Signature overlaps_signatures[] = {{"range1:r,range2:r", run<overlaps>}};
constexpr Signature overlaps_before_signatures[] = {{"range1:r,range2:r", run<overlaps_before>}};
constexpr Signature overlaps_after_signatures[] = {{"range1:r,range2:r", run<overlaps_after>}};
constexpr Signature finishes_signatures[] = {{"point:nsdtmyp,range:r", run<finishes>},
                                             {"range1:r,range2:r", run<finishes>}};
constexpr Signature finished_by_signatures[] = {{"range:r,point:nsdtmyp", run<is_finished_by>},
                                                {"range1:r,range2:r", run<is_finished_by>}};
constexpr Signature includes_signatures[] = {{"range:r,point:nsdtmyp", run<includes>},
                                             {"range1:r,range2:r", run<includes>}};
constexpr Signature during_signatures[] = {{"point:nsdtmyp,range:r", run<is_during>},
                                           {"range1:r,range2:r", run<is_during>}};
constexpr Signature starts_signatures[] = {{"point:nsdtmyp,range:r", run<starts>},
                                           {"range1:r,range2:r", run<starts>}};
constexpr Signature started_by_signatures[] = {{"range:r,point:nsdtmyp", run<is_started_by>},
                                               {"range1:r,range2:r", run<is_started_by>}};
#undef DIGIPRO_POINTS

constexpr Builtin table[] = {
    {"before", before_signatures},
    {"after", after_signatures},
    {"meets", meets_signatures},
    {"met by", met_by_signatures},
    {"overlaps", overlaps_signatures},
    {"overlaps before", overlaps_before_signatures},
    {"overlaps after", overlaps_after_signatures},
    {"finishes", finishes_signatures},
    {"finished by", finished_by_signatures},
    {"includes", includes_signatures},
    {"during", during_signatures},
    {"starts", starts_signatures},
    {"started by", started_by_signatures},
    {"coincides", coincides_signatures},
};

}  // namespace

std::span<const Builtin> range_builtins() {
  return table;
}

}  // namespace digipro::feel
