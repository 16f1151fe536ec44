//! How the program is linked.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    let target = |what: &str| var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    // The tables of words and character sets hold some 50,000 addresses. In a program that can be loaded anywhere each
    // of them is filled in when it starts, which touches 1.2 MB before anything is done: a tenth of the time of most
    // questions. The stack, the heap and the libraries still lie where nobody can foresee.
    let linux = target("OS") == "linux" && target("ENV") == "gnu";
    let dynamic = !target("FEATURE").split(',').any(|f| f == "crt-static");
    if linux && dynamic {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
