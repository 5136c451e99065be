//! In the AVX-512 IFMA routines no branch and no address depends on a limb or an index. Valgrind does
//! not execute AVX-512, so this reads the machine code that was linked.
//!
//! Which routine runs on which registers matters little: data enters through memory, and through the
//! arguments that the header does not list as public. If no general register is ever written from
//! memory, from a vector, from a mask or from such an argument, and no instruction sets flags from one,
//! then branches, which read flags, and addresses, which are made of general registers, follow from
//! public arguments alone. That holds whatever way the code takes, so that one look at each
//! instruction is enough. Instructions come from a list: all take the same time for all operands.
#![cfg(verimont_ifma)]

use std::{fs, path::Path, process::Command};

/// Arguments in the order of the System V calling convention.
const ARGUMENTS: [&str; 6] = ["rdi", "rsi", "rdx", "rcx", "r8", "r9"];

/// On vectors, from which nothing but vectors, masks and memory is written.
const VECTOR: [&str; 15] = [
    "valignq",
    "vbroadcasti64x2",
    "vmovdqa64",
    "vmovdqu64",
    "vpaddq",
    "vpandq",
    "vpbroadcastq",
    "vpcmpeqq",
    "vpmadd52huq",
    "vpmadd52luq",
    "vpsrlq",
    "vpsubq",
    "vpternlogq",
    "vpxorq",
    "vshufi64x2",
];

/// What writes masks.
const MASK: [&str; 6] = ["kandb", "kmovb", "knotb", "korb", "kshiftlb", "vpcmpgtq"];

/// On general registers, immediates and the routine's own stack, which holds what it pushed there and
/// public arguments: limbs never go there.
const SCALAR: [&str; 13] = [
    "add", "cmp", "dec", "imul", "inc", "lea", "mov", "pop", "push", "shr", "sub", "test", "xor",
];

const CONTROL: [&str; 6] = ["ja", "je", "jmp", "jne", "ret", "vzeroupper"];

/// The name in 64 bits of a general register.
fn general(operand: &str) -> Option<String> {
    const OLD: [&str; 8] = ["ax", "bx", "cx", "dx", "si", "di", "bp", "sp"];
    let stem = operand.trim_start_matches(['e', 'r']);
    if let Some(number) = operand.strip_prefix('r') {
        let number = number.trim_end_matches(['d', 'w', 'b']);
        if number.parse::<u8>().is_ok() {
            return Some(format!("r{number}"));
        }
    }
    let narrow =
        |name: &str| matches!(operand.strip_suffix(['l', 'h']), Some(s) if name.starts_with(s));
    let old = OLD.into_iter().find(|name| *name == stem || narrow(name));
    old.map(|name| format!("r{name}"))
}

/// What stands in the brackets of an operand in memory.
fn address(operand: &str) -> Option<&str> {
    let (_, rest) = operand.split_once('[')?;
    rest.split_once(']').map(|(address, _)| address)
}

/// Why an instruction might let a secret steer something.
fn objection(line: &str, secret: &[&str]) -> Option<&'static str> {
    let (mnemonic, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let operands: Vec<&str> = match rest.trim() {
        "" => Vec::new(),
        rest => rest.split(',').map(str::trim).collect(),
    };
    if CONTROL.contains(&mnemonic) || mnemonic == "endbr64" {
        // Indirect jumps and returns that pop have operands that are not plain addresses.
        let direct = operands.iter().all(|target| target.contains('<'));
        return (!direct).then_some("an indirect jump");
    }
    // Padding: it does nothing, whatever its operand.
    if mnemonic == "nop" || line.contains("nop ") || line.starts_with("xchg   ax,ax") {
        return None;
    }
    let is_secret = |register: &str| secret.contains(&register);
    for operand in &operands {
        let Some(address) = address(operand) else {
            continue;
        };
        let mut parts = address.split(['+', '-', '*']);
        if parts.any(|part| match general(part) {
            Some(register) => is_secret(&register),
            None => !(part.starts_with("0x") || part.parse::<u8>().is_ok()),
        }) {
            return Some("an address that is not made of public registers");
        }
        if mnemonic != "lea" && SCALAR.contains(&mnemonic) != address.starts_with("rsp") {
            return Some("a limb that goes to the stack, or to a general register");
        }
        if line.contains("{k") {
            return Some("a mask decides what memory is touched");
        }
    }
    let registers: Vec<Option<String>> = operands.iter().map(|operand| general(operand)).collect();
    if SCALAR.contains(&mnemonic) {
        let plain = operands
            .iter()
            .zip(&registers)
            .all(|(operand, register)| match register {
                Some(register) => !is_secret(register),
                // Addresses have been looked at.
                None => {
                    address(operand).is_some()
                        || operand.starts_with("0x")
                        || operand.parse::<i64>().is_ok()
                }
            });
        return (!plain).then_some("a general register gets what may be secret");
    }
    if !VECTOR.contains(&mnemonic) && !MASK.contains(&mnemonic) {
        return Some("an instruction that is not on the list");
    }
    if registers.first().is_some_and(Option::is_some) {
        return Some("a general register gets what may be secret");
    }
    None
}

