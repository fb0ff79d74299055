// Expected values: D.M. 23.12.1976 computed by hand; RSSMRA80A01H501U is the example that printed
// and official forms use for Mario Rossi, born in Rome on 1 January 1980.
#include "core/people/codice_fiscale.h"

#include <doctest/doctest.h>

using namespace digipro;
using namespace digipro::people;

namespace {

constexpr Date today{2026, 11, 25};
using enum CodiceFiscaleFault;

// A code with its right control character, for faults that lie elsewhere.
std::string with_control(std::string_view first_15) {
  return std::string(first_15) + control_character(first_15);
}

}  // namespace

TEST_CASE("the control character is the sum of odd and even places modulo 26") {
  // RSSMRA80A01H501: odd places R8 S12 R8 8:19 A1 1:0 5:13 1:0, even ones S18 M12 A0 0 0 H7 0:
  // 61 + 37 = 98 = 3 * 26 + 20, the 21st letter.
  CHECK(control_character("RSSMRA80A01H501") == 'U');
  // BNCGLI92E55L219: B0 C5 L4 9:21 E9 5:13 2:5 9:21 and N13 G6 I8 2 5 L11 1: 78 + 46 = 124
  // = 4 * 26 + 20.
  CHECK(control_character("BNCGLI92E55L219") == 'U');
  // VRDNNA04B69Z112: V10 D7 N20 0:1 B0 9:21 1:0 2:5 and R17 N13 A0 4 6 Z25 1: 64 + 66 = 130
  // = 5 * 26.
  CHECK(control_character("VRDNNA04B69Z112") == 'A');
  CHECK(control_character("AAAAAAAAAAAAAAA") == 'I');  // eight odd A are 8
}

TEST_CASE("a code says birth date, sex and place") {
  auto mario = read_codice_fiscale("RSSMRA80A01H501U", today);
  REQUIRE(mario);
  CHECK(mario->birth_date == Date{1980, 1, 1});
  CHECK_FALSE(mario->is_female);
  CHECK(mario->birth_place == "H501");
  auto giulia = read_codice_fiscale("BNCGLI92E55L219U", today);  // 15 May: 15 + 40
  REQUIRE(giulia);
  CHECK(giulia->birth_date == Date{1992, 5, 15});
  CHECK(giulia->is_female);
}

TEST_CASE("the months are ABCDEHLMPRST") {
  constexpr std::string_view letters = "ABCDEHLMPRST";
  for (size_t i = 0; i < letters.size(); ++i) {
    std::string code = with_control("RSSMRA80" + std::string(1, letters[i]) + "01H501");
    auto facts = read_codice_fiscale(code, today);
    REQUIRE(facts);
    CHECK(facts->birth_date == Date{1980, static_cast<int>(i) + 1, 1});
  }
  for (char other : std::string_view("FGIJKNOQUVWXYZ"))
    CHECK(check_codice_fiscale("RSSMRA80" + std::string(1, other) + "01H501U") == characters);
}

TEST_CASE("the century is the latest in which the birth date is not in the future") {
  std::string anna = "VRDNNA04B69Z112A";  // 29 February, a leap year
  CHECK(read_codice_fiscale(anna, today)->birth_date == Date{2004, 2, 29});
  CHECK(read_codice_fiscale(anna, {2004, 2, 28})->birth_date == Date{1904, 2, 29});
  std::string of_today = with_control("RSSMRA26S25H501");
  CHECK(read_codice_fiscale(of_today, today)->birth_date == Date{2026, 11, 25});
  std::string of_tomorrow = with_control("RSSMRA26S26H501");
  CHECK(read_codice_fiscale(of_tomorrow, today)->birth_date == Date{1926, 11, 26});
  // 29 February '00: 2000 was a leap year, 1900 was none.
  std::string of_2000 = with_control("RSSMRA00B29H501");
  CHECK(read_codice_fiscale(of_2000, today)->birth_date == Date{2000, 2, 29});
}

TEST_CASE("given two people with one code, when letters stand for digits, then it reads the same") {
  // From the right: 1 becomes M, 98 - 0 + 18 = 116 = 4 * 26 + 12.
  CHECK(check_codice_fiscale("RSSMRA80A01H50MM") == none);
  // Then 0 becomes L, 116 - 0 + 11 = 127 = 4 * 26 + 23.
  CHECK(check_codice_fiscale("RSSMRA80A01H5LMX") == none);
  // All seven: 98 -3(8 to U) +11 +11 +18(1 to M) -5(5 to R) +11 +18 = 159 = 6 * 26 + 3.
  auto facts = read_codice_fiscale("RSSMRAULALMHRLMD", today);
  REQUIRE(facts);
  CHECK(facts->birth_date == Date{1980, 1, 1});
  CHECK_FALSE(facts->is_female);
  CHECK(facts->birth_place == "H501");
  CHECK(check_codice_fiscale("RSSMRA80A01H50MU") == control);     // the control is of the new code
  CHECK(check_codice_fiscale("RSSMRAA0A01H501U") == characters);  // A stands for no digit
}

TEST_CASE("what cannot be right says why") {
  CHECK(check_codice_fiscale("") == length);
  CHECK(check_codice_fiscale("RSSMRA80A01H501") == length);
  CHECK(check_codice_fiscale("RSSMRA80A01H501UU") == length);
  CHECK(check_codice_fiscale("R1SMRA80A01H501U") == characters);
  CHECK(check_codice_fiscale("rssmra80a01h501u") == characters);  // not normalised
  CHECK(check_codice_fiscale("RSSMRA80A01N501U") == characters);  // no place begins with N
  CHECK(check_codice_fiscale("RSSMRA80A01H50\xC3\xA0") == characters);
  CHECK(check_codice_fiscale("RSSMRA80A01H501V") == control);
  CHECK(check_codice_fiscale("RSSMRA80A10H501U") == control);  // two digits changed places
  for (const char* day : {"00", "32", "40", "72", "99"})
    CHECK(check_codice_fiscale(with_control("RSSMRA80A" + std::string(day) + "H501")) == date);
  CHECK(check_codice_fiscale(with_control("RSSMRA80A31H501")) == none);
  CHECK(check_codice_fiscale(with_control("RSSMRA80A71H501")) == none);
  CHECK(check_codice_fiscale(with_control("RSSMRA80D31H501")) == date);  // 31 April
  CHECK(check_codice_fiscale(with_control("RSSMRA81B29H501")) == date);
  CHECK(sentence(none).empty());
  for (CodiceFiscaleFault fault : {length, characters, date, control})
    CHECK_FALSE(sentence(fault).empty());
  CHECK(read_codice_fiscale("RSSMRA80A01H501V", today).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a provisional code has 11 digits, the last by Luhn, and says nothing of its person") {
  // 0+0+7+4*2+3+1*2+1+0+1+(5*2-9) = 23, so 7 makes 30.
  CHECK(check_codice_fiscale("00743110157") == none);
  CHECK(check_codice_fiscale("00743110158") == control);
  CHECK(check_codice_fiscale("00347110157") == none);  // 7 and 3, both in odd places: unseen
  CHECK(check_codice_fiscale("0074311015A") == characters);
  CHECK(check_codice_fiscale("00000000000") == characters);
  CHECK(read_codice_fiscale("00743110157", today).error().code == ErrorCode::invalid_input);
}

TEST_CASE("what people type is put into the stored form") {
  CHECK(normalise_codice_fiscale(" rss mra 80a01\th501u\n") == "RSSMRA80A01H501U");
  CHECK(normalise_codice_fiscale("") == "");
}
