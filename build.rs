//! Assembles the routines of `asm/` for the target, if it has some.
//!
//! `--cfg verimont_backend="..."` in RUSTFLAGS forces a backend: `portable` leaves the assembly
//! out, any other name must be one of the target's.

use std::{env, fs, path::Path, process::exit};

const ELF_SYSTEMS: [&str; 6] = [
    "linux", "android", "freebsd", "netbsd", "openbsd", "fuchsia",
];

fn main() {
    println!("cargo::rerun-if-changed=asm");
    println!("cargo::rustc-check-cfg=cfg(verimont_asm)");
    println!("cargo::rustc-check-cfg=cfg(verimont_ifma)");
    println!("cargo::rustc-check-cfg=cfg(verimont_pair_29)");
    println!("cargo::rustc-check-cfg=cfg(verimont_pairs)");
    println!("cargo::rustc-check-cfg=cfg(verimont_ctgrind)");
    println!(
        "cargo::rustc-check-cfg=cfg(verimont_backend, values(\
         \"portable\", \"x86_64_adx\", \"x86_64_ifma\", \"aarch64_narrow\", \
         \"aarch64_wide\"))"
    );

    let backends = backends();
    let wanted = match env::var("CARGO_CFG_VERIMONT_BACKEND") {
        Err(_) => backends.last().copied(),
        Ok(forced) if forced == "portable" => None,
        Ok(forced) => {
            let found = backends.iter().find(|name| **name == forced).copied();
            if found.is_none() {
                println!(
                    "cargo::error=verimont_backend=\"{forced}\" does not exist for this target, \
                     which has \"portable\" and {backends:?}"
                );
                exit(1);
            }
            found
        }
    };
    if let Some(wanted) = wanted {
        println!("cargo::rustc-cfg=verimont_asm");
        println!("cargo::rustc-env=VERIMONT_ASM={}", backends[0]);
        // The routines on pairs of numbers, which only moduli use: those are owned.
        let alloc = env::var_os("CARGO_FEATURE_ALLOC").is_some();
        let pairs = match wanted {
            "x86_64_ifma" => Some("verimont_ifma"),
            "aarch64_narrow" if alloc => Some("verimont_pair_29"),
            _ => None,
        };
        if let Some(pairs) = pairs {
            println!("cargo::rustc-cfg={pairs}");
            println!("cargo::rustc-cfg=verimont_pairs");
        }
        assemble(Path::new("asm").join(target("ARCH")));
    }
}

/// The assembly backends for the target; the first one's routines work at every size, and are there
/// whichever is forced.
fn backends() -> &'static [&'static str] {
    if !ELF_SYSTEMS.contains(&&*target("OS")) || target("POINTER_WIDTH") != "64" {
        return &[];
    }
    match (&*target("ARCH"), &*target("ENDIAN")) {
        // Only moduli, which are owned, use IFMA.
        ("x86_64", _) if env::var_os("CARGO_FEATURE_ALLOC").is_some() => {
            &["x86_64_adx", "x86_64_ifma"]
        }
        ("x86_64", _) => &["x86_64_adx"],
        ("aarch64", "little") => &["aarch64_wide", "aarch64_narrow"],
        _ => &[],
    }
}

fn assemble(directory: impl AsRef<Path>) {
    let mut sources: Vec<_> = fs::read_dir(&directory)
        .expect("the package contains its assembly")
        .map(|entry| entry.expect("a readable directory").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "S"))
        .collect();
    sources.sort();
    cc::Build::new()
        .include(directory)
        .files(sources)
        .compile("verimont_0_1");
}

fn target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).expect("cargo describes the target")
}
