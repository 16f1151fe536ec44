//! Small files beside the segments, with what is found from all of them. Each ends with its checksum, and is
//! found anew where it is missing, damaged or of another commit.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

/// The checksum as eight hexadecimal digits between two line feeds.
const TAIL: usize = 10;

/// Puts the file in place: written beside, made durable and renamed. Its name is not: without it, it is found anew.
pub fn write(dir: &Path, name: &str, body: &[u8]) -> anyhow::Result<()> {
    let (new, path) = (dir.join(format!("{name}.new")), dir.join(name));
    let tail = format!("\n{:08x}\n", crc32fast::hash(body));
    File::create(&new)
        .and_then(|mut file| {
            file.write_all(body)?;
            file.write_all(tail.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&new, &path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// What [`write`] was given; none when there is no such file or it is damaged.
pub fn read(dir: &Path, name: &str) -> Option<Vec<u8>> {
    whole(fs::read(dir.join(name)).ok()?)
}

/// False when there is such a file and it is damaged.
pub fn is_sound(dir: &Path, name: &str) -> anyhow::Result<bool> {
    let path = dir.join(name);
    match fs::read(&path) {
        Ok(bytes) => Ok(whole(bytes).is_some()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn whole(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.len().checked_sub(TAIL)?;
    let tail = format!("\n{:08x}\n", crc32fast::hash(bytes.get(..end)?));
    if bytes.get(end..)? != tail.as_bytes() {
        return None;
    }
    bytes.truncate(end);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_and_any_damage_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let (dir, body) = (dir.path(), b"all the names\nof one");
        assert!(read(dir, "names").is_none());
        write(dir, "names", body).unwrap();
        assert_eq!(read(dir, "names").unwrap(), body);
        let bytes = fs::read(dir.join("names")).unwrap();
        for at in 0..bytes.len() {
            for bit in [1u8, 0x20, 0x80] {
                let mut bad = bytes.clone();
                bad[at] ^= bit;
                fs::write(dir.join("names"), bad).unwrap();
                assert!(read(dir, "names").is_none(), "byte {at}");
            }
            fs::write(dir.join("names"), &bytes[..at]).unwrap();
            assert!(!is_sound(dir, "names").unwrap(), "cut at {at}");
        }
        assert_eq!(
            fs::read_dir(dir).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }
}
