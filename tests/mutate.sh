#!/bin/sh
# Shows that the kernel tests catch a broken instruction: applies each line of
# tests/mutations/<architecture> to a copy of the crate and demands that it assembles and that the
# tests then fail. Usage: tests/mutate.sh [x86_64 | aarch64], by default this machine's.
set -eu
ulimit -c 0 # the faults are meant

architecture=${1:-$(uname -m)}
target=$architecture-unknown-linux-gnu
root=$(cd "$(dirname "$0")/.." && pwd)
list=$root/tests/mutations/$architecture
[ -r "$list" ] || { echo "mutate: no list of mutations for $architecture" >&2; exit 1; }
if [ "$architecture" = aarch64 ] && [ "$(uname -m)" != aarch64 ]; then
    : "${CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER:=aarch64-linux-gnu-gcc}"
    : "${CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER:=qemu-aarch64 -L /usr/aarch64-linux-gnu}"
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
# Only the kernels are built: they and their tests are all that a mutation can touch.
mkdir "$work/src" "$work/asm"
cp "$root/Cargo.lock" "$root/build.rs" "$work"
# Without the tables of examples, tests and benches, which name files that are not there.
awk '/^\[/ { keep = !/^\[\[/ } keep' "$root/Cargo.toml" >"$work/Cargo.toml"
cp -R "$root/src/kernel" "$work/src"
cp -R "$root/asm/$architecture" "$work/asm"
cat >"$work/src/lib.rs" <<'LIB'
//! The kernels alone.
#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;
pub mod kernel;
LIB
# That a test fails is all that matters, not why.
export CARGO_TARGET_DIR="$work/target" RUST_BACKTRACE=0 PROPTEST_MAX_SHRINK_ITERS=0
cd "$work"

build() {
    cargo test --quiet --locked --lib --no-default-features --features alloc --target "$target" --no-run \
        >build.log 2>&1 || { cat build.log >&2; echo "mutate: $1 does not build" >&2; exit 1; }
}

# Runs the tests with this in their name. Sets `outcome` to pass, fail or hang; stops if it is none of
# these. A mutated loop may not end.
run() {
    status=0
    timeout 60 cargo test --quiet --locked --lib --no-default-features --features alloc --target "$target" \
        -- "$1" >test.log 2>&1 || status=$?
    if [ "$status" = 0 ]; then
        outcome=pass
    elif [ "$status" = 124 ]; then
        outcome=hang
    elif grep -qE 'test result: FAILED|signal: |uncaught target signal' test.log; then
        outcome=fail
    else
        cat test.log >&2
        echo "mutate: the tests did not run" >&2
        exit 1
    fi
}

build "the crate as it is"
run ""
[ "$outcome" = pass ] || { cat test.log >&2; echo "mutate: the crate as it is: $outcome" >&2; exit 1; }

caught=0
ifma=1
if [ "$architecture" = x86_64 ] && ! grep -qw avx512ifma /proc/cpuinfo; then
    ifma=0
    echo "mutate: the routines with AVX-512 IFMA are left out: this processor has none"
fi
while IFS='|' read -r where find replace breaks; do
    case $where in '#'*) continue ;; esac
    case $ifma$where in 0ifma*) continue ;; esac
    file=${where%:*}
    macro=${where#"$file"}
    source=asm/$architecture/$file
    cp "$source" original
    MUTATE_MACRO=${macro#:} MUTATE_FIND=$find MUTATE_REPLACE=$replace awk '
        BEGIN { here = ENVIRON["MUTATE_MACRO"] == "" }
        $1 == ".macro" && ENVIRON["MUTATE_MACRO"] != "" { here = $2 == ENVIRON["MUTATE_MACRO"] }
        { at = here * index($0, ENVIRON["MUTATE_FIND"]) }
        at && ENVIRON["MUTATE_MACRO"] != "" { here = 0 }
        at { $0 = substr($0, 1, at - 1) ENVIRON["MUTATE_REPLACE"] substr($0, at + length(ENVIRON["MUTATE_FIND"])) }
        at { count++ }
        { print }
        END { print count + 0 >"count" }' original >"$source"
    count=$(cat count)
    [ "$count" = 1 ] || { echo "mutate: $where has $count lines with '$find'" >&2; exit 1; }
    build "$where with '$replace'"
    # Those of the routine, then all: it is enough that one fails.
    routine=${file%.*}
    run "::${routine#scheduled_}"
    [ "$outcome" != pass ] || run ""
    if [ "$outcome" = pass ]; then
        echo "mutate: no test notices '$replace' in $where, which breaks $breaks" >&2
        exit 1
    fi
    cp original "$source"
    caught=$((caught + 1))
    echo "$outcome: $architecture/$where: $breaks"
done <"$list"
[ "$caught" -gt 0 ] || { echo "mutate: the list is empty" >&2; exit 1; }
echo "mutate: all $caught mutations of $architecture are caught"
