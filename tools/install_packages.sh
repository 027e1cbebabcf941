#!/bin/sh
# SPDX-License-Identifier: MIT
# install_packages.sh LIST...: make sure the Debian packages of the named lists are there.
# Lists: build (to build and run sendsim), tests (besides, to test it), and what single targets
# need besides: lint, clang (race, fuzz), cover, page, random.
# Does nothing when all are present. Root installs; anybody else is asked for a password by sudo.
# Where neither is possible it prints what to install, and the status is 1.
set -eu

build='gcc make libc6-dev pkg-config libcjson-dev libmd-dev libsmartcols-dev
       libxlsxwriter-dev zlib1g-dev'
tests='g++ libcriterion-dev libpcg-cpp-dev libmpfr-dev libgsl-dev bats python3
       python3-jsonschema python3-openpyxl glpk-utils unzip mandoc time'
lint='cppcheck clang-format-14'
clang='clang-14 libomp-14-dev libclang-rt-14-dev'
cover='gcovr'
random='dieharder'
page='chromium python3 fonts-dejavu-core'
command -v npm >/dev/null || page="$page npm"

wanted=
for list in "$@"; do
    case $list in
    build) wanted="$wanted $build" ;;
    tests) wanted="$wanted $tests" ;;
    lint) wanted="$wanted $lint" ;;
    clang) wanted="$wanted $clang" ;;
    cover) wanted="$wanted $cover" ;;
    page) wanted="$wanted $page" ;;
    random) wanted="$wanted $random" ;;
    *)
        echo "install_packages.sh: no list '$list' (build, tests, lint, clang, cover, page, random)" >&2
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
    {
        echo 'This is not a Debian system, so nothing is installed by itself. Please install what'
        echo 'answers to these Debian packages, then try again:'
        # shellcheck disable=SC2086
        printf '  %s\n' $wanted
    } >&2
    exit 1
fi

missing=
# shellcheck disable=SC2086 # a list of words
present=$(LC_ALL=C dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null |
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

# by_hand WHY: say what to type, and stop.
by_hand() {
    {
        echo
        echo "$1 As root, type"
        echo
        echo '    apt-get update'
        echo "    apt-get install --no-install-recommends$missing"
        echo
        echo 'then try again.'
    } >&2
    exit 1
}

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
        by_hand 'Some Debian packages are missing, and you are neither root nor have sudo.'
    as_root=sudo
fi
echo "Installing:$missing" >&2

# apt ARGUMENTS...: as root. sudo need not pass the environment on, so it is set behind it.
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=900 \
        -o Dpkg::Use-Pty=0 "$@" >&2
}

# A new machine has no lists of packages, and old lists name files that are gone: then update.
# shellcheck disable=SC2086 # a list of words
apt install -y --no-install-recommends $missing || {
    echo 'Fetching the lists of packages, then trying again.' >&2
    apt update && apt install -y --no-install-recommends $missing
} || by_hand 'The packages could not be installed (see above).'