/// The arguments of a routine that its header does not call public, by their registers.
fn secrets(routine: &str) -> Vec<&'static str> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = root.join(format!("asm/x86_64/{routine}.S"));
    let source = fs::read_to_string(source).expect("the routine's source");
    let line = |key: &str| {
        let mark = format!(" * {key}: ");
        let line = source.lines().find_map(|line| line.strip_prefix(&*mark));
        line.expect("a line of the header").to_owned()
    };
    let prototype = line("prototype");
    let (_, arguments) = prototype.split_once('(').expect("arguments");
    let arguments = arguments.trim_end_matches(')').split(", ");
    let public = line("public");
    let public: Vec<&str> = public.split(", ").collect();
    arguments
        .zip(ARGUMENTS)
        .filter(|(argument, _)| {
            let name = argument.rsplit([' ', '*']).next().expect("a name");
            !public.contains(&name)
        })
        .map(|(_, register)| register)
        .collect()
}

/// The routines and their instructions.
fn disassembly() -> Vec<(String, Vec<String>)> {
    let archive = concat!(env!("OUT_DIR"), "/libverimont_0_1.a");
    let output = Command::new("objdump")
        .args(["-d", "-M", "intel", "--no-show-raw-insn", archive])
        .output()
        .expect("objdump, of binutils, is installed");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    let mut routines: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        if let Some((_, name)) = line.split_once("<verimont_0_1_")
            && let Some(name) = name.strip_suffix(">:")
        {
            routines.push((name.to_owned(), Vec::new()));
        } else if let Some((_, instruction)) = line.split_once(":\t") {
            let (_, instructions) = routines.last_mut().expect("a routine");
            instructions.push(instruction.trim().to_owned());
        }
    }
    routines.retain(|(name, _)| name.starts_with("ifma"));
    routines
}

#[test]
fn no_branch_or_address_depends_on_a_secret() {
    let routines = disassembly();
    assert!(routines.len() >= 6, "the routines were not found");
    for (routine, instructions) in routines {
        assert!(instructions.len() > 40, "{routine}");
        let secret = secrets(&routine);
        for line in instructions {
            let objection = objection(&line, &secret);
            assert_eq!(objection, None, "{routine}: {line}");
        }
    }
}

#[test]
fn the_arguments_that_are_secret_are_known() {
    assert_eq!(secrets("ifma_select"), ["rcx", "r8"]);
    assert!(secrets("ifma_mul").is_empty());
}

#[test]
fn what_might_leak_is_objected_to() {
    for line in [
        "vmovq  rax,xmm0",
        "mov    rax,QWORD PTR [rdi]",
        "kmovb  eax,k1",
        "kortestb k1,k1",
        "cmp    r8d,0x1",
        "mov    QWORD PTR [rsp+0x8],r8",
        "lea    rsi,[rsi+r8*1]",
        "vmovdqu64 ZMMWORD PTR [rsp],zmm0",
        "add    rax,QWORD PTR [rsi]",
        "push   r8",
        "mov    rax,r8",
        "add    rsi,r8",
        "vmovdqu64 zmm0,ZMMWORD PTR [rsi+r8*8]",
        "vmovdqu64 zmm0{k1}{z},ZMMWORD PTR [rsi]",
        "vpgatherqq zmm0{k1},QWORD PTR [rsi+zmm1*8]",
        "vpaddq zmm0,zmm1,ZMMWORD PTR [zmm2]",
        "jmp    rax",
        "div    rcx",
    ] {
        assert!(objection(line, &["r8"]).is_some(), "{line}");
    }
    for line in [
        "vpbroadcastq zmm10{k2},r8",
        "cmp    rdx,0x40",
        "mov    rdi,QWORD PTR [rsp]",
        "lea    rsi,[rdx+rax*1-0x280]",
        "je     da <verimont_0_1_ifma_select+0xda>",
        "vmovdqu64 zmm13,ZMMWORD PTR [rsi+0x40]",
        "ret",
    ] {
        assert_eq!(objection(line, &["r8"]), None, "{line}");
    }
}
