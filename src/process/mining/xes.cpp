#include "process/mining/xes.h"

#include "format/xml_stream.h"

namespace digipro::mining {
namespace {

// Logs declare the standard's namespace, another one or none: the names are the same.
enum class Place { outside, log, trace, event, attribute };

Result<Instant> time_of(std::string_view text, int line) {
  std::string with_zone(text);
  size_t clock = with_zone.find('T');
  bool has_zone =
      clock != std::string::npos && with_zone.find_first_of("Zz+-", clock) != std::string::npos;
  if (!has_zone) with_zone += 'Z';
  auto read = parse_rfc3339(with_zone);
  if (read) return read;
  return refuse(ErrorCode::malformed, "XES, riga " + std::to_string(line) + ": non è una data");
}

}  // namespace

struct XesReader::State final : xml::Visitor {
  State(std::function<Status(Case)> given, xml::ParseLimits limits)
      : on_case(std::move(given)), reader(*this, limits) {}

  Status start(const xml::Tag& tag) override {
    Place inside = places.empty() ? Place::outside : places.back();
    Place here = Place::attribute;
    if (inside == Place::outside) {
      if (tag.name != "log") return refuse(ErrorCode::malformed, "XES: la radice non è un log");
      here = Place::log;
    } else if (inside == Place::log && tag.name == "trace") {
      here = Place::trace;
      current = {};
    } else if (inside == Place::trace && tag.name == "event") {
      here = Place::event;
      current.events.emplace_back();
    } else if (inside == Place::trace) {
      DIGIPRO_CHECK(add_to_case(tag));
    } else if (inside == Place::event) {
      DIGIPRO_CHECK(add_to_event(tag));
    }
    places.push_back(here);
    return {};
  }

  Status end() override {
    Place ended = places.back();
    places.pop_back();
    return ended == Place::trace ? on_case(std::move(current)) : Status();
  }

  Status add_to_case(const xml::Tag& tag) {
    std::string key(tag.attribute("key"));
    if (key == "deadline" && tag.name == "date") {
      DIGIPRO_TRY(deadline, time_of(tag.attribute("value"), tag.line));
      current.deadline = deadline;
    }
    current.attributes[std::move(key)] = tag.attribute("value");
    return {};
  }

  Status add_to_event(const xml::Tag& tag) {
    std::string_view key = tag.attribute("key"), value = tag.attribute("value");
    Event& event = current.events.back();
    if (key == "concept:name") event.activity = value;
    if (key == "org:resource") event.resource = value;
    if (key == "time:timestamp") {
      DIGIPRO_TRY(at, time_of(value, tag.line));
      event.at = at;
    }
    return {};
  }

  std::function<Status(Case)> on_case;
  std::vector<Place> places;
  Case current;
  xml::StreamReader reader;
};

XesReader::XesReader(std::function<Status(Case)> on_case, xml::ParseLimits limits)
    : state_(std::make_unique<State>(std::move(on_case), limits)) {}

XesReader::~XesReader() = default;

Status XesReader::feed(std::string_view bytes) {
  return state_->reader.feed(bytes);
}

Status XesReader::finish() {
  return state_->reader.finish();
}

}  // namespace digipro::mining
