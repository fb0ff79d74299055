// The commands of `digipro`, one file each. Every one gets the words after its name and gives the
// exit code: 0 done, 1 it failed and said why on standard error, 2 wrongly called.
#pragma once
#include <string>
#include <vector>

#include "base/error.h"
#include "platform/config/config.h"

namespace digipro::app {

struct Arguments;
using Words = std::vector<std::string>;

int serve_command(const Words& words);    // serve --config FILE
int demo_command(const Words& words);     // demo [--data DIR] [--port N] ...
int verify_command(const Words& words);   // verify [--data DIR | --config FILE]
int ente_command(const Words& words);     // ente add|list
int user_command(const Words& words);     // user add
int service_command(const Words& words);  // service list|test
int config_command(const Words& words);   // config example|check

// Standard error: what is wrong, in Italian, with its places; gives 1.
int report(const Error& error);

// What `--config FILE`, or else `--data DIR` and `--postgres CONNINFO`, say.
Result<config::Settings> settings_of(const Arguments& arguments);

}  // namespace digipro::app
