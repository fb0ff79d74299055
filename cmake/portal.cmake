# portal/dist is built by npm when its sources change; then portal/dist, portal/templates, services
# and api go into the program as one assembler file of .incbin lines (cmake/embed.cmake).
set(PORTAL ${PROJECT_SOURCE_DIR}/portal)
find_program(NPM npm REQUIRED)
find_program(NODE node REQUIRED)

# Installed once per checkout, shared by its build folders. No package's scripts run.
set(PORTAL_PACKAGES ${PORTAL}/node_modules/.digipro-installed)
add_custom_command(OUTPUT ${PORTAL_PACKAGES}
  COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${PORTAL_PACKAGES}
  DEPENDS ${PORTAL}/package-lock.json
  WORKING_DIRECTORY ${PORTAL} COMMENT "npm ci (portal)")

# Styles keep only what templates and pages name, so these count as sources too.
file(GLOB_RECURSE PORTAL_SOURCES CONFIGURE_DEPENDS ${PORTAL}/build/*.mjs ${PORTAL}/styles/*
     ${PORTAL}/islands/*.ts ${PORTAL}/public/*)
file(GLOB_RECURSE PORTAL_TEMPLATES CONFIGURE_DEPENDS ${PORTAL}/templates/*.html)
add_custom_command(OUTPUT ${PORTAL}/dist/manifest.json
  COMMAND ${NODE} build/build.mjs
  DEPENDS ${PORTAL_PACKAGES} ${PORTAL_SOURCES} ${PORTAL_TEMPLATES}
  WORKING_DIRECTORY ${PORTAL} COMMENT "portal: styles, icons, islands")

file(GLOB_RECURSE EMBEDDED_DATA CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/services/*
     ${PROJECT_SOURCE_DIR}/api/*)
set(EMBEDDED ${CMAKE_BINARY_DIR}/embedded)
add_custom_command(OUTPUT ${EMBEDDED}/files.S ${EMBEDDED}/index.cpp
  COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DOUT=${EMBEDDED}
          -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${PORTAL}/dist/manifest.json ${PORTAL_TEMPLATES} ${EMBEDDED_DATA}
          ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  COMMENT "embed portal, services, api")
add_library(digipro_embedded STATIC ${EMBEDDED}/files.S ${EMBEDDED}/index.cpp)
