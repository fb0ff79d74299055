#include "app/demo_town.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "format/json.h"

namespace digipro::app {
namespace {

constexpr double centre_latitude = 44.9012, centre_longitude = 8.2064;
constexpr double metres_per_degree = 111'320;

struct Place {
  double east_metres = 0, north_metres = 0;
};

constexpr std::array ring_names = {"Viale Umberto Saba", "Viale Grazia Deledda",
                                   "Viale Eugenio Montale", "Viale Maria Montessori"};
constexpr std::array radial_names = {"Corso Roma",      "Via Torino",          "Strada del Mulino",
                                     "Via Alessandria", "Corso Italia",        "Strada dei Tigli",
                                     "Via Asti",        "Strada della Fornace"};
constexpr std::array centre_names = {
    "Via Giuseppe Verdi",  "Via Giuseppe Mazzini", "Vicolo del Forno",       "Via Dante Alighieri",
    "Via della Chiesa",    "Via San Rocco",        "Vicolo delle Erbe",      "Via del Municipio",
    "Via Giacomo Puccini", "Vicolo Stretto",       "Via della Misericordia", "Via delle Scuole"};
constexpr std::array grid_names = {"Via Antonio Vivaldi",      "Via Alessandro Volta",
                                   "Via Galileo Galilei",      "Via Enrico Fermi",
                                   "Via Rita Levi-Montalcini", "Via Italo Calvino",
                                   "Via Cesare Pavese",        "Via Beppe Fenoglio",
                                   "Via Primo Levi",           "Via Natalia Ginzburg",
                                   "Via Elsa Morante",         "Via Gianni Rodari",
                                   "Via delle Acacie",         "Via dei Platani",
                                   "Via degli Aceri",          "Via dei Ciliegi",
                                   "Via delle Betulle",        "Via dei Noccioli",
                                   "Via delle Magnolie",       "Via dei Gelsi",
                                   "Via del Lavoro",           "Via dell'Artigianato",
                                   "Via della Stazione",       "Via dello Sport",
                                   "Via Guglielmo Marconi",    "Via Tina Anselmi",
                                   "Via Nilde Iotti",          "Via Aldo Moro",
                                   "Via Alcide De Gasperi",    "Via XXV Aprile",
                                   "Via IV Novembre",          "Via della Resistenza",
                                   "Via dei Partigiani",       "Via Fratelli Cervi",
                                   "Via Giovanni Falcone",     "Via Paolo Borsellino",
                                   "Via Peppino Impastato",    "Via Don Milani",
                                   "Via Madre Teresa",         "Via San Francesco"};
constexpr std::array park_names = {"Giardino Anna Frank", "Parco delle Rimembranze",
                                   "Viale del Parco Fluviale"};

json::Value coordinate(Place place) {
  double latitude = centre_latitude + place.north_metres / metres_per_degree;
  double longitude = centre_longitude + place.east_metres / (metres_per_degree * 0.7083);
  auto rounded = [](double degrees) { return std::round(degrees * 1e5) / 1e5; };
  return json::Value::array({json::Value(rounded(longitude)), json::Value(rounded(latitude))});
}

Place polar(double radius_metres, double degrees) {
  double radians = degrees * std::numbers::pi / 180;
  return {radius_metres * std::cos(radians), radius_metres * std::sin(radians)};
}

// A gentle bend, so that the map looks like a town and not like a spreadsheet.
Place bent(Place place) {
  return {place.east_metres + 18 * std::sin(place.north_metres / 190),
          place.north_metres + 14 * std::cos(place.east_metres / 230)};
}

class Town {
 public:
  void add(const char* name, const std::vector<Place>& places) {
    json::Value line = json::Value::array();
    for (Place place : places) line.push(coordinate(bent(place)));
    json::Value feature = json::Value::object({{"type", "Feature"}});
    std::string code = std::to_string(1000 + ++count_);
    feature.set("properties", json::Value::object({{"codice", code}, {"nome", name}}));
    feature.set("geometry", json::Value::object({{"type", "LineString"}, {"coordinates", line}}));
    features_.push(std::move(feature));
  }
  void add_arc(const char* name, double radius_metres, double from_degrees, double to_degrees) {
    std::vector<Place> places;
    for (double at = from_degrees; at <= to_degrees + 0.1; at += 7.5)
      places.push_back(polar(radius_metres, at));
    add(name, places);
  }
  std::string text() const {
    return json::dump(
        json::Value::object({{"type", "FeatureCollection"}, {"features", features_}}));
  }

 private:
  int count_ = 0;
  json::Value features_ = json::Value::array();
};

// Two quarters of ten by ten streets would be a city: five by five on each of four sides.
void add_quarter(Town& town, size_t first_name, double east_metres, double north_metres) {
  for (int i = 0; i < 5; ++i) {
    double offset = i * 95.0;
    town.add(grid_names[first_name + static_cast<size_t>(i)],
             {{east_metres, north_metres + offset},
              {east_metres + 190, north_metres + offset + 6},
              {east_metres + 380, north_metres + offset}});
    town.add(grid_names[first_name + 5 + static_cast<size_t>(i)],
             {{east_metres + offset, north_metres - 30},
              {east_metres + offset + 5, north_metres + 190},
              {east_metres + offset, north_metres + 410}});
  }
}

}  // namespace

std::string demo_streets_geojson() {
  Town town;
  for (size_t i = 0; i < ring_names.size(); ++i)
    town.add_arc(ring_names[i], 330, static_cast<double>(i) * 90, static_cast<double>(i + 1) * 90);
  for (size_t i = 0; i < radial_names.size(); ++i) {
    double angle = static_cast<double>(i) * 45 + 12;
    town.add(radial_names[i],
             {polar(70, angle), polar(330, angle), polar(620, angle + 4), polar(1050, angle + 9)});
  }
  town.add("Piazza della Libertà", {{-45, -35}, {45, -35}, {50, 40}, {-42, 38}, {-45, -35}});
  for (size_t i = 0; i < centre_names.size(); ++i) {
    double angle = static_cast<double>(i) * 30, radius = i % 2 == 0 ? 140 : 220;
    town.add(centre_names[i],
             {polar(radius, angle), polar(radius + 12, angle + 25), polar(radius, angle + 52)});
  }
  add_quarter(town, 0, 380, 60);
  add_quarter(town, 10, -790, 90);
  add_quarter(town, 20, -180, -830);
  add_quarter(town, 30, 60, 420);
  town.add(park_names[0], {{-150, 360}, {-210, 430}, {-300, 470}, {-370, 560}});
  town.add(park_names[1], {{-420, -210}, {-520, -300}, {-560, -420}});
  town.add(park_names[2], {{640, -260}, {520, -380}, {460, -560}, {470, -760}});
  return town.text();
}

}  // namespace digipro::app
