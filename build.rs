//! Assembles the routines of `asm/` for the target, if it has some.
//!
//! `--cfg verimont_backend="..."` in RUSTFLAGS forces a backend: `portable` leaves the assembly
//! out, any other name must be that of the target's assembly.

use std::{env, fs, path::Path, process::exit};

const ELF_SYSTEMS: [&str; 6] = [
    "linux", "android", "freebsd", "netbsd", "openbsd", "fuchsia",
];

fn main() {
    println!("cargo::rerun-if-changed=asm");
    println!("cargo::rustc-check-cfg=cfg(verimont_asm)");
    println!("cargo::rustc-check-cfg=cfg(verimont_ctgrind)");
    println!(
        "cargo::rustc-check-cfg=cfg(verimont_backend, values(\"portable\", \"x86_64_adx\", \"aarch64\"))"
    );

    let assembly = assembly();
    let backend = match env::var("CARGO_CFG_VERIMONT_BACKEND") {
        Err(_) => assembly,
        Ok(forced) if forced == "portable" => None,
        Ok(forced) if assembly == Some(&forced) => assembly,
        Ok(forced) => {
            let here = assembly
                .map(|name| format!(" or \"{name}\""))
                .unwrap_or_default();
            println!(
                "cargo::error=verimont_backend=\"{forced}\" does not exist for this target: \
                 use \"portable\"{here}"
            );
            exit(1);
        }
    };
    if let Some(name) = backend {
        println!("cargo::rustc-cfg=verimont_asm");
        println!("cargo::rustc-env=VERIMONT_ASM={name}");
        assemble(Path::new("asm").join(target("ARCH")));
    }
}

/// The name of the assembly backend for the target, if it has one.
fn assembly() -> Option<&'static str> {
    if !ELF_SYSTEMS.contains(&&*target("OS")) || target("POINTER_WIDTH") != "64" {
        return None;
    }
    match (&*target("ARCH"), &*target("ENDIAN")) {
        ("x86_64", _) => Some("x86_64_adx"),
        ("aarch64", "little") => Some("aarch64"),
        _ => None,
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
