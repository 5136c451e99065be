//! The header of each assembly routine is a contract in fixed `key: value` lines. It must agree
//! with the Rust prototype and between architectures, each routine must be complete (a source for
//! each of its architectures, a prototype, every test), and the objects must carry the platform's
//! markers.

use std::{collections::BTreeMap, fs, path::Path};

/// The architectures, and where the prototypes of the routines stand that each has alone.
const ARCHITECTURES: [(&str, &[&str]); 2] = [
    (
        "aarch64",
        &["src/kernel/narrow.rs", "src/kernel/pair_29.rs"],
    ),
    (
        "x86_64",
        &[
            "src/kernel/adx.rs",
            "src/kernel/ifma.rs",
            "src/kernel/ifma_batch.rs",
        ],
    ),
];

/// Where the prototypes of the routines stand that all have.
const COMMON: &str = "src/kernel/asm.rs";

/// Every key, in order; `buffer` repeats.
const KEYS: [&str; 12] = [
    "routine",
    "equation",
    "prototype",
    "requires",
    "buffer",
    "aliasing",
    "public",
    "stack",
    "clobbers",
    "constant-time",
    "n1-cycles",
    "theorems",
];

/// The keys whose values may depend on the architecture.
const PER_ARCHITECTURE: [&str; 4] = ["stack", "clobbers", "n1-cycles", "theorems"];

/// Argument names and Rust types, and the type of the result.
#[derive(Debug, PartialEq)]
struct Prototype {
    arguments: Vec<(String, String)>,
    result: Option<String>,
}

struct Contract {
    lines: Vec<(String, String)>,
    source: String,
}

impl Contract {
    fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let of_key = self.lines.iter().filter(move |(found, _)| found == key);
        of_key.map(|(_, value)| &**value)
    }

    fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.all(key).next().expect("every key is there")
    }
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of an architecture whose names end so, and their text.
fn sources(architecture: &str, ending: &str) -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("asm")
        .join(architecture);
    let mut sources = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory of the architecture") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a plain name");
        let known = name.ends_with(".S") || name.ends_with(".inc");
        assert!(known, "{name}: a file without a purpose");
        if let Some(stem) = name.strip_suffix(ending) {
            let source = read(&format!("asm/{architecture}/{name}"));
            sources.push((stem.to_owned(), source));
        }
    }
    sources
}

/// The contracts of an architecture, by the stem of their files.
fn contracts(architecture: &str) -> BTreeMap<String, Contract> {
    sources(architecture, ".S")
        .into_iter()
        .map(|(stem, source)| (stem, parse(source)))
        .collect()
}

/// What the routines of an architecture share.
fn macros(architecture: &str) -> String {
    sources(architecture, ".inc")
        .into_iter()
        .map(|(_, source)| source)
        .collect()
}

fn parse(source: String) -> Contract {
    let header = source
        .strip_prefix("/*\n")
        .expect("a header opens the file");
    let (header, _) = header.split_once(" */\n").expect("the header ends");
    let lines: Vec<(String, String)> = header
        .lines()
        .map(|line| {
            let line = line.strip_prefix(" * ").expect("a line of the header");
            let (key, value) = line.split_once(": ").expect("`key: value`");
            (key.to_owned(), value.to_owned())
        })
        .collect();
    let mut keys: Vec<&str> = lines.iter().map(|(key, _)| &**key).collect();
    keys.dedup();
    assert_eq!(keys, KEYS);
    Contract { lines, source }
}

/// The prototype in C of a routine, in the types of Rust.
fn c_prototype(routine: &str, text: &str) -> Prototype {
    let (before, arguments) = text.split_once('(').expect("a list of arguments");
    let result = before
        .strip_suffix(routine)
        .expect("the routine's name")
        .trim();
    let result = match result {
        "void" => None,
        "uint64_t" => Some("u64".to_owned()),
        other => panic!("{routine}: result {other}"),
    };
    let arguments = arguments
        .strip_suffix(')')
        .expect("the end of the list")
        .split(", ");
    let arguments = arguments
        .map(|argument| {
            let start = argument.rfind([' ', '*']).expect("a type and a name") + 1;
            let (kind, name) = argument.split_at(start);
            let kind = match kind {
                "int32_t *" => "*mut i32",
                "const int32_t *" => "*const i32",
                "int64_t *" => "*mut i64",
                "const int64_t *" => "*const i64",
                "uint64_t *" => "*mut u64",
                "const uint64_t *" => "*const u64",
                "uint64_t " => "u64",
                "size_t " => "usize",
                other => panic!("{routine}: argument of type {other}"),
            };
            (name.to_owned(), kind.to_owned())
        })
        .collect();
    Prototype { arguments, result }
}

