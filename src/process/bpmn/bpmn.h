// Reads BPMN 2.0 XML into a process::Definition that the engine can run. What the engine does not
// do is refused here, never ignored: each problem names its element in Italian, for the person who
// drew the process. Pure, any thread. The extensions (namespace urn:digipro:bpmn:1) are described
// in docs/formats/process.md.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "process/engine/definition.h"

namespace digipro::process {

// Refuses with definition: Error::fields has one problem per element (field: its id; sentence:
// 'Attività utente "Esame" (id esame, riga 30): ...'), at most problems_max; or with malformed or
// too_large when it is no XML.
constexpr size_t problems_max = 50;
Result<std::shared_ptr<const Definition>> read_bpmn(std::string_view bytes);

}  // namespace digipro::process
