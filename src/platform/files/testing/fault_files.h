// The test twin of platform/files: writes as the real one, on a FaultDisk that fails or loses what
// was not synced. For tests only. Thread-safe like every Files; the disk outlives it.
#pragma once
#include <memory>

#include "platform/files/files.h"
#include "platform/files/testing/fault_disk.h"

namespace digipro::files::testing {

std::unique_ptr<Files> make_fault_files(FaultDisk& disk);

}  // namespace digipro::files::testing
