// The checker must hold its limits and never let a template through that ctemplate refuses.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "format/html/template.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace digipro;
  std::string text(reinterpret_cast<const char*>(bytes), size);
  auto asset = [](std::string_view) -> Result<std::string> { return std::string("/assets/a.css"); };
  auto loaded = html::Templates::load({{"a.html", text}, {"b.html", "<i>{{x}}</i>"}}, asset);
  if (!loaded) {
    if (loaded.error().detail.find("ctemplate") != std::string::npos) std::abort();
    return 0;
  }
  html::Data data;
  data.set("x", "javascript:\"'<>&").flag("y").add("row", html::Data().set("x", "<script>"));
  (void)(*loaded)->render("a.html", data);
  return 0;
}
