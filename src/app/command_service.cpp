// digipro service list | test FOLDER
#include <cstdio>
#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "app/scenario.h"

namespace digipro::app {
namespace {

int list() {
  SystemClock clock;
  log::MemoryLog log(clock);
  config::Settings settings;
  auto house = House::of_packages(settings, log);
  if (!house) return report(house.error());
  for (const catalogue::ServicePackage* package : (*house)->catalogue->services())
    std::printf("%-40s %-8s %s\n", package->id.text.c_str(), package->version.c_str(),
                package->title.c_str());
  return 0;
}

}  // namespace

int service_command(const Words& words) {
  if (words.size() == 1 && words[0] == "list") return list();
  if (words.size() == 2 && words[0] == "test") return run_service_tests(words[1], std::cout);
  std::fputs("Uso: digipro service list | test CARTELLA\n", stderr);
  return 2;
}

}  // namespace digipro::app
