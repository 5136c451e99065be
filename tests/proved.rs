//! `proofs/manifest.txt` names the theorems of each AArch64 routine and the hash of the bytes they
//! speak of. What is linked must be these bytes, and each routine proved or openly not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The hash of the bytes in hexadecimal and the theorems; nothing of a routine not proved yet.
type Manifest = BTreeMap<String, Option<(String, Vec<String>)>>;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(text: &str) -> Manifest {
    let mut rows = Manifest::new();
    let of_routine = |line: &&str| !line.starts_with('#') && !line.starts_with("composition ");
    for line in text.lines().filter(of_routine) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (routine, row) = match words[..] {
            [routine, "not", "proved", "yet"] => (routine, None),
            [routine, hash, ref theorems @ ..] if hash.len() == 64 && !theorems.is_empty() => {
                let theorems = theorems.iter().map(|name| (*name).to_owned()).collect();
                (routine, Some((hash.to_owned(), theorems)))
            }
            _ => panic!("manifest: {line}"),
        };
        assert!(
            rows.insert(routine.to_owned(), row).is_none(),
            "{routine} twice"
        );
    }
    rows
}

fn manifest() -> Manifest {
    parse(&read("proofs/manifest.txt"))
}

#[test]
fn manifest_lists_every_routine() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("asm/aarch64");
    let routines: BTreeSet<String> = fs::read_dir(directory)
        .expect("the directory of the assembly")
        .map(|entry| entry.expect("an entry").file_name())
        .filter_map(|name| name.to_str()?.strip_suffix(".S").map(str::to_owned))
        .collect();
    assert!(
        manifest().keys().eq(&routines),
        "manifest: not the routines of asm/aarch64"
    );
}

/// The contract in a routine's header names the same theorems.
#[test]
fn headers_name_the_theorems() {
    for (routine, row) in manifest() {
        let source = read(&format!("asm/aarch64/{routine}.S"));
        let line = source
            .lines()
            .find_map(|line| line.strip_prefix(" * theorems: "))
            .expect("a line for the theorems");
        let expected = row.map_or("none yet".to_owned(), |(_, theorems)| theorems.join(", "));
        assert_eq!(line, expected, "{routine}");
    }
}

#[cfg(all(target_arch = "aarch64", verimont_asm))]
mod linked {
    use super::{Manifest, manifest};
    use object::{File, Object, ObjectSection, ObjectSymbol};
    use sha2::{Digest, Sha256};
    use std::{collections::BTreeMap, env, fs};
    // Brings the routines into this program.
    use verimont as _;

    /// The routines that this program links, each by its symbol.
    macro_rules! link {
        ($($routine:ident),*) => {
            mod symbol {
                unsafe extern "C" {
                    $(
                        #[link_name = concat!("verimont_0_1_", stringify!($routine))]
                        pub fn $routine();
                    )*
                }
            }
            const LINKED: &[(&str, unsafe extern "C" fn())] =
                &[$((stringify!($routine), symbol::$routine)),*];
        };
    }

    link!(
        conditional_subtract,
        montgomery_reduce,
        montgomery_reduce_narrow,
        mul,
        mul_narrow,
        multiply_add_29,
        pack_29,
        pair_montmul,
        pair_montsqr,
        pair_table_select,
        sqr,
        sqr_narrow,
        square_add_29,
        table_select,
        unpack_29
    );

    fn program() -> Vec<u8> {
        fs::read(env::current_exe().expect("the path of this program")).expect("this program")
    }

    /// Where the bytes of each routine are in the file of a program.
    fn places(program: &[u8]) -> BTreeMap<String, std::ops::Range<usize>> {
        let file = File::parse(program).expect("an ELF file");
        let symbols = file.symbols().filter(ObjectSymbol::is_definition);
        let routines = symbols.filter_map(|symbol| {
            let routine = symbol.name().ok()?.strip_prefix("verimont_0_1_")?;
            let section = symbol.section_index().expect("a symbol in a section");
            let section = file.section_by_index(section).expect("its section");
            let (offset, _) = section.file_range().expect("bytes in the file");
            let start = usize::try_from(offset + symbol.address() - section.address());
            let start = start.expect("an offset into memory");
            let size = usize::try_from(symbol.size()).expect("a size in memory");
            Some((routine.to_owned(), start..start + size))
        });
        routines.collect()
    }

    fn hash(bytes: &[u8]) -> String {
        let digest = Sha256::digest(bytes);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The routines whose bytes are not those that the manifest says are proved.
    fn differing(program: &[u8], manifest: &Manifest) -> Vec<String> {
        let places = places(program);
        let differs = |routine: &str, row: &Option<(String, Vec<String>)>| {
            let place = places.get(routine).expect("every routine is linked");
            row.as_ref()
                .is_some_and(|(expected, _)| *expected != hash(&program[place.clone()]))
        };
        manifest
            .iter()
            .filter(|(routine, row)| differs(routine, row))
            .map(|(routine, _)| routine.clone())
            .collect()
    }

    #[test]
    fn every_routine_is_linked() {
        let (program, manifest) = (program(), manifest());
        assert!(manifest.keys().eq(LINKED.iter().map(|(name, _)| name)));
        let places = places(&program);
        for (routine, address) in LINKED {
            // SAFETY: the bytes of a function that is linked are mapped and readable.
            let mapped = unsafe {
                std::slice::from_raw_parts(*address as *const u8, places[*routine].len())
            };
            assert_eq!(mapped, &program[places[*routine].clone()], "{routine}");
        }
    }

    #[test]
    fn linked_bytes_are_the_proved_ones() {
        let differing = differing(&program(), &manifest());
        assert!(
            differing.is_empty(),
            "not the bytes that proofs/manifest.txt says are proved: {}",
            differing.join(", ")
        );
    }

    /// One bit of one routine is enough to be noticed, and it is that routine which is named.
    #[test]
    fn a_changed_bit_is_found() {
        let program = program();
        let rows = places(&program).into_iter().map(|(routine, place)| {
            let row = (hash(&program[place]), vec!["ANY".to_owned()]);
            (routine, Some(row))
        });
        let manifest: Manifest = rows.collect();
        assert_eq!(differing(&program, &manifest), [""; 0]);
        for (routine, place) in places(&program) {
            for at in [place.start, place.end - 1] {
                let mut changed = program.clone();
                changed[at] ^= 0x10;
                assert_eq!(differing(&changed, &manifest), [routine.as_str()]);
            }
        }
    }
}
