// The vocabularies that services are found by: life events of citizens and businesses (the 15 and
// 12 of the source "Comune Facile", seeds/004, pages 7 and 8) and the categories of the Modello
// Comuni. Constant data; any thread.
#pragma once
#include <span>
#include <string_view>

namespace digipro::catalogue {

enum class Audience { citizens, businesses };

struct LifeEvent {
  std::string_view slug;   // in addresses and packages: "vivere-ambiente"
  std::string_view name;   // "Vivere l'ambiente"
  std::string_view about;  // one sentence under the name
  Audience audience;
};
std::span<const LifeEvent> life_events();
const LifeEvent* find_life_event(std::string_view slug);  // null when unknown

struct Category {
  std::string_view slug;  // "ambiente"
  std::string_view name;  // the Modello Comuni's words: "Ambiente"
};
std::span<const Category> categories();
const Category* find_category(std::string_view slug);

}  // namespace digipro::catalogue
