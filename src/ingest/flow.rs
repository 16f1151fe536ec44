//! The way from the threads to the engine: a channel that holds a number of changes and a number of bytes.

use std::sync::{Arc, Condvar, Mutex};

use crossbeam_channel::{Receiver, Sender};

use super::lock;
use crate::engine::Change;

/// Where changes are put in.
#[derive(Clone)]
pub struct Gate {
    send: Sender<Change>,
    valve: Arc<Valve>,
}

/// Where they come out.
pub struct Changes {
    receive: Receiver<Change>,
    valve: Arc<Valve>,
}

/// What is in between.
struct Valve {
    most: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: usize,
    closed: bool,
}

/// A channel for so many changes, and so many bytes of text: an article that is larger goes alone.
pub fn bounded(changes: usize, bytes: usize) -> (Gate, Changes) {
    let (send, receive) = crossbeam_channel::bounded(changes);
    let valve = Arc::new(Valve {
        most: bytes,
        state: Mutex::default(),
        changed: Condvar::new(),
    });
    let gate = Gate {
        send,
        valve: valve.clone(),
    };
    (gate, Changes { receive, valve })
}

/// Bytes of text in a change.
fn weight(change: &Change) -> usize {
    match change {
        Change::Add(article) => article.body.len(),
        _ => 0,
    }
}

impl Gate {
    /// Waits until there is room. False when nobody takes changes any more.
    pub fn send(&self, change: Change) -> bool {
        let weight = weight(&change);
        if weight > 0 {
            let mut state = lock(&self.valve.state);
            while !state.closed && state.bytes > 0 && state.bytes + weight > self.valve.most {
                let woken = self.valve.changed.wait(state);
                state = woken.unwrap_or_else(|poisoned| poisoned.into_inner());
            }
            // The end is closed before the channel itself is.
            if state.closed {
                return false;
            }
            state.bytes += weight;
        }
        self.send.send(change).is_ok()
    }
}

impl Iterator for Changes {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        let change = self.receive.recv().ok()?;
        let weight = weight(&change);
        if weight > 0 {
            lock(&self.valve.state).bytes -= weight;
            self.valve.changed.notify_all();
        }
        Some(change)
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        lock(&self.valve.state).closed = true;
        self.valve.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn article(bytes: usize) -> Change {
        Change::Add(Box::new(Article {
            body: "x".repeat(bytes),
            ..Article::default()
        }))
    }

    #[test]
    fn bytes_are_bounded_and_all_comes_through() {
        let (gate, changes) = bounded(100, 1000);
        let valve = changes.valve.clone();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let gate = gate.clone();
                scope.spawn(move || {
                    for bytes in [10, 700, 5000, 400, 0] {
                        assert!(gate.send(article(bytes)));
                        assert!(gate.send(Change::Remove(String::new())));
                    }
                });
            }
            drop(gate);
            let mut sum = 0;
            for change in changes {
                sum += weight(&change);
                let bytes = lock(&valve.state).bytes;
                assert!(bytes <= 1000 || bytes == 5000, "{bytes}");
            }
            assert_eq!(sum, 3 * 6110);
        });
    }

    #[test]
    fn nobody_waits_for_an_end_that_is_closed() {
        let (gate, changes) = bounded(100, 1000);
        assert!(gate.send(article(900)));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.send(article(900)));
            drop(changes);
            assert!(!waiting.join().unwrap());
        });
    }
}
