// Searching the cases of the offices, by number or by words of the oggetto.
#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "core/casework/casework.h"
#include "core/casework/rows.h"

namespace digipro::casework {
namespace {

constexpr int page_max = 200;
constexpr size_t scan_max = 2'000;
constexpr size_t text_bytes_max = 100;
constexpr int years_back = 5;
constexpr size_t number_digits = 7;  // DPR 445/2000 art. 57: at least
// Columns of DIGIPRO_PRATICA_COLUMNS that are looked at before a row becomes a Pratica.
constexpr size_t id_column = 0, oggetto_column = 4, opened_column = 7, number_column = 10;

constexpr db::Sql select_of_office = "SELECT " DIGIPRO_PRATICA_COLUMNS
                                     " FROM pratica p WHERE p.office = ? AND (p.opened_at < ? OR "
                                     "(p.opened_at = ? AND p.id < ?)) "
                                     "ORDER BY p.opened_at DESC, p.id DESC LIMIT ?";
constexpr db::Sql select_by_number =
    "SELECT " DIGIPRO_PRATICA_COLUMNS " FROM pratica p WHERE p.number = ? ORDER BY p.id LIMIT 20";

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char letter) { return letter >= '0' && letter <= '9'; });
}

// "123" -> "0000123/2026", "0000123/2025" ...; nothing for what is no number.
std::vector<std::string> numbers_meant(std::string_view text, Instant now) {
  size_t slash = text.find('/');
  std::string number(text.substr(0, slash));
  if (!is_digits(number) || number.size() > 12) return {};
  while (number.size() > number_digits && number.front() == '0') number.erase(0, 1);
  if (number.size() < number_digits) number.insert(0, number_digits - number.size(), '0');
  if (slash != std::string_view::npos) {
    std::string_view year = text.substr(slash + 1);
    if (year.size() != 4 || !is_digits(year)) return {};
    return {number + "/" + std::string(year)};
  }
  std::vector<std::string> numbers;
  int this_year = to_rome(now).date.year;
  for (int back = 0; back < years_back; ++back)
    numbers.push_back(number + "/" + std::to_string(this_year - back));
  return numbers;
}

Status add_by_number(db::Connection& db, const Viewer& viewer,
                     const std::vector<std::string>& numbers, PraticaPage& page) {
  for (const std::string& number : numbers) {
    DIGIPRO_TRY(rows, db.query(select_by_number, number));
    for (const db::Row& row : rows) {
      DIGIPRO_TRY(pratica, pratica_of(row));
      DIGIPRO_TRY(has_it, is_of_offices(db, pratica, case_offices(viewer)));
      if (has_it) page.items.push_back(std::move(pratica));
    }
  }
  return {};
}

PageKey key_of(const db::Row& row) {
  return {row.integer(opened_column), row.text(id_column)};
}

// The newest of all offices together; each is asked for `scan` rows, so the first `scan` are all.
Result<db::Rows> newest_of(db::Connection& db, const OfficeSet& offices, const PageKey& key,
                           size_t scan) {
  db::Rows all;
  for (const OfficeId& office : offices) {
    DIGIPRO_TRY(rows, db.query(select_of_office, office.text, key.at, key.at, key.id,
                               static_cast<int64_t>(scan)));
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  }
  std::sort(all.begin(), all.end(), [](const db::Row& a, const db::Row& b) {
    PageKey left = key_of(a), right = key_of(b);
    return left.at != right.at ? left.at > right.at : left.id > right.id;
  });
  if (all.size() > scan) all.erase(all.begin() + static_cast<ptrdiff_t>(scan), all.end());
  return all;
}

std::string clean_text(std::string_view text) {
  std::string_view cut = trim(text.substr(0, text_bytes_max));
  return is_valid_utf8(cut) ? std::string(cut) : std::string();
}

}  // namespace

Result<PraticaPage> office_pratiche(db::Connection& db, const Viewer& viewer, std::string_view text,
                                    const std::string& after, int limit, Instant now) {
  if (limit < 1 || limit > page_max) return refuse(ErrorCode::invalid_input, "righe per pagina");
  PraticaPage page;
  if (!is_clerk(viewer) || viewer.person.empty()) return page;
  std::string words = clean_text(text), wanted = fold_for_search(words);
  std::vector<std::string> numbers = numbers_meant(words, now);
  PageKey key{never_due, ""};
  if (after.empty()) {
    DIGIPRO_CHECK(add_by_number(db, viewer, numbers, page));
  } else {
    DIGIPRO_TRY(given, parse_page_key(after));
    key = given;
  }
  size_t scan = wanted.empty() ? static_cast<size_t>(limit) + 1 : scan_max;
  DIGIPRO_TRY(rows, newest_of(db, case_offices(viewer), key, scan));
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string& number = rows[i].text(number_column);
    bool is_listed = std::find(numbers.begin(), numbers.end(), number) != numbers.end();
    bool fits =
        !is_listed && (wanted.empty() ||
                       fold_for_search(number + " " + rows[i].text(oggetto_column)).find(wanted) !=
                           std::string::npos);
    if (fits) {
      DIGIPRO_TRY(pratica, pratica_of(rows[i]));
      page.items.push_back(std::move(pratica));
    }
    bool is_full = page.items.size() >= static_cast<size_t>(limit);
    bool has_more = i + 1 < rows.size() || rows.size() == scan_max;
    if ((is_full || i + 1 == rows.size()) && has_more) {
      page.next = to_text(key_of(rows[i]));
      break;
    }
  }
  return page;
}

}  // namespace digipro::casework
