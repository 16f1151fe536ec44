//! Integration tests, one binary: the library and the program as their users meet them.
//!
//! `MORGUE_DEEP=N` makes the random tests run N times as many cases; `MORGUE_BLESS=1` rewrites the files
//! in `tests/golden` with what the program prints now (look at the difference before you commit it).

mod architecture;
mod archive;
mod concordance;
mod containers;
mod copies;
mod damage;
mod durability;
mod exports;
mod faults;
mod formats;
mod furniture;
mod generations;
mod hostile;
mod hostile_files;
mod incremental;
mod kills;
mod language;
mod lists;
mod oracle;
mod query;
mod readme;
mod show;
mod statements;
mod support;
mod terminal;
mod watch;
