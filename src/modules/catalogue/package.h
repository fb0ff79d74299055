// Reading one service package from its files. Internal to the catalogue; pure.
#pragma once
#include <map>
#include <string>

#include "modules/catalogue/module.h"

namespace digipro::catalogue {

using FilesOfPackage = std::map<std::string, const std::string*, std::less<>>;  // "form.json"

// SHA-256 of the bytes of process.bpmn, hex.
std::string process_hash_of(const std::string& bpmn);

// Refuses with definition; fields[] has file and place of every mistake found.
Result<ServicePackage> read_package(const std::string& id, const FilesOfPackage& files,
                                    const verbs::Registry& verbs);

}  // namespace digipro::catalogue
