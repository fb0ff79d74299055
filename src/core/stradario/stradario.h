// The town's register of streets (stradario, B4): names and lines, imported from a GeoJSON file
// that the town exports from its own map. Lies in the ente's store; read by the location field, the
// map of reports and the street picker. Functions only; any thread with its own connection.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/ledger/ledger.h"

namespace digipro::stradario {

constexpr size_t streets_max = 20'000;
constexpr size_t points_max = 400'000;  // of all lines together

struct Point {
  double longitude = 0, latitude = 0;  // WGS 84 degrees
};

struct Street {
  std::string code;  // the town's own, unique
  std::string name;  // "Via Giuseppe Verdi"
  std::vector<std::vector<Point>> lines;
};

// A FeatureCollection of LineString or MultiLineString (RFC 7946) with properties `codice` and
// `nome`. Refuses malformed, too_large, or invalid_input naming the feature.
Result<std::vector<Street>> parse_geojson(std::string_view text);

struct Import {
  std::vector<Street> streets;
  std::string fingerprint() const;
};
// Replaces the register. Journal: "stradario.imported" with the number of streets. Only an
// amministratore may.
const ledger::Command<Import, Import, ledger::Done>& import_command();

// All names, sorted as Italians sort them; for the street picker.
Result<std::vector<std::string>> names(db::Connection& db);
// Whether a street of this name exists, however it is spelled in capitals or accents.
Result<bool> has(db::Connection& db, std::string_view name);
// The register as GeoJSON, five decimals (about a metre), for the map.
Result<std::string> to_geojson(db::Connection& db);

extern const db::Migration migrations[1];

}  // namespace digipro::stradario