/// The prototypes that Rust declares for an architecture.
fn rust_prototypes((_, alone): (&str, &[&str])) -> BTreeMap<String, Prototype> {
    let mut all = declared(COMMON);
    for path in alone {
        all.append(&mut declared(path));
    }
    all
}

/// The prototypes that a file declares.
fn declared(path: &str) -> BTreeMap<String, Prototype> {
    let source = read(path);
    let (_, list) = source
        .split_once("\nroutines! {\n")
        .expect("the declarations");
    let (list, _) = list
        .split_once("\n}\n")
        .expect("the end of the declarations");
    list.split_terminator(';')
        .map(|line| {
            let (_, line) = line.split_once(" fn ").expect("a prototype");
            let (name, rest) = line.split_once('(').expect("a list of arguments");
            let (arguments, result) = rest.split_once(')').expect("the end of the list");
            let arguments = arguments.split(", ").map(|argument| {
                let (name, kind) = argument.split_once(": ").expect("a name and a type");
                (name.to_owned(), kind.to_owned())
            });
            let prototype = Prototype {
                arguments: arguments.collect(),
                result: result.strip_prefix(" -> ").map(str::to_owned),
            };
            (name.to_owned(), prototype)
        })
        .collect()
}

/// A buffer's length is a product of numbers and arguments.
fn check_buffers(contract: &Contract, prototype: &Prototype) {
    let pointers = prototype
        .arguments
        .iter()
        .filter(|(_, kind)| kind.starts_with('*'));
    let mut buffers = contract.all("buffer");
    for (name, kind) in pointers {
        let line = buffers.next().expect("a line for each buffer");
        let [buffer, length, access] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}: name, length, access");
        };
        assert_eq!(buffer, name, "buffers come in the order of the arguments");
        for factor in length.split('*') {
            let is_argument = prototype
                .arguments
                .contains(&(factor.to_owned(), "usize".to_owned()));
            assert!(is_argument || factor.parse::<u8>().is_ok(), "{line}");
        }
        match access {
            "read" => assert!(kind.starts_with("*const "), "{line}"),
            "write" | "read-write" => assert!(kind.starts_with("*mut "), "{line}"),
            _ => panic!("{line}: access is read, write or read-write"),
        }
    }
    assert_eq!(buffers.next(), None, "a buffer that is no argument");
}

/// Addresses and sizes are public, values are not.
fn check_public(contract: &Contract, prototype: &Prototype) {
    let not_values = prototype.arguments.iter().filter(|(_, kind)| kind != "u64");
    let names: Vec<&str> = not_values.map(|(name, _)| &**name).collect();
    assert_eq!(contract.get("public"), names.join(", "));
    assert_eq!(contract.get("constant-time"), "yes");
}

fn check_source(architecture: &str, stem: &str, contract: &Contract, macros: &str) {
    let source = &contract.source;
    assert_eq!(contract.get("routine"), stem);
    for mark in [
        format!("\nroutine {stem}\n"),
        format!("\nend_routine {stem}\n"),
    ] {
        assert_eq!(
            source.matches(&mark).count(),
            1,
            "{architecture}/{stem}: {mark}"
        );
    }
    let stack: u32 = contract.get("stack").parse().expect("bytes of stack");
    let takes_stack = ["save_registers", "save_and_sign", "sub sp, sp, "];
    assert_eq!(
        stack != 0,
        takes_stack.iter().any(|mark| source.contains(mark)),
        "{architecture}/{stem}: stack"
    );
    // What reads a file with a preprocessor and what reads it without must see the same.
    for line in source.lines().chain(macros.lines()) {
        let first = line.trim_start().chars().next();
        assert!(
            first != Some('#') && !line.contains("//"),
            "{architecture}/{stem}: {line}"
        );
    }
}

#[test]
fn headers_agree_with_prototypes_and_sources() {
    for target in ARCHITECTURES {
        let (architecture, _) = target;
        let prototypes = rust_prototypes(target);
        let macros = macros(architecture);
        let contracts = contracts(architecture);
        assert!(
            contracts.keys().eq(prototypes.keys()),
            "{architecture}: a stem is missing"
        );
        for (stem, contract) in &contracts {
            let prototype = c_prototype(stem, contract.get("prototype"));
            assert_eq!(prototype, prototypes[stem], "{architecture}/{stem}");
            check_buffers(contract, &prototype);
            check_public(contract, &prototype);
            check_source(architecture, stem, contract, &macros);
        }
    }
}

