//! Signs a file with an RSA key, verifies a signature, or without arguments shows and times both.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lexopt::prelude::*;
use verimont::rsa::{RsaPrivateKey, RsaPublicKey};
use verimont::{Scheme, backend, rsa_sign, rsa_verify};

const HELP: &str = "\
Signs with RSA, or verifies.

  rsa_sign                                                 sign and verify with a demo key, timed
  rsa_sign --key KEY.pem --in FILE --out SIGNATURE         sign a file
  rsa_sign --key KEY.pem --in FILE --verify SIGNATURE      verify with a private or a public key

Options:
  --key FILE       PEM: PKCS#8, PKCS#1 or, to verify, SPKI; the demo key if there is none
  --scheme NAME    pkcs1v15-sha256 (the default), pss-sha256, and so on with sha384 and sha512
  --in FILE        the message
  --out FILE       where the signature goes; it must not exist yet
  --verify FILE    the signature to verify
  --help           this text

Exit status: 0 done or verified, 1 failed or not verified, 2 wrong usage.
";

/// Made for this example, and public: worth nothing.
const DEMO_KEY: &str = include_str!("demo_key.pem");

struct Arguments {
    key: Option<PathBuf>,
    scheme: Scheme,
    input: Option<PathBuf>,
    out: Option<PathBuf>,
    verify: Option<PathBuf>,
}

enum Failure {
    Usage(String),
    Run(String),
}

fn main() -> ExitCode {
    match parse().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            eprintln!("rsa_sign: {message} (try --help)");
            ExitCode::from(2)
        }
        Err(Failure::Run(message)) => {
            eprintln!("rsa_sign: {message}");
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Arguments, Failure> {
    let usage = |error: lexopt::Error| Failure::Usage(error.to_string());
    let mut parsed = Arguments {
        key: None,
        scheme: Scheme::Pkcs1v15Sha256,
        input: None,
        out: None,
        verify: None,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(usage)? {
        match argument {
            Long("key") => parsed.key = path(&mut arguments)?,
            Long("in") => parsed.input = path(&mut arguments)?,
            Long("out") => parsed.out = path(&mut arguments)?,
            Long("verify") => parsed.verify = path(&mut arguments)?,
            Long("scheme") => {
                parsed.scheme = arguments
                    .value()
                    .and_then(|name| name.parse())
                    .map_err(usage)?;
            }
            Long("help") => {
                print!("{HELP}");
                std::process::exit(0);
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(parsed)
}

fn path(arguments: &mut lexopt::Parser) -> Result<Option<PathBuf>, Failure> {
    let value = arguments.value();
    value
        .map(|value| Some(value.into()))
        .map_err(|error| Failure::Usage(error.to_string()))
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let pem = match &arguments.key {
        Some(path) => String::from_utf8(read(path)?)
            .map_err(|_| Failure::Run(format!("{}: not PEM", path.display())))?,
        None => DEMO_KEY.to_owned(),
    };
    let scheme = arguments.scheme;
    match (arguments.input, arguments.out, arguments.verify) {
        (None, None, None) => demonstrate(&private_key(&pem)?, scheme),
        (Some(input), Some(out), None) => {
            let signature = sign(&private_key(&pem)?, scheme, &read(&input)?)?;
            create(&out, &signature)?;
            println!("signed by {scheme}: {}", out.display());
            Ok(())
        }
        (Some(input), None, Some(signature)) => {
            verify(
                &public_key(&pem)?,
                scheme,
                &read(&input)?,
                &read(&signature)?,
            )?;
            println!("verified by {scheme}");
            Ok(())
        }
        _ => Err(Failure::Usage(
            "--in goes with either --out or --verify".into(),
        )),
    }
}

/// Shows one signature, and how many the key makes and checks in a second.
fn demonstrate(key: &RsaPrivateKey, scheme: Scheme) -> Result<(), Failure> {
    let message = b"Verimont signs this message.";
    let signature = sign(key, scheme, message)?;
    verify(key.as_public_key(), scheme, message, &signature)?;
    let hex: String = signature
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    println!("key:        {} bits", key.bits());
    println!("scheme:     {scheme}");
    println!("backend:    {}", backend());
    println!("signature:  {hex}... ({} bytes), verified", signature.len());
    println!(
        "signing:    {:.0} per second",
        rate(|| sign(key, scheme, message).map(drop))?
    );
    let public = key.as_public_key();
    println!(
        "verifying:  {:.0} per second",
        rate(|| verify(public, scheme, message, &signature))?
    );
    Ok(())
}

/// How often `work` runs in a second, over about one.
fn rate(work: impl Fn() -> Result<(), Failure>) -> Result<f64, Failure> {
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < Duration::from_secs(1) {
        work()?;
        runs += 1;
    }
    Ok(f64::from(runs) / start.elapsed().as_secs_f64())
}

fn sign(key: &RsaPrivateKey, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Failure> {
    rsa_sign(key, scheme, message).map_err(failure)
}

fn verify(
    key: &RsaPublicKey,
    scheme: Scheme,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Failure> {
    rsa_verify(key, scheme, message, signature).map_err(failure)
}

fn private_key(pem: &str) -> Result<RsaPrivateKey, Failure> {
    RsaPrivateKey::from_pem(pem).map_err(failure)
}

/// The key in a public or a private PEM.
fn public_key(pem: &str) -> Result<RsaPublicKey, Failure> {
    if pem.contains("PRIVATE KEY-----") {
        return Ok(private_key(pem)?.to_public_key());
    }
    RsaPublicKey::from_pem(pem).map_err(failure)
}

fn failure(error: verimont::rsa::Error) -> Failure {
    Failure::Run(error.to_string())
}

fn read(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Run(format!("{}: {error}", path.display())))
}

fn create(path: &PathBuf, bytes: &[u8]) -> Result<(), Failure> {
    let file = fs::File::create_new(path);
    file.and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
        .map_err(|error| Failure::Run(format!("{}: {error}", path.display())))
}
