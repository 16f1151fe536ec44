//! Memory in large pages, or small ones.
//!
//! Indexing looks up each word of each article in tables of some hundred megabytes, and in pages of 4 KB a quarter
//! of its time goes to finding the page. The allocator takes large pages when its environment says so as the
//! program starts, so the program starts itself anew with it: the same process, a millisecond later.

#[cfg(target_os = "linux")]
const SETTING: &str = "MIMALLOC_ALLOW_LARGE_OS_PAGES";
/// Memory not in use goes back to the system after so many milliseconds, in pieces of at least so many KB. Each article
/// takes and leaves a little, and what went back comes again as pages to be cleared, a twentieth of all time: so only
/// what is left of something large is to go. A tenfold time does as much, and keeps a third more of a file of bombs.
#[cfg(target_os = "linux")]
const GIVEN_BACK: [(&str, &str); 2] = [
    ("MIMALLOC_PURGE_DELAY", "100"),
    ("MIMALLOC_MINIMAL_PURGE_SIZE", "4096"),
];

/// Goes on with large pages where the system has them. To be called before anything is opened or begun; it comes
/// back when the setting is made already, by itself or by the user (0 keeps small pages), or cannot be made.
#[cfg(target_os = "linux")]
pub fn large() {
    use std::os::unix::process::CommandExt;
    let mut args = std::env::args_os();
    let (Some(name), None) = (args.next(), std::env::var_os(SETTING)) else {
        return;
    };
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut command = std::process::Command::new(program);
    command.arg0(name).args(args).env(SETTING, "1");
    for (name, value) in GIVEN_BACK {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    // An error is one of starting anew alone: small pages do as well.
    let _error = command.exec();
}

/// From here on takes memory as it is used. A question touches a little of much, and the allocator, left to itself,
/// has whole large pages cleared for that: a tenth of the time of most questions.
#[cfg(target_os = "linux")]
pub fn small() {
    // Where it cannot be had, the answer is the same.
    let _error = rustix::thread::disable_transparent_huge_pages(true);
}

/// Other systems choose the size of pages themselves.
#[cfg(not(target_os = "linux"))]
pub fn large() {}

/// Other systems choose the size of pages themselves.
#[cfg(not(target_os = "linux"))]
pub fn small() {}
