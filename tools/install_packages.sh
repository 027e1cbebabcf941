#!/bin/sh
# SPDX-License-Identifier: MIT
# install_packages.sh LIST...: make sure the Debian packages of the named lists are there.
# Lists: build (to build and run sendsim), tests (besides, to test and check it).
# Does nothing when all are present; asks for root by sudo only when not root.
set -eu

build='gcc make libc6-dev pkg-config libcjson-dev libmd-dev libsmartcols-dev'
tests='g++ libcriterion-dev libpcg-cpp-dev libmpfr-dev libgsl-dev bats cppcheck clang-format-14
       python3 python3-jsonschema python3-openpyxl time'

wanted=
for list in "$@"; do
    case $list in
    build) wanted="$wanted $build" ;;
    tests) wanted="$wanted $tests" ;;
    *)
        echo "install_packages.sh: no list '$list' (build, tests)" >&2
        exit 64
        ;;
    esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Another system: if what is needed to build is found, go on.
    if [ "$wanted" = " $build" ] && command -v pkg-config >/dev/null &&
        pkg-config --exists libcjson libmd smartcols xlsxwriter; then
        exit 0
    fi
    echo "This is not a Debian system. Please install what answers to these packages:" >&2
    # shellcheck disable=SC2086
    printf '  %s\n' $wanted >&2
    exit 1
fi

missing=
# shellcheck disable=SC2086 # a list of words
present=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^ii *//p') || true
for package in $wanted; do
    case "
$present
" in
    *"
$package
"*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
install="$as_root apt-get -o DPkg::Lock::Timeout=900 install -y --no-install-recommends"
# shellcheck disable=SC2086
$install $missing >&2 || {
    $as_root apt-get -o DPkg::Lock::Timeout=900 update >&2
    $install $missing >&2
}
