# The Debian package: `./dev package` makes it, `./dev package-test` tries it in a fresh Debian.
include(GNUInstallDirs)

set(share ${CMAKE_INSTALL_DATADIR}/loopbreaker)
set(doc ${CMAKE_INSTALL_DOCDIR})
set(made ${PROJECT_BINARY_DIR}/debian)
# What is installed is the program: nothing else has to be built for it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(TARGETS loopbreaker DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY rules/tests DESTINATION ${share}/rules FILES_MATCHING PATTERN *.yaml)
install(FILES rules/default.yaml DESTINATION ${share}/rules)
install(DIRECTORY mappings schemas DESTINATION ${share})
install(DIRECTORY deploy/prometheus deploy/grafana deploy/sql DESTINATION ${share})
install(FILES deploy/debian/loopbreaker.service DESTINATION lib/systemd/system)
install(FILES deploy/debian/sysusers.conf DESTINATION lib/sysusers.d RENAME loopbreaker.conf)
install(FILES README.md CHANGELOG.md SECURITY.md NOTICE DESTINATION ${doc})
install(FILES deploy/debian/copyright DESTINATION ${doc})
# Made by `./dev package` from the program (deploy/sbom).
install(FILES ${made}/sbom.cdx.json DESTINATION ${doc} OPTIONAL)
install(DIRECTORY docs DESTINATION ${doc} FILES_MATCHING PATTERN *.md PATTERN asyncapi*)

# The example of the sources, with the places of an installed system: one text, explained once.
file(READ deploy/service.yaml text)
string(REPLACE "$schema=../schemas/" "$schema=/usr/${share}/schemas/" text "${text}")
string(REPLACE "rules: ../rules/default.yaml" "rules: rules.yaml" text "${text}")
string(REPLACE "mapping: ../mappings/" "mapping: /usr/${share}/mappings/" text "${text}")
string(REPLACE "# store: {path: " "store: {path: " text "${text}")
file(CONFIGURE OUTPUT ${made}/service.yaml CONTENT "${text}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS deploy/service.yaml)
install(FILES ${made}/service.yaml DESTINATION /etc/loopbreaker)
install(FILES rules/default.yaml DESTINATION /etc/loopbreaker RENAME rules.yaml)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME loopbreaker)
set(CPACK_PACKAGE_VENDOR "The loopbreaker authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The loopbreaker authors")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "finds customers who are kept in a loop
 Reads the events of telephony, CRM, field service, portal and post from Kafka,
 puts them into one history for each customer, and tells the desk that can
 break a loop what is going on and what to do.
 .
 Configured in /etc/loopbreaker. It is not started by being installed: first
 say where Kafka is.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Which `systemd-sysusers` makes the user is the same to us; the time zones of calendars are read from tzdata.
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "init-system-helpers, systemd | systemd-standalone-sysusers | systemd-sysusers, tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/deploy/debian/conffiles;${PROJECT_SOURCE_DIR}/deploy/debian/postinst"
    "${PROJECT_SOURCE_DIR}/deploy/debian/prerm;${PROJECT_SOURCE_DIR}/deploy/debian/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
