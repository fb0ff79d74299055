# cmake -DROOT=... -DOUT=... -P embed.cmake: writes files.S (the bytes) and index.cpp (the table of
# src/web/embedded.h, sorted by path). A file's hash stands in files.S, so a changed file changes it.
set(names)
foreach(folder portal/dist portal/templates services api)
  file(GLOB_RECURSE found RELATIVE ${ROOT} ${ROOT}/${folder}/*)
  list(APPEND names ${found})
endforeach()
list(FILTER names EXCLUDE REGEX "(^|/)\\.")
list(SORT names COMPARE STRING)

set(assembly "    .section .rodata\n")
set(table "")
set(declarations "")
set(index 0)
foreach(name ${names})
  file(SHA256 ${ROOT}/${name} hash)
  string(SUBSTRING ${hash} 0 16 etag)
  string(APPEND assembly "    /* ${hash} */\n    .balign 16\nembedded_${index}:\n"
         "    .incbin \"${ROOT}/${name}\"\nembedded_${index}_end:\n    .byte 0\n"
         "    .globl embedded_${index}, embedded_${index}_end\n")
  string(APPEND declarations
         "extern \"C\" const char embedded_${index}[], embedded_${index}_end[];\n")
  string(APPEND table "      {\"${name}\", \"${etag}\", embedded_${index}, embedded_${index}_end},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")

file(WRITE ${OUT}/files.S.new "${assembly}")
file(WRITE ${OUT}/index.cpp.new "// Written by cmake/embed.cmake.
#include \"web/embedded.h\"

${declarations}
namespace digipro::web {
std::span<const EmbeddedFile> embedded_files() {
  static const EmbeddedFile files[] = {
${table}  };
  return files;
}
}  // namespace digipro::web
")
foreach(file files.S index.cpp)
  file(COPY_FILE ${OUT}/${file}.new ${OUT}/${file} ONLY_IF_DIFFERENT)
  file(REMOVE ${OUT}/${file}.new)
endforeach()
