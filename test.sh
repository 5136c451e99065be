#!/usr/bin/env bash
# Runs every test there is: lints, documentation, native and emulated tests, examples, constant time,
# mutations, fuzzing. Installs what is missing (as root on Debian), or stops saying what to install.
set -euo pipefail
cd "$(dirname "$0")"

ARM=aarch64-unknown-linux-gnu
export CARGO_TERM_COLOR=never RUST_BACKTRACE=0
# Nothing here reads debugging information, and writing it takes time.
export CARGO_PROFILE_DEV_DEBUG=0
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu"
ALL_FEATURES="--features encryption"
# Seconds for each of the fuzz targets.
FUZZ_SECONDS=${FUZZ_SECONDS:-15}

die() {
    echo "test.sh: $*" >&2
    exit 1
}

[ "$(uname -m)" = x86_64 ] || die "runs on x86-64; on an AArch64 machine use: cargo test $ALL_FEATURES"
command -v cargo >/dev/null || die "no cargo: install Rust 1.88 or newer, for instance with rustup"

# Each command that is needed, and the Debian package that has it.
packages=()
while read -r tool package; do
    command -v "$tool" >/dev/null || packages+=("$package")
done <<'TOOLS'
cc gcc
objdump binutils
readelf binutils
aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
qemu-aarch64 qemu-user
python3 python3
qemu-x86_64 qemu-user
openssl openssl
valgrind valgrind
hol-light hol-light
ocamlopt ocaml
TOOLS
# What HOL Light computes with, which its package does not depend on.
[ -e /usr/lib/ocaml/nums.cmxa ] || packages+=(libnum-ocaml-dev)
[ -e /usr/aarch64-linux-gnu/include/stdio.h ] || packages+=(libc6-dev-arm64-cross)
if [ ${#packages[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "please install: ${packages[*]}"
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}"
fi

has_arm_target() {
    [ -d "$(rustc --print target-libdir --target $ARM)" ]
}
has_arm_target || rustup target add $ARM || true
has_arm_target || die "no Rust standard library for $ARM: run 'rustup target add $ARM', or install \
Debian's rustc-web and libstd-rust-web-dev:arm64 and set RUSTC=/usr/bin/rustc"

if ! cargo fuzz --version >/dev/null 2>&1; then
    cargo install --locked cargo-fuzz || die "please run: cargo install --locked cargo-fuzz"
fi

logs=$(mktemp -d)
current=set-up
beside=
# The one place that notices a failure: `set -e` ends the script, and this says where.
finish() {
    local status=$?
    [ -z "$beside" ] || kill -- -"$beside" 2>/dev/null || true
    rm -rf "$logs"
    [ $status = 0 ] || echo "test.sh: failed: $current" >&2
}
trap finish EXIT

# stage NAME COMMAND...: runs it, shows what it prints, keeps that to count the tests.
stage() {
    local started=$SECONDS log
    log=$(mktemp "$logs/stage.XXXX")
    current=$1
    shift
    printf '\n=== %s\n' "$current"
    # Not in a condition, which would switch `set -e` off inside the command.
    "$@" 2>&1 </dev/null | tee "$log"
    printf '%5d s  %6d tests  %s\n' $((SECONDS - started)) "$(count passed "$log")" "$current" >>"$logs/summary"
}

# Runs the stages that a function has beside those that follow, in a process group of its own. Where
# these leave a processor idle, as most do, it is taken.
start_beside() {
    set -m
    "$1" >"$logs/beside" 2>&1 </dev/null &
    beside=$!
    set +m
}

# What those stages printed, once they have come to their end.
finish_beside() {
    local status=0
    current="the proofs, which ran beside other stages"
    wait "$beside" || status=$?
    beside=
    cat "$logs/beside"
    return $status
}

# count passed|failed LOG...: the sum over cargo's result lines.
count() {
    local word=$1
    shift
    cat "$@" | sed -nE "s/^test result: .* ([0-9]+) $word;.*/\\1/p" | awk '{ n += $1 } END { print n + 0 }'
}

lint() {
    cargo fmt --check
    local features
    for features in "" "--no-default-features" "--no-default-features --features alloc" "$ALL_FEATURES"; do
        # shellcheck disable=SC2086
        cargo clippy --locked --all-targets $features -- -D warnings
    done
    # shellcheck disable=SC2086
    cargo clippy --locked --all-targets $ALL_FEATURES --target $ARM -- -D warnings
}

document() {
    # shellcheck disable=SC2086
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps $ALL_FEATURES
}

# with_cfg 'CFG...' COMMAND...: cargo compiles this package with these, and shares what it depends on, which
# RUSTFLAGS, the way for users, would compile anew.
with_cfg() {
    local wrapper option options=""
    wrapper=$PWD/target/with_cfg/${1//[^a-z0-9_]/-}
    for option in $1; do
        options+=" --cfg '$option'"
    done
    mkdir -p "${wrapper%/*}"
    printf '#!/bin/sh\nexec "$@"%s\n' "$options" >"$wrapper.new"
    chmod +x "$wrapper.new"
    # Cargo compiles again what was compiled with an older one.
    cmp -s "$wrapper.new" "$wrapper" || mv "$wrapper.new" "$wrapper"
    RUSTC_WORKSPACE_WRAPPER=$wrapper "${@:2}"
}

# The slices alone, without an allocator, and what else can be chosen without the defaults.
feature_sets() {
    cargo test --locked --no-default-features --lib
    cargo test --locked --no-default-features --features alloc --lib --test bignum
    local features
    for features in alloc std pem getrandom; do
        cargo check --locked --no-default-features --features $features
    done
    # What RUSTFLAGS forces comes to be known.
    if RUSTFLAGS='--cfg verimont_backend="none"' CARGO_TARGET_DIR=target/none \
        cargo check --locked --no-default-features >target/none.log 2>&1 ||
        ! grep -q 'verimont_backend="none" does not exist for this target' target/none.log; then
        cat target/none.log
        echo "a backend that does not exist was not refused"
        return 1
    fi
}

# Release, since overflow checks branch on secrets.
constant_time() {
    local backend
    for backend in portable x86_64_adx x86_64_ifma; do
        CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind -q" \
            with_cfg "verimont_ctgrind verimont_backend=\"$backend\"" \
            cargo test --locked --release --target x86_64-unknown-linux-gnu --test constant_time -- --nocapture
    done
}

# examples TARGET: openssl verifies what the example signs, and the other way round.
examples() {
    local run="cargo run --locked --quiet --release --target $1 --example"
    local dir
    dir=$(mktemp -d)
    $run rsa_sign
    $run rsa_keygen -- --bits 2048 --out "$dir/key.pem" --public "$dir/public.pem"
    echo "a message" >"$dir/message"
    local pss="-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" options
    for scheme in pkcs1v15-sha256 pss-sha256; do
        options=""
        [ $scheme = pkcs1v15-sha256 ] || options=$pss
        $run rsa_sign -- --key "$dir/key.pem" --scheme $scheme --in "$dir/message" --out "$dir/$scheme.sig"
        # shellcheck disable=SC2086
        openssl dgst -sha256 -verify "$dir/public.pem" $options -signature "$dir/$scheme.sig" "$dir/message"
        # shellcheck disable=SC2086
        openssl dgst -sha256 -sign "$dir/key.pem" $options -out "$dir/$scheme.openssl" "$dir/message"
        $run rsa_sign -- --key "$dir/public.pem" --scheme $scheme --in "$dir/message" --verify "$dir/$scheme.openssl"
    done
    rm -r "$dir"
}

fuzz() {
    fuzz/seed.sh
    local target
    for target in $(cargo fuzz list); do
        # The sanitizer needs an unstable flag, which this lets any toolchain take.
        RUSTC_BOOTSTRAP=1 cargo fuzz run "$target" -- -max_total_time="$FUZZ_SECONDS" -timeout=20
    done
}

# With the backend that the processor's features call for.
native_tests() {
    # shellcheck disable=SC2086
    cargo test --locked $ALL_FEATURES
}

# forced_tests BACKEND: with this backend or not at all.
forced_tests() {
    # shellcheck disable=SC2086
    with_cfg "verimont_backend=\"$1\"" cargo test --locked $ALL_FEATURES
}

# emulated_tests CORE BACKEND: with the backend that this core calls for.
emulated_tests() {
    # shellcheck disable=SC2086
    QEMU_CPU=$1 VERIMONT_EXPECTED_BACKEND=$2 cargo test --locked $ALL_FEATURES --target $ARM
}

# emulated_forced_tests BACKEND CORE ARGUMENT...: with this backend on a core that does not call for it.
emulated_forced_tests() {
    # shellcheck disable=SC2086
    QEMU_CPU=$2 with_cfg "verimont_backend=\"$1\"" \
        cargo test --locked $ALL_FEATURES --target $ARM "${@:3}"
}

# An emulated processor without AVX-512: what the detection then chooses works, what was forced does not.
without_avx512() {
    local runner="qemu-x86_64 -cpu max,-avx512f" status=0 out
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$runner \
        cargo test --locked --target x86_64-unknown-linux-gnu --lib
    out=$(CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$runner with_cfg 'verimont_backend="x86_64_ifma"' \
        cargo run --locked --quiet --target x86_64-unknown-linux-gnu --example rsa_sign 2>&1) || status=$?
    if [ $status = 0 ] || ! grep -q 'x86_64_ifma" was forced, but the processor lacks' <<<"$out"; then
        echo "$out"
        echo "a forced x86_64_ifma did not say that the processor lacks it"
        return 1
    fi
}

# CI replays all, whatever was replayed before.
proofs() {
    renice -n 10 "$BASHPID" >/dev/null
    stage "proofs: the model against qemu, the replay, the faults" proofs/check ${CI:+--fresh}
}

start_beside proofs
stage "format and lints" lint
stage "documentation" document
stage "feature sets" feature_sets
stage "the model of Neoverse N1" benches/n1/check
stage "x86-64, detected" native_tests
for backend in portable x86_64_adx x86_64_ifma; do
    if [ $backend = x86_64_ifma ] && ! grep -qw avx512ifma /proc/cpuinfo; then
        echo "test.sh: $backend is left out: this processor has no AVX-512 IFMA" | tee "$logs/left_out"
        continue
    fi
    stage "x86-64, $backend forced" forced_tests $backend
done
stage "x86-64 without AVX-512, emulated" without_avx512
stage "AArch64 emulated, Neoverse N1" emulated_tests neoverse-n1 aarch64_narrow
stage "AArch64 emulated, a wide core" emulated_tests max aarch64_wide
stage "AArch64 emulated, portable forced" emulated_forced_tests portable max
stage "AArch64 emulated, aarch64_narrow forced on a wide core" emulated_forced_tests aarch64_narrow max --lib
stage "AArch64 emulated, aarch64_wide forced on Neoverse N1" emulated_forced_tests aarch64_wide neoverse-n1 --lib
stage "constant time under memcheck" constant_time
stage "examples, x86-64" examples x86_64-unknown-linux-gnu
stage "examples, AArch64 emulated" examples $ARM
stage "mutations, x86-64" tests/mutate.sh x86_64
stage "mutations, AArch64" tests/mutate.sh aarch64
stage "fuzzing" fuzz
finish_beside

printf '\n=== summary (rustc %s; the MSRV 1.88 is held by clippy only)\n' "$(rustc --version | cut -d' ' -f2)"
cat "$logs/summary"
[ ! -e "$logs/left_out" ] || cat "$logs/left_out"
echo "$(count passed "$logs"/stage.*) passed, $(count failed "$logs"/stage.*) failed"
