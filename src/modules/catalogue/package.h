// Reading one service package from its files. Internal to the catalogue; pure.
#pragma once
#include <map>
#include <string>

#include "modules/catalogue/module.h"

namespace digipro::catalogue {

using FilesOfPackage = std::map<std::string, const std::string*, std::less<>>;  // "form.json"

// Refuses with definition; fields[] has file and place of every mistake found.
Result<ServicePackage> read_package(const std::string& id, const FilesOfPackage& files,
                                    const verbs::Registry& verbs);

}  // namespace digipro::catalogue
