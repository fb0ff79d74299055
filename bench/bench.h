// `digipro bench NAME`: measures one thing beside its reference in the same run, prints a table
// and, as the last line, one JSON object {"name":..,"figures":{..},"reference":{..}}. Each bench is
// one file here and one row in bench.cpp. One bench at a time, on the calling thread.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace digipro::bench {

// The exit code: 0, 1 when the bench failed, 2 for an unknown name (the known ones are printed).
int run_bench(std::string_view name, std::span<const std::string> arguments);

// The benches. Arguments are "--option value" pairs; each prints its own on "--help".
int ledger(std::span<const std::string> arguments);
int form(std::span<const std::string> arguments);
int http(std::span<const std::string> arguments);

}  // namespace digipro::bench