#[test]
fn architectures_agree() {
    let [one, other] = ARCHITECTURES.map(|(architecture, _)| contracts(architecture));
    for stem in declared(COMMON).keys() {
        let contract = &one[stem];
        for key in KEYS
            .into_iter()
            .filter(|key| !PER_ARCHITECTURE.contains(key))
        {
            assert!(contract.all(key).eq(other[stem].all(key)), "{stem}: {key}");
        }
    }
}

/// Each routine that is declared at `path` has a test of its name.
fn has_tests(source: &str, indent: &str, path: &str) {
    for stem in declared(path).keys() {
        let test = format!("{indent}#[test]\n{indent}fn {stem}() {{");
        assert!(source.contains(&test), "{path}: {stem} has no test");
    }
}

#[test]
fn every_routine_has_every_test() {
    for kind in ["differential", "guard_pages", "registers"] {
        let source = read(&format!("src/kernel/tests/{kind}.rs"));
        has_tests(&source, "", COMMON);
        for path in ARCHITECTURES.iter().flat_map(|(_, alone)| *alone) {
            // A file for each kind of test, or a module in one file.
            let tests = path.replace("kernel/", "kernel/tests/");
            let directory = tests.replace(".rs", "");
            if Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(&directory)
                .is_dir()
            {
                has_tests(&read(&format!("{directory}/{kind}.rs")), "", path);
                continue;
            }
            let source = read(&tests);
            let (_, module) = source
                .split_once(&format!("\nmod {kind} {{"))
                .expect("a module for each kind of test");
            let (module, _) = module.split_once("\n}\n").expect("the module's end");
            has_tests(module, "    ", path);
        }
    }
    for target in ARCHITECTURES {
        let (architecture, _) = target;
        let mutations = read(&format!("tests/mutations/{architecture}"));
        for stem in rust_prototypes(target).keys() {
            // In its source, or in what is generated from it.
            let files = [format!("{stem}.S|"), format!("scheduled_{stem}.inc:")];
            let named = |line: &str| files.iter().any(|file| line.starts_with(file));
            assert!(mutations.lines().any(named), "{architecture}/{stem}");
        }
    }
}

/// What `readelf` says of the objects that were linked into this build.
#[cfg(verimont_asm)]
mod objects {
    use super::{ARCHITECTURES, Prototype, rust_prototypes};
    use std::{collections::BTreeMap, process::Command};

    fn prototypes() -> BTreeMap<String, Prototype> {
        let target = ARCHITECTURES
            .into_iter()
            .find(|(name, _)| cfg!(target_arch = "aarch64") == (*name == "aarch64"));
        rust_prototypes(target.expect("an architecture with assembly"))
    }

    fn readelf(what: &str) -> String {
        let archive = concat!(env!("OUT_DIR"), "/libverimont_0_1.a");
        let output = Command::new("readelf")
            .args(["--wide", what, archive])
            .output();
        let output = output.expect("readelf, of binutils, is installed");
        assert!(output.status.success(), "readelf {what} {archive}");
        String::from_utf8(output.stdout).expect("text")
    }

    #[test]
    fn every_object_carries_the_notes() {
        let objects = prototypes().len();
        let (features, landing_pads) = if cfg!(target_arch = "aarch64") {
            ("AArch64 feature: BTI, PAC", objects)
        } else {
            ("x86 feature: IBT, SHSTK", objects)
        };
        assert_eq!(readelf("--notes").matches(features).count(), landing_pads);

        let sections = readelf("--sections");
        let stacks: Vec<&str> = sections
            .lines()
            .filter(|line| line.contains(".note.GNU-stack"))
            .collect();
        assert_eq!(stacks.len(), objects);
        for line in stacks {
            let flags = line
                .split_whitespace()
                .rev()
                .nth(3)
                .expect("the columns of readelf");
            assert!(!flags.contains('X'), "an executable stack: {line}");
        }
    }

    #[test]
    fn symbols_are_versioned_hidden_functions() {
        let symbols = readelf("--symbols");
        let global: Vec<Vec<&str>> = symbols
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|columns| columns.get(4) == Some(&"GLOBAL"))
            // What one routine calls of another is undefined in its own object.
            .filter(|columns| columns.get(6) != Some(&"UND"))
            .collect();
        assert_eq!(global.len(), prototypes().len(), "{global:?}");
        for stem in prototypes().keys() {
            let name = format!("verimont_0_1_{stem}");
            let symbol = global
                .iter()
                .find(|columns| columns[7] == name)
                .expect("the symbol");
            assert_eq!((symbol[3], symbol[5]), ("FUNC", "HIDDEN"), "{name}");
            assert_ne!(symbol[2], "0", "{name} has no size");
        }
    }
}
