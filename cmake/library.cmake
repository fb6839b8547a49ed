# Compiler settings of the whole project, and the one way to declare a folder of src/ as a library.

add_library(loopbreaker_settings INTERFACE)
target_include_directories(loopbreaker_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(loopbreaker_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
# GCC 12 sees overlaps in std::string that are not there (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(loopbreaker_settings INTERFACE -Wno-restrict)
endif()
# Facts are packed behind a bit mask of their fields, which is read by counting bits: one instruction from this level on (2009).
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(loopbreaker_settings INTERFACE -march=x86-64-v2)
endif()
# What turns a mistake with memory into an end of the program rather than a way in: the usual flags of Debian's packages, and
# addresses that are fixed before the program starts. docs/performance.md says what they cost. Not with sanitizers, which look
# closer.
if(NOT LOOPBREAKER_SANITIZE)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection)
  endif()
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()
if(LOOPBREAKER_SANITIZE)
  add_compile_options(-fsanitize=${LOOPBREAKER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LOOPBREAKER_SANITIZE})
endif()

# lb_library(NAME DEPS...): every .cc of the current folder as the library NAME, with what it may include.
function(lb_library name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(NOT sources)
    add_library(lb_${name} INTERFACE)
    return()
  endif()
  add_library(lb_${name} STATIC ${sources})
  target_link_libraries(lb_${name} PUBLIC loopbreaker_settings ${ARGN})
endfunction()

# lb_bundle(TARGET SOURCE HEADER NAME=PATH...): files as texts of the program, declared in HEADER, which so needs none
# beside it wherever it is copied to.
function(lb_bundle target source header)
  list(TRANSFORM ARGN REPLACE "^[^=]*=" "" OUTPUT_VARIABLE files)
  string(REPLACE ";" "," texts "${ARGN}")
  set(script ${PROJECT_SOURCE_DIR}/cmake/bundle_texts.cmake)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${source})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D HEADER=${header} -D TEXTS=${texts} -P ${script}
    DEPENDS ${files} ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# lb_compile_quickly(NAME): a library that no event passes through, so that compiling it takes longer than it ever runs.
function(lb_compile_quickly name)
  target_compile_options(lb_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()
