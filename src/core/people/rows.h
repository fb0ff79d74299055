// Rows of the table person as values, without any access check. Private to core/people.
#pragma once
#include <string>

#include "core/people/people.h"

namespace digipro::people {

// "verdi anna": what search compares with.
std::string folded_name(const PersonalData& data);
// not_found.
Result<Person> load_person(db::Connection& db, const PersonId& person);

}  // namespace digipro::people
