#!/usr/bin/env bash
# The Debian package in a fresh Debian: installed, started as its unit would, upgraded, removed and purged.
#
# usage: run.sh BUILD        a build folder with the program in it; needs root, debootstrap, strace and a Kafka's jars
#
# There is no systemd in a chroot. What it would do with the unit is done here by hand: the user and the folder of the
# state, the program and its arguments as ExecStart has them, a socket that it notifies, SIGTERM; and the system calls
# that the program makes are held against SystemCallFilter. What only systemd can do (the sandbox itself, the watchdog's
# restart) is not tried.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(realpath "${1:-$root/build/release}")
work=$root/build/package
debian=$work/debian
readonly here root build work debian base=$work/base.tar newer=99.0.0

fail() {
  echo "package: $*" >&2
  exit 1
}
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }

[[ $(id -u) == 0 ]] || fail "expected root, to unpack a Debian and change into it, found $(id -un)"
# In a mount namespace of its own, so that nothing stays mounted.
if [[ -z ${PACKAGE_TEST_INSIDE:-} ]]; then PACKAGE_TEST_INSIDE=1 exec unshare --mount "$0" "$@"; fi

broker=""
# shellcheck disable=SC2317  # called by the trap
clean_up() {
  if [[ -n $broker ]]; then "$root/tests/broker/kafka" stop "$broker" >/dev/null 2>&1 || true; fi
}
trap clean_up EXIT

in_debian() { chroot "$debian" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
expect_file() { [[ -e $debian/$1 ]] || fail "$2: expected $1, found none"; }
expect_no_file() { [[ ! -e $debian/$1 ]] || fail "$2: expected no $1, found one"; }

# ---- two packages ---------------------------------------------------------------------------------------------------

say "package of this version, and of a newer one"
mkdir -p "$work"
rm -f "$work"/*.deb
cpack_into() { (cd "$work" && cpack --config "$build/CPackConfig.cmake" "$@") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log" >&2; exit 1; }; }
cpack_into
package=$(ls "$work"/*.deb)
cpack_into -R "$newer"
newer_package=$(ls "$work"/*_"$newer"*.deb)

# ---- a fresh Debian -------------------------------------------------------------------------------------------------

if [[ ! -f $base ]]; then
  say "Debian 12 by debootstrap, kept in build/package/base.tar"
  rm -rf "$debian"
  debootstrap --variant=minbase bookworm "$debian" >"$work/debootstrap.log" 2>&1 || { tail "$work/debootstrap.log" >&2; exit 1; }
  tar -C "$debian" -cf "$base.part" .
  mv "$base.part" "$base"
fi
say "a fresh Debian"
rm -rf "$debian"
mkdir -p "$debian"
tar -C "$debian" -xf "$base"
cp /etc/resolv.conf /etc/hosts "$debian/etc/"
# The program was linked against what this machine has, which may be newer than the first release.
cat >"$debian/etc/apt/sources.list.d/updates.list" <<'END'
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
END
mount -t proc proc "$debian/proc"
mount -t tmpfs tmpfs "$debian/run"

say "installing with its dependencies"
mkdir "$debian/packages"
cp "$package" "$newer_package" "$debian/packages/"
{
  in_debian apt-get update -q
  in_debian apt-get install -y -q --no-install-recommends "/packages/$(basename "$package")"
} >"$work/install.log" 2>&1 || { tail -n 30 "$work/install.log" >&2; exit 1; }
for file in usr/bin/loopbreaker etc/loopbreaker/service.yaml etc/loopbreaker/rules.yaml lib/systemd/system/loopbreaker.service \
  usr/share/doc/loopbreaker/copyright usr/share/loopbreaker/schemas/service.schema.json; do
  expect_file "$file" "after installing"
done
in_debian getent passwd loopbreaker | grep -q ':/usr/sbin/nologin$' || fail "expected a user loopbreaker without a shell"
[[ $(in_debian stat -c '%a %U %G' /etc/loopbreaker) == "750 root loopbreaker" ]] ||
  fail "expected /etc/loopbreaker of 750 root loopbreaker, found $(in_debian stat -c '%a %U %G' /etc/loopbreaker)"
in_debian loopbreaker check /etc/loopbreaker/service.yaml >"$work/check.log" 2>&1 ||
  { cat "$work/check.log" >&2; fail "the configuration that is installed is not right"; }

# ---- started as the unit would --------------------------------------------------------------------------------------

say "a Kafka of its own"
broker=$(mktemp -d)
bootstrap=$("$root/tests/broker/kafka" start "$broker" 1 --owner $$)
# A key by the environment, as an operator might; the conffile stays as it came.
cat >"$debian/etc/loopbreaker/environment" <<END
LOOPBREAKER_KAFKA_BROKERS=$bootstrap
LOOPBREAKER_HTTP_LISTEN=127.0.0.1:0
END
run_unit() {
  say "$1"
  "$here/unit.py" "$debian" loopbreaker.service "$work/syscalls-$2" || fail "$1: see above"
}
"$root/tests/broker/kafka" create "$broker" contacts
in_debian "LOOPBREAKER_KAFKA_BROKERS=$bootstrap" loopbreaker topics --config /etc/loopbreaker/service.yaml --create \
  >"$work/topics.log" 2>&1 || { cat "$work/topics.log" >&2; exit 1; }
run_unit "started and stopped as its unit says" first

# ---- upgraded, removed, purged --------------------------------------------------------------------------------------

say "upgrading, with a configuration that was changed"
echo "# changed here" >>"$debian/etc/loopbreaker/rules.yaml"
in_debian dpkg -i "/packages/$(basename "$newer_package")" >"$work/upgrade.log" 2>&1 || { cat "$work/upgrade.log" >&2; exit 1; }
# shellcheck disable=SC2016  # dpkg-query's own
[[ $(in_debian dpkg-query -W -f '${Version}' loopbreaker) == "$newer" ]] || fail "expected version $newer after the upgrade"
[[ $(tail -n 1 "$debian/etc/loopbreaker/rules.yaml") == "# changed here" ]] || fail "the upgrade lost a changed conffile"
run_unit "the new version, on what the old one published" second

say "removing"
in_debian dpkg -r loopbreaker >"$work/remove.log" 2>&1 || { cat "$work/remove.log" >&2; exit 1; }
expect_no_file usr/bin/loopbreaker "after removing"
expect_no_file lib/systemd/system/loopbreaker.service "after removing"
expect_file etc/loopbreaker/rules.yaml "after removing"
say "purging"
rm "$debian/etc/loopbreaker/environment"  # of the operator, not of the package
in_debian dpkg -P loopbreaker >"$work/purge.log" 2>&1 || { cat "$work/purge.log" >&2; exit 1; }
expect_no_file etc/loopbreaker "after purging"
expect_no_file var/lib/loopbreaker "after purging"
expect_no_file usr/share/loopbreaker "after purging"
say "installed, started, upgraded, removed and purged"
umount "$debian/run" "$debian/proc"
rm -rf "$debian"
