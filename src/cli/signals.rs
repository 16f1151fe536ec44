//! Ctrl-C and other signals while an index is written.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Signals that end a program; on Windows, Ctrl-C is SIGINT.
#[cfg(unix)]
const ENDING: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const ENDING: [i32; 2] = [SIGINT, SIGTERM];

/// What a shell reports of a program that Ctrl-C ended.
pub const INTERRUPTED: u8 = 130;

/// As long as it lives, a first signal asks for an end and a second one ends the program at once.
pub struct Signals {
    over: Arc<AtomicBool>,
}

impl Signals {
    /// From now on, a signal sets `stop`.
    pub fn listen(stop: &Arc<AtomicBool>) -> io::Result<Self> {
        let over = Arc::new(AtomicBool::new(false));
        for signal in ENDING {
            flag::register_conditional_default(signal, over.clone())?;
            flag::register_conditional_shutdown(signal, INTERRUPTED.into(), stop.clone())?;
            flag::register(signal, stop.clone())?;
        }
        // A file that grows beyond a limit of the shell's is an error of writing it, with its path, and no signal.
        #[cfg(unix)]
        flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
        Ok(Signals { over })
    }
}

impl Drop for Signals {
    /// From now on, signals do what they do elsewhere.
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
