//! What the tests share: archives to work on, and the program to run on them.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub const MORGUE: &str = env!("CARGO_BIN_EXE_morgue");

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Copies a folder with all below it; hidden entries stay behind.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder to copy to");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry");
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file to copy");
        }
    }
}

/// A folder of articles of its own, with the program run in it.
pub struct Archive {
    dir: TempDir,
}

impl Archive {
    /// Without articles.
    pub fn empty() -> Self {
        Archive {
            dir: tempfile::tempdir().expect("a folder for the test"),
        }
    }

    /// A copy of the sample corpus.
    pub fn sample() -> Self {
        Archive::of("sample_corpus")
    }

    /// A copy of a folder of the repository.
    pub fn of(folder: &str) -> Self {
        let archive = Archive::empty();
        copy(&repository(folder), archive.path());
        // What says what a folder is for is no article of it.
        let _ = fs::remove_file(archive.path().join("README.md"));
        archive
    }

    /// With these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let archive = Archive::empty();
        for (path, text) in files {
            archive.write(path, text);
        }
        archive
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file, folders and all.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Runs the program in the archive.
    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        run(command(self.path(), args))
    }

    /// Runs the program and expects exit code 0.
    #[track_caller]
    pub fn ok<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// Indexes it and gives the summary without the time it took.
    #[track_caller]
    pub fn index(&self, args: &[&str]) -> String {
        let mut all = vec!["index", "."];
        all.extend(args);
        let run = self.ok(&all);
        summary(&run.out)
    }

    /// Ids of all hits, best first.
    #[track_caller]
    pub fn ids(&self, query: &str) -> Vec<String> {
        let run = self.run(&[
            "query",
            query,
            "--format",
            "json",
            "--limit",
            "100000",
            "--no-fold",
        ]);
        assert_ne!(run.code, 2, "{run:?}");
        let value = run.json();
        let hits = value["hits"].as_array().expect("hits");
        let ids: Vec<String> = hits
            .iter()
            .map(|h| h["id"].as_str().expect("an id").to_owned())
            .collect();
        assert_eq!(value["total"], ids.len(), "{query}");
        ids
    }
}

/// An archive of `n` short files, every third with three records. All speak of barley; `numberN` is in file N only.
pub fn papers(n: usize) -> Archive {
    let archive = Archive::empty();
    for i in 0..n {
        let (path, text) = paper(i, 0);
        archive.write(&path, text);
    }
    archive
}

/// Path and text of file `i` of [`papers`]. Each record has the words `numberI` and `versionV`.
pub fn paper(i: usize, version: usize) -> (String, String) {
    let body = |record: usize| {
        format!(
            "QUELLMOUTH, May {day} - Barley number{i} was sold on Monday, the harbour office said in its \
             version{version} of report {record}.\n\n\"We have {i} sacks left,\" said Tess Quillfeather, \
             the harbour master.\n",
            day = 1 + i % 28
        )
    };
    if !i.is_multiple_of(3) {
        return (format!("paper-{i}.txt"), body(0));
    }
    let lines = (0..3).map(|record| {
        let value = serde_json::json!({"title": format!("Report {i}"), "body": body(record)});
        format!("{value}\n")
    });
    (format!("paper-{i}.jsonl"), lines.collect())
}

/// The summary of a run of `index` up to the time it took.
pub fn summary(line: &str) -> String {
    let end = line.rfind("; ").unwrap_or(line.len());
    line[..end].to_owned()
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }

    /// Standard output as JSON lines.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("no JSON ({e}): {l}")))
            .collect()
    }
}

/// The program, to be run in `dir`, with an environment that does not depend on who runs the tests.
pub fn command<S: AsRef<OsStr>>(dir: &Path, args: &[S]) -> Command {
    let mut command = Command::new(MORGUE);
    command
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .env_remove("MORGUE_INDEX")
        .env_remove("NO_COLOR")
        .env_remove("RUST_BACKTRACE")
        .env_remove("COLUMNS")
        .env_remove("TERM")
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8");
    command
}

/// Runs a command to its end.
pub fn run(mut command: Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command to start");
    Run {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// Compares with a file of `tests/golden`, or writes it when `MORGUE_BLESS` is set.
#[track_caller]
pub fn golden(name: &str, text: &str) {
    let path = repository("tests/golden").join(name);
    if std::env::var_os("MORGUE_BLESS").is_some() {
        fs::write(&path, text).expect("a golden file");
        return;
    }
    let expected = fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; MORGUE_BLESS=1 writes it", path.display()));
    assert_eq!(
        text, expected,
        "{name} differs; if that is right, write it anew with MORGUE_BLESS=1"
    );
}

/// How many times the usual number of cases the random tests run.
pub fn deep() -> usize {
    std::env::var("MORGUE_DEEP")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1)
        .max(1)
}

/// How many cases: `quick` times [`deep`], and no more than `most`.
pub fn cases(quick: usize, most: usize) -> usize {
    (quick * deep()).min(most)
}

/// Every file below a folder but hidden ones, relative to it, in order.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let path = format!("{below}{}", name.to_str().expect("UTF-8"));
            match folder.join(&path).is_dir() {
                _ if name.as_encoded_bytes().starts_with(b".") => {}
                true => folders.push(path + "/"),
                false => all.push(path),
            }
        }
    }
    all.sort();
    all
}

/// Marsaglia's xorshift64*: the same numbers for the same seed, on every machine.
pub struct Random(u64);

impl Random {
    /// Begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n.max(1)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A gzip of these bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("bytes");
    out.finish().expect("bytes")
}

/// A ZIP archive of these members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(content).expect("bytes");
        let packed = packed.finish().expect("bytes");
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let mut both = vec![20, 0, 0, 8, 8, 0, 0, 0, 0, 0];
        for number in [sum.sum(), packed.len() as u32, content.len() as u32] {
            both.extend(number.to_le_bytes());
        }
        both.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        directory.extend([b"PK\x01\x02\x14\0", &both[..], &[0; 10]].concat());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.bytes());
        out.extend([b"PK\x03\x04", &both[..], name.as_bytes(), &packed].concat());
    }
    let count = (members.len() as u16).to_le_bytes();
    let (size, start) = (directory.len() as u32, out.len() as u32);
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count[..]].concat());
    out.extend([size, start].map(u32::to_le_bytes).concat());
    out.extend([0, 0]);
    out
}

/// A tar archive of these members.
pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..107].copy_from_slice(b"0000644");
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[136..147].copy_from_slice(b"00000000000");
        block[148..156].fill(b' ');
        block[156] = b'0';
        block[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend(block);
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}
