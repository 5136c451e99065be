//! The routines in assembly, at the sizes of RSA and of its primes, beside num-bigint where it has
//! their like: `cargo bench --bench kernels`.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use num_bigint::BigUint;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use verimont::bignum;

/// 512 to 4096 bits.
const LIMBS: [usize; 6] = [8, 16, 24, 32, 48, 64];

/// As many rows as the window of the exponentiation has.
const ROWS: usize = 32;

fn random(limbs: usize) -> Vec<u64> {
    let mut rng = StdRng::seed_from_u64(limbs as u64);
    (0..limbs).map(|_| rng.random()).collect()
}

/// An odd number with its top bit set, as a modulus is.
fn modulus(limbs: usize) -> Vec<u64> {
    let mut n = random(limbs);
    n[0] |= 1;
    n[limbs - 1] |= 1 << 63;
    n
}

fn big(limbs: &[u64]) -> BigUint {
    let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// Benches `$ours` under the name of the backend and `$theirs` under num-bigint's, at size `$k`.
macro_rules! pair {
    ($c:ident, $name:literal, $k:ident, $ours:expr $(, $theirs:expr)?) => {{
        let mut group = $c.benchmark_group($name);
        group.bench_function(BenchmarkId::new(verimont::backend(), $k), |b| b.iter(|| $ours));
        $(group.bench_function(BenchmarkId::new("num-bigint", $k), |b| b.iter(|| $theirs));)?
        group.finish();
    }};
}

fn kernels(c: &mut Criterion) {
    for k in LIMBS {
        let (x, y, n) = (random(k), random(k + 1)[..k].to_vec(), modulus(k));
        let (big_x, big_y, big_n) = (big(&x), big(&y), big(&n));
        let mut z = vec![0; 2 * k];
        pair!(
            c,
            "mul",
            k,
            bignum::mul(&mut z, black_box(&x), black_box(&y)),
            black_box(&big_x) * black_box(&big_y)
        );
        pair!(
            c,
            "sqr",
            k,
            bignum::sqr(&mut z, black_box(&x)),
            black_box(&big_x).pow(2)
        );

        // The time depends on no value, so neither the factor must fit the modulus, nor does it matter
        // that the product is reduced again and again. Division is what num-bigint has instead.
        let product = &big_x * &big_y;
        pair!(
            c,
            "montgomery_reduce",
            k,
            bignum::montgomery_reduce(black_box(&mut z), black_box(&n), 1),
            black_box(&product) % black_box(&big_n)
        );

        let (mut small, big_2n) = (x.clone(), &big_n * 2u32 - 1u32);
        pair!(
            c,
            "conditional_subtract",
            k,
            bignum::conditional_subtract(black_box(&mut small), 1, black_box(&n)),
            black_box(&big_2n) - black_box(&big_n)
        );

        let table = random(ROWS * k);
        pair!(
            c,
            "table_select",
            k,
            bignum::table_select(&mut small, black_box(&table), black_box(7))
        );
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400));
    targets = kernels
}
criterion_main!(benches);
