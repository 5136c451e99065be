//! Generates an RSA key and writes it as PKCS#8 PEM, with a progress bar.
//!
//! `rsa_keygen --out KEY.pem [--bits 2048] [--public PUBLIC.pem]`

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use lexopt::prelude::*;
use verimont::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use verimont::rsa::{KeyGenerator, Progress};

fn main() -> Result<(), Box<dyn Error>> {
    let mut bits = 2048;
    let mut out = None;
    let mut public = None;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("bits") => bits = arguments.value()?.parse()?,
            Long("out") => out = Some(PathBuf::from(arguments.value()?)),
            Long("public") => public = Some(PathBuf::from(arguments.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    let out = out.ok_or("usage: rsa_keygen --out KEY.pem [--bits 2048] [--public PUBLIC.pem]")?;
    // Before the work: a key that cannot be kept need not be made.
    let mut file = create_private(&out)?;

    // Of the odd numbers of k bits, one in k·ln(2)/2 is prime; so many candidates each prime takes on
    // the average, though any one may take more.
    let expected = (f64::from(bits) / 2.0 * std::f64::consts::LN_2 / 2.0) as u64;
    let bar = ProgressBar::new(2 * expected);
    bar.set_style(ProgressStyle::with_template(
        "{bar:40} {pos} candidates, {msg} of 2 primes, {elapsed}",
    )?);
    bar.set_message("0");
    let mut primes = 0;
    let generator =
        KeyGenerator::new(usize::try_from(bits)?).on_progress(|progress| match progress {
            Progress::Candidate { .. } => bar.inc(1),
            Progress::Prime => {
                primes += 1;
                bar.set_message(primes.to_string());
                bar.set_position(primes * expected);
            }
            _ => {}
        });
    let key = generator.generate_with_system_rng();
    bar.finish_and_clear();
    let key = key.inspect_err(|_| drop(std::fs::remove_file(&out)))?;

    file.write_all(key.to_pkcs8_pem(LineEnding::LF)?.as_bytes())?;
    println!("{} bits: {}", key.bits(), out.display());
    let pem = key.as_public_key().to_public_key_pem(LineEnding::LF)?;
    match public {
        Some(path) => File::create_new(path)?.write_all(pem.as_bytes())?,
        None => print!("{pem}"),
    }
    Ok(())
}

/// A new file that only its owner can read; an existing one is left alone.
fn create_private(path: &Path) -> Result<File, Box<dyn Error>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options
        .open(path)
        .map_err(|error| format!("{}: {error}", path.display()))?)
}
