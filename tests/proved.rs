//! `proofs/manifest.txt` names the theorems of each AArch64 routine and the hash of the bytes they
//! speak of. What is linked must be these bytes, and each routine proved or openly not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What the manifest says of a routine that is proved.
struct Row {
    /// The hash, in hexadecimal, of the bytes before calls are linked.
    hash: String,
    /// The routines it calls, in the order of the calls.
    calls: Vec<String>,
    theorems: Vec<String>,
}

/// Nothing of a routine that is not proved yet.
type Manifest = BTreeMap<String, Option<Row>>;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(text: &str) -> Manifest {
    let mut rows = Manifest::new();
    let mut calls = BTreeMap::new();
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let of_routine = |line: &&str| !line.starts_with('#') && !line.starts_with("composition ");
    for line in text.lines().filter(of_routine) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (routine, row) = match words[..] {
            ["calls", routine, ref called @ ..] => {
                calls.insert(routine, owned(called));
                continue;
            }
            [routine, "not", "proved", "yet"] => (routine, None),
            [routine, hash, ref theorems @ ..] if hash.len() == 64 && !theorems.is_empty() => {
                let row = Row {
                    hash: hash.to_owned(),
                    calls: calls.remove(routine).unwrap_or_default(),
                    theorems: owned(theorems),
                };
                (routine, Some(row))
            }
            _ => panic!("manifest: {line}"),
        };
        assert!(
            rows.insert(routine.to_owned(), row).is_none(),
            "{routine} twice"
        );
    }
    assert!(calls.is_empty(), "calls of no routine that is proved after");
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
        let expected = row.map_or("none yet".to_owned(), |row| row.theorems.join(", "));
        assert_eq!(line, expected, "{routine}");
    }
}

/// A proof speaks of what the routines that are called do, by their theorems.
#[test]
fn called_routines_are_proved() {
    let manifest = manifest();
    for (routine, row) in manifest
        .iter()
        .filter_map(|(name, row)| Some((name, row.as_ref()?)))
    {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        assert!(row.hash.bytes().all(hexadecimal), "{routine}: the hash");
        for called in &row.calls {
            assert!(
                manifest.get(called).is_some_and(Option::is_some),
                "{routine} calls {called}"
            );
        }
    }
}

#[cfg(all(target_arch = "aarch64", verimont_asm))]
mod linked {
    use super::{Manifest, Row, manifest};
    use object::{File, Object, ObjectSection, ObjectSymbol};
    use sha2::{Digest, Sha256};
    use std::{collections::BTreeMap, env, fs, ops::Range};
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

    /// Where a routine is: in memory, but for where the program is loaded, and in its file.
    struct Place {
        address: u64,
        bytes: Range<usize>,
    }

    fn places(program: &[u8]) -> BTreeMap<String, Place> {
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
            let place = Place {
                address: symbol.address(),
                bytes: start..start + size,
            };
            Some((routine.to_owned(), place))
        });
        routines.collect()
    }

    const BRANCH_LINK: u32 = 0b10_0101 << 26;

    /// Undoes what the linker did to a routine: its bytes as they are in the object, where each
    /// call has an offset of 0, and the routines called. What is no start of one has no name.
    fn unlinked(program: &[u8], places: &BTreeMap<String, Place>, routine: &str) -> Row {
        let place = places.get(routine).expect("every routine is linked");
        let mut bytes = program[place.bytes.clone()].to_vec();
        let mut calls = Vec::new();
        for (address, word) in (place.address..).step_by(4).zip(bytes.chunks_exact_mut(4)) {
            let instruction = u32::from_le_bytes(word.try_into().expect("four bytes"));
            if instruction & (0b11_1111 << 26) != BRANCH_LINK {
                continue;
            }
            // 26 bits with a sign, in units of 4 bytes.
            let offset = (instruction << 6).cast_signed() >> 4;
            let target = address.wrapping_add_signed(offset.into());
            let called = places.iter().find(|(_, place)| place.address == target);
            calls.push(called.map_or_else(String::new, |(name, _)| name.clone()));
            word.copy_from_slice(&BRANCH_LINK.to_le_bytes());
        }
        let digest = Sha256::digest(&bytes);
        Row {
            hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            calls,
            theorems: Vec::new(),
        }
    }

    /// The routines whose bytes are not those that the manifest says are proved, or whose calls
    /// go elsewhere.
    fn differing(program: &[u8], manifest: &Manifest) -> Vec<String> {
        let places = places(program);
        let differs = |routine: &str, expected: &Row| {
            let found = unlinked(program, &places, routine);
            found.hash != expected.hash || found.calls != expected.calls
        };
        let proved = manifest
            .iter()
            .filter_map(|(routine, row)| Some((routine, row.as_ref()?)));
        proved
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
                std::slice::from_raw_parts(*address as *const u8, places[*routine].bytes.len())
            };
            assert_eq!(
                mapped,
                &program[places[*routine].bytes.clone()],
                "{routine}"
            );
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
        let places = places(&program);
        let rows = places.keys().map(|routine| {
            let row = unlinked(&program, &places, routine);
            (routine.clone(), Some(row))
        });
        let manifest: Manifest = rows.collect();
        assert_eq!(differing(&program, &manifest), [""; 0]);
        for (routine, place) in &places {
            for at in [place.bytes.start, place.bytes.end - 1] {
                let mut changed = program.clone();
                changed[at] ^= 0x10;
                assert_eq!(differing(&changed, &manifest), [routine.as_str()]);
            }
        }
    }

    /// Calls are known by where they go, and a call that goes elsewhere is noticed.
    #[test]
    fn a_call_elsewhere_is_found() {
        let program = program();
        let places = places(&program);
        let calls = |routine| unlinked(&program, &places, routine).calls;
        let product = "multiply_add_29";
        let expected = ["unpack_29", "unpack_29", product, product, "pack_29"];
        assert_eq!(calls("mul_narrow"), expected);
        assert_eq!(calls("pack_29"), [""; 0]);
        let manifest = Manifest::from([(
            "mul_narrow".to_owned(),
            Some(unlinked(&program, &places, "mul_narrow")),
        )]);
        let bytes = &places["mul_narrow"].bytes;
        let call = |at: &usize| program[at + 3] >> 2 == 0b10_0101;
        for at in bytes.clone().step_by(4).filter(call) {
            let mut changed = program.clone();
            changed[at] ^= 1;
            assert_eq!(differing(&changed, &manifest), ["mul_narrow"]);
        }
    }
}
