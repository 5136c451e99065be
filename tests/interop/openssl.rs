//! Running `openssl` on files in a folder that goes away with the test.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use verimont::rsa::RsaPrivateKey;

/// The test keys: bits, PKCS#8 PEM.
pub const KEYS: [(usize, &str); 4] = [
    (2048, include_str!("../data/rsa2048.pem")),
    (2049, include_str!("../data/rsa2049.pem")),
    (3072, include_str!("../data/rsa3072.pem")),
    (4096, include_str!("../data/rsa4096.pem")),
];

/// A folder with the key in `key.pem` and its public half in `public.pem`.
pub struct Workshop {
    folder: PathBuf,
    pub key: RsaPrivateKey,
}

impl Workshop {
    pub fn new(pem: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("verimont-interop-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        let workshop = Self {
            folder,
            key: RsaPrivateKey::from_pem(pem).unwrap(),
        };
        workshop.write("key.pem", pem.as_bytes());
        workshop.openssl("pkey -in key.pem -pubout -out public.pem");
        workshop
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.join(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }

    pub fn read_text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Runs `openssl` with these arguments, none of which contains a space, in the folder.
    pub fn openssl(&self, arguments: &str) {
        assert!(self.accepts(arguments), "openssl {arguments} failed");
    }

    /// Whether `openssl` with these arguments ends well. Without `openssl` the test fails.
    pub fn accepts(&self, arguments: &str) -> bool {
        let mut command = Command::new("openssl");
        command
            .args(arguments.split_whitespace())
            .current_dir(&self.folder);
        let output = command
            .output()
            .expect("these tests need the `openssl` command: install it");
        output.status.success()
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // A folder left behind harms no one, and a panic here would hide the test's own.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
