#include "core/stradario/stradario.h"

#include <cmath>
#include <cstdio>

#include "base/text.h"

namespace digipro::stradario {
namespace {

constexpr db::Sql delete_streets = "DELETE FROM strada";
constexpr db::Sql insert_street =
    "INSERT INTO strada(code, name, folded, lines) VALUES(?, ?, ?, ?)";
constexpr db::Sql select_names = "SELECT name FROM strada ORDER BY folded, code";
constexpr db::Sql select_by_name = "SELECT 1 FROM strada WHERE folded = ? LIMIT 1";
constexpr db::Sql select_page =
    "SELECT code, name, lines FROM strada WHERE code > ? ORDER BY code LIMIT 500";

const double* number_of(const json::Value& value, double& storage) {
  if (const double* real = value.as_double()) return real;
  if (const int64_t* whole = value.as_int()) {
    storage = static_cast<double>(*whole);
    return &storage;
  }
  return nullptr;
}

Result<std::vector<Point>> parse_line(const json::Value& coordinates) {
  std::vector<Point> line;
  for (const json::Value& pair : coordinates.items()) {
    double first = 0, second = 0;
    const json::Array& items = pair.items();
    const double* longitude = items.size() >= 2 ? number_of(items[0], first) : nullptr;
    const double* latitude = items.size() >= 2 ? number_of(items[1], second) : nullptr;
    if (longitude == nullptr || latitude == nullptr || std::abs(*longitude) > 180 ||
        std::abs(*latitude) > 90)
      return refuse(ErrorCode::invalid_input, "a coordinate is not longitude and latitude");
    line.push_back({*longitude, *latitude});
  }
  if (line.size() < 2) return refuse(ErrorCode::invalid_input, "a line has fewer than two points");
  return line;
}

Result<Street> parse_feature(const json::Value& feature) {
  Street street;
  street.code = feature["properties"].text_or("codice", "");
  street.name = normalise(trim(feature["properties"].text_or("nome", "")));
  if (street.code.empty() || street.code.size() > 40 || street.name.empty() ||
      street.name.size() > 200)
    return refuse(ErrorCode::invalid_input, "a street needs `codice` and `nome`");
  const json::Value& geometry = feature["geometry"];
  if (geometry["type"].text() == "LineString") {
    DIGIPRO_TRY(line, parse_line(geometry["coordinates"]));
    street.lines.push_back(std::move(line));
  } else if (geometry["type"].text() == "MultiLineString") {
    for (const json::Value& part : geometry["coordinates"].items()) {
      DIGIPRO_TRY(line, parse_line(part));
      street.lines.push_back(std::move(line));
    }
  } else {
    return refuse(ErrorCode::invalid_input, "street " + street.code + ": not a line");
  }
  return street;
}

// "[[[8.12345,44.12345],...]]": the coordinates of a MultiLineString.
std::string lines_text(const Street& street) {
  std::string out = "[";
  char buffer[64];
  for (const auto& line : street.lines) {
    out += out.size() > 1 ? ",[" : "[";
    for (size_t i = 0; i < line.size(); ++i) {
      std::snprintf(buffer, sizeof buffer, "%s[%.5f,%.5f]", i > 0 ? "," : "", line[i].longitude,
                    line[i].latitude);
      out += buffer;
    }
    out += "]";
  }
  return out + "]";
}

Result<ledger::Done> replace_register(ledger::Tx& tx, const Caller&, const Import& import) {
  DIGIPRO_CHECK(tx.exec(delete_streets));
  for (const Street& street : import.streets)
    DIGIPRO_CHECK(tx.exec(insert_street, street.code, street.name, fold_for_search(street.name),
                          lines_text(street)));
  tx.record(
      {.kind = "stradario.imported",
       .subject = "stradario",
       .facts = json::Value::object({{"streets", static_cast<int64_t>(import.streets.size())}})});
  return ledger::Done{};
}

}  // namespace

const db::Migration migrations[1] = {{"stradario", 1, R"(
CREATE TABLE strada(
  code TEXT NOT NULL PRIMARY KEY,   -- the town's own code of the street
  name TEXT NOT NULL,
  folded TEXT NOT NULL,             -- fold_for_search(name)
  lines TEXT NOT NULL               -- coordinates of a GeoJSON MultiLineString
);
CREATE INDEX strada_folded ON strada(folded, code);
)"}};

Result<std::vector<Street>> parse_geojson(std::string_view text) {
  DIGIPRO_TRY(root, json::parse(text, {.bytes_max = 64 << 20, .depth_max = 16}));
  if (root["type"].text() != "FeatureCollection")
    return refuse(ErrorCode::invalid_input, "not a GeoJSON FeatureCollection");
  std::vector<Street> streets;
  size_t points = 0;
  for (const json::Value& feature : root["features"].items()) {
    DIGIPRO_TRY(street, parse_feature(feature));
    for (const auto& line : street.lines) points += line.size();
    streets.push_back(std::move(street));
    if (streets.size() > streets_max || points > points_max)
      return refuse(ErrorCode::too_large, "more streets or points than a town has");
  }
  if (streets.empty()) return refuse(ErrorCode::invalid_input, "no streets in the file");
  return streets;
}

std::string Import::fingerprint() const {
  std::string out;
  for (const Street& street : streets)
    out += street.code + "\t" + street.name + "\t" + lines_text(street) + "\n";
  return out;
}

const ledger::Command<Import, Import, ledger::Done>& import_command() {
  static const ledger::Command<Import, Import, ledger::Done> command{
      .name = "stradario.import",
      .prepare = [](const ledger::ReadContext&, const Caller& caller,
                    const Import& import) -> Result<Import> {
        if (!caller.has(Role::amministratore)) return refuse(ErrorCode::forbidden);
        return import;
      },
      .apply = replace_register};
  return command;
}

Result<std::vector<std::string>> names(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_names, std::span<const db::Value>(), streets_max + 1));
  std::vector<std::string> out;
  out.reserve(rows.size());
  for (const db::Row& row : rows) out.push_back(row.text(0));
  return out;
}

Result<bool> has(db::Connection& db, std::string_view name) {
  DIGIPRO_TRY(rows, db.query(select_by_name, fold_for_search(trim(name))));
  return !rows.empty();
}

Result<std::string> to_geojson(db::Connection& db) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  std::string after;
  bool first = true;
  while (true) {
    DIGIPRO_TRY(rows, db.query(select_page, after));
    for (const db::Row& row : rows) {
      json::Value properties =
          json::Value::object({{"codice", row.text(0)}, {"nome", row.text(1)}});
      out += first ? "" : ",";
      out += R"({"type":"Feature","properties":)" + json::dump(properties) +
             R"(,"geometry":{"type":"MultiLineString","coordinates":)" + row.text(2) + "}}";
      first = false;
    }
    if (rows.size() < 500) break;
    after = rows.back().text(0);
  }
  return out + "]}";
}

}  // namespace digipro::stradario
