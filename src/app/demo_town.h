// The invented town of `digipro demo`: Borgo Verde, its streets on the map and its parks. Pure and
// deterministic: the same town on every machine.
#pragma once
#include <string>

namespace digipro::app {

// A GeoJSON FeatureCollection as stradario::parse_geojson wants it: an old centre inside a ring of
// boulevards, radial roads, a grid of newer quarters. About 75 streets around 44.9 N, 8.2 E.
std::string demo_streets_geojson();

}  // namespace digipro::app
