//! What users of RSA wait for: `cargo bench --bench rsa`.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use verimont::pkcs8::EncodePrivateKey;
use verimont::rsa::sha2::Sha256;
use verimont::rsa::{Oaep, RsaPrivateKey};
use verimont::{Scheme, rsa_sign, rsa_verify};

const KEYS: [(usize, &str); 3] = [
    (2048, include_str!("../tests/data/rsa2048.pem")),
    (3072, include_str!("../tests/data/rsa3072.pem")),
    (4096, include_str!("../tests/data/rsa4096.pem")),
];

const MESSAGE: &[u8] = b"message";

fn operations(c: &mut Criterion) {
    for (bits, pem) in KEYS {
        let key = RsaPrivateKey::from_pem(pem).expect("a valid key");
        for scheme in [Scheme::Pkcs1v15Sha256, Scheme::PssSha256] {
            c.bench_function(&format!("sign {scheme}/{bits}"), |b| {
                b.iter(|| rsa_sign(&key, scheme, black_box(MESSAGE)).expect("a valid key signs"));
            });
            let public = key.as_public_key();
            let signature = rsa_sign(&key, scheme, MESSAGE).expect("a valid key signs");
            c.bench_function(&format!("verify {scheme}/{bits}"), |b| {
                b.iter(|| {
                    rsa_verify(public, scheme, MESSAGE, black_box(&signature)).expect("valid")
                });
            });
        }

        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let ciphertext = key
            .as_public_key()
            .encrypt(&mut rng, Oaep::<Sha256>::new(), MESSAGE)
            .expect("the message is short enough");
        c.bench_function(&format!("decrypt oaep-sha256/{bits}"), |b| {
            b.iter(|| {
                key.decrypt(Oaep::<Sha256>::new(), black_box(&ciphertext))
                    .expect("valid")
            });
        });

        let der = key.to_pkcs8_der().expect("a key has a PKCS#8 form");
        c.bench_function(&format!("load pkcs8/{bits}"), |b| {
            b.iter(|| RsaPrivateKey::from_der(black_box(der.as_bytes())).expect("a valid key"));
        });
    }
}

/// One key per sample, from the same seeds in every run: the times of single keys lie far apart, and
/// only the mean (the middle figure) over the same keys can be compared.
fn generate(c: &mut Criterion) {
    let mut group = c.benchmark_group("generate");
    group.sampling_mode(SamplingMode::Flat);
    // Too short for a second key, so that there is one per sample; criterion warns of it.
    group.warm_up_time(Duration::from_nanos(1));
    group.measurement_time(Duration::from_millis(1));
    for (bits, _) in KEYS {
        let mut seed = 0;
        group.bench_function(BenchmarkId::from_parameter(bits), |b| {
            b.iter_batched(
                || {
                    seed += 1;
                    ChaCha20Rng::seed_from_u64(seed)
                },
                |mut rng| RsaPrivateKey::new(&mut rng, bits).expect("a good generator"),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = operations, generate
}
criterion_main!(benches);
