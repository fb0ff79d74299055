// The Python program that drives WeasyPrint. Internal to pdf; constant data, any thread.
#pragma once
#include <string_view>

namespace digipro::pdf {

// Reads documento.html, writes documento.pdf. Exit status 3: it asked for what it may not have.
extern const std::string_view print_program;

}  // namespace digipro::pdf
