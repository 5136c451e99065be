//! assembled later
fn main() {}
